-- +goose Up

-- When its recipient has read a message; 0 is not yet.
ALTER TABLE notification_message ADD COLUMN read_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX notification_message_unread ON notification_message (recipient, id) WHERE read_at = 0;

-- Kinds of messages somebody does not want as a text. On the pages they find all.
CREATE TABLE notification_silence (
    account BIGINT NOT NULL,
    kind    TEXT   NOT NULL,
    PRIMARY KEY (account, kind)
);
