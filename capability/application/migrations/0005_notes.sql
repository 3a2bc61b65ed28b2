-- +goose Up

-- The answers of an application and where they are from, in shorthand (kernel/shorthand):
-- NULL in rows of earlier versions, which say it in body and sources.
ALTER TABLE casework_application ADD COLUMN note BYTEA;
ALTER TABLE application_prefill ADD COLUMN note BYTEA;
