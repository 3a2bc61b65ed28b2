-- +goose Up

-- How programmes stand, and how far the round through their population is.
CREATE TABLE entitlement_programme (
    code         TEXT    NOT NULL PRIMARY KEY,
    department   TEXT    NOT NULL,
    mode         TEXT    NOT NULL, -- on, paused, stopped
    cursor_at    BIGINT  NOT NULL, -- the account looked at last in this round
    began_at     BIGINT  NOT NULL, -- of the round, 0: none is under way
    looked       BIGINT  NOT NULL, -- in this round
    matched      BIGINT  NOT NULL,
    ended_at     BIGINT  NOT NULL, -- of the last whole round, 0: none yet
    last_looked  BIGINT  NOT NULL,
    last_matched BIGINT  NOT NULL
);

-- Who paused, stopped or took up a programme.
CREATE TABLE entitlement_switching (
    id      BIGINT NOT NULL PRIMARY KEY,
    code    TEXT   NOT NULL,
    mode    TEXT   NOT NULL,
    why     TEXT   NOT NULL,
    by_id   TEXT   NOT NULL,
    by_name TEXT   NOT NULL,
    at      BIGINT NOT NULL
);
CREATE INDEX entitlement_switching_code ON entitlement_switching (code, id);

-- Who objects to being matched. The row is the lock between an invitation and an objection.
CREATE TABLE entitlement_person (
    account     BIGINT NOT NULL PRIMARY KEY,
    objected_at BIGINT NOT NULL, -- 0: does not
    seq         BIGINT NOT NULL
);

-- What a programme was told of a person when that was last noted: a blind digest.
CREATE TABLE entitlement_look (
    code    TEXT   NOT NULL,
    account BIGINT NOT NULL,
    matter  TEXT   NOT NULL,
    mark    BYTEA  NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (code, account, matter)
);

-- Whom to look at before the round comes to them: something was issued to them.
CREATE TABLE entitlement_due (
    account BIGINT NOT NULL PRIMARY KEY,
    at      BIGINT NOT NULL
);

CREATE TABLE entitlement_invitation (
    id          BIGINT NOT NULL PRIMARY KEY,
    code        TEXT   NOT NULL,
    item        TEXT   NOT NULL,
    item_name   TEXT   NOT NULL,
    department  TEXT   NOT NULL,
    account     BIGINT NOT NULL,
    matter      TEXT   NOT NULL, -- which of several: the identifier of a licence
    state       TEXT   NOT NULL,
    mark        BYTEA  NOT NULL, -- blind digest of what the rule was told
    facts       BYTEA  NOT NULL, -- sealed; empty once nobody needs them
    invited_at  BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    application BIGINT NOT NULL, -- that confirming began, 0: none
    case_no     TEXT   NOT NULL,
    ended_at    BIGINT NOT NULL
);
CREATE UNIQUE INDEX entitlement_invitation_open ON entitlement_invitation (code, account, matter) WHERE state = 'open';
CREATE INDEX entitlement_invitation_account ON entitlement_invitation (account, id);
CREATE INDEX entitlement_invitation_expires ON entitlement_invitation (expires_at, id) WHERE state = 'open';
CREATE INDEX entitlement_invitation_application ON entitlement_invitation (application) WHERE application <> 0;
CREATE INDEX entitlement_invitation_code ON entitlement_invitation (code, state);
