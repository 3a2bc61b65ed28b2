-- +goose Up

-- A run of an import. While it is running its versions wait in the catalogue, out of
-- sight; they are published together, or removed.
CREATE TABLE intake_import (
	id         BIGINT PRIMARY KEY,
	format     TEXT NOT NULL,           -- catalogue, gdzwfw
	file       TEXT NOT NULL,           -- its name
	policy     TEXT NOT NULL,           -- skip-bad, all-or-nothing
	state      TEXT NOT NULL,           -- running, applied, refused, abandoned
	author     TEXT NOT NULL,
	encoding   TEXT NOT NULL DEFAULT '',
	bytes      BIGINT NOT NULL DEFAULT 0,
	digest     BYTEA,                   -- SHA-256 of the file, once it is read
	edition    BIGINT,                  -- that it made; none if it changed nothing
	added      INTEGER NOT NULL DEFAULT 0,
	changed    INTEGER NOT NULL DEFAULT 0,
	unchanged  INTEGER NOT NULL DEFAULT 0,
	refused    INTEGER NOT NULL DEFAULT 0,
	findings   TEXT NOT NULL DEFAULT '{}', -- how many by rule, JSON
	started_at BIGINT NOT NULL,
	ended_at   BIGINT
);
CREATE INDEX intake_import_open ON intake_import (id) WHERE ended_at IS NULL;

-- Its rows that changed something or were refused.
CREATE TABLE intake_row (
	import_id BIGINT NOT NULL REFERENCES intake_import (id),
	number    INTEGER NOT NULL,
	code      TEXT NOT NULL,
	name      TEXT NOT NULL,
	outcome   TEXT NOT NULL,
	faults    TEXT NOT NULL, -- JSON: name, key, args
	findings  INTEGER NOT NULL,
	PRIMARY KEY (import_id, number)
);

-- The journal was the catalogue's, and some of its reasons had other names. Its tables
-- stay until no node of that release runs any more.
INSERT INTO intake_import (id, format, file, policy, state, author, encoding, bytes, digest, edition,
	added, changed, unchanged, refused, findings, started_at, ended_at)
SELECT id, format, file, policy, state, author, encoding, bytes, digest, edition,
	added, changed, unchanged, refused, findings, started_at, ended_at FROM catalogue_import;
INSERT INTO intake_row (import_id, number, code, name, outcome, faults, findings)
SELECT import_id, number, code, name, outcome,
	REPLACE(REPLACE(REPLACE(faults, '"catalogue.import.twice"', '"intake.twice"'),
		'"catalogue.import.shape"', '"intake.shape"'), '"catalogue.import.unreadable"', '"intake.unreadable"'),
	findings FROM catalogue_import_row;
