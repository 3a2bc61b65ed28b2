-- +goose Up

-- Where a version comes from: 'import' or 'edit', by which account, in which import.
ALTER TABLE catalogue_version ADD COLUMN origin TEXT NOT NULL DEFAULT 'import';
ALTER TABLE catalogue_version ADD COLUMN author TEXT NOT NULL DEFAULT '';
ALTER TABLE catalogue_version ADD COLUMN import_id BIGINT;
-- Why it was suspended or retired; how many findings it has.
ALTER TABLE catalogue_version ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE catalogue_version ADD COLUMN errors INTEGER NOT NULL DEFAULT 0;
ALTER TABLE catalogue_version ADD COLUMN warnings INTEGER NOT NULL DEFAULT 0;

-- What an editor should look at, in a version.
CREATE TABLE catalogue_finding (
	version_id BIGINT NOT NULL REFERENCES catalogue_version (id),
	position   INTEGER NOT NULL,
	rule       TEXT NOT NULL,
	severity   TEXT NOT NULL,
	element    TEXT NOT NULL,
	args       TEXT NOT NULL, -- JSON array
	PRIMARY KEY (version_id, position)
);
CREATE INDEX catalogue_finding_rule ON catalogue_finding (rule, version_id);

-- The record an item was last imported from, as it was delivered.
CREATE TABLE catalogue_source (
	item_id     BIGINT PRIMARY KEY REFERENCES catalogue_item (id),
	format      TEXT NOT NULL, -- catalogue, gdzwfw
	digest      BYTEA NOT NULL,
	document    TEXT NOT NULL,
	imported_at BIGINT NOT NULL
);
