-- +goose Up

-- What somebody answered to an item's guide and keeps as a link. There is nothing in
-- it but answers to the guide's own questions: no name, no number, no age. The same
-- answers under the same version are the same row.
CREATE TABLE catalogue_plan (
	code       TEXT PRIMARY KEY, -- in the link, of version and answers
	version_id BIGINT NOT NULL REFERENCES catalogue_version (id),
	answers    TEXT NOT NULL,    -- JSON, sorted
	outcome    BYTEA NOT NULL,   -- digest of what followed
	kept_at    BIGINT NOT NULL
);
CREATE INDEX catalogue_plan_kept ON catalogue_plan (kept_at);
