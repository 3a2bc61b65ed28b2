-- +goose Up

-- A notice of the State Council, as entered.
CREATE TABLE holiday_notice (
    number     TEXT   PRIMARY KEY,
    body       TEXT   NOT NULL, -- JSON: the notice
    entered_at BIGINT NOT NULL,
    entered_by TEXT   NOT NULL
);
