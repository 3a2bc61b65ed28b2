package casework

import (
	"context"

	"tongban/kernel/db"
	"tongban/kernel/id"
)

// nextHolder returns the first account after another that holds open tasks, "" at the end.
func nextHolder(ctx context.Context, tx *db.Tx, after string) (string, error) {
	return first(db.List(ctx, tx, func(row db.Scanner) (holder string, err error) { return holder, row.Scan(&holder) },
		`SELECT assignee FROM casework_task WHERE closed_at IS NULL AND assignee > $1 ORDER BY assignee LIMIT 1`, after))
}

// nextDesk returns the first department and role after another that has open tasks.
func nextDesk(ctx context.Context, tx *db.Tx, after deskOf) (deskOf, error) {
	return first(db.List(ctx, tx, func(row db.Scanner) (d deskOf, err error) { return d, row.Scan(&d.department, &d.role) },
		`SELECT department, role FROM casework_task WHERE closed_at IS NULL AND (department, role) > ($1, $2) ORDER BY department, role LIMIT 1`,
		after.department, after.role))
}

// first is the one row of a list of at most one, zero of an empty one.
func first[T any](list []T, err error) (one T, _ error) {
	if len(list) > 0 {
		one = list[0]
	}
	return one, err
}

func scanID(row db.Scanner) (key id.ID, err error) { return key, row.Scan(&key) }

// unsaid is what holds of a task t of which nobody has said that nobody can do it.
const unsaid = `NOT EXISTS (SELECT 1 FROM casework_incident i WHERE i.task_id = t.id AND i.task_id <> 0 AND i.over_at IS NULL)`

// listUnattended returns the tasks of a department and role that were drawn and nobody holds,
// after last.
func listUnattended(ctx context.Context, tx *db.Tx, at deskOf, last id.ID, limit int) ([]id.ID, error) {
	return db.List(ctx, tx, scanID, `SELECT t.id FROM casework_task t JOIN casework_case c ON c.id = t.case_id
		WHERE t.closed_at IS NULL AND t.department = $1 AND t.role = $2 AND t.id > $3 AND t.assignee IS NULL AND t.candidates = '' AND t.node <> ''
		AND c.procedure_id <> 0 AND `+unsaid+` ORDER BY t.id LIMIT $4`, at.department, at.role, last, limit)
}

// listForPeople returns the tasks that nobody holds of those for people by name, after last.
func listForPeople(ctx context.Context, tx *db.Tx, last id.ID, limit int) ([]id.ID, error) {
	return db.List(ctx, tx, scanID, `SELECT t.id FROM casework_task t
		WHERE t.closed_at IS NULL AND t.assignee IS NULL AND t.candidates <> '' AND t.id > $1 AND `+unsaid+` ORDER BY t.id LIMIT $2`, last, limit)
}

// listNobodys returns the tasks of which was said that nobody can do them, after last.
func listNobodys(ctx context.Context, tx *db.Tx, last id.ID, limit int) ([]id.ID, error) {
	return db.List(ctx, tx, scanID, `SELECT i.task_id FROM casework_incident i
		WHERE i.over_at IS NULL AND i.task_id <> 0 AND i.task_id > $1 AND i.cause = $2 ORDER BY i.task_id LIMIT $3`, last, incidentNobody, limit)
}

// isUnattended reports whether it was said of a task that nobody can do it.
func isUnattended(ctx context.Context, tx *db.Tx, task id.ID) (said bool, err error) {
	err = tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM casework_incident WHERE task_id = $1 AND task_id <> 0 AND over_at IS NULL)`, task).Scan(&said)
	return said, err
}
