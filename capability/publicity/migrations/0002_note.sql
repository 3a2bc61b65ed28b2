-- +goose Up

-- What is published, in shorthand (kernel/shorthand): NULL in rows of earlier versions,
-- which say it in content.
ALTER TABLE publicity_record ADD COLUMN note BYTEA;
