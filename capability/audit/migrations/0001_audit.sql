-- +goose Up

-- What happened. The row is complete when its unit is; the sequencer adds idx.
CREATE TABLE audit_entry (
    id         BIGINT PRIMARY KEY,
    idx        BIGINT,          -- leaf of the tree; NULL while it waits
    commitment BYTEA  NOT NULL, -- SHA-256 over salt and content
    salt       BYTEA,           -- NULL once forgotten
    content    TEXT,            -- JSON; NULL once forgotten
    person     TEXT             -- whose data were looked at
);
CREATE UNIQUE INDEX audit_entry_idx ON audit_entry (idx) WHERE idx IS NOT NULL;
CREATE INDEX audit_entry_waiting ON audit_entry (id) WHERE idx IS NULL;
CREATE INDEX audit_entry_person ON audit_entry (person, id) WHERE person IS NOT NULL;

-- The hashes of the tree, 256 to a tile (C2SP tlog-tiles). The last tile of each
-- level grows until it is full.
CREATE TABLE audit_tile (
    level  INTEGER NOT NULL,
    n      BIGINT  NOT NULL,
    hashes BYTEA   NOT NULL,
    PRIMARY KEY (level, n)
);

-- One row: how many leaves the tree has.
CREATE TABLE audit_tree (
    id   INTEGER PRIMARY KEY,
    size BIGINT  NOT NULL
);
INSERT INTO audit_tree (id, size) VALUES (1, 0);
