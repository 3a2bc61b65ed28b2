-- +goose Up

-- What falls due at one instant is taken in the order in which it came.
CREATE INDEX casework_case_sweeps ON casework_case (sweep_at, id) WHERE sweep_at IS NOT NULL;
DROP INDEX casework_case_sweep;
CREATE INDEX casework_case_reminders ON casework_case (remind_at, id) WHERE remind_at IS NOT NULL;
DROP INDEX casework_case_remind;
