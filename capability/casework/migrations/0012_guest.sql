-- +goose Up

-- Who may read a case because they were asked about it: a department, or one member of staff.
CREATE TABLE casework_guest (
    case_id BIGINT  NOT NULL REFERENCES casework_case (id),
    who     TEXT    NOT NULL, -- code of a department, or account
    asked   BOOLEAN NOT NULL, -- their answer is awaited: they may see data in full, logged
    at      BIGINT  NOT NULL,
    PRIMARY KEY (case_id, who)
);
