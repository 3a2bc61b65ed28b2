-- +goose Up

-- A result on its way by post. receiver is sealed JSON: name, phone, address.
CREATE TABLE delivery_parcel (
	id          BIGINT  NOT NULL PRIMARY KEY,
	no          TEXT    NOT NULL UNIQUE,
	case_no     TEXT    NOT NULL,
	what        TEXT    NOT NULL, -- name of the item
	account     BIGINT  NOT NULL, -- whom to tell, 0 for nobody
	state       TEXT    NOT NULL,
	receiver    BYTEA   NOT NULL,
	carrier     TEXT    NOT NULL,
	tracking_no TEXT    NOT NULL,
	simulated   BOOLEAN NOT NULL,
	created_at  BIGINT  NOT NULL,
	sent_at     BIGINT  NOT NULL, -- 0: not yet
	ended_at    BIGINT  NOT NULL, -- 0: not yet
	ask_at      BIGINT  -- when to ask the carrier next; NULL when there is nothing to ask
);
CREATE INDEX delivery_parcel_case ON delivery_parcel (case_no, id);
CREATE INDEX delivery_parcel_ask ON delivery_parcel (ask_at);
