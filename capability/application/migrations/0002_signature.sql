-- +goose Up

-- How somebody stood by what was handed in: one row for each submission of a case. The
-- sealed part holds the name, the picture, the device, what the applicant agreed to and
-- what they said to the findings.
CREATE TABLE application_signature (
	case_id   BIGINT NOT NULL,
	seq       BIGINT NOT NULL, -- of the submission
	signer    BIGINT NOT NULL, -- account of the person who signed
	method    TEXT   NOT NULL,
	digest    BYTEA  NOT NULL, -- SHA-256 of what was signed
	notice    TEXT   NOT NULL, -- version of the notice of use of data agreed to, '' if none was shown
	signed_at BIGINT NOT NULL,
	sealed    BYTEA  NOT NULL,
	PRIMARY KEY (case_id, seq)
);

-- Where the answers of a draft were fetched from, so that its pages can say so.
CREATE TABLE application_prefill (
	application_id BIGINT NOT NULL PRIMARY KEY,
	sources        TEXT   NOT NULL
);
