-- +goose Up

-- A visit to the site of a case, ordered by whoever reviews it.
CREATE TABLE inspection_visit (
    id               BIGINT PRIMARY KEY,
    case_id          BIGINT NOT NULL,
    case_no          TEXT   NOT NULL,
    reason           TEXT   NOT NULL,
    planned_on       TEXT   NOT NULL, -- YYYY-MM-DD
    ordered_by       TEXT   NOT NULL, -- account
    ordered_name     TEXT   NOT NULL,
    ordered_at       BIGINT NOT NULL,
    first_staff      TEXT   NOT NULL,
    first_name       TEXT   NOT NULL,
    first_signed_at  BIGINT,
    second_staff     TEXT   NOT NULL,
    second_name      TEXT   NOT NULL,
    second_signed_at BIGINT,
    visited_on       TEXT   NOT NULL, -- YYYY-MM-DD, '' before
    met              BOOLEAN NOT NULL,
    findings         TEXT   NOT NULL, -- '' before
    present          TEXT   NOT NULL, -- who was there for the applicant, or that nobody would sign
    closed_at        BIGINT,
    cancelled        TEXT   NOT NULL  -- why, '' if it was not
);
CREATE INDEX inspection_visit_case ON inspection_visit (case_id, id);
CREATE UNIQUE INDEX inspection_visit_open ON inspection_visit (case_id) WHERE closed_at IS NULL;

CREATE TABLE inspection_photo (
    id       BIGINT PRIMARY KEY,
    visit_id BIGINT NOT NULL REFERENCES inspection_visit (id),
    file_id  BIGINT NOT NULL,
    name     TEXT   NOT NULL,
    staff    TEXT   NOT NULL,
    at       BIGINT NOT NULL
);
CREATE INDEX inspection_photo_visit ON inspection_photo (visit_id, id);
