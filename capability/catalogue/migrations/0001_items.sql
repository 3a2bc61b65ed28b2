-- +goose Up

-- A service, whatever its versions say. Its codes are never given to another.
CREATE TABLE catalogue_item (
	id                  BIGINT PRIMARY KEY,
	code                TEXT NOT NULL UNIQUE,
	implementation_code TEXT NOT NULL,
	handling_item_code  TEXT UNIQUE,
	created_at          BIGINT NOT NULL
);

-- Its versions. Only state and edition of a row ever change.
CREATE TABLE catalogue_version (
	id           BIGINT PRIMARY KEY,
	item_id      BIGINT NOT NULL REFERENCES catalogue_item (id),
	revision     INTEGER NOT NULL,
	state        TEXT NOT NULL,
	edition      BIGINT NOT NULL,
	code         TEXT NOT NULL,
	name         TEXT NOT NULL,
	department   TEXT NOT NULL,
	version      TEXT NOT NULL,
	digest       BYTEA NOT NULL,
	summary      TEXT NOT NULL,
	document     TEXT NOT NULL,
	published_at BIGINT NOT NULL,
	UNIQUE (item_id, revision)
);

CREATE UNIQUE INDEX catalogue_version_current ON catalogue_version (item_id) WHERE state IN ('published', 'suspended');
CREATE INDEX catalogue_version_edition ON catalogue_version (edition);

-- Raised by every change.
CREATE TABLE catalogue_edition (
	id     INTEGER PRIMARY KEY,
	number BIGINT NOT NULL
);
INSERT INTO catalogue_edition (id, number) VALUES (1, 0);
