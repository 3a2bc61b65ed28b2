-- +goose Up

-- What was answered to a command that succeeded.
CREATE TABLE once_answer (
	id      BYTEA PRIMARY KEY,  -- keyed digest of actor, operation and key
	command BYTEA NOT NULL,     -- keyed digest of the command
	answer  BYTEA NOT NULL,     -- JSON, encrypted
	kept_at BIGINT NOT NULL
);
CREATE INDEX once_answer_kept ON once_answer (kept_at);
