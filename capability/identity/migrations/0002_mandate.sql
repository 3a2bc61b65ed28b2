-- +goose Up
-- A mobile belongs to one account. Whoever has no mobile or no ID number has a value
-- of their own in its index. email is sealed.
ALTER TABLE identity_person ADD COLUMN email BYTEA;
DROP INDEX identity_person_mobile;
CREATE UNIQUE INDEX identity_person_mobile ON identity_person (mobile_index);

-- What the business register says; capital is in yuan, founded_on a date.
ALTER TABLE identity_firm ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE identity_firm ADD COLUMN capital TEXT NOT NULL DEFAULT '';
ALTER TABLE identity_firm ADD COLUMN industry TEXT NOT NULL DEFAULT '';
ALTER TABLE identity_firm ADD COLUMN scope TEXT NOT NULL DEFAULT '';
ALTER TABLE identity_firm ADD COLUMN founded_on TEXT NOT NULL DEFAULT '';

-- password is an argon2id string, empty for none; must_change was set by another.
ALTER TABLE identity_staff ADD COLUMN password TEXT NOT NULL DEFAULT '';
ALTER TABLE identity_staff ADD COLUMN must_change BOOLEAN NOT NULL DEFAULT FALSE;

-- acting is the mandate somebody acts under, 0 for oneself.
ALTER TABLE identity_session ADD COLUMN acting BIGINT NOT NULL DEFAULT 0;

-- digest is keyed; a row is spent after a few tries.
CREATE TABLE identity_code (
	mobile_index BYTEA NOT NULL,
	purpose      TEXT NOT NULL,
	digest       BYTEA NOT NULL,
	tries        INTEGER NOT NULL,
	expires_at   BIGINT NOT NULL,
	PRIMARY KEY (mobile_index, purpose)
);

-- What was tried lately: codes sent to a mobile, passwords for an account. count is
-- of the window that began at since.
CREATE TABLE identity_attempt (
	kind  TEXT NOT NULL,
	key   BYTEA NOT NULL,
	since BIGINT NOT NULL,
	last  BIGINT NOT NULL,
	count INTEGER NOT NULL,
	PRIMARY KEY (kind, key)
);

-- Who may act for whom. Until it is accepted, agent is 0 and agent_index, of a mobile
-- or an ID number, says whom it is meant for. items is JSON, empty for all; until and
-- ended_at are 0 for no end.
CREATE TABLE identity_mandate (
	id             BIGINT NOT NULL PRIMARY KEY,
	principal      BIGINT NOT NULL,
	principal_kind TEXT NOT NULL, -- firm, person
	relation       TEXT NOT NULL,
	agent          BIGINT NOT NULL,
	agent_name     TEXT NOT NULL,
	agent_index    BYTEA NOT NULL,
	contact        TEXT NOT NULL, -- masked
	items          TEXT NOT NULL,
	may_submit     BOOLEAN NOT NULL,
	given_by       BIGINT NOT NULL,
	given_at       BIGINT NOT NULL,
	accepted_at    BIGINT NOT NULL,
	until          BIGINT NOT NULL,
	ended_at       BIGINT NOT NULL
);
CREATE INDEX identity_mandate_principal ON identity_mandate (principal);
CREATE INDEX identity_mandate_agent ON identity_mandate (agent);
CREATE INDEX identity_mandate_index ON identity_mandate (agent_index);

-- identity_agent was its predecessor and is kept for the release before this one.
INSERT INTO identity_mandate (id, principal, principal_kind, relation, agent, agent_name, agent_index, contact,
	items, may_submit, given_by, given_at, accepted_at, until, ended_at)
SELECT (SELECT MIN(id) FROM identity_firm) + ROW_NUMBER() OVER (ORDER BY a.person, a.firm), a.firm, 'firm', a.capacity,
	a.person, p.name, p.id_number_index, '', '', TRUE, a.person, f.created_at, f.created_at, a.until, 0
FROM identity_agent a JOIN identity_firm f ON f.id = a.firm JOIN identity_person p ON p.id = a.person;

-- Every time somebody acted under a mandate.
CREATE TABLE identity_use (
	id      BIGINT NOT NULL PRIMARY KEY,
	mandate BIGINT NOT NULL,
	what    TEXT NOT NULL,
	subject TEXT NOT NULL,
	at      BIGINT NOT NULL
);
CREATE INDEX identity_use_mandate ON identity_use (mandate, id);
