-- +goose Up

-- What a message says by its key, in shorthand (kernel/shorthand): NULL in rows of earlier
-- versions, which say it in args.
ALTER TABLE notification_message ADD COLUMN note BYTEA;
