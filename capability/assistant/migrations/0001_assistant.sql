-- +goose Up

-- Everyday words for official ones. means holds one or several, with 、 between them.
-- Without an author it came with the program.
CREATE TABLE assistant_synonym (
	id          BIGINT PRIMARY KEY,
	words       TEXT NOT NULL UNIQUE,
	means       TEXT NOT NULL,
	author      TEXT NOT NULL,
	author_name TEXT NOT NULL,
	changed_at  BIGINT NOT NULL,
	version     INTEGER NOT NULL
);

-- Raised by every change of a synonym, by which the nodes notice that what they hold
-- in memory is out of date.
CREATE TABLE assistant_edition (
	id     INTEGER PRIMARY KEY,
	number BIGINT NOT NULL
);
INSERT INTO assistant_edition (id, number) VALUES (1, 0);

-- How often something was looked for on a day, how often anything was found, and how
-- often one of the found services was opened. The query '' stands for all others.
CREATE TABLE assistant_query (
	day      TEXT NOT NULL,
	query    TEXT NOT NULL,
	searches BIGINT NOT NULL,
	results  BIGINT NOT NULL,
	clicks   BIGINT NOT NULL,
	PRIMARY KEY (day, query)
);

-- How often a service was opened from what was found on a day.
CREATE TABLE assistant_click (
	day    TEXT NOT NULL,
	item   TEXT NOT NULL,
	clicks BIGINT NOT NULL,
	PRIMARY KEY (day, item)
);
