-- +goose Up

-- A case that was looked at, as far as others are compared with it.
CREATE TABLE warning_case (
    id         BIGINT  NOT NULL PRIMARY KEY, -- of the case
    no         TEXT    NOT NULL,
    short_no   TEXT    NOT NULL,
    item       TEXT    NOT NULL,
    item_name  TEXT    NOT NULL,
    department TEXT    NOT NULL,
    region     TEXT    NOT NULL,
    outlet     TEXT    NOT NULL,
    owner      BIGINT  NOT NULL, -- account of the applicant
    agent      BIGINT  NOT NULL, -- who handed it in for them, 0 if they did
    handed_at  BIGINT  NOT NULL,
    looked_at  BIGINT  NOT NULL, -- last
    seq        BIGINT  NOT NULL, -- what of it was looked at, 0 is nothing yet
    ended_at   BIGINT  NOT NULL, -- 0 while it is open
    failed     BOOLEAN NOT NULL, -- refused, denied or terminated
    withdrawn  BOOLEAN NOT NULL
);
CREATE INDEX warning_case_agent ON warning_case (agent, ended_at, id);
CREATE INDEX warning_case_handed ON warning_case (handed_at);

-- Values that cases are compared by; never the value itself.
CREATE TABLE warning_trace (
    kind      TEXT    NOT NULL,
    value     BYTEA   NOT NULL, -- blind index
    case_id   BIGINT  NOT NULL,
    owner     BIGINT  NOT NULL,
    item      TEXT    NOT NULL,
    element   TEXT    NOT NULL, -- what the value is, "place.address"
    at        BIGINT  NOT NULL, -- handed in
    ended     BOOLEAN NOT NULL,
    withdrawn BOOLEAN NOT NULL,
    PRIMARY KEY (kind, value, case_id)
);
CREATE INDEX warning_trace_recent ON warning_trace (kind, value, at, case_id);
CREATE INDEX warning_trace_case ON warning_trace (case_id);

-- Prints of pictures: 64 bits in four bands, each found by an index.
CREATE TABLE warning_print (
    id        BIGINT  NOT NULL PRIMARY KEY,
    case_id   BIGINT  NOT NULL,
    owner     BIGINT  NOT NULL,
    file      BIGINT  NOT NULL,
    material  TEXT    NOT NULL, -- code
    page      INTEGER NOT NULL,
    at        BIGINT  NOT NULL,
    withdrawn BOOLEAN NOT NULL,
    band0     INTEGER NOT NULL,
    band1     INTEGER NOT NULL,
    band2     INTEGER NOT NULL,
    band3     INTEGER NOT NULL
);
CREATE INDEX warning_print_band0 ON warning_print (band0, id);
CREATE INDEX warning_print_band1 ON warning_print (band1, id);
CREATE INDEX warning_print_band2 ON warning_print (band2, id);
CREATE INDEX warning_print_band3 ON warning_print (band3, id);
CREATE INDEX warning_print_case ON warning_print (case_id);

-- What was found about a case.
CREATE TABLE warning_warning (
    id          BIGINT NOT NULL PRIMARY KEY,
    case_id     BIGINT NOT NULL,
    case_no     TEXT   NOT NULL,
    short_no    TEXT   NOT NULL,
    item        TEXT   NOT NULL,
    item_name   TEXT   NOT NULL,
    department  TEXT   NOT NULL,
    region      TEXT   NOT NULL,
    kind        TEXT   NOT NULL,
    value       BYTEA  NOT NULL, -- what it rests on: the same for the same evidence
    evidence    BYTEA  NOT NULL, -- sealed
    state       TEXT   NOT NULL,
    found_at    BIGINT NOT NULL,
    answered_at BIGINT NOT NULL,
    answered_by TEXT   NOT NULL, -- account
    answerer    TEXT   NOT NULL, -- name
    words       BYTEA  NOT NULL, -- sealed
    version     BIGINT NOT NULL,
    UNIQUE (case_id, kind, value)
);
CREATE INDEX warning_warning_open ON warning_warning (department, id) WHERE state = 'open';
CREATE INDEX warning_warning_kind ON warning_warning (kind, id);
CREATE INDEX warning_warning_found ON warning_warning (found_at);

-- What kinds are set to; one that is not here is as the program has it.
CREATE TABLE warning_kind (
    kind       TEXT    NOT NULL PRIMARY KEY,
    is_on      BOOLEAN NOT NULL,
    least      INTEGER NOT NULL,
    days       INTEGER NOT NULL,
    share      INTEGER NOT NULL,
    likeness   INTEGER NOT NULL,
    version    BIGINT  NOT NULL,
    changed_by TEXT    NOT NULL,
    changed_at BIGINT  NOT NULL
);

-- Conditions under which answers contradict each other.
CREATE TABLE warning_rule (
    name       TEXT    NOT NULL PRIMARY KEY,
    item       TEXT    NOT NULL, -- code, empty is any
    holds      TEXT    NOT NULL, -- CEL
    says       TEXT    NOT NULL,
    says_en    TEXT    NOT NULL,
    is_on      BOOLEAN NOT NULL,
    version    BIGINT  NOT NULL,
    changed_by TEXT    NOT NULL,
    changed_at BIGINT  NOT NULL
);
