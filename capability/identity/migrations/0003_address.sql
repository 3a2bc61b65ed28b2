-- +goose Up

-- Whether the address is what the person says, and no register does. Of those from before
-- nobody knows: they count as said.
ALTER TABLE identity_person ADD COLUMN address_said BOOLEAN NOT NULL DEFAULT TRUE;
