-- +goose Up

-- An agreement that a case needs before it is granted.
CREATE TABLE agreement_need (
    case_id    BIGINT NOT NULL,
    code       TEXT   NOT NULL,
    name       TEXT   NOT NULL,
    excused_at BIGINT NOT NULL, -- 0: it is needed
    excused_by TEXT   NOT NULL,
    why        TEXT   NOT NULL,
    PRIMARY KEY (case_id, code)
);

CREATE TABLE agreement_agreement (
    id         BIGINT NOT NULL PRIMARY KEY,
    number     TEXT   NOT NULL UNIQUE,
    case_id    BIGINT NOT NULL,
    case_no    TEXT   NOT NULL,
    short_no   TEXT   NOT NULL,
    item_name  TEXT   NOT NULL,
    code       TEXT   NOT NULL,
    name       TEXT   NOT NULL,
    text       TEXT   NOT NULL, -- paragraphs as JSON, [] for an uploaded document
    file_id    BIGINT NOT NULL, -- 0: drawn up from the item's text
    file_name  TEXT   NOT NULL,
    drawn_by   TEXT   NOT NULL, -- name
    drawn_at   BIGINT NOT NULL,
    state      TEXT   NOT NULL,
    version    BIGINT NOT NULL,
    closed_at  BIGINT NOT NULL,
    why        TEXT   NOT NULL, -- it was refused or called off
    digest     BYTEA            -- of text and signatures, once all have signed
);
CREATE UNIQUE INDEX agreement_agreement_open ON agreement_agreement (case_id, code) WHERE state IN ('open', 'signed');
CREATE INDEX agreement_agreement_case ON agreement_agreement (case_id, id);

CREATE TABLE agreement_party (
    agreement_id BIGINT  NOT NULL REFERENCES agreement_agreement (id),
    seq          INTEGER NOT NULL,
    role         TEXT    NOT NULL,
    part         TEXT    NOT NULL, -- what a further party is: 配偶
    account      BIGINT  NOT NULL, -- 0 of the authority
    tell         BIGINT  NOT NULL, -- account that is told, 0: nobody
    name         TEXT    NOT NULL,
    firm         BOOLEAN NOT NULL,
    signed_at    BIGINT  NOT NULL,
    signer       TEXT    NOT NULL, -- name of the person
    method       TEXT    NOT NULL,
    picture      BYTEA,            -- sealed
    PRIMARY KEY (agreement_id, seq)
);
CREATE INDEX agreement_party_account ON agreement_party (account, agreement_id) WHERE signed_at = 0;
