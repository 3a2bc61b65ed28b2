-- +goose Up

-- Bundles that were handed in.
CREATE TABLE bundlecase_run (
    id             BIGINT  PRIMARY KEY,
    no             TEXT    NOT NULL UNIQUE, -- for people: YX-B260212-7K3M9Q
    query_code     TEXT    NOT NULL,
    application_id BIGINT  NOT NULL UNIQUE, -- the joint application, which keeps what was handed in
    code           TEXT    NOT NULL,        -- of the bundle
    name           TEXT    NOT NULL,
    edition        BIGINT  NOT NULL,
    department     TEXT    NOT NULL,        -- that leads
    lead           TEXT    NOT NULL,        -- what that is called
    region         TEXT    NOT NULL,
    outlet         TEXT    NOT NULL,
    owner          BIGINT  NOT NULL,
    firm           BOOLEAN NOT NULL,
    agent          BIGINT  NOT NULL,        -- zero if the owner handed it in
    applicant_name TEXT    NOT NULL,
    matter         BYTEA,                   -- keyed digest of what tells it from another; NULL if nothing does
    open           BOOLEAN NOT NULL,        -- something is still to come
    stopping       BOOLEAN NOT NULL,
    stand          TEXT    NOT NULL,
    received_at    BIGINT  NOT NULL,
    due_on         BIGINT  NOT NULL,        -- day promised for all of it, zero for none
    finished_at    BIGINT  NOT NULL,
    version        BIGINT  NOT NULL
);
-- The same matter runs once.
CREATE UNIQUE INDEX bundlecase_run_matter ON bundlecase_run (matter) WHERE open AND matter IS NOT NULL;
CREATE INDEX bundlecase_run_owner ON bundlecase_run (owner, id);
CREATE INDEX bundlecase_run_open ON bundlecase_run (department, due_on, id) WHERE open;
CREATE INDEX bundlecase_run_department ON bundlecase_run (department, id);

-- Their parts: the components that were chosen.
CREATE TABLE bundlecase_part (
    id             BIGINT  PRIMARY KEY,
    run_id         BIGINT  NOT NULL REFERENCES bundlecase_run (id),
    seq            BIGINT  NOT NULL,
    code           TEXT    NOT NULL,
    kind           TEXT    NOT NULL,
    name           TEXT    NOT NULL,
    department     TEXT    NOT NULL,
    office         TEXT    NOT NULL,
    required       BOOLEAN NOT NULL,
    version_id     BIGINT  NOT NULL, -- of the item, zero of what is none
    needs          TEXT    NOT NULL, -- JSON: codes
    licence        TEXT    NOT NULL, -- kind it results in, or that has to be in force
    state          TEXT    NOT NULL,
    usable         BOOLEAN NOT NULL, -- granted, and its licence is issued
    turn           BOOLEAN NOT NULL, -- its case waits for the applicant
    application_id BIGINT  NOT NULL, -- zero as long as it has none, as the next
    case_id        BIGINT  NOT NULL,
    case_no        TEXT    NOT NULL,
    short_no       TEXT    NOT NULL,
    reason         TEXT    NOT NULL,
    cause          TEXT    NOT NULL,
    words          TEXT    NOT NULL,
    since          BIGINT  NOT NULL,
    UNIQUE (run_id, code)
);
CREATE UNIQUE INDEX bundlecase_part_case ON bundlecase_part (case_id) WHERE case_id <> 0;
CREATE UNIQUE INDEX bundlecase_part_application ON bundlecase_part (application_id) WHERE application_id <> 0;
CREATE INDEX bundlecase_part_yours ON bundlecase_part (id) WHERE state = 'yours';
CREATE INDEX bundlecase_part_department ON bundlecase_part (department, run_id);
