-- +goose Up

-- What other bodies publish about firms: red and black lists, and penalties. No people.
CREATE TABLE credit_listing (
    id          BIGINT  NOT NULL PRIMARY KEY,
    list        TEXT    NOT NULL,
    uscc        TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    body        TEXT    NOT NULL, -- that decided
    number      TEXT    NOT NULL, -- of its decision
    matter      TEXT    NOT NULL,
    basis       TEXT    NOT NULL, -- in law
    grade       TEXT    NOT NULL,
    decided_on  INTEGER NOT NULL, -- calendar days
    until_on    INTEGER NOT NULL,
    source      TEXT    NOT NULL, -- where it was taken from
    import      BIGINT  NOT NULL, -- that brought it last
    state       TEXT    NOT NULL,
    reason      TEXT    NOT NULL, -- of its removal
    changed_at  BIGINT  NOT NULL,
    UNIQUE (list, uscc, number)
);
CREATE INDEX credit_listing_uscc ON credit_listing (uscc, id);
CREATE INDEX credit_listing_state ON credit_listing (state, id);
CREATE INDEX credit_listing_list ON credit_listing (list, state, id);

-- A file of them that was taken in, and what was wrong with its rows.
CREATE TABLE credit_import (
    id         BIGINT  NOT NULL PRIMARY KEY,
    list       TEXT    NOT NULL,
    source     TEXT    NOT NULL,
    file_name  TEXT    NOT NULL,
    encoding   TEXT    NOT NULL,
    digest     TEXT    NOT NULL,
    complete   BOOLEAN NOT NULL, -- the file was the whole list
    total      INTEGER NOT NULL,
    added      INTEGER NOT NULL,
    renewed    INTEGER NOT NULL,
    ended      INTEGER NOT NULL, -- that it did not hold any more
    faults     TEXT    NOT NULL, -- JSON: line, and why the row was left out
    made_by    TEXT    NOT NULL,
    made_at    BIGINT  NOT NULL
);
