-- +goose Up

-- The applicant agreed, on handing in, that papers and the result reach them electronically.
ALTER TABLE casework_case ADD COLUMN e_delivery BOOLEAN NOT NULL DEFAULT FALSE;
