-- +goose Up

-- A visit may be shared by several departments. Each has a part of the record with a version of
-- its own, so that none waits for another; the leading one also writes when it was and who was there.
ALTER TABLE inspection_visit ADD COLUMN planned_at TEXT NOT NULL DEFAULT ''; -- HH:MM, '' if only the day is set
ALTER TABLE inspection_visit ADD COLUMN prepare TEXT NOT NULL DEFAULT ''; -- what the applicant gets ready

CREATE TABLE inspection_part (
    visit_id   BIGINT  NOT NULL REFERENCES inspection_visit (id),
    place      INTEGER NOT NULL, -- 0 leads
    department TEXT    NOT NULL, -- code
    name       TEXT    NOT NULL, -- of the department
    version    BIGINT  NOT NULL,
    lines      TEXT    NOT NULL, -- JSON: the checklist and what was answered
    met        BOOLEAN NOT NULL,
    findings   TEXT    NOT NULL, -- '' before
    PRIMARY KEY (visit_id, place)
);
INSERT INTO inspection_part (visit_id, place, department, name, version, lines, met, findings)
    SELECT v.id, 0, c.department, '', v.version, '[]', v.met, v.findings
    FROM inspection_visit v JOIN casework_case c ON c.id = v.case_id;

CREATE TABLE inspection_inspector (
    visit_id   BIGINT  NOT NULL REFERENCES inspection_visit (id),
    place      INTEGER NOT NULL,
    staff      TEXT    NOT NULL, -- account
    name       TEXT    NOT NULL,
    department TEXT    NOT NULL, -- code
    signed_at  BIGINT,
    PRIMARY KEY (visit_id, place)
);
CREATE INDEX inspection_inspector_staff ON inspection_inspector (staff, visit_id);
INSERT INTO inspection_inspector (visit_id, place, staff, name, department, signed_at)
    SELECT v.id, 0, v.first_staff, v.first_name, c.department, v.first_signed_at
    FROM inspection_visit v JOIN casework_case c ON c.id = v.case_id;
INSERT INTO inspection_inspector (visit_id, place, staff, name, department, signed_at)
    SELECT v.id, 1, v.second_staff, v.second_name, c.department, v.second_signed_at
    FROM inspection_visit v JOIN casework_case c ON c.id = v.case_id;

ALTER TABLE inspection_visit DROP COLUMN first_staff;
ALTER TABLE inspection_visit DROP COLUMN first_name;
ALTER TABLE inspection_visit DROP COLUMN first_signed_at;
ALTER TABLE inspection_visit DROP COLUMN second_staff;
ALTER TABLE inspection_visit DROP COLUMN second_name;
ALTER TABLE inspection_visit DROP COLUMN second_signed_at;
ALTER TABLE inspection_visit DROP COLUMN met;
ALTER TABLE inspection_visit DROP COLUMN findings;

-- When and where a photograph was taken, as the device said: place in millionths of a degree,
-- accuracy in metres. The digest makes one of what is sent twice.
ALTER TABLE inspection_photo ADD COLUMN digest TEXT NOT NULL DEFAULT '';
ALTER TABLE inspection_photo ADD COLUMN taken_at BIGINT;
ALTER TABLE inspection_photo ADD COLUMN latitude BIGINT;
ALTER TABLE inspection_photo ADD COLUMN longitude BIGINT;
ALTER TABLE inspection_photo ADD COLUMN accuracy BIGINT;
CREATE UNIQUE INDEX inspection_photo_once ON inspection_photo (visit_id, digest) WHERE digest <> '';

-- What a department looks at on a site: for an item, or, with '', whatever the item.
CREATE TABLE inspection_checklist (
    department TEXT   NOT NULL,
    item       TEXT   NOT NULL, -- code, '' is any
    lines      TEXT   NOT NULL, -- JSON
    version    BIGINT NOT NULL,
    changed_by TEXT   NOT NULL, -- account, '' is the platform
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (department, item)
);
