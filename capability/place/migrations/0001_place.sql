-- +goose Up
CREATE TABLE place_region (
	code    TEXT NOT NULL PRIMARY KEY,
	parent  TEXT NOT NULL,
	name    TEXT NOT NULL,
	name_en TEXT NOT NULL
);

CREATE TABLE place_department (
	code    TEXT NOT NULL PRIMARY KEY,
	uscc    TEXT NOT NULL UNIQUE,
	mark    TEXT NOT NULL, -- what the numbers of its notices begin with
	nature  TEXT NOT NULL,
	region  TEXT NOT NULL REFERENCES place_region (code),
	name    TEXT NOT NULL,
	name_en TEXT NOT NULL
);

CREATE TABLE place_outlet (
	id         TEXT NOT NULL PRIMARY KEY,
	region     TEXT NOT NULL REFERENCES place_region (code),
	main       BOOLEAN NOT NULL,
	name       TEXT NOT NULL,
	name_en    TEXT NOT NULL,
	address    TEXT NOT NULL,
	phone      TEXT NOT NULL,
	hours      TEXT NOT NULL, -- JSON: [{"from":"09:00","to":"12:00"}]
	facilities TEXT NOT NULL, -- JSON: ["ramp"]
	position   INTEGER NOT NULL
);
CREATE UNIQUE INDEX place_outlet_main ON place_outlet (region) WHERE main;
