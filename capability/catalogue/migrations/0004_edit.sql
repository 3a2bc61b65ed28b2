-- +goose Up

-- Who published a version, when it came into its state if that was not by an import,
-- and from which version an open one was written.
ALTER TABLE catalogue_version ADD COLUMN publisher TEXT NOT NULL DEFAULT '';
ALTER TABLE catalogue_version ADD COLUMN moved_at BIGINT;
ALTER TABLE catalogue_version ADD COLUMN base_id BIGINT;

-- The editors' lists: every version that is open, current or the last of its item,
-- newest first, by each of the things the list is narrowed by.
CREATE INDEX catalogue_version_state ON catalogue_version (state, id) WHERE revision >= 0 AND state <> 'superseded';
CREATE INDEX catalogue_version_department ON catalogue_version (department, id) WHERE revision >= 0 AND state <> 'superseded';
CREATE INDEX catalogue_version_name ON catalogue_version (id, name) WHERE revision >= 0 AND state <> 'superseded';
CREATE INDEX catalogue_version_errors ON catalogue_version (id) WHERE revision >= 0 AND state <> 'superseded' AND errors > 0;
CREATE INDEX catalogue_version_warnings ON catalogue_version (id) WHERE revision >= 0 AND state <> 'superseded' AND errors + warnings > 0;
CREATE INDEX catalogue_version_open ON catalogue_version (state) WHERE revision = 0;

CREATE INDEX catalogue_item_implementation ON catalogue_item (implementation_code);
