-- +goose Up

-- Submissions whose applicant wants a person to decide.
CREATE TABLE instant_wish (
    case_id BIGINT NOT NULL,
    seq     BIGINT NOT NULL, -- of the submission
    at      BIGINT NOT NULL,
    PRIMARY KEY (case_id, seq)
);

-- What became of submissions: one row for each.
CREATE TABLE instant_decision (
    id         BIGINT NOT NULL PRIMARY KEY,
    case_id    BIGINT NOT NULL,
    seq        BIGINT NOT NULL, -- of the submission
    case_no    TEXT   NOT NULL,
    short_no   TEXT   NOT NULL,
    item       TEXT   NOT NULL,
    item_name  TEXT   NOT NULL,
    department TEXT   NOT NULL,
    region     TEXT   NOT NULL,
    owner      BIGINT NOT NULL,
    version_id BIGINT NOT NULL, -- of the rulebook
    number     BIGINT NOT NULL,
    outcome    TEXT   NOT NULL,
    reason     TEXT   NOT NULL,
    day        INTEGER NOT NULL, -- calendar day
    at         BIGINT NOT NULL,
    took       BIGINT NOT NULL, -- microseconds
    account    BYTEA  NOT NULL, -- sealed
    UNIQUE (case_id, seq)
);
CREATE INDEX instant_decision_item ON instant_decision (item, id);
CREATE INDEX instant_decision_day ON instant_decision (day, item);

-- How items stand: stopped, and how many were approved on which day.
CREATE TABLE instant_item (
    item      TEXT    NOT NULL PRIMARY KEY,
    stopped   BOOLEAN NOT NULL,
    day_limit BIGINT  NOT NULL, -- 0 is as the rulebook says
    day       INTEGER NOT NULL,
    used      BIGINT  NOT NULL
);

-- Who stopped and started, and why.
CREATE TABLE instant_switching (
    id        BIGINT  NOT NULL PRIMARY KEY,
    item      TEXT    NOT NULL,
    stopped   BOOLEAN NOT NULL,
    day_limit BIGINT  NOT NULL,
    why       TEXT    NOT NULL,
    by_id     TEXT    NOT NULL,
    by_name   TEXT    NOT NULL,
    at        BIGINT  NOT NULL
);
CREATE INDEX instant_switching_item ON instant_switching (item, id);

-- Wishes that a person looks at a decision again.
CREATE TABLE instant_review (
    id          BIGINT  NOT NULL PRIMARY KEY,
    decision_id BIGINT  NOT NULL UNIQUE REFERENCES instant_decision (id),
    case_id     BIGINT  NOT NULL,
    case_no     TEXT    NOT NULL,
    short_no    TEXT    NOT NULL,
    item        TEXT    NOT NULL,
    item_name   TEXT    NOT NULL,
    department  TEXT    NOT NULL,
    region      TEXT    NOT NULL,
    owner       BIGINT  NOT NULL,
    why         BYTEA   NOT NULL, -- sealed
    asked_at    BIGINT  NOT NULL,
    due_on      INTEGER NOT NULL,
    state       TEXT    NOT NULL,
    answer      BYTEA   NOT NULL, -- sealed
    by_id       TEXT    NOT NULL,
    by_name     TEXT    NOT NULL,
    ended_at    BIGINT  NOT NULL
);
CREATE INDEX instant_review_open ON instant_review (department, due_on, id) WHERE state = 'open';
