-- +goose Up

-- Decisions on their way to the public, one of a case.
CREATE TABLE publicity_record (
	id           BIGINT  PRIMARY KEY,
	case_no      TEXT    NOT NULL UNIQUE,
	owner        BIGINT  NOT NULL, -- account it is about
	kind         TEXT    NOT NULL,
	department   TEXT    NOT NULL,
	region       TEXT    NOT NULL,
	item         TEXT    NOT NULL,
	firm         BOOLEAN NOT NULL,
	subject      TEXT    NOT NULL, -- as published; searched where it is a firm
	content      TEXT    NOT NULL, -- JSON: what the public reads
	revision     INTEGER NOT NULL,
	state        TEXT    NOT NULL,
	exception    TEXT    NOT NULL,
	reason       TEXT    NOT NULL,
	decided_on   INTEGER NOT NULL, -- calendar days
	due_on       INTEGER NOT NULL,
	ready_at     BIGINT  NOT NULL,
	published_at BIGINT  NOT NULL, -- 0 is never
	version      BIGINT  NOT NULL
);
CREATE INDEX publicity_record_news ON publicity_record (published_at, id) WHERE state = 'published';
CREATE INDEX publicity_record_item ON publicity_record (item, published_at, id) WHERE state = 'published';
CREATE INDEX publicity_record_department ON publicity_record (department, published_at, id) WHERE state = 'published';
CREATE INDEX publicity_record_ready ON publicity_record (ready_at, id) WHERE state = 'waiting';
CREATE INDEX publicity_record_due ON publicity_record (due_on, id) WHERE state IN ('waiting', 'held');
CREATE INDEX publicity_record_kept ON publicity_record (due_on, id) WHERE state IN ('withheld', 'withdrawn', 'dropped');

-- What the public reads and has read of a decision.
CREATE TABLE publicity_version (
	record_id  BIGINT  NOT NULL REFERENCES publicity_record (id),
	revision   INTEGER NOT NULL,
	content    TEXT    NOT NULL,
	reason     TEXT    NOT NULL,
	actor      TEXT    NOT NULL,
	department TEXT    NOT NULL,
	at         BIGINT  NOT NULL,
	PRIMARY KEY (record_id, revision)
);

-- How many decisions went which way.
CREATE TABLE publicity_count (
	department TEXT    NOT NULL,
	year       INTEGER NOT NULL,
	what       TEXT    NOT NULL,
	n          BIGINT  NOT NULL,
	PRIMARY KEY (department, year, what)
);
