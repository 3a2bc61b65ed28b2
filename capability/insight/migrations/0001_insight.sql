-- +goose Up

-- What is counted of a case, one row each. Instants that are not there are 0.
CREATE TABLE insight_fact (
    case_id       BIGINT  NOT NULL PRIMARY KEY,
    no            TEXT    NOT NULL,
    short_no      TEXT    NOT NULL,
    item_code     TEXT    NOT NULL,
    department    TEXT    NOT NULL,
    outlet        TEXT    NOT NULL,
    online        BOOLEAN NOT NULL,
    immediate     BOOLEAN NOT NULL, -- of an item that is decided on the spot
    corrected     BOOLEAN NOT NULL, -- the one correction was asked for
    deemed        BOOLEAN NOT NULL, -- accepted by silence
    visits        INTEGER NOT NULL, -- days on which the applicant came to a counter
    received_at   BIGINT  NOT NULL,
    promised_due  BIGINT  NOT NULL, -- the instant the promise passes; 0: none, or the clock stands
    statutory_due BIGINT  NOT NULL, -- likewise of the law's limit
    decided_at    BIGINT  NOT NULL,
    finished_at   BIGINT  NOT NULL,
    outcome       TEXT    NOT NULL, -- "" while it is open
    counted       INTEGER NOT NULL, -- working days from acceptance to decision, pauses left out
    grade         INTEGER NOT NULL, -- 1 best to 5, 0 not rated
    excluded      BOOLEAN NOT NULL  -- the rating was found mistaken or malicious
);
CREATE INDEX insight_fact_received ON insight_fact (received_at, case_id);
CREATE INDEX insight_fact_received_item ON insight_fact (item_code, received_at, case_id);
CREATE INDEX insight_fact_received_department ON insight_fact (department, received_at, case_id);
CREATE INDEX insight_fact_finished ON insight_fact (finished_at, case_id) WHERE finished_at > 0;
CREATE INDEX insight_fact_finished_item ON insight_fact (item_code, finished_at, case_id) WHERE finished_at > 0;
CREATE INDEX insight_fact_finished_department ON insight_fact (department, finished_at, case_id) WHERE finished_at > 0;
-- What is rare is found by indexes of its own.
CREATE INDEX insight_fact_deemed ON insight_fact (received_at, case_id) WHERE deemed;
CREATE INDEX insight_fact_tardy ON insight_fact (finished_at, case_id) WHERE promised_due > 0 AND decided_at >= promised_due;
CREATE INDEX insight_fact_late ON insight_fact (finished_at, case_id) WHERE statutory_due > 0 AND decided_at >= statutory_due;
CREATE INDEX insight_fact_otherwise ON insight_fact (outcome, finished_at, case_id) WHERE outcome <> 'granted';
CREATE INDEX insight_fact_open ON insight_fact (received_at, case_id, department, item_code, statutory_due, decided_at) WHERE finished_at = 0;

-- How many cases of an item a month has of each figure, and sums of days and minutes.
CREATE TABLE insight_sum (
    month      INTEGER NOT NULL, -- 202611
    department TEXT    NOT NULL,
    item_code  TEXT    NOT NULL,
    received   BIGINT  NOT NULL,
    online     BIGINT  NOT NULL,
    immediate  BIGINT  NOT NULL,
    corrected  BIGINT  NOT NULL,
    deemed     BIGINT  NOT NULL,
    ended      BIGINT  NOT NULL,
    completed  BIGINT  NOT NULL,
    denied     BIGINT  NOT NULL,
    promised   BIGINT  NOT NULL,
    intime     BIGINT  NOT NULL,
    tardy      BIGINT  NOT NULL,
    limited    BIGINT  NOT NULL,
    late       BIGINT  NOT NULL,
    straight   BIGINT  NOT NULL,
    unvisited  BIGINT  NOT NULL,
    refused    BIGINT  NOT NULL,
    unneeded   BIGINT  NOT NULL,
    withdrawn  BIGINT  NOT NULL,
    terminated BIGINT  NOT NULL,
    rated      BIGINT  NOT NULL,
    grade1     BIGINT  NOT NULL,
    grade2     BIGINT  NOT NULL,
    grade3     BIGINT  NOT NULL,
    grade4     BIGINT  NOT NULL,
    grade5     BIGINT  NOT NULL,
    counted    BIGINT  NOT NULL,
    elapsed    BIGINT  NOT NULL,
    PRIMARY KEY (month, department, item_code)
);

-- What an item is called and promises, by its newest version anybody applied under.
CREATE TABLE insight_item (
    code       TEXT    NOT NULL PRIMARY KEY,
    name       TEXT    NOT NULL,
    department TEXT    NOT NULL,
    version    BIGINT  NOT NULL,
    promised   BIGINT  NOT NULL, -- hundredths of a working day
    statutory  BIGINT  NOT NULL  -- likewise; 0: the law sets no limit
);

-- How far the cases are gone through that were there before anything was counted.
CREATE TABLE insight_filled (
    one       INTEGER NOT NULL PRIMARY KEY,
    last_case BIGINT  NOT NULL,
    done      BOOLEAN NOT NULL
);
