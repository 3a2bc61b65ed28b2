-- +goose Up

-- What a newer version of the item has no place for, as the applicant had answered it:
-- sealed JSON, shown until the applicant has seen it.
ALTER TABLE casework_application ADD COLUMN lost TEXT NOT NULL DEFAULT '';

-- Somebody else who is to fill in a part of an application, by a link.
CREATE TABLE application_invitation (
    id             BIGINT NOT NULL PRIMARY KEY,
    application_id BIGINT NOT NULL,
    party          TEXT   NOT NULL, -- as the form calls who fills the part in: seller
    token          BYTEA  NOT NULL UNIQUE, -- SHA-256 of the link's token
    sealed         BYTEA  NOT NULL, -- the token, so that the applicant can copy the link again
    invited_by     BIGINT NOT NULL, -- the person
    created_at     BIGINT NOT NULL,
    expires_at     BIGINT NOT NULL,
    claimed_by     BIGINT, -- the person who opened it first
    claimed_name   TEXT   NOT NULL DEFAULT '',
    claimed_at     BIGINT,
    done_at        BIGINT,
    revoked_at     BIGINT
);
CREATE INDEX application_invitation_application ON application_invitation (application_id, id);
