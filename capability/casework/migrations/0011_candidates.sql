-- +goose Up

-- Who alone may take a task, where the drawing names people: JSON, a list of accounts. Empty is
-- whoever has the role.
ALTER TABLE casework_task ADD COLUMN candidates TEXT NOT NULL DEFAULT '';
CREATE INDEX casework_task_named ON casework_task (id) WHERE closed_at IS NULL AND assignee IS NULL AND candidates <> '';

-- The task that an incident is about, which nobody can do; 0 where a token is stuck.
ALTER TABLE casework_incident ADD COLUMN task_id BIGINT NOT NULL DEFAULT 0;
CREATE INDEX casework_incident_task ON casework_incident (task_id, id) WHERE over_at IS NULL AND task_id <> 0;
