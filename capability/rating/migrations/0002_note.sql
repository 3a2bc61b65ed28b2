-- +goose Up

-- Who had a part in the case, in shorthand (kernel/shorthand): NULL in rows of earlier
-- versions, which say it in handlers.
ALTER TABLE rating_rating ADD COLUMN note BYTEA;
