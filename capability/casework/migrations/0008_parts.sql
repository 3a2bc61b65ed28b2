-- +goose Up

-- Which other departments have, or had, a step of a case: they may read it. due_at is that of
-- the case while it is open.
CREATE TABLE casework_part (
    case_id    BIGINT NOT NULL REFERENCES casework_case (id),
    department TEXT   NOT NULL,
    due_at     BIGINT,
    PRIMARY KEY (case_id, department)
);
CREATE INDEX casework_part_due ON casework_part (department, due_at, case_id) WHERE due_at IS NOT NULL;
