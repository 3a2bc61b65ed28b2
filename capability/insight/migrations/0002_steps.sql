-- +goose Up

-- How often a step of a procedure was done on a day, by how long it took.
CREATE TABLE insight_step (
    item_code TEXT    NOT NULL,
    version   BIGINT  NOT NULL, -- of the procedure; 0 is the item's stages, one after the other
    day       INTEGER NOT NULL, -- it was done on, counted from 1 January of the year 1
    step      TEXT    NOT NULL, -- id in the drawing; of stages their code
    tenths    INTEGER NOT NULL, -- of a working day, rounded up
    done      BIGINT  NOT NULL,
    limited   BIGINT  NOT NULL, -- of these, with a limit of its own
    late      BIGINT  NOT NULL, -- of these, done after it
    PRIMARY KEY (item_code, version, day, step, tenths)
);

-- Steps that cases stand at.
CREATE TABLE insight_standing (
    task_id   BIGINT NOT NULL PRIMARY KEY,
    case_id   BIGINT NOT NULL,
    item_code TEXT   NOT NULL,
    version   BIGINT NOT NULL,
    step      TEXT   NOT NULL
);
CREATE INDEX insight_standing_step ON insight_standing (item_code, version, step, case_id);
CREATE INDEX insight_standing_case ON insight_standing (case_id);

-- Procedures that cases have gone by.
CREATE TABLE insight_process (
    item_code TEXT   NOT NULL,
    version   BIGINT NOT NULL,
    PRIMARY KEY (item_code, version)
);

-- Whether the steps of a case are counted: those from before are when somebody comes to them.
ALTER TABLE insight_fact ADD COLUMN stepped BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX insight_fact_unstepped ON insight_fact (case_id) WHERE NOT stepped;
