-- +goose Up

-- What waits for an answer, for who reads the warnings of all departments.
CREATE INDEX warning_warning_waiting ON warning_warning (id) WHERE state = 'open';
