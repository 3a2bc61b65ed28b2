-- +goose Up

-- What was handed in for several items as one, as it was signed: the shares of it are made
-- from here, and what is signed together is proved by it. The sealed part holds who handed it
-- in, all they answered and brought, and what they promised.
CREATE TABLE application_joint (
	application_id BIGINT NOT NULL PRIMARY KEY,
	joint_id       BIGINT NOT NULL, -- what it became; its signature is under this id
	version_id     BIGINT NOT NULL, -- what it was signed under
	handed_at      BIGINT NOT NULL,
	sealed         BYTEA  NOT NULL
);

-- An application that is one item's share of such a one.
CREATE TABLE application_share (
	application_id BIGINT NOT NULL PRIMARY KEY,
	joint          BIGINT NOT NULL, -- the application it was handed in with
	materials      TEXT   NOT NULL  -- JSON: by the code of a material the one it has there
);
CREATE INDEX application_share_joint ON application_share (joint, application_id);
