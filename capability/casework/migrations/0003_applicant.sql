-- +goose Up

-- Who an application is for may be an organisation, and who hands it in may act for them.
ALTER TABLE casework_case ADD COLUMN for_firm BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE casework_case ADD COLUMN agent BIGINT NOT NULL DEFAULT 0;
ALTER TABLE casework_case ADD COLUMN agent_name TEXT NOT NULL DEFAULT '';
