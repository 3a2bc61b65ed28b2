-- +goose Up

-- Where a case stands in its process: state of package workflow, and the procedure it follows,
-- pinned on submission; 0 is the one that the item's stages make.
ALTER TABLE casework_case ADD COLUMN process TEXT NOT NULL DEFAULT '';
ALTER TABLE casework_case ADD COLUMN procedure_id BIGINT NOT NULL DEFAULT 0;

-- Which work of the process a task is: its node in the drawing, its id in the state, and what
-- it is for where it is done over a list.
ALTER TABLE casework_task ADD COLUMN node TEXT NOT NULL DEFAULT '';
ALTER TABLE casework_task ADD COLUMN activity BIGINT NOT NULL DEFAULT 0;
ALTER TABLE casework_task ADD COLUMN element TEXT NOT NULL DEFAULT '';

-- Index of a task's own clock: when its limit ends, and whether that was told.
ALTER TABLE casework_task ADD COLUMN limit_at BIGINT;
ALTER TABLE casework_task ADD COLUMN limit_told BIGINT;
CREATE INDEX casework_task_limit ON casework_task (limit_at) WHERE closed_at IS NULL AND limit_at IS NOT NULL AND limit_told IS NULL;

-- Timers of processes, swept by due_at.
CREATE TABLE casework_timer (
    case_id BIGINT NOT NULL REFERENCES casework_case (id),
    timer   BIGINT NOT NULL, -- id in the state
    due_at  BIGINT NOT NULL,
    PRIMARY KEY (case_id, timer)
);
CREATE INDEX casework_timer_due ON casework_timer (due_at);

-- What a process cannot go on for until somebody has seen to it.
CREATE TABLE casework_incident (
    id         BIGINT PRIMARY KEY,
    case_id    BIGINT NOT NULL REFERENCES casework_case (id),
    department TEXT   NOT NULL, -- that decides the case
    token      BIGINT NOT NULL, -- id in the state, or of the task that nobody can do
    node       TEXT   NOT NULL,
    cause      TEXT   NOT NULL, -- key of the words that say why
    args       TEXT   NOT NULL, -- JSON: what they speak of
    at         BIGINT NOT NULL,
    over_at    BIGINT
);
CREATE INDEX casework_incident_case ON casework_incident (case_id, id);
CREATE INDEX casework_incident_open ON casework_incident (department, id) WHERE over_at IS NULL;

-- Who was urged about which task: once a day.
CREATE TABLE casework_urge (
    task_id  BIGINT NOT NULL REFERENCES casework_task (id),
    day      TEXT   NOT NULL,
    by_staff TEXT   NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (task_id, day)
);
