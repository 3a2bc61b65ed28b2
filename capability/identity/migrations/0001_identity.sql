-- +goose Up
-- id_number, mobile and address are sealed; the _index columns find them exactly.
CREATE TABLE identity_person (
	id              BIGINT NOT NULL PRIMARY KEY,
	name            TEXT NOT NULL,
	id_number       BYTEA NOT NULL,
	id_number_index BYTEA NOT NULL UNIQUE,
	mobile          BYTEA NOT NULL,
	mobile_index    BYTEA NOT NULL,
	address         BYTEA NOT NULL,
	region          TEXT NOT NULL,
	level           INTEGER NOT NULL,
	created_at      BIGINT NOT NULL
);
CREATE INDEX identity_person_mobile ON identity_person (mobile_index);

CREATE TABLE identity_firm (
	id             BIGINT NOT NULL PRIMARY KEY,
	uscc           TEXT NOT NULL UNIQUE,
	name           TEXT NOT NULL,
	representative TEXT NOT NULL,
	region         TEXT NOT NULL,
	address        TEXT NOT NULL,
	created_at     BIGINT NOT NULL
);

-- Who may act for a firm; until is 0 for no end.
CREATE TABLE identity_agent (
	person   BIGINT NOT NULL REFERENCES identity_person (id),
	firm     BIGINT NOT NULL REFERENCES identity_firm (id),
	capacity TEXT NOT NULL,
	until    BIGINT NOT NULL,
	PRIMARY KEY (person, firm)
);

CREATE TABLE identity_staff (
	id         BIGINT NOT NULL PRIMARY KEY,
	account    TEXT NOT NULL UNIQUE,
	name       TEXT NOT NULL,
	department TEXT NOT NULL,
	outlet     TEXT NOT NULL,
	region     TEXT NOT NULL,
	roles      TEXT NOT NULL, -- JSON: ["reviewer"]
	active     BOOLEAN NOT NULL,
	created_at BIGINT NOT NULL
);
CREATE INDEX identity_staff_department ON identity_staff (department);

-- token is the SHA-256 of the token. Times are the machine's, not business time.
CREATE TABLE identity_session (
	id         BIGINT NOT NULL PRIMARY KEY,
	token      BYTEA NOT NULL UNIQUE,
	kind       TEXT NOT NULL,
	subject    BIGINT NOT NULL,
	means      TEXT NOT NULL,
	device     TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	seen_at    BIGINT NOT NULL,
	expires_at BIGINT NOT NULL
);
CREATE INDEX identity_session_subject ON identity_session (subject);
CREATE INDEX identity_session_expires ON identity_session (expires_at);

-- The identities of the demo city; empty anywhere else.
CREATE TABLE identity_persona (
	persona  TEXT NOT NULL PRIMARY KEY,
	kind     TEXT NOT NULL,
	subject  BIGINT NOT NULL,
	section  TEXT NOT NULL,
	position INTEGER NOT NULL,
	note     TEXT NOT NULL,
	note_en  TEXT NOT NULL
);
