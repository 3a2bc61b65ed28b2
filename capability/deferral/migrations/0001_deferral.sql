-- +goose Up

-- What an applicant has promised to bring for a case.
CREATE TABLE deferral_commitment (
    id           BIGINT  NOT NULL PRIMARY KEY,
    case_id      BIGINT  NOT NULL UNIQUE,
    case_no      TEXT    NOT NULL, -- empty while it is being handed in
    short_no     TEXT    NOT NULL,
    item_code    TEXT    NOT NULL,
    item_name    TEXT    NOT NULL,
    department   TEXT    NOT NULL,
    region       TEXT    NOT NULL,
    outlet       TEXT    NOT NULL,
    owner        BIGINT  NOT NULL, -- account of whom the case is for
    agent        BIGINT  NOT NULL, -- of who handed it in for them, or 0
    signer       BIGINT  NOT NULL, -- account
    method       TEXT    NOT NULL,
    signed_at    BIGINT  NOT NULL,
    text_version TEXT    NOT NULL,
    body         TEXT    NOT NULL, -- the text as it was shown, JSON
    digest       BYTEA   NOT NULL, -- SHA-256 of it
    papers       TEXT    NOT NULL, -- JSON
    state        TEXT    NOT NULL,
    accepted_on  INTEGER NOT NULL, -- calendar day, 0 before
    decision_on  INTEGER NOT NULL, -- the promised day of the decision, or 0
    calendar     TEXT    NOT NULL, -- version by which days were counted
    due_on       INTEGER NOT NULL, -- first last day of what is owed, 0 if nothing is
    to_check     INTEGER NOT NULL, -- how many papers wait for the office
    reminded     INTEGER NOT NULL, -- working days that were left at the last reminder
    extended_by  TEXT    NOT NULL, -- name
    extended_why TEXT    NOT NULL,
    extended_at  BIGINT  NOT NULL,
    over_at      BIGINT  NOT NULL,
    revision     BIGINT  NOT NULL
);
CREATE INDEX deferral_commitment_due ON deferral_commitment (due_on, id) WHERE state = 'running' AND due_on > 0;
CREATE INDEX deferral_commitment_department ON deferral_commitment (department, id);
CREATE INDEX deferral_commitment_outlet ON deferral_commitment (outlet, id);
CREATE INDEX deferral_commitment_check ON deferral_commitment (department, id) WHERE state = 'running' AND to_check > 0;
