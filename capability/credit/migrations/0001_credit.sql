-- +goose Up

-- A fact about an applicant, seen in a case.
CREATE TABLE credit_fact (
    id          BIGINT  NOT NULL PRIMARY KEY,
    kind        TEXT    NOT NULL,
    case_no     TEXT    NOT NULL,
    short_no    TEXT    NOT NULL,
    item_name   TEXT    NOT NULL,
    owner       BIGINT  NOT NULL, -- whom it is about
    department  TEXT    NOT NULL,
    region      TEXT    NOT NULL,
    happened_on INTEGER NOT NULL, -- calendar day
    what        BYTEA   NOT NULL, -- sealed, as the next ones
    evidence    BYTEA   NOT NULL,
    recorder    TEXT    NOT NULL,
    recorded_at BIGINT  NOT NULL,
    state       TEXT    NOT NULL,
    objection   BYTEA   NOT NULL,
    objected_at BIGINT  NOT NULL,
    decision    BYTEA   NOT NULL,
    decided_at  BIGINT  NOT NULL
);
CREATE INDEX credit_fact_owner ON credit_fact (owner, id);
CREATE INDEX credit_fact_department ON credit_fact (department, id);
CREATE INDEX credit_fact_open ON credit_fact (id) WHERE state = 'objected';
