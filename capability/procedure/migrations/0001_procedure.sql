-- +goose Up

-- An item that has a procedure of its own, or once had.
CREATE TABLE procedure_procedure (
	item       TEXT   NOT NULL PRIMARY KEY, -- code
	name       TEXT   NOT NULL,             -- of the item
	department TEXT   NOT NULL,             -- code of the department that decides
	touched_at BIGINT NOT NULL
);
CREATE INDEX procedure_procedure_touched ON procedure_procedure (touched_at, item);

-- What was drawn. A draft has revision 0 and changes; of a published version only the state
-- and why it ended do.
CREATE TABLE procedure_version (
	id             BIGINT  NOT NULL PRIMARY KEY,
	item           TEXT    NOT NULL REFERENCES procedure_procedure (item),
	revision       INTEGER NOT NULL,
	state          TEXT    NOT NULL,
	edits          INTEGER NOT NULL, -- guards the draft against two editors at once
	xml            TEXT    NOT NULL,
	digest         BYTEA   NOT NULL, -- SHA-256 of xml
	tasks          INTEGER NOT NULL, -- steps that people work on
	faults         INTEGER NOT NULL, -- what keeps it from being published
	base           INTEGER NOT NULL, -- revision the draft began with, 0: none
	restores       INTEGER NOT NULL, -- revision whose drawing it is again, 0: none
	authors        TEXT    NOT NULL, -- JSON: accounts of all who drew
	author_name    TEXT    NOT NULL, -- of the last of them
	written_at     BIGINT  NOT NULL,
	publisher_name TEXT    NOT NULL,
	published_at   BIGINT  NOT NULL, -- 0 is never
	ended_at       BIGINT  NOT NULL, -- 0 as long as it is in force
	reason         TEXT    NOT NULL, -- why it was published, restored or withdrawn
	UNIQUE (item, revision)
);
CREATE UNIQUE INDEX procedure_version_current ON procedure_version (item) WHERE state = 'published';
