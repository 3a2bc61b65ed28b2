-- +goose Up

-- What was handed in, what happened and what papers say, in shorthand (kernel/shorthand):
-- NULL in rows of earlier versions, which say it in document, detail and body.
ALTER TABLE casework_submission ADD COLUMN note BYTEA;
ALTER TABLE casework_event ADD COLUMN note BYTEA;
ALTER TABLE casework_notice ADD COLUMN note BYTEA;
