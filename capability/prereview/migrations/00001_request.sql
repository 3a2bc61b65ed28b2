-- +goose Up

-- Somebody has asked a person to look at a draft before it is handed in.
CREATE TABLE prereview_request (
    id             BIGINT PRIMARY KEY,
    number         TEXT   NOT NULL UNIQUE,
    application_id BIGINT NOT NULL,
    draft_version  BIGINT NOT NULL, -- of the draft when it was asked, then when it was answered
    print          TEXT   NOT NULL, -- digest of what was looked at
    owner          BIGINT NOT NULL,
    applicant_name TEXT   NOT NULL,
    for_firm       BOOLEAN NOT NULL,
    item_code      TEXT   NOT NULL,
    item_name      TEXT   NOT NULL,
    department     TEXT   NOT NULL,
    outlet         TEXT   NOT NULL,
    region         TEXT   NOT NULL,
    state          TEXT   NOT NULL,
    elsewhere      TEXT   NOT NULL, -- platform on which the application is decided, '' is this one
    version        BIGINT NOT NULL,
    asked_at       BIGINT NOT NULL,
    due_at         BIGINT NOT NULL,
    assignee       TEXT   NOT NULL,
    assignee_name  TEXT   NOT NULL,
    answered_at    BIGINT NOT NULL,
    answered_by    TEXT   NOT NULL,
    opinion        TEXT   NOT NULL,
    gaps           TEXT   NOT NULL, -- JSON
    handed_at      BIGINT NOT NULL,
    list_no        TEXT   NOT NULL, -- of the hand-over list
    result         TEXT   NOT NULL, -- granted, denied
    result_no      TEXT   NOT NULL, -- number on the other platform
    result_note    TEXT   NOT NULL,
    result_at      BIGINT NOT NULL
);
CREATE INDEX prereview_request_application ON prereview_request (application_id, id);
CREATE UNIQUE INDEX prereview_request_open ON prereview_request (application_id) WHERE state = 'waiting';
CREATE INDEX prereview_request_due ON prereview_request (department, due_at, id) WHERE state = 'waiting';
CREATE INDEX prereview_request_outlet ON prereview_request (outlet, due_at, id) WHERE state = 'waiting';
CREATE INDEX prereview_request_elsewhere ON prereview_request (state, answered_at, id) WHERE elsewhere <> '';
