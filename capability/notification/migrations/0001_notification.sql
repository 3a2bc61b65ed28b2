-- +goose Up

CREATE TABLE notification_message (
    id         BIGINT  PRIMARY KEY,
    recipient  BIGINT  NOT NULL, -- account
    text_key   TEXT    NOT NULL, -- message key
    args       TEXT    NOT NULL, -- JSON
    link       TEXT    NOT NULL,
    created_at BIGINT  NOT NULL
);
CREATE INDEX notification_message_recipient ON notification_message (recipient, id);
