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
CREATE TABLE thing_kind (
	id      BIGINT PRIMARY KEY,
	number  BIGINT,
	small   INTEGER,
	real    DOUBLE PRECISION,
	yes     BOOLEAN,
	words   TEXT,
	bytes   BYTEA
);
