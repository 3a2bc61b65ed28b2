-- +goose Up

-- Who does not want suggestions. There is no row for who never said anything.
CREATE TABLE lifestage_switch (
    account    BIGINT  NOT NULL PRIMARY KEY, -- who is signed in, whomever they act for
    is_on      BOOLEAN NOT NULL,
    changed_at BIGINT  NOT NULL
);

-- Suggestions somebody does not want to see again. What was suggested is not kept, only the
-- digest of what it was.
CREATE TABLE lifestage_dismissal (
    id         BIGINT NOT NULL PRIMARY KEY,
    account    BIGINT NOT NULL,
    suggestion TEXT   NOT NULL,
    UNIQUE (account, suggestion)
);
CREATE INDEX lifestage_dismissal_newest ON lifestage_dismissal (account, id);
