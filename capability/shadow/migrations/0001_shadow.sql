-- +goose Up

-- Runs of rules over past cases.
CREATE TABLE shadow_run (
    id          BIGINT  NOT NULL PRIMARY KEY,
    item        TEXT    NOT NULL, -- code
    item_name   TEXT    NOT NULL,
    department  TEXT    NOT NULL, -- code of the one that decides
    version_id  BIGINT  NOT NULL, -- of the rulebook
    number      BIGINT  NOT NULL, -- of the version, 0: a draft
    digest      TEXT    NOT NULL, -- of the rules
    wanted      INTEGER NOT NULL,
    state       TEXT    NOT NULL,
    by_id       TEXT    NOT NULL,
    by_name     TEXT    NOT NULL,
    started_at  BIGINT  NOT NULL,
    ended_at    BIGINT  NOT NULL, -- 0: not yet
    both_yes    INTEGER NOT NULL,
    only_people INTEGER NOT NULL,
    only_rules  INTEGER NOT NULL,
    neither     INTEGER NOT NULL,
    unasked     INTEGER NOT NULL,
    last_case   BIGINT  NOT NULL, -- it has come to
    looked      INTEGER NOT NULL  -- cases, compared or not
);
CREATE INDEX shadow_run_item ON shadow_run (item, id);
CREATE INDEX shadow_run_digest ON shadow_run (digest, id) WHERE state = 'ended';
CREATE UNIQUE INDEX shadow_run_running ON shadow_run (item) WHERE state = 'running';

-- The cases of a run.
CREATE TABLE shadow_case (
    run_id     BIGINT  NOT NULL REFERENCES shadow_run (id),
    case_id    BIGINT  NOT NULL,
    short_no   TEXT    NOT NULL,
    ruling     TEXT    NOT NULL, -- of people
    approves   BOOLEAN NOT NULL, -- the rules
    reason     TEXT    NOT NULL, -- why not
    conditions TEXT    NOT NULL, -- JSON: names of those not met
    kind       INTEGER NOT NULL, -- 0: rules only, 1: people only, 2: they agree
    PRIMARY KEY (run_id, kind, case_id)
);
