-- +goose Up

-- A bundle that is offered, drafted, or once was.
CREATE TABLE bundle_bundle (
	code       TEXT   NOT NULL PRIMARY KEY,
	name       TEXT   NOT NULL, -- of what was written last
	lead       TEXT   NOT NULL, -- code of the lead department
	touched_at BIGINT NOT NULL
);
CREATE INDEX bundle_bundle_touched ON bundle_bundle (touched_at, code);

-- What was written. A draft has number 0 and changes; of a published version only the state
-- and why it ended do.
CREATE TABLE bundle_version (
	id             BIGINT  NOT NULL PRIMARY KEY,
	code           TEXT    NOT NULL REFERENCES bundle_bundle (code),
	number         BIGINT  NOT NULL,
	state          TEXT    NOT NULL, -- draft, published, replaced, withdrawn
	edits          INTEGER NOT NULL, -- guards the draft against two editors at once
	document       TEXT    NOT NULL, -- JSON
	base           BIGINT  NOT NULL, -- number the draft began with, 0: none
	authors        TEXT    NOT NULL, -- JSON: accounts of all who wrote
	author_name    TEXT    NOT NULL, -- of the last of them
	written_at     BIGINT  NOT NULL,
	publisher_name TEXT    NOT NULL,
	published_at   BIGINT  NOT NULL, -- 0 is never
	ended_at       BIGINT  NOT NULL, -- 0 as long as it is offered
	reason         TEXT    NOT NULL, -- why it was published
	ended_by       TEXT    NOT NULL, -- name of who withdrew it
	ended_why      TEXT    NOT NULL,
	UNIQUE (code, number)
);
CREATE UNIQUE INDEX bundle_version_current ON bundle_version (code) WHERE state = 'published';

-- A published version with the versions of its items pinned: what an application is begun
-- under. It never changes.
CREATE TABLE bundle_edition (
	id      BIGINT NOT NULL PRIMARY KEY,
	version BIGINT NOT NULL REFERENCES bundle_version (id),
	pins    TEXT   NOT NULL, -- JSON: versions of items by their codes
	made_at BIGINT NOT NULL,
	UNIQUE (version, pins)
);
