-- +goose Up
-- The one office of this installation. Until it is set up, set_up_at is 0 and nonce makes
-- the token of the set-up link, together with a key that is not in the database.
CREATE TABLE office_office (
	id        INTEGER PRIMARY KEY,
	nonce     TEXT NOT NULL,
	region    TEXT NOT NULL, -- code
	mark      TEXT NOT NULL, -- what short numbers of cases begin with
	outlet    TEXT NOT NULL, -- id of the one that receives online applications
	set_up_at BIGINT NOT NULL
);
