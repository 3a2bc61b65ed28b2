package casework

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

const taskColumns = `t.id, t.case_id, t.stage, t.role, t.department, t.outlet, t.region, t.assignee, t.opened_at, t.claimed_at, t.due_at, t.closed_at,
	t.node, t.activity, t.element, t.limit_at, t.outcome, t.closed_by, t.candidates`

// taskTimes are the columns of a task that may be null.
type taskTimes struct {
	assignee, outcome, closedBy *string
	candidates                  string
	at                          [5]*int64
}

func taskDests(t *Task, n *taskTimes) []any {
	return []any{&t.ID, &t.CaseID, &t.Stage, &t.Role, &t.Department, &t.Outlet, &t.Region, &n.assignee,
		&n.at[0], &n.at[1], &n.at[2], &n.at[3], &t.Node, &t.Activity, &t.Element, &n.at[4], &n.outcome, &n.closedBy, &n.candidates}
}

func (t *Task) fill(n taskTimes) {
	t.Assignee, t.Outcome, t.ClosedBy = words(n.assignee), words(n.outcome), words(n.closedBy)
	t.Candidates = readCandidates(n.candidates)
	t.OpenedAt, t.ClaimedAt, t.DueAt, t.ClosedAt, t.LimitAt = instant(n.at[0]), instant(n.at[1]), instant(n.at[2]), instant(n.at[3]), instant(n.at[4])
}

func scanTask(row db.Scanner) (t Task, err error) {
	var n taskTimes
	err = row.Scan(taskDests(&t, &n)...)
	t.fill(n)
	return t, err
}

func askTasks(ctx context.Context, tx *db.Tx, w which) func() ([]Task, error) {
	return db.Ask(ctx, tx, scanTask, `SELECT `+taskColumns+` FROM casework_task t WHERE t.case_id = `+w.id+` ORDER BY t.id`, w.arg)
}

func insertTask(ctx context.Context, tx *db.Tx, t Task) error {
	return tx.Send(ctx, `INSERT INTO casework_task (id, case_id, stage, role, department, outlet, region, assignee, opened_at, claimed_at, due_at,
		node, activity, element, limit_at, candidates) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		t.ID, t.CaseID, t.Stage, t.Role, t.Department, t.Outlet, t.Region, text(t.Assignee),
		clock.Millis(t.OpenedAt), nullable(t.ClaimedAt), clock.Millis(t.DueAt), t.Node, t.Activity, t.Element, nullable(t.LimitAt), keptCandidates(t.Candidates))
}

// keptCandidates is who may take a task as it is stored: nothing where anybody of the role may.
func keptCandidates(accounts []string) string {
	if accounts == nil {
		return ""
	}
	text, _ := json.Marshal(accounts) // strings always marshal
	return string(text)
}

func readCandidates(text string) (accounts []string) {
	if text != "" {
		_ = json.Unmarshal([]byte(text), &accounts) // we wrote it
	}
	return accounts
}

// words reads a text that may be null.
func words(s *string) string {
	if s == nil {
		return ""
	}
	return *s
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

// closeTask ends one task beside others.
func closeTask(ctx context.Context, tx *db.Tx, taskID id.ID, by, outcome string, now time.Time) error {
	return tx.Send(ctx, `UPDATE casework_task SET closed_at = $1, closed_by = $2, outcome = $3
		WHERE id = $4 AND closed_at IS NULL`, clock.Millis(now), by, outcome, taskID)
}

// storeParts writes down which other departments have a part in the case of f, with its
// date for their lists.
func storeParts(ctx context.Context, tx *db.Tx, f *File, opened []Task) error {
	c := f.Case
	for _, t := range opened {
		if t.Department == c.Department {
			continue
		}
		if err := insertPart(ctx, tx, c, t.Department); err != nil {
			return err
		}
	}
	return dueParts(ctx, tx, f)
}

// dueParts moves the date of a case where other departments have a part in it.
func dueParts(ctx context.Context, tx *db.Tx, f *File) error {
	if !slices.ContainsFunc(f.Tasks, func(t Task) bool { return t.Department != f.Case.Department }) {
		return nil
	}
	return tx.Send(ctx, `UPDATE casework_part SET due_at = $1 WHERE case_id = $2`, nullable(f.Case.DueAt), f.Case.ID)
}

// dueTasks moves the index of the clock on the open tasks of a case.
func dueTasks(ctx context.Context, tx *db.Tx, caseID id.ID, due time.Time) error {
	return tx.Send(ctx, `UPDATE casework_task SET due_at = CASE WHEN limit_at < $1 THEN limit_at ELSE $1 END
		WHERE case_id = $2 AND closed_at IS NULL`, clock.Millis(due), caseID)
}

func listEnded(ctx context.Context, tx *db.Tx, caseID id.ID, at time.Time) ([]Task, error) {
	return db.List(ctx, tx, scanTask, `SELECT `+taskColumns+` FROM casework_task t WHERE t.case_id = $1 AND t.closed_at = $2 ORDER BY t.id`,
		caseID, clock.Millis(at))
}

// onDesk narrows the open tasks to those on the desk of t.
func onDesk(t Task) (where string, args []any) {
	if t.AtWindow() {
		return `outlet = $1 AND role = $2 AND closed_at IS NULL`, []any{t.Outlet, t.Role}
	}
	return `department = $1 AND role = $2 AND closed_at IS NULL`, []any{t.Department, t.Role}
}

// listOlder returns the cases of open tasks on the desk of t that were opened before it.
func listOlder(ctx context.Context, tx *db.Tx, t Task, most int) ([]id.ID, error) {
	where, args := onDesk(t)
	scan := func(row db.Scanner) (key id.ID, err error) { return key, row.Scan(&key) }
	return db.List(ctx, tx, scan, `SELECT case_id FROM casework_task WHERE `+where+` AND opened_at < $3 AND case_id <> $4 LIMIT $5`,
		append(args, clock.Millis(t.OpenedAt), t.CaseID, most)...)
}

// countPeople counts who has taken on open tasks on the desk of t, besides whoever had t.
func countPeople(ctx context.Context, tx *db.Tx, t Task) (n int, err error) {
	where, args := onDesk(t)
	err = tx.Row(ctx, `SELECT COUNT(*) FROM (SELECT DISTINCT assignee FROM casework_task WHERE `+where+` AND assignee IS NOT NULL AND assignee <> $3) others`,
		append(args, t.Assignee)...).Scan(&n)
	return n + 1, err
}

// limitTask moves the own limit of a task: whoever has it is told anew when it passes.
func limitTask(ctx context.Context, tx *db.Tx, t *Task) error {
	return tx.Send(ctx, `UPDATE casework_task SET limit_at = $1, limit_told = NULL WHERE id = $2 AND closed_at IS NULL`, nullable(t.LimitAt), t.ID)
}

// listLate returns open tasks whose own limit has passed and of which nobody was told.
func listLate(ctx context.Context, tx *db.Tx, now time.Time, limit int) ([]string, error) {
	scan := func(row db.Scanner) (key string, err error) {
		var taskID id.ID
		err = row.Scan(&taskID)
		return taskID.String(), err
	}
	return db.List(ctx, tx, scan, `SELECT id FROM casework_task
		WHERE closed_at IS NULL AND limit_at IS NOT NULL AND limit_told IS NULL AND limit_at <= $1 ORDER BY limit_at, id LIMIT $2`, clock.Millis(now), limit)
}

// markLate notes that it was told that the limit of t has passed.
func markLate(ctx context.Context, tx *db.Tx, t *Task, now time.Time) error {
	return errNotLate(tx.Exec(ctx, `UPDATE casework_task SET limit_told = $1
		WHERE id = $2 AND closed_at IS NULL AND limit_told IS NULL AND limit_at = $3`, clock.Millis(now), t.ID, nullable(t.LimitAt)))
}
