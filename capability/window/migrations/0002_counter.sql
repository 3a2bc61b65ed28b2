-- +goose Up

-- For whom the person at the counter came, if not for themselves: a firm, and by what they
-- stand for it.
ALTER TABLE window_visit ADD COLUMN firm BIGINT;
ALTER TABLE window_visit ADD COLUMN firm_name TEXT NOT NULL DEFAULT '';
ALTER TABLE window_visit ADD COLUMN stands TEXT NOT NULL DEFAULT '';

-- The hand-over list is an official paper: its number, and whose it is.
ALTER TABLE window_handout ADD COLUMN number TEXT NOT NULL DEFAULT '';
ALTER TABLE window_handout ADD COLUMN department TEXT NOT NULL DEFAULT '';

-- The last number of hand-over lists, by department and year.
CREATE TABLE window_sequence (
	name TEXT   NOT NULL PRIMARY KEY,
	last BIGINT NOT NULL
);
