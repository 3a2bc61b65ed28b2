-- +goose Up

-- How often the record was written: who writes on what another has changed is told.
ALTER TABLE inspection_visit ADD COLUMN version BIGINT NOT NULL DEFAULT 0;

-- The record as an official paper (现场核查笔录): its key and number, 0 and '' before.
ALTER TABLE inspection_visit ADD COLUMN paper_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE inspection_visit ADD COLUMN paper_no TEXT NOT NULL DEFAULT '';
CREATE INDEX inspection_visit_paper ON inspection_visit (paper_id) WHERE paper_id > 0;

-- What was drawn below a record: by an inspector, or by who was there for the applicant.
CREATE TABLE inspection_signature (
    visit_id BIGINT NOT NULL REFERENCES inspection_visit (id),
    staff    TEXT   NOT NULL, -- account, '' for who was there
    sealed   BYTEA  NOT NULL, -- the picture
    at       BIGINT NOT NULL,
    PRIMARY KEY (visit_id, staff)
);
