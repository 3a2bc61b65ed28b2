-- +goose Up
CREATE TABLE thing_case (
	id      BIGINT PRIMARY KEY,
	state   TEXT NOT NULL,
	version BIGINT NOT NULL
);
CREATE TABLE thing_event (
	id      BIGINT PRIMARY KEY,
	case_id BIGINT NOT NULL REFERENCES thing_case (id),
	body    TEXT NOT NULL
);
CREATE INDEX thing_event_case ON thing_event (case_id);
-- The rows of a case step as the bench writes them.
CREATE TABLE thing_task (
	id     BIGINT PRIMARY KEY,
	case_id BIGINT NOT NULL,
	state  TEXT NOT NULL,
	due_at BIGINT NOT NULL
);
CREATE INDEX thing_task_due ON thing_task (due_at);
CREATE TABLE thing_leaf (
	id     BIGINT PRIMARY KEY,
	digest BYTEA NOT NULL,
	body   TEXT NOT NULL
);
CREATE TABLE thing_job (
	id     BIGINT PRIMARY KEY,
	kind   TEXT NOT NULL,
	body   TEXT NOT NULL,
	due_at BIGINT NOT NULL
);
CREATE INDEX thing_job_due ON thing_job (due_at);
CREATE TABLE thing_kind (
	id      BIGINT PRIMARY KEY,
	number  BIGINT,
	small   INTEGER,
	real    DOUBLE PRECISION,
	yes     BOOLEAN,
	words   TEXT,
	bytes   BYTEA
);
