-- +goose Up

-- When a timer was set that counts working days, and how many: days off that are told later move
-- it. 0 is one that does not count any.
ALTER TABLE casework_timer ADD COLUMN set_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE casework_timer ADD COLUMN workdays BIGINT NOT NULL DEFAULT 0;
