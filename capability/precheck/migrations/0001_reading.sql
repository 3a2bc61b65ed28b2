-- +goose Up

-- What was read in one uploaded file. A file with the same content of the same owner
-- is not read twice.
CREATE TABLE precheck_reading (
    file     BIGINT NOT NULL PRIMARY KEY, -- document_file
    content  BYTEA  NOT NULL,             -- keyed digest of owner and content
    sealed   BYTEA  NOT NULL,             -- papers and pages, JSON
    read_at  BIGINT NOT NULL
);

CREATE INDEX precheck_reading_content ON precheck_reading (content);
CREATE INDEX precheck_reading_read ON precheck_reading (read_at);
