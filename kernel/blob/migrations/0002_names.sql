-- +goose Up

-- An object's name begins with its key, so it needs no index of its own.
CREATE TABLE blob_renewed (
    key        TEXT    NOT NULL PRIMARY KEY, -- keyed digest of owner and content
    name       TEXT    NOT NULL,             -- in the folder or bucket: the key and what no other has
    held       BIGINT  NOT NULL,             -- how many rows refer to it
    touched_at BIGINT  NOT NULL              -- real time of the last upload or release
); -- WITHOUT ROWID
INSERT INTO blob_renewed (key, name, held, touched_at) SELECT key, name, held, touched_at FROM blob_object;
DROP TABLE blob_object;
ALTER TABLE blob_renewed RENAME TO blob_object;
CREATE INDEX blob_object_garbage ON blob_object (touched_at) WHERE held = 0;
