-- +goose Up

CREATE TABLE objection_objection (
	id          BIGINT  PRIMARY KEY,
	number      TEXT    NOT NULL UNIQUE,
	kind        TEXT    NOT NULL,
	about       TEXT    NOT NULL,
	ref         TEXT    NOT NULL,
	title       TEXT    NOT NULL,
	case_no     TEXT    NOT NULL,
	department  TEXT    NOT NULL, -- that answers
	region      TEXT    NOT NULL,
	case_owner  BIGINT  NOT NULL,
	owner       BIGINT  NOT NULL, -- who objects
	owner_name  TEXT    NOT NULL,
	text        BYTEA   NOT NULL, -- sealed
	created_at  BIGINT  NOT NULL,
	due_on      INTEGER NOT NULL, -- calendar day
	answered_at BIGINT  NOT NULL, -- 0 is not yet
	answered_by TEXT    NOT NULL,
	answerer    TEXT    NOT NULL, -- department
	outcome     TEXT    NOT NULL,
	answer      TEXT    NOT NULL
);
CREATE INDEX objection_objection_owner ON objection_objection (owner, id);
CREATE INDEX objection_objection_due ON objection_objection (due_on, id) WHERE answered_at = 0;
CREATE INDEX objection_objection_department ON objection_objection (department, due_on, id) WHERE answered_at = 0;
CREATE INDEX objection_objection_done ON objection_objection (department, id) WHERE answered_at > 0;

-- Numbers of a day.
CREATE TABLE objection_sequence (
	day  INTEGER PRIMARY KEY,
	last BIGINT  NOT NULL
);
