-- +goose Up

-- What an entry says, in shorthand (kernel/shorthand); NULL once forgotten, and in entries
-- of earlier versions, which say it in content. An entry with a note keeps no commitment
-- beside it, which is computed from salt and note, until it is forgotten.
ALTER TABLE audit_entry ADD COLUMN note BYTEA;
