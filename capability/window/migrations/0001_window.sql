-- +goose Up

-- One person helped with one matter. name is sealed.
CREATE TABLE window_visit (
	id          BIGINT NOT NULL PRIMARY KEY,
	channel     TEXT   NOT NULL,
	staff       BIGINT NOT NULL,
	staff_name  TEXT   NOT NULL,
	outlet      TEXT   NOT NULL,
	person      BIGINT NOT NULL,
	name        BYTEA  NOT NULL,
	application BIGINT, -- NULL until an item is chosen
	item_name   TEXT   NOT NULL,
	started_at  BIGINT NOT NULL
);
CREATE INDEX window_visit_staff ON window_visit (staff, id);

-- Who of the staff did what on whose application, the first time each.
CREATE TABLE window_aid (
	application BIGINT NOT NULL,
	staff       BIGINT NOT NULL,
	did         TEXT   NOT NULL,
	staff_name  TEXT   NOT NULL,
	channel     TEXT   NOT NULL,
	at          BIGINT NOT NULL,
	PRIMARY KEY (application, staff, did)
);

-- Papers that somebody held beside their copies.
CREATE TABLE window_original (
	application BIGINT NOT NULL,
	material    TEXT   NOT NULL,
	checked_by  TEXT   NOT NULL,
	checked_at  BIGINT NOT NULL,
	returned_by TEXT   NOT NULL,
	returned_at BIGINT NOT NULL, -- 0: the office still has it
	PRIMARY KEY (application, material)
);

-- A link to sign on a telephone. picture is sealed, NULL until it was signed.
CREATE TABLE window_signing (
	visit      BIGINT NOT NULL PRIMARY KEY,
	token      BYTEA  NOT NULL UNIQUE, -- SHA-256 of the link's token
	sealed     BYTEA  NOT NULL,        -- the token, for the clerk's screen
	expires_at BIGINT NOT NULL,
	picture    BYTEA,
	signed_at  BIGINT NOT NULL
);

-- Results given out at one time. receipt is sealed: who received, and their signature.
CREATE TABLE window_handout (
	id         BIGINT NOT NULL PRIMARY KEY,
	outlet     TEXT   NOT NULL,
	staff      BIGINT NOT NULL,
	staff_name TEXT   NOT NULL,
	at         BIGINT NOT NULL,
	receipt    BYTEA  NOT NULL
);
CREATE INDEX window_handout_outlet ON window_handout (outlet, id);

-- A result is given out once.
CREATE TABLE window_handed (
	case_no   TEXT   NOT NULL PRIMARY KEY,
	handout   BIGINT NOT NULL,
	short_no  TEXT   NOT NULL,
	item_name TEXT   NOT NULL,
	licence   TEXT   NOT NULL
);
CREATE INDEX window_handed_handout ON window_handed (handout);
