-- +goose Up

-- One row per content and owner. An object nobody refers to for a day is garbage.
CREATE TABLE blob_object (
    key        TEXT    NOT NULL PRIMARY KEY, -- keyed digest of owner and content
    name       TEXT    NOT NULL UNIQUE,      -- in the folder or bucket; never used twice
    held       BIGINT  NOT NULL,             -- how many rows refer to it
    touched_at BIGINT  NOT NULL              -- real time of the last upload or release
);

CREATE INDEX blob_object_garbage ON blob_object (touched_at) WHERE held = 0;
