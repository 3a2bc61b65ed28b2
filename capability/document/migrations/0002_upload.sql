-- +goose Up

-- A file on its way in, in as many pieces as the line needs. It is gone a day after
-- it began, finished or not.
CREATE TABLE document_upload (
    id          BIGINT  NOT NULL PRIMARY KEY,
    owner       TEXT    NOT NULL, -- account id of the person who sends it
    name        TEXT    NOT NULL, -- as the sender calls it, of bounded length
    size        BIGINT  NOT NULL, -- declared, and what it must come to
    received    BIGINT  NOT NULL, -- durable so far: where to go on
    chunks      INTEGER NOT NULL,
    made        TEXT    NOT NULL, -- what was asked for when it was finished; empty before
    file        BIGINT  NOT NULL, -- what was made of it; 0 before
    created_at  BIGINT  NOT NULL
);

CREATE INDEX document_upload_owner ON document_upload (owner);
CREATE INDEX document_upload_age ON document_upload (created_at);

CREATE TABLE document_chunk (
    upload  BIGINT NOT NULL,
    start   BIGINT NOT NULL, -- where it begins in the file
    blob    TEXT   NOT NULL, -- key in the blob store
    PRIMARY KEY (upload, start)
);
