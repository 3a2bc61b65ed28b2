-- +goose Up

-- How long the last completed cases of an item took.
CREATE INDEX casework_case_completed ON casework_case (item_code, finished_at, received_at) WHERE status = 'COMPLETED';
