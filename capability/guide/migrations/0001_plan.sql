-- +goose Up

-- What somebody answered to an item's guide and keeps as a link. There is nothing in
-- it but answers to the guide's own questions: no name, no number, no age. The same
-- answers under the same version are the same row.
CREATE TABLE guide_plan (
	code       TEXT PRIMARY KEY, -- in the link, of version and answers
	version_id BIGINT NOT NULL,  -- of the catalogue
	answers    TEXT NOT NULL,    -- JSON, sorted
	outcome    BYTEA NOT NULL,   -- digest of what followed
	kept_at    BIGINT NOT NULL
);
CREATE INDEX guide_plan_kept ON guide_plan (kept_at);

-- Plans were the catalogue's. Its table stays until no node of that release runs any more.
INSERT INTO guide_plan (code, version_id, answers, outcome, kept_at)
SELECT code, version_id, answers, outcome, kept_at FROM catalogue_plan;
