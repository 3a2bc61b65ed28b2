-- +goose Up

-- An item that has a rulebook, or once had.
CREATE TABLE rulebook_rulebook (
	item       TEXT   NOT NULL PRIMARY KEY, -- code
	name       TEXT   NOT NULL,             -- of the item
	department TEXT   NOT NULL,             -- code of the department that decides
	touched_at BIGINT NOT NULL
);
CREATE INDEX rulebook_rulebook_touched ON rulebook_rulebook (touched_at, item);

-- What was written. A draft has number 0 and changes; of a published version only the state
-- and why it ended do.
CREATE TABLE rulebook_version (
	id             BIGINT  NOT NULL PRIMARY KEY,
	item           TEXT    NOT NULL REFERENCES rulebook_rulebook (item),
	number         BIGINT  NOT NULL,
	state          TEXT    NOT NULL,
	edits          INTEGER NOT NULL, -- guards the draft against two editors at once
	xml            TEXT    NOT NULL, -- DMN
	decision       TEXT    NOT NULL, -- id of the one that is asked
	inputs         TEXT    NOT NULL, -- JSON: where each input comes from
	examples       TEXT    NOT NULL, -- JSON: cases on paper and what has to come of them
	sample_share   INTEGER NOT NULL, -- per cent of approvals looked at again
	daily_limit    INTEGER NOT NULL,
	digest         TEXT    NOT NULL, -- SHA-256 of xml, decision and inputs
	faults         INTEGER NOT NULL, -- what keeps it from being published
	failing        INTEGER NOT NULL, -- examples that come out otherwise
	base           BIGINT  NOT NULL, -- number the draft began with, 0: none
	authors        TEXT    NOT NULL, -- JSON: accounts of all who wrote
	author_name    TEXT    NOT NULL, -- of the last of them
	written_at     BIGINT  NOT NULL,
	publisher      TEXT    NOT NULL, -- account
	publisher_name TEXT    NOT NULL,
	proof          BIGINT  NOT NULL, -- the shadow run it was published on, 0: a draft
	published_at   BIGINT  NOT NULL, -- 0 is never
	ended_at       BIGINT  NOT NULL, -- 0 as long as it is in force
	reason         TEXT    NOT NULL, -- why it was published
	ended_by       TEXT    NOT NULL, -- name of who withdrew it
	ended_why      TEXT    NOT NULL,
	UNIQUE (item, number)
);
CREATE UNIQUE INDEX rulebook_version_current ON rulebook_version (item) WHERE state = 'published';
