-- +goose Up

-- A draft, and after submission the working copy that a correction changes.
CREATE TABLE casework_application (
    id         BIGINT PRIMARY KEY,
    owner      BIGINT NOT NULL,
    item_code  TEXT   NOT NULL,
    version_id BIGINT NOT NULL,
    answers    TEXT   NOT NULL, -- JSON: guide answers
    body       TEXT   NOT NULL, -- JSON: form values, sensitive ones sealed
    version    BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    case_id    BIGINT
);
CREATE INDEX casework_application_owner ON casework_application (owner, id);
CREATE INDEX casework_application_expiry ON casework_application (expires_at) WHERE case_id IS NULL;

-- A material of an application: an uploaded file, or what the city already holds.
CREATE TABLE casework_material (
    id             BIGINT PRIMARY KEY,
    application_id BIGINT NOT NULL REFERENCES casework_application (id),
    code           TEXT   NOT NULL,
    source         TEXT   NOT NULL, -- upload, licence, share
    reference      TEXT   NOT NULL, -- file id, identifier of the licence, or resource
    name           TEXT   NOT NULL,
    size           BIGINT NOT NULL,
    added_at       BIGINT NOT NULL,
    removed_at     BIGINT
);
CREATE INDEX casework_material_application ON casework_material (application_id, id);

CREATE TABLE casework_case (
    id              BIGINT PRIMARY KEY,
    no              TEXT   NOT NULL UNIQUE,
    short_no        TEXT   NOT NULL UNIQUE,
    query_code      TEXT   NOT NULL,
    application_id  BIGINT NOT NULL UNIQUE REFERENCES casework_application (id),
    region          TEXT   NOT NULL,
    outlet          TEXT   NOT NULL,
    department      TEXT   NOT NULL,
    item_code       TEXT   NOT NULL,
    item_name       TEXT   NOT NULL,
    version_id      BIGINT NOT NULL,
    calendar        TEXT   NOT NULL,
    owner           BIGINT NOT NULL,
    applicant_name  TEXT   NOT NULL,
    applicant_index BYTEA  NOT NULL, -- blind index of the id number
    status          TEXT   NOT NULL,
    stage           TEXT   NOT NULL, -- code of the item's stage
    basis           TEXT   NOT NULL, -- how it was accepted: normal, deemed
    accepted_by     BIGINT NOT NULL,
    corrected       BOOLEAN NOT NULL, -- the one correction has been asked for
    version         BIGINT NOT NULL,
    received_at     BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    updated_by      TEXT   NOT NULL,
    finished_at     BIGINT,
    due_at          BIGINT, -- index of the clock: the next legal or promised date
    sweep_at        BIGINT  -- index of the clock: when something happens by itself
);
CREATE INDEX casework_case_owner ON casework_case (owner, id);
CREATE INDEX casework_case_due ON casework_case (department, due_at, id) WHERE finished_at IS NULL;
CREATE INDEX casework_case_outlet ON casework_case (outlet, due_at, id) WHERE finished_at IS NULL;
CREATE INDEX casework_case_open ON casework_case (due_at, id) WHERE finished_at IS NULL;
CREATE INDEX casework_case_sweep ON casework_case (sweep_at) WHERE sweep_at IS NOT NULL;

-- What was handed in: once on submission, once more on correction.
CREATE TABLE casework_submission (
    case_id   BIGINT NOT NULL REFERENCES casework_case (id),
    seq       BIGINT NOT NULL,
    at        BIGINT NOT NULL,
    document  TEXT   NOT NULL, -- JSON: answers, values, materials
    PRIMARY KEY (case_id, seq)
);

-- What has happened, append only.
CREATE TABLE casework_event (
    case_id     BIGINT NOT NULL REFERENCES casework_case (id),
    seq         BIGINT NOT NULL,
    kind        TEXT   NOT NULL,
    at          BIGINT NOT NULL,
    actor       TEXT   NOT NULL,
    actor_name  TEXT   NOT NULL,
    department  TEXT   NOT NULL,
    from_status TEXT   NOT NULL,
    to_status   TEXT   NOT NULL,
    detail      TEXT   NOT NULL, -- JSON: reason, ground, opinion, …
    PRIMARY KEY (case_id, seq)
);

CREATE TABLE casework_task (
    id          BIGINT PRIMARY KEY,
    case_id     BIGINT NOT NULL REFERENCES casework_case (id),
    stage       TEXT   NOT NULL,
    role        TEXT   NOT NULL,
    department  TEXT   NOT NULL,
    outlet      TEXT   NOT NULL,
    region      TEXT   NOT NULL,
    assignee    TEXT,
    opened_at   BIGINT NOT NULL,
    claimed_at  BIGINT,
    due_at      BIGINT NOT NULL,
    closed_at   BIGINT,
    closed_by   TEXT,
    outcome     TEXT
);
CREATE INDEX casework_task_case ON casework_task (case_id, id);
CREATE INDEX casework_task_department ON casework_task (department, role, due_at, id) WHERE closed_at IS NULL;
CREATE INDEX casework_task_outlet ON casework_task (outlet, role, due_at, id) WHERE closed_at IS NULL;

CREATE TABLE casework_notice (
    id       BIGINT PRIMARY KEY,
    case_id  BIGINT NOT NULL REFERENCES casework_case (id),
    kind     TEXT   NOT NULL,
    number   TEXT   NOT NULL UNIQUE,
    at       BIGINT NOT NULL,
    body     TEXT   NOT NULL -- JSON: what the paper says
);
CREATE INDEX casework_notice_case ON casework_notice (case_id, id);

-- Numbers of cases (per item and day) and notices (per department, kind and year).
CREATE TABLE casework_sequence (
    name TEXT   PRIMARY KEY,
    last BIGINT NOT NULL
);

-- Wrong query codes, so that a case cannot be guessed open.
CREATE TABLE casework_lockout (
    case_id  BIGINT PRIMARY KEY REFERENCES casework_case (id),
    failures BIGINT NOT NULL,
    until    BIGINT NOT NULL
);
