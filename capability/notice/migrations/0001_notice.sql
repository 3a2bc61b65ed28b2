-- +goose Up

-- Papers that were made. What they say is kept where their facts are; here is what
-- everybody may know of them, and their file.
CREATE TABLE notice_paper (
	id         BIGINT PRIMARY KEY,
	source     TEXT NOT NULL,
	code       TEXT NOT NULL UNIQUE,
	name       TEXT NOT NULL,   -- of the template
	number     TEXT NOT NULL,
	department TEXT NOT NULL,
	issuer     TEXT NOT NULL,
	recipient  TEXT NOT NULL,   -- masked
	made_at    BIGINT NOT NULL,
	blob       TEXT NOT NULL,   -- '' until it is drawn
	digest     BYTEA,
	size       BIGINT NOT NULL,
	drawn_at   BIGINT NOT NULL
);
CREATE UNIQUE INDEX notice_paper_digest ON notice_paper (digest);

-- What departments have put in the place of the built-in words. A draft changes until it
-- is published; after that only its state does.
CREATE TABLE notice_template (
	id           BIGINT PRIMARY KEY,
	department   TEXT NOT NULL,
	name         TEXT NOT NULL,
	revision     INTEGER NOT NULL,
	state        TEXT NOT NULL,
	edits        INTEGER NOT NULL, -- guards the draft against two editors at once
	heading      TEXT NOT NULL,
	body         TEXT NOT NULL,
	closing      TEXT NOT NULL,
	authors      TEXT NOT NULL,    -- JSON: accounts of all who wrote it
	author_name  TEXT NOT NULL,
	written_at   BIGINT NOT NULL,
	published_at BIGINT NOT NULL,  -- in force from here, 0 is never
	ended_at     BIGINT NOT NULL,  -- until here, 0 is still
	UNIQUE (department, name, revision)
);
CREATE UNIQUE INDEX notice_template_draft ON notice_template (department, name) WHERE state = 'draft';
CREATE UNIQUE INDEX notice_template_in_force ON notice_template (department, name) WHERE state = 'published';

-- Templates that could not be used for a paper, the first one each.
CREATE TABLE notice_incident (
	template_id BIGINT PRIMARY KEY,
	paper_id    BIGINT NOT NULL,
	field       TEXT NOT NULL,
	at          BIGINT NOT NULL
);
