-- +goose Up

-- A case in the green lane.
CREATE TABLE lane_entry (
    case_id     BIGINT  NOT NULL PRIMARY KEY,
    case_no     TEXT    NOT NULL,
    short_no    TEXT    NOT NULL,
    application BIGINT  NOT NULL,
    owner       BIGINT  NOT NULL,
    department  TEXT    NOT NULL,
    outlet      TEXT    NOT NULL,
    region      TEXT    NOT NULL,
    item_code   TEXT    NOT NULL,
    item_name   TEXT    NOT NULL,
    rule        INTEGER NOT NULL,
    reason      TEXT    NOT NULL,
    workdays    INTEGER NOT NULL,
    state       TEXT    NOT NULL,
    entered_at  BIGINT  NOT NULL,
    entered_by  TEXT    NOT NULL,
    originals   TEXT    NOT NULL, -- codes of materials as JSON
    closed_at   BIGINT  NOT NULL, -- 0: in the lane
    closed_by   TEXT    NOT NULL,
    refused     TEXT    NOT NULL, -- the step because of which it left
    why         TEXT    NOT NULL
);
CREATE INDEX lane_entry_in ON lane_entry (entered_at, case_id) WHERE state = 'in';
CREATE INDEX lane_entry_closed ON lane_entry (closed_at) WHERE state <> 'in';

-- Steps that the lane was told of; the others are known to whoever keeps them.
CREATE TABLE lane_step (
    case_id BIGINT NOT NULL,
    step    TEXT   NOT NULL,
    done_at BIGINT NOT NULL,
    done_by TEXT   NOT NULL,
    note    TEXT   NOT NULL,
    PRIMARY KEY (case_id, step)
);

-- What a task of a lane case has cost others, found when it was closed.
CREATE TABLE lane_cost (
    task_id    BIGINT  NOT NULL PRIMARY KEY,
    case_id    BIGINT  NOT NULL,
    department TEXT    NOT NULL,
    outlet     TEXT    NOT NULL,
    role       TEXT    NOT NULL,
    closed_at  BIGINT  NOT NULL,
    minutes    INTEGER NOT NULL,
    overtaken  INTEGER NOT NULL,
    people     INTEGER NOT NULL
);
CREATE INDEX lane_cost_closed ON lane_cost (closed_at);
