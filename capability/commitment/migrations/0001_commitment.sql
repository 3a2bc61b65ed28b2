-- +goose Up

-- What applicants have promised (告知承诺), and where the check of it stands.
CREATE TABLE commitment_commitment (
    id             BIGINT  PRIMARY KEY,
    case_id        BIGINT  NOT NULL UNIQUE,
    case_no        TEXT    NOT NULL, -- empty within the unit that hands the case in
    short_no       TEXT    NOT NULL,
    application_id BIGINT  NOT NULL,
    item_code      TEXT    NOT NULL,
    item_name      TEXT    NOT NULL,
    department     TEXT    NOT NULL,
    region         TEXT    NOT NULL,
    owner          BIGINT  NOT NULL,
    words          TEXT    NOT NULL, -- JSON: the text, nothing of it personal
    digest         TEXT    NOT NULL, -- of the text, as it was signed
    mark           BYTEA   NOT NULL, -- keyed digest of all that was signed
    signer         BIGINT  NOT NULL, -- account
    signature      BYTEA   NOT NULL, -- sealed: name, method, clauses
    signed_at      BIGINT  NOT NULL,
    state          TEXT    NOT NULL,
    granted_at     BIGINT  NOT NULL,
    verify_by      BIGINT  NOT NULL, -- last day of the check
    due_on         BIGINT  NOT NULL, -- last day of what comes next
    finder         TEXT    NOT NULL, -- account of who found it false
    answered       BOOLEAN NOT NULL,
    urged_on       BIGINT  NOT NULL, -- day on which it was urged last
    version        BIGINT  NOT NULL
);
CREATE INDEX commitment_commitment_open ON commitment_commitment (department, due_on, id) WHERE state IN ('waiting', 'correcting', 'hearing');
CREATE INDEX commitment_commitment_due ON commitment_commitment (due_on, id) WHERE state IN ('waiting', 'correcting', 'hearing');
CREATE INDEX commitment_commitment_done ON commitment_commitment (department, id);
CREATE INDEX commitment_commitment_owner ON commitment_commitment (owner, id);

-- What has happened to them.
CREATE TABLE commitment_step (
    id            BIGINT PRIMARY KEY,
    commitment_id BIGINT NOT NULL REFERENCES commitment_commitment (id),
    event         TEXT   NOT NULL,
    at            BIGINT NOT NULL,
    actor         TEXT   NOT NULL,
    paper         BIGINT NOT NULL, -- notice, zero if it made none
    paper_no      TEXT   NOT NULL,
    said          BYTEA  NOT NULL  -- sealed
);
CREATE INDEX commitment_step_commitment ON commitment_step (commitment_id, id);
CREATE INDEX commitment_step_paper ON commitment_step (paper) WHERE paper <> 0;
