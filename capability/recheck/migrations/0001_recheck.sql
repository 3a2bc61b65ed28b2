-- +goose Up

-- Cases drawn to be looked at again.
CREATE TABLE recheck_sample (
    id         BIGINT  NOT NULL PRIMARY KEY,
    case_id    BIGINT  NOT NULL UNIQUE,
    case_no    TEXT    NOT NULL,
    short_no   TEXT    NOT NULL,
    item       TEXT    NOT NULL,
    item_name  TEXT    NOT NULL,
    department TEXT    NOT NULL,
    ground     TEXT    NOT NULL,
    settled_by TEXT    NOT NULL, -- account, empty for rules
    decided_at BIGINT  NOT NULL,
    due_on     INTEGER NOT NULL,
    verdict    TEXT    NOT NULL,
    words      TEXT    NOT NULL,
    by_id      TEXT    NOT NULL,
    by_name    TEXT    NOT NULL,
    ended_at   BIGINT  NOT NULL -- 0: not yet
);
CREATE INDEX recheck_sample_open ON recheck_sample (department, due_on, id) WHERE ended_at = 0;
CREATE INDEX recheck_sample_item ON recheck_sample (item, ended_at, id);

-- What wants a look.
CREATE TABLE recheck_alarm (
    id         BIGINT  NOT NULL PRIMARY KEY,
    item       TEXT    NOT NULL,
    item_name  TEXT    NOT NULL,
    department TEXT    NOT NULL,
    cause      TEXT    NOT NULL,
    share_now  INTEGER NOT NULL,
    share_was  INTEGER NOT NULL,
    raised_at  BIGINT  NOT NULL,
    words      TEXT    NOT NULL,
    by_name    TEXT    NOT NULL,
    ended_at   BIGINT  NOT NULL -- 0: not yet
);
CREATE UNIQUE INDEX recheck_alarm_open ON recheck_alarm (item, cause) WHERE ended_at = 0;
CREATE INDEX recheck_alarm_item ON recheck_alarm (item, ended_at);
CREATE INDEX recheck_alarm_department ON recheck_alarm (department, id) WHERE ended_at = 0;
