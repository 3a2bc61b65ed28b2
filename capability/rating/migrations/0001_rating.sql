-- +goose Up

-- The place for one rating of a case that has ended.
CREATE TABLE rating_rating (
    id          BIGINT  NOT NULL PRIMARY KEY,
    token       TEXT    NOT NULL UNIQUE,
    round       INTEGER NOT NULL, -- 1, or 2 after a reform
    case_id     BIGINT  NOT NULL,
    case_no     TEXT    NOT NULL,
    short_no    TEXT    NOT NULL,
    owner       BIGINT  NOT NULL,
    contact     BIGINT  NOT NULL,
    item_code   TEXT    NOT NULL,
    item_name   TEXT    NOT NULL,
    department  TEXT    NOT NULL,
    office      TEXT    NOT NULL,
    region      TEXT    NOT NULL,
    outlet      TEXT    NOT NULL,
    handlers    TEXT    NOT NULL, -- the staff who worked on it, as JSON
    ended_at    BIGINT  NOT NULL,
    month       INTEGER NOT NULL, -- in which the case ended: 202602
    made_at     BIGINT  NOT NULL,
    closes_at   BIGINT  NOT NULL,
    grade       INTEGER NOT NULL, -- 0: nobody has rated
    rated_at    BIGINT  NOT NULL,
    channel     TEXT    NOT NULL,
    tags        TEXT    NOT NULL, -- as JSON
    anonymous   BOOLEAN NOT NULL,
    words       BYTEA   NOT NULL, -- sealed
    text_state  TEXT    NOT NULL,
    public_text TEXT    NOT NULL,
    added_at    BIGINT  NOT NULL,
    excluded    BOOLEAN NOT NULL,
    UNIQUE (case_id, round)
);
CREATE INDEX rating_rating_month ON rating_rating (month, department, item_code, grade, excluded) WHERE round = 1;
CREATE INDEX rating_rating_text ON rating_rating (id) WHERE text_state = 'waiting';
CREATE INDEX rating_rating_public ON rating_rating (month, id) WHERE text_state = 'published';

-- What is done about a bad rating.
CREATE TABLE rating_followup (
    id            BIGINT  NOT NULL PRIMARY KEY,
    rating_id     BIGINT  NOT NULL UNIQUE,
    case_id       BIGINT  NOT NULL,
    grade         INTEGER NOT NULL,
    item_code     TEXT    NOT NULL,
    item_name     TEXT    NOT NULL,
    department    TEXT    NOT NULL,
    office        TEXT    NOT NULL,
    region        TEXT    NOT NULL,
    month         INTEGER NOT NULL,
    anonymous     BOOLEAN NOT NULL,
    status        TEXT    NOT NULL,
    opened_at     BIGINT  NOT NULL,
    contact_by    INTEGER NOT NULL, -- calendar day
    due_on        INTEGER NOT NULL,
    taken_by      BIGINT  NOT NULL,
    taken_name    TEXT    NOT NULL,
    reached       BOOLEAN NOT NULL, -- the rater was called back
    extended      BOOLEAN NOT NULL, -- more time was asked for, once
    asked_by      TEXT    NOT NULL, -- account of who asked for a decision
    doubt         TEXT    NOT NULL,
    answer        TEXT    NOT NULL, -- what the rater is told
    outcome       TEXT    NOT NULL,
    closed_on     INTEGER NOT NULL,
    closed_at     BIGINT  NOT NULL,
    contested     BOOLEAN NOT NULL, -- the rater disagreed, once
    late_contact  BOOLEAN NOT NULL,
    late          BOOLEAN NOT NULL,
    second_grade  INTEGER NOT NULL,
    version       BIGINT  NOT NULL
);
CREATE INDEX rating_followup_open ON rating_followup (due_on, id) WHERE closed_at = 0;
CREATE INDEX rating_followup_department ON rating_followup (department, due_on, id) WHERE closed_at = 0;
CREATE INDEX rating_followup_done ON rating_followup (department, id) WHERE closed_at > 0;
CREATE INDEX rating_followup_month ON rating_followup (month, department, item_code);
CREATE INDEX rating_followup_case ON rating_followup (case_id);

-- What happened to it.
CREATE TABLE rating_note (
    id          BIGINT NOT NULL PRIMARY KEY,
    followup_id BIGINT NOT NULL,
    event       TEXT   NOT NULL,
    noted_at    BIGINT NOT NULL,
    actor       TEXT   NOT NULL,
    actor_name  TEXT   NOT NULL,
    detail      TEXT   NOT NULL, -- which of several
    words       BYTEA  NOT NULL  -- sealed
);
CREATE INDEX rating_note_of ON rating_note (followup_id, id);
