-- +goose Up

-- 2 province, 3 city, 4 county, 5 street or town, 6 village; follows from the code.
ALTER TABLE place_region ADD COLUMN level INTEGER NOT NULL DEFAULT 0;
UPDATE place_region SET level = CASE
	WHEN length(code) = 12 THEN 6
	WHEN length(code) = 9 THEN 5
	WHEN code LIKE '%0000' THEN 2
	WHEN code LIKE '%00' THEN 3
	ELSE 4 END;

-- A body whose USCC nobody knows has ''.
CREATE TABLE place_body (
	code    TEXT NOT NULL PRIMARY KEY,
	uscc    TEXT NOT NULL,
	mark    TEXT NOT NULL, -- what the numbers of its notices begin with
	nature  TEXT NOT NULL,
	region  TEXT NOT NULL REFERENCES place_region (code),
	name    TEXT NOT NULL,
	name_en TEXT NOT NULL
);
INSERT INTO place_body (code, uscc, mark, nature, region, name, name_en)
	SELECT code, uscc, mark, nature, region, name, name_en FROM place_department;
DROP TABLE place_department;
ALTER TABLE place_body RENAME TO place_department;
CREATE UNIQUE INDEX place_department_uscc ON place_department (uscc) WHERE uscc <> '';

-- Raised by every change, so that nodes know when to read again.
CREATE TABLE place_edition (
	id     INTEGER PRIMARY KEY,
	number BIGINT NOT NULL
);
INSERT INTO place_edition (id, number) VALUES (1, 0);
