-- +goose Up

-- The running cases of a version of a procedure.
CREATE INDEX casework_case_procedure ON casework_case (procedure_id, id) WHERE finished_at IS NULL AND procedure_id <> 0;

-- An order to move them to another version.
CREATE TABLE casework_relocation (
    id             BIGINT PRIMARY KEY,
    from_procedure BIGINT NOT NULL,
    to_procedure   BIGINT NOT NULL,
    by_staff       TEXT   NOT NULL,
    by_name        TEXT   NOT NULL,
    by_department  TEXT   NOT NULL,
    reason         TEXT   NOT NULL,
    at             BIGINT NOT NULL,
    last_case      BIGINT NOT NULL, -- how far it has come
    moved          BIGINT NOT NULL,
    kept           BIGINT NOT NULL, -- that the check does not let go
    skipped        BIGINT NOT NULL, -- that somebody has moved on meanwhile
    finished_at    BIGINT
);
CREATE INDEX casework_relocation_from ON casework_relocation (from_procedure, id);

-- What has become of each case.
CREATE TABLE casework_relocated (
    relocation_id BIGINT NOT NULL REFERENCES casework_relocation (id),
    case_id       BIGINT NOT NULL REFERENCES casework_case (id),
    outcome       TEXT   NOT NULL, -- moved, kept, skipped
    node          TEXT   NOT NULL, -- step that keeps it
    cause         TEXT   NOT NULL, -- key of the words that say why
    args          TEXT   NOT NULL, -- JSON: what they speak of
    PRIMARY KEY (relocation_id, case_id)
);
