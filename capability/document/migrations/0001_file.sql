-- +goose Up

-- One uploaded file. The row exists only after its content is durable, and never
-- for a file that was refused.
CREATE TABLE document_file (
    id          BIGINT  NOT NULL PRIMARY KEY,
    owner       TEXT    NOT NULL, -- account id
    name        TEXT    NOT NULL, -- made harmless, with the extension of its content
    media_type  TEXT    NOT NULL,
    size        BIGINT  NOT NULL,
    digest      BYTEA   NOT NULL, -- SHA-256 of the content
    pages       INTEGER NOT NULL,
    blob        TEXT    NOT NULL, -- key in the blob store
    preview     TEXT    NOT NULL, -- the same of the preview
    scan        TEXT    NOT NULL, -- unscanned, clean
    held        BIGINT  NOT NULL, -- how many others refer to it
    created_at  BIGINT  NOT NULL
);

CREATE INDEX document_file_unheld ON document_file (created_at) WHERE held = 0;
