-- +goose Up

-- What kinds of licences there are.
CREATE TABLE licence_type (
    code       TEXT PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    definition TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);

-- Numbers given on one day.
CREATE TABLE licence_sequence (
    type_code TEXT NOT NULL,
    day       TEXT NOT NULL,
    last      BIGINT NOT NULL,
    PRIMARY KEY (type_code, day)
);

-- Licences with their newest version and status.
CREATE TABLE licence_entry (
    id         BIGINT PRIMARY KEY,
    code       TEXT NOT NULL UNIQUE,
    type_code  TEXT NOT NULL,
    number_index BYTEA NOT NULL, -- blind index: an identity card bears its holder's number
    owner      TEXT NOT NULL,
    department TEXT NOT NULL,
    case_no    TEXT NOT NULL,
    version    BIGINT NOT NULL,
    status     TEXT NOT NULL,
    valid_to   TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    UNIQUE (type_code, number_index)
);
CREATE INDEX licence_entry_owner ON licence_entry (owner, id);
CREATE INDEX licence_entry_changed ON licence_entry (changed_at);
CREATE UNIQUE INDEX licence_entry_case ON licence_entry (case_no, type_code) WHERE case_no <> '';

-- What each version says. The content is sealed, its digest is not.
CREATE TABLE licence_version (
    licence_id BIGINT NOT NULL,
    version    BIGINT NOT NULL,
    identifier TEXT NOT NULL UNIQUE,
    status     TEXT NOT NULL,
    content    BYTEA NOT NULL,
    digest     BYTEA NOT NULL,
    made_by    TEXT NOT NULL,
    made_at    BIGINT NOT NULL,
    PRIMARY KEY (licence_id, version)
);

-- That a version was drawn, and what the file is.
CREATE TABLE licence_file (
    licence_id BIGINT NOT NULL,
    version    BIGINT NOT NULL,
    blob       TEXT NOT NULL,
    digest     BYTEA NOT NULL,
    size       BIGINT NOT NULL,
    drawn_at   BIGINT NOT NULL,
    PRIMARY KEY (licence_id, version)
);
CREATE INDEX licence_file_digest ON licence_file (digest);
