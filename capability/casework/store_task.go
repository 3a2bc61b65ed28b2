package casework

import (
	"context"
	"strconv"
	"strings"
	"time"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

const taskColumns = `t.id, t.case_id, t.stage, t.role, t.department, t.outlet, t.region, t.assignee, t.opened_at, t.claimed_at, t.due_at, t.closed_at`

func taskDests(t *Task, assignee **string, times *[4]*int64) []any {
	return []any{&t.ID, &t.CaseID, &t.Stage, &t.Role, &t.Department, &t.Outlet, &t.Region, assignee,
		&times[0], &times[1], &times[2], &times[3]}
}

func (t *Task) fill(assignee *string, times [4]*int64) {
	if assignee != nil {
		t.Assignee = *assignee
	}
	t.OpenedAt, t.ClaimedAt, t.DueAt, t.ClosedAt = instant(times[0]), instant(times[1]), instant(times[2]), instant(times[3])
}

func scanTask(row db.Scanner) (t Task, err error) {
	var assignee *string
	var times [4]*int64
	err = row.Scan(taskDests(&t, &assignee, &times)...)
	t.fill(assignee, times)
	return t, err
}

func listTasks(ctx context.Context, tx *db.Tx, caseID id.ID) ([]Task, error) {
	return db.List(ctx, tx, scanTask, `SELECT `+taskColumns+` FROM casework_task t WHERE t.case_id = $1 ORDER BY t.id`, caseID)
}

func insertTask(ctx context.Context, tx *db.Tx, t Task) error {
	return tx.Send(ctx, `INSERT INTO casework_task (id, case_id, stage, role, department, outlet, region, assignee, opened_at, claimed_at, due_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		t.ID, t.CaseID, t.Stage, t.Role, t.Department, t.Outlet, t.Region, text(t.Assignee),
		clock.Millis(t.OpenedAt), nullable(t.ClaimedAt), clock.Millis(t.DueAt))
}

func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// claimTask gives an unclaimed task to assignee; somebody else's claim is a Conflict.
func claimTask(ctx context.Context, tx *db.Tx, taskID id.ID, assignee string, now time.Time) error {
	n, err := tx.Exec(ctx, `UPDATE casework_task SET assignee = $1, claimed_at = $2
		WHERE id = $3 AND closed_at IS NULL AND (assignee IS NULL OR assignee = $1)`, assignee, clock.Millis(now), taskID)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "casework.claimed-by-other")
	}
	return err
}

// closeTasks ends what is open of a case; its next step opens new tasks.
func closeTasks(ctx context.Context, tx *db.Tx, caseID id.ID, by, outcome string, now time.Time) error {
	return tx.Send(ctx, `UPDATE casework_task SET closed_at = $1, closed_by = $2, outcome = $3
		WHERE case_id = $4 AND closed_at IS NULL`, clock.Millis(now), by, outcome, caseID)
}

// dueTasks moves the index of the clock on the open tasks of a case.
func dueTasks(ctx context.Context, tx *db.Tx, caseID id.ID, due time.Time) error {
	return tx.Send(ctx, `UPDATE casework_task SET due_at = $1 WHERE case_id = $2 AND closed_at IS NULL`, clock.Millis(due), caseID)
}

// PageKey is where a page of the worklist or of cases begins: after this due date and task.
type PageKey struct {
	Due int64
	ID  id.ID
}

// String writes a key for addresses.
func (k PageKey) String() string { return strconv.FormatInt(k.Due, 36) + "." + k.ID.String() }

// ParseKey reads what String wrote; nothing is the first page.
func ParseKey(s string) (PageKey, error) {
	if s == "" {
		return PageKey{}, nil
	}
	due, task, _ := strings.Cut(s, ".")
	ms, err := strconv.ParseInt(due, 36, 64)
	taskID, idErr := id.Parse(task)
	if err != nil || idErr != nil {
		return PageKey{}, fault.New(fault.Invalid, "fault.shape")
	}
	return PageKey{ms, taskID}, nil
}

// worklistColumns are what the access matrix knows of a task's case.
var worklistColumns = access.Columns{Department: "t.department", Outlet: "t.outlet", Region: "t.region", Stage: "t.role"}

// listWorklist returns the open tasks of a role within scope by deadline, after key.
func listWorklist(ctx context.Context, tx *db.Tx, scope access.Filter, role actor.Role, key PageKey, limit int) ([]WorklistEntry, error) {
	within, args := scope.Where(worklistColumns, []any{role, key.Due, key.ID, limit})
	return db.List(ctx, tx, scanEntry, `SELECT `+taskColumns+`, c.no, c.short_no, c.item_name, c.applicant_name, c.for_firm, c.status, c.version, c.received_at
		FROM casework_task t JOIN casework_case c ON c.id = t.case_id
		WHERE t.role = $1 AND t.closed_at IS NULL AND (t.due_at > $2 OR (t.due_at = $2 AND t.id > $3)) AND `+within+`
		ORDER BY t.due_at, t.id LIMIT $4`, args...)
}

func scanEntry(row db.Scanner) (e WorklistEntry, err error) {
	var assignee *string
	var times [4]*int64
	var received int64
	dests := append(taskDests(&e.Task, &assignee, &times),
		&e.CaseNo, &e.ShortNo, &e.ItemName, &e.ApplicantName, &e.Firm, &e.Status, &e.CaseVersion, &received)
	err = row.Scan(dests...)
	e.fill(assignee, times)
	e.ReceivedAt = clock.FromMillis(received)
	return e, err
}
