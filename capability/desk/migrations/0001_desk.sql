-- +goose Up

-- A remark on a place of a page of a material, for those who work on the case.
CREATE TABLE desk_mark (
    id         BIGINT PRIMARY KEY,
    case_no    TEXT   NOT NULL,
    material   TEXT   NOT NULL, -- code
    digest     TEXT   NOT NULL, -- of the file it was made on, hexadecimal
    page       BIGINT NOT NULL, -- from 1
    x          BIGINT NOT NULL, -- place in ten thousandths of the page, from the top left
    y          BIGINT NOT NULL,
    w          BIGINT NOT NULL, -- 0 with h 0: a point; all four 0: the page as a whole
    h          BIGINT NOT NULL,
    words      TEXT   NOT NULL,
    staff      TEXT   NOT NULL, -- account
    staff_name TEXT   NOT NULL,
    at         BIGINT NOT NULL,
    removed_at BIGINT
);
CREATE INDEX desk_mark_case ON desk_mark (case_no, id);

-- What is written often (常用语): somebody's own, or a department's.
CREATE TABLE desk_phrase (
    id         BIGINT PRIMARY KEY,
    staff      TEXT   NOT NULL, -- account, '' for a department's
    department TEXT   NOT NULL, -- code, '' for somebody's own
    field      TEXT   NOT NULL, -- the input it goes into
    words      TEXT   NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT   NOT NULL
);
CREATE INDEX desk_phrase_staff ON desk_phrase (staff, id);
CREATE INDEX desk_phrase_department ON desk_phrase (department, id);
