-- +goose Up

-- Questions to another department, or to one colleague, about a case.
CREATE TABLE consultation_question (
    id               BIGINT  PRIMARY KEY,
    case_id          BIGINT  NOT NULL,
    case_no          TEXT    NOT NULL,
    short_no         TEXT    NOT NULL,
    item_name        TEXT    NOT NULL,
    task_id          BIGINT  NOT NULL, -- of whoever asks
    department       TEXT    NOT NULL, -- that is asked, or the colleague's
    role             TEXT    NOT NULL, -- whose holders are asked; empty where one colleague is
    colleague        TEXT    NOT NULL, -- account; empty where a department is
    about            TEXT    NOT NULL,
    question         TEXT    NOT NULL,
    due_on           BIGINT  NOT NULL, -- last day
    blocking         BOOLEAN NOT NULL,
    asked_by         TEXT    NOT NULL, -- account
    asker_name       TEXT    NOT NULL,
    asker_department TEXT    NOT NULL,
    asked_at         BIGINT  NOT NULL,
    state            TEXT    NOT NULL,
    holder           TEXT    NOT NULL, -- account of who has taken it on
    holder_name      TEXT    NOT NULL,
    forwarded_from   TEXT    NOT NULL,
    forwarded_by     TEXT    NOT NULL, -- name
    forwarded_why    TEXT    NOT NULL,
    forwarded_at     BIGINT  NOT NULL,
    waived_why       TEXT    NOT NULL, -- why the task goes on without an answer
    waived_at        BIGINT  NOT NULL,
    opinion          TEXT    NOT NULL,
    words            TEXT    NOT NULL, -- of the answer, or why it was withdrawn
    over_at          BIGINT  NOT NULL,
    urged_on         BIGINT  NOT NULL, -- day on which it was urged last
    version          BIGINT  NOT NULL
);
CREATE INDEX consultation_question_case ON consultation_question (case_id, id);
CREATE INDEX consultation_question_asker ON consultation_question (asked_by, id);
CREATE INDEX consultation_question_department ON consultation_question (department, due_on, id) WHERE state IN ('asked', 'taken');
CREATE INDEX consultation_question_colleague ON consultation_question (colleague, due_on, id) WHERE state IN ('asked', 'taken') AND colleague <> '';
CREATE INDEX consultation_question_late ON consultation_question (due_on, id) WHERE state IN ('asked', 'taken');
CREATE INDEX consultation_question_waiting ON consultation_question (asked_by, due_on, id) WHERE state IN ('asked', 'taken');
CREATE INDEX consultation_question_hold ON consultation_question (task_id) WHERE state IN ('asked', 'taken') AND blocking;

-- What whoever asked has added.
CREATE TABLE consultation_remark (
    id          BIGINT PRIMARY KEY,
    question_id BIGINT NOT NULL REFERENCES consultation_question (id),
    by_name     TEXT   NOT NULL,
    words       TEXT   NOT NULL,
    at          BIGINT NOT NULL
);
CREATE INDEX consultation_remark_question ON consultation_remark (question_id, id);
