-- +goose Up

-- A run of an import. While it is running its versions wait with revision -1, which
-- nobody sees; they are published together, or removed.
CREATE TABLE catalogue_import (
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
CREATE INDEX catalogue_import_open ON catalogue_import (id) WHERE ended_at IS NULL;

-- Its rows that changed something or were refused.
CREATE TABLE catalogue_import_row (
	import_id BIGINT NOT NULL REFERENCES catalogue_import (id),
	number    INTEGER NOT NULL,
	code      TEXT NOT NULL,
	name      TEXT NOT NULL,
	outcome   TEXT NOT NULL,
	faults    TEXT NOT NULL, -- JSON: name, key, args
	findings  INTEGER NOT NULL,
	PRIMARY KEY (import_id, number)
);

CREATE INDEX catalogue_version_import ON catalogue_version (import_id) WHERE import_id IS NOT NULL;

-- The record a version was imported from, as it was delivered. That of an item is
-- the record of its last imported version.
DROP TABLE catalogue_source;
CREATE TABLE catalogue_source (
	version_id  BIGINT PRIMARY KEY REFERENCES catalogue_version (id),
	item_id     BIGINT NOT NULL,
	format      TEXT NOT NULL,
	digest      BYTEA NOT NULL,
	document    TEXT NOT NULL,
	imported_at BIGINT NOT NULL
);
CREATE INDEX catalogue_source_item ON catalogue_source (item_id, version_id);
