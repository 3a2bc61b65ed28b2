-- +goose Up

-- The keys of programs. A revoked one stays, so that its past can be read.
CREATE TABLE integration_key (
	id         BIGINT  PRIMARY KEY,
	digest     BYTEA   NOT NULL UNIQUE, -- SHA-256 of the secret
	hint       TEXT    NOT NULL,        -- how the secret begins
	name       TEXT    NOT NULL,
	contact    TEXT    NOT NULL,
	department TEXT    NOT NULL,        -- '' for a program of no department
	scopes     TEXT    NOT NULL,        -- separated by spaces
	rate       INTEGER NOT NULL,        -- requests a minute
	created_at BIGINT  NOT NULL,
	created_by TEXT    NOT NULL,
	expires_at BIGINT  NOT NULL,
	used_at    BIGINT  NOT NULL,        -- to the minute; 0 is never
	revoked_at BIGINT  NOT NULL         -- 0 is not
);
