-- +goose Up

-- The cases of an item that are over, newest first: what rules are tried on.
CREATE INDEX casework_case_finished ON casework_case (item_code, id) WHERE finished_at IS NOT NULL;
