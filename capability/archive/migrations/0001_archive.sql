-- +goose Up

-- Finished cases on their way into the archive.
CREATE TABLE archive_package (
	id             BIGINT  PRIMARY KEY, -- of the case
	no             TEXT    NOT NULL UNIQUE,
	item_name      TEXT    NOT NULL,
	department     TEXT    NOT NULL,
	region         TEXT    NOT NULL,
	status         TEXT    NOT NULL,
	blob           TEXT    NOT NULL, -- key of the package, "" before it is made
	digest         TEXT    NOT NULL,
	size           BIGINT  NOT NULL,
	report         TEXT    NOT NULL, -- JSON: what the last check found
	finished_at    BIGINT  NOT NULL,
	packaged_at    BIGINT  NOT NULL, -- 0 is not yet
	transferred_at BIGINT  NOT NULL,
	transferred_to TEXT    NOT NULL
);
CREATE INDEX archive_package_status ON archive_package (status, id);
CREATE INDEX archive_package_department ON archive_package (department, status, id);
