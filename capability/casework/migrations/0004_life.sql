-- +goose Up

-- Settled on the spot by one person: another looks at some of these.
ALTER TABLE casework_case ADD COLUMN one_clerk BOOLEAN NOT NULL DEFAULT FALSE;

-- Index of the clock: when somebody is reminded of due_at, and of which one they were.
ALTER TABLE casework_case ADD COLUMN remind_at BIGINT;
ALTER TABLE casework_case ADD COLUMN reminded_for BIGINT;
-- For walks through all open cases.
CREATE INDEX casework_case_walk ON casework_case (id) WHERE finished_at IS NULL;
CREATE INDEX casework_case_remind ON casework_case (remind_at) WHERE remind_at IS NOT NULL;

-- What somebody has claimed and not ended, for handing it all over.
CREATE INDEX casework_task_assignee ON casework_task (assignee, id) WHERE closed_at IS NULL;

-- Who gave a task to whom; to nobody is back to the group.
CREATE TABLE casework_handover (
    id         BIGINT PRIMARY KEY,
    task_id    BIGINT NOT NULL REFERENCES casework_task (id),
    case_id    BIGINT NOT NULL REFERENCES casework_case (id),
    at         BIGINT NOT NULL,
    from_staff TEXT   NOT NULL,
    to_staff   TEXT   NOT NULL,
    by_staff   TEXT   NOT NULL,
    reason     TEXT   NOT NULL
);
CREATE INDEX casework_handover_case ON casework_handover (case_id, id);

-- Who may take on the tasks of whom, and when.
CREATE TABLE casework_absence (
    id      BIGINT PRIMARY KEY,
    staff   TEXT   NOT NULL,
    deputy  TEXT   NOT NULL,
    from_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    set_by  TEXT   NOT NULL,
    set_at  BIGINT NOT NULL
);
CREATE INDEX casework_absence_staff ON casework_absence (staff, until_at);
CREATE INDEX casework_absence_deputy ON casework_absence (deputy, until_at);

-- A walk through the open cases after a calendar has changed.
CREATE TABLE casework_recount (
    id          BIGINT PRIMARY KEY,
    notice      TEXT   NOT NULL, -- number of the notice that changed the calendar
    before      TEXT   NOT NULL, -- version of the calendar
    after       TEXT   NOT NULL,
    started_at  BIGINT NOT NULL,
    last_case   BIGINT NOT NULL, -- how far it has come
    seen        BIGINT NOT NULL,
    moved       BIGINT NOT NULL,
    finished_at BIGINT
);

-- Dates that a recount has moved.
CREATE TABLE casework_moved (
    recount_id BIGINT NOT NULL REFERENCES casework_recount (id),
    case_id    BIGINT NOT NULL REFERENCES casework_case (id),
    period     TEXT   NOT NULL,
    before     BIGINT NOT NULL, -- last day before and after, as an instant
    after      BIGINT NOT NULL,
    PRIMARY KEY (recount_id, case_id, period)
);
