-- +goose Up

-- What a version says has a table of its own: its row is moved from state to state,
-- all rows of a list at once, and would be written anew with everything in it.
CREATE TABLE catalogue_document (
	version_id BIGINT PRIMARY KEY REFERENCES catalogue_version (id),
	document   TEXT NOT NULL
);
INSERT INTO catalogue_document (version_id, document) SELECT id, document FROM catalogue_version;

ALTER TABLE catalogue_version ADD COLUMN has_form BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE catalogue_version SET has_form = TRUE WHERE document NOT LIKE '%"form":null%';
ALTER TABLE catalogue_version DROP COLUMN document;
