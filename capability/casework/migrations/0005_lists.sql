-- +goose Up

-- Lists by deadline: what somebody has claimed, and the steps of a role wherever they are.
CREATE INDEX casework_task_mine ON casework_task (assignee, due_at, id) WHERE closed_at IS NULL;
CREATE INDEX casework_task_role ON casework_task (role, due_at, id) WHERE closed_at IS NULL;

-- Looking a case up by who it is for.
CREATE INDEX casework_case_applicant ON casework_case (applicant_index, id);
CREATE INDEX casework_case_name ON casework_case (applicant_name, id);
