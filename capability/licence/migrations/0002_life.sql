-- +goose Up

-- When time brings a licence something next (a reminder, its end), 0 for never, and by
-- whom it can be found without its holder's name or number lying open. The first sweep
-- works both out for what is there already.
ALTER TABLE licence_entry ADD COLUMN due_at BIGINT NOT NULL DEFAULT 1;
ALTER TABLE licence_entry ADD COLUMN holder_index BYTEA;
ALTER TABLE licence_entry ADD COLUMN name_index BYTEA;
CREATE INDEX licence_entry_due ON licence_entry (due_at, id) WHERE due_at > 0;
CREATE INDEX licence_entry_holder ON licence_entry (holder_index);
CREATE INDEX licence_entry_name ON licence_entry (name_index);
CREATE INDEX licence_entry_number ON licence_entry (number_index);
CREATE INDEX licence_entry_department ON licence_entry (department, id);

-- Changes that a second person has to agree to.
CREATE TABLE licence_proposal (
    id          BIGINT PRIMARY KEY,
    licence_id  BIGINT NOT NULL,
    version     BIGINT NOT NULL,
    department  TEXT   NOT NULL,
    event       TEXT   NOT NULL,
    reason      TEXT   NOT NULL,
    legal_basis TEXT   NOT NULL,
    proposed_by TEXT   NOT NULL,
    proposed_at BIGINT NOT NULL,
    state       TEXT   NOT NULL, -- open, agreed, refused
    settled_by  TEXT   NOT NULL,
    settled_at  BIGINT NOT NULL, -- 0: open
    note        TEXT   NOT NULL
);
CREATE UNIQUE INDEX licence_proposal_open ON licence_proposal (licence_id) WHERE state = 'open';
CREATE INDEX licence_proposal_waiting ON licence_proposal (department, id) WHERE state = 'open';

-- What a holder lets a licence be used for.
CREATE TABLE licence_consent (
    id         BIGINT PRIMARY KEY,
    licence_id BIGINT NOT NULL,
    subject    TEXT   NOT NULL, -- the application it is for
    item_code  TEXT   NOT NULL,
    item_name  TEXT   NOT NULL,
    given_by   TEXT   NOT NULL,
    given_at   BIGINT NOT NULL,
    until      BIGINT NOT NULL,
    used_at    BIGINT NOT NULL, -- 0: not yet
    ended_at   BIGINT NOT NULL, -- 0: it stands
    UNIQUE (licence_id, subject)
);
CREATE INDEX licence_consent_subject ON licence_consent (subject);

-- That a licence was used: shown, copied, taken in the place of a paper.
CREATE TABLE licence_use (
    id         BIGINT PRIMARY KEY,
    licence_id BIGINT NOT NULL,
    version    BIGINT NOT NULL,
    kind       TEXT   NOT NULL,
    purpose    TEXT   NOT NULL, -- an item's name, or in the holder's words
    subject    TEXT   NOT NULL, -- case number
    used_by    TEXT   NOT NULL, -- account
    status     TEXT   NOT NULL, -- what was told
    nonce      TEXT   NOT NULL, -- of a show-code
    reader     TEXT   NOT NULL, -- digest of what tells the browser that read it
    used_at    BIGINT NOT NULL
);
CREATE INDEX licence_use_licence ON licence_use (licence_id, id);
CREATE UNIQUE INDEX licence_use_nonce ON licence_use (nonce) WHERE nonce <> '';

-- Copies drawn for one purpose. The file itself is drawn again when it is fetched: the
-- same version, purpose and instant give the same bytes.
CREATE TABLE licence_copy (
    id         BIGINT PRIMARY KEY,
    licence_id BIGINT NOT NULL,
    version    BIGINT NOT NULL,
    purpose    TEXT   NOT NULL,
    digest     BYTEA  NOT NULL,
    drawn_at   BIGINT NOT NULL
);
CREATE INDEX licence_copy_digest ON licence_copy (digest);
