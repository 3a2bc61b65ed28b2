-- +goose Up

-- A job that is to be done. A finished one is deleted.
CREATE TABLE job_job (
	id       BIGINT PRIMARY KEY,
	kind     TEXT NOT NULL,
	key      TEXT,             -- NULL: any number of this kind
	payload  TEXT NOT NULL,    -- JSON
	state    TEXT NOT NULL,    -- ready, running, dead
	due_at   BIGINT NOT NULL,  -- when it may be taken; while running, when its lease ends
	again_at BIGINT NOT NULL,  -- while running: wanted once more at this time; 0 is no
	attempt  INTEGER NOT NULL, -- how often it was taken
	fence    BIGINT NOT NULL,  -- grows whenever it is taken; who holds an older one has lost it
	error    TEXT NOT NULL,    -- of the last attempt
	added_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX job_job_key ON job_job (kind, key) WHERE key IS NOT NULL;
CREATE INDEX job_job_due ON job_job (due_at) WHERE state <> 'dead';
CREATE INDEX job_job_dead ON job_job (id) WHERE state = 'dead';

-- Who does a sweep, and until when.
CREATE TABLE job_lease (
	name   TEXT PRIMARY KEY,
	holder BIGINT NOT NULL, -- of the runner
	fence  BIGINT NOT NULL, -- grows whenever the holder changes
	until  BIGINT NOT NULL
);
