package casework

import (
	"context"
	"encoding/json"
	"time"

	"tongban/capability/access"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// timer is a timer of a case that counts working days from when it was set, or none.
type timer struct {
	caseID   id.ID
	id       int // in the state
	due      time.Time
	set      time.Time
	workdays int
}

func insertTimer(ctx context.Context, tx *db.Tx, t timer) error {
	return tx.Send(ctx, `INSERT INTO casework_timer (case_id, timer, due_at, set_at, workdays) VALUES ($1, $2, $3, $4, $5)`,
		t.caseID, t.id, clock.Millis(t.due), clock.Millis(t.set), t.workdays)
}

// listCounting returns the timers that count working days of cases after one, up to another.
func listCounting(ctx context.Context, tx *db.Tx, after, last id.ID) ([]timer, error) {
	scan := func(row db.Scanner) (t timer, err error) {
		var due, set int64
		err = row.Scan(&t.caseID, &t.id, &due, &set, &t.workdays)
		t.due, t.set = clock.FromMillis(due), clock.FromMillis(set)
		return t, err
	}
	return db.List(ctx, tx, scan, `SELECT case_id, timer, due_at, set_at, workdays FROM casework_timer
		WHERE case_id > $1 AND case_id <= $2 AND workdays > 0 ORDER BY case_id, timer`, after, last)
}

// moveTimer has a timer go off at another time.
func moveTimer(ctx context.Context, tx *db.Tx, t timer) error {
	return tx.Send(ctx, `UPDATE casework_timer SET due_at = $1 WHERE case_id = $2 AND timer = $3`, clock.Millis(t.due), t.caseID, t.id)
}

func deleteTimer(ctx context.Context, tx *db.Tx, caseID id.ID, timer int) error {
	return tx.Send(ctx, `DELETE FROM casework_timer WHERE case_id = $1 AND timer = $2`, caseID, timer)
}

// listTimed returns the cases of which a timer has gone off while they are worked on: what is
// suspended waits.
func listTimed(ctx context.Context, tx *db.Tx, now time.Time, limit int) ([]string, error) {
	scan := func(row db.Scanner) (no string, err error) { return no, row.Scan(&no) }
	return db.List(ctx, tx, scan, `SELECT c.no FROM casework_timer t JOIN casework_case c ON c.id = t.case_id
		WHERE t.due_at <= $1 AND c.status IN ('ACCEPTED', 'REVIEWING', 'DECIDING') ORDER BY t.due_at, t.case_id, t.timer LIMIT $2`,
		clock.Millis(now), limit)
}

// listTimers returns the timers of a case that have gone off.
func listTimers(ctx context.Context, tx *db.Tx, caseID id.ID, now time.Time) ([]int, error) {
	scan := func(row db.Scanner) (timer int, err error) { return timer, row.Scan(&timer) }
	return db.List(ctx, tx, scan, `SELECT timer FROM casework_timer WHERE case_id = $1 AND due_at <= $2 ORDER BY due_at, timer`,
		caseID, clock.Millis(now))
}

func insertIncident(ctx context.Context, tx *db.Tx, department string, i Incident) error {
	return tx.Send(ctx, `INSERT INTO casework_incident (id, case_id, department, token, task_id, node, cause, args, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, i.ID, i.CaseID, department, i.Token, i.Task, i.Node, i.Cause, keptArgs(i.Args), clock.Millis(i.At))
}

// endIncident ends what was stuck at a token.
func endIncident(ctx context.Context, tx *db.Tx, caseID id.ID, token int64, at time.Time) error {
	return tx.Send(ctx, `UPDATE casework_incident SET over_at = $1 WHERE case_id = $2 AND token = $3 AND over_at IS NULL`,
		clock.Millis(at), caseID, token)
}

// endTaskIncidents ends what was said of a task that nobody could do. Incidents of earlier
// versions name the node alone.
func endTaskIncidents(ctx context.Context, tx *db.Tx, t *Task, at time.Time) error {
	return tx.Send(ctx, `UPDATE casework_incident SET over_at = $1
		WHERE case_id = $2 AND token = 0 AND (task_id = $3 OR task_id = 0 AND node = $4) AND over_at IS NULL`,
		clock.Millis(at), t.CaseID, t.ID, t.Node)
}

// endWaits ends that a process waited for nothing but a message.
func endWaits(ctx context.Context, tx *db.Tx, caseID id.ID, at time.Time) error {
	return tx.Send(ctx, `UPDATE casework_incident SET over_at = $1 WHERE case_id = $2 AND token = 0 AND task_id = 0 AND cause = $3 AND over_at IS NULL`,
		clock.Millis(at), caseID, incidentWaits)
}

// endProcess ends what waits in the process of a case, and what was stuck.
func endProcess(ctx context.Context, tx *db.Tx, caseID id.ID, at time.Time) error {
	if err := tx.Send(ctx, `DELETE FROM casework_timer WHERE case_id = $1`, caseID); err != nil {
		return err
	}
	return tx.Send(ctx, `UPDATE casework_incident SET over_at = $1 WHERE case_id = $2 AND over_at IS NULL`, clock.Millis(at), caseID)
}

const incidentColumns = `i.id, i.case_id, i.token, i.task_id, i.node, i.cause, i.args, i.at, i.over_at`

func scanIncident(row db.Scanner, more ...any) (i Incident, err error) {
	var args string
	var at int64
	var over *int64
	if err = row.Scan(append([]any{&i.ID, &i.CaseID, &i.Token, &i.Task, &i.Node, &i.Cause, &args, &at, &over}, more...)...); err != nil {
		return i, err
	}
	i.At, i.OverAt = clock.FromMillis(at), instant(over)
	return i, json.Unmarshal([]byte(args), &i.Args)
}

// listIncidents returns the open incidents of cases in scope, the oldest first, after last.
func listIncidents(ctx context.Context, tx *db.Tx, scope access.Filter, last id.ID, limit int) ([]OpenIncident, error) {
	within, args := scope.Where(scopeColumns, []any{last, limit})
	scan := func(row db.Scanner) (o OpenIncident, err error) {
		o.Incident, err = scanIncident(row, &o.ShortNo, &o.ItemName)
		return o, err
	}
	return db.List(ctx, tx, scan, `SELECT `+incidentColumns+`, c.short_no, c.item_name FROM casework_incident i
		JOIN casework_case c ON c.id = i.case_id WHERE i.over_at IS NULL AND i.id > $1 AND `+within+` ORDER BY i.id LIMIT $2`, args...)
}

// listStuck returns the open incidents of a case, the oldest first.
func listStuck(ctx context.Context, tx *db.Tx, caseID id.ID) ([]Incident, error) {
	scan := func(row db.Scanner) (Incident, error) { return scanIncident(row) }
	return db.List(ctx, tx, scan, `SELECT `+incidentColumns+` FROM casework_incident i WHERE i.case_id = $1 AND i.over_at IS NULL ORDER BY i.id`, caseID)
}

// isStuck reports whether the process of a case waits for somebody to see to it.
func isStuck(ctx context.Context, tx *db.Tx, caseID id.ID) (stuck bool, err error) {
	err = tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM casework_incident WHERE case_id = $1 AND over_at IS NULL)`, caseID).Scan(&stuck)
	return stuck, err
}

// entrustTask gives an open task to another department.
func entrustTask(ctx context.Context, tx *db.Tx, taskID id.ID, department string) error {
	n, err := tx.Exec(ctx, `UPDATE casework_task SET department = $1, assignee = NULL, claimed_at = NULL, candidates = '' WHERE id = $2 AND closed_at IS NULL`, department, taskID)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "casework.task-over")
	}
	return err
}

// insertPart gives another department a part in a case.
func insertPart(ctx context.Context, tx *db.Tx, c *Case, department string) error {
	if department == c.Department {
		return nil
	}
	return tx.Send(ctx, `INSERT INTO casework_part (case_id, department, due_at) VALUES ($1, $2, $3) ON CONFLICT (case_id, department) DO NOTHING`,
		c.ID, department, nullable(c.DueAt))
}

// insertUrge notes an urging; a second one for a task on one day is a Conflict.
func insertUrge(ctx context.Context, tx *db.Tx, taskID id.ID, day, by string, at time.Time) error {
	n, err := tx.Exec(ctx, `INSERT INTO casework_urge (task_id, day, by_staff, at) VALUES ($1, $2, $3, $4) ON CONFLICT (task_id, day) DO NOTHING`,
		taskID, day, by, clock.Millis(at))
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "casework.urged-today")
	}
	return err
}
