-- +goose Up

-- What was ever written. A draft changes until it is published; after that only its
-- state and what belongs to it do.
CREATE TABLE announcement_version (
	id              BIGINT PRIMARY KEY,
	announcement_id BIGINT NOT NULL,  -- that of its first version
	revision        INTEGER NOT NULL,
	state           TEXT NOT NULL,
	edits           INTEGER NOT NULL, -- guards the draft against two editors at once
	kind            TEXT NOT NULL,
	title           TEXT NOT NULL,
	title_en        TEXT NOT NULL,
	body            TEXT NOT NULL,
	body_en         TEXT NOT NULL,
	searched        TEXT NOT NULL,    -- what words are looked for in
	department      TEXT NOT NULL,
	region          TEXT NOT NULL,
	items           TEXT NOT NULL,    -- JSON: slugs
	period_from     INTEGER NOT NULL, -- calendar days, 0 is none
	period_to       INTEGER NOT NULL,
	objections      TEXT NOT NULL,
	valid_until     INTEGER NOT NULL,
	correction      TEXT NOT NULL,
	reason          TEXT NOT NULL,
	authors         TEXT NOT NULL,    -- JSON: accounts of all who wrote it
	author_name     TEXT NOT NULL,
	publisher       TEXT NOT NULL,
	written_at      BIGINT NOT NULL,
	published_at    BIGINT NOT NULL,  -- 0 is never
	withdrawn_at    BIGINT NOT NULL,
	UNIQUE (announcement_id, revision)
);
CREATE UNIQUE INDEX announcement_version_draft ON announcement_version (announcement_id) WHERE state = 'draft';
CREATE UNIQUE INDEX announcement_version_public ON announcement_version (announcement_id) WHERE state = 'published';
CREATE INDEX announcement_version_news ON announcement_version (published_at, id) WHERE state = 'published';
CREATE INDEX announcement_version_written ON announcement_version (state, written_at, id);

-- The items that published versions are about.
CREATE TABLE announcement_item (
	item       TEXT NOT NULL,
	version_id BIGINT NOT NULL REFERENCES announcement_version (id),
	PRIMARY KEY (item, version_id)
);
