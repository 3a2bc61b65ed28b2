-- +goose Up

-- The request of whom a fact is about to end its effects before its time.
CREATE TABLE credit_repair (
    id         BIGINT  NOT NULL PRIMARY KEY,
    fact       BIGINT  NOT NULL,
    kind       TEXT    NOT NULL, -- of the fact, as the next ones
    grade      TEXT    NOT NULL,
    recorder   TEXT    NOT NULL,
    case_no    TEXT    NOT NULL,
    short_no   TEXT    NOT NULL,
    item_name  TEXT    NOT NULL,
    owner      BIGINT  NOT NULL,
    department TEXT    NOT NULL,
    region     TEXT    NOT NULL,
    told       TEXT    NOT NULL, -- JSON: accounts that are told
    asker      TEXT    NOT NULL,
    why        BYTEA   NOT NULL, -- sealed, as the decision
    file       BIGINT  NOT NULL, -- evidence; 0 for none
    file_name  TEXT    NOT NULL,
    asked_at   BIGINT  NOT NULL,
    due_on     INTEGER NOT NULL, -- calendar day
    late       BOOLEAN NOT NULL, -- who asked was told that the answer is late
    state      TEXT    NOT NULL,
    decider    TEXT    NOT NULL,
    decision   BYTEA   NOT NULL,
    decided_at BIGINT  NOT NULL
);
CREATE UNIQUE INDEX credit_repair_open ON credit_repair (fact) WHERE state = 'asked';
CREATE INDEX credit_repair_fact ON credit_repair (fact, id);
CREATE INDEX credit_repair_owner ON credit_repair (owner, id);
CREATE INDEX credit_repair_department ON credit_repair (department, id);
CREATE INDEX credit_repair_due ON credit_repair (due_on, id) WHERE state = 'asked' AND NOT late;

ALTER TABLE credit_fact ADD COLUMN told TEXT NOT NULL DEFAULT '[]'; -- JSON: accounts that are told of what happens to it
