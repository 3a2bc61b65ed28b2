-- +goose Up

-- Who has to sign a part of an application that is not the applicant's: the sellers of a
-- flat, one row each. The sealed part holds the name, and the picture of what was drawn.
CREATE TABLE application_cosigner (
	application_id BIGINT  NOT NULL,
	party          TEXT    NOT NULL, -- as the form calls whose part it is: seller
	number_index   BYTEA   NOT NULL, -- blind index of the ID number
	wanted         BOOLEAN NOT NULL, -- what was handed in names them
	method         TEXT    NOT NULL, -- '' until they have signed
	digest         BYTEA   NOT NULL, -- SHA-256 of the part they signed
	signed_at      BIGINT  NOT NULL, -- 0: not yet, or the part was changed afterwards
	witness        TEXT    NOT NULL, -- name of the member of staff before whom; '' online
	sealed         BYTEA   NOT NULL,
	PRIMARY KEY (application_id, party, number_index)
);
