package lane

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

const columns = `case_id, case_no, short_no, application, owner, department, outlet, region, item_code, item_name, rule, reason, workdays,
	state, entered_at, entered_by, originals, closed_at, closed_by, refused, why`

func scanEntry(row db.Scanner) (*Entry, error) {
	e := &Entry{}
	var entered, closed int64
	var originals []byte
	err := row.Scan(&e.CaseID, &e.CaseNo, &e.ShortNo, &e.Application, &e.Owner, &e.Department, &e.Outlet, &e.Region, &e.ItemCode, &e.ItemName,
		&e.Rule, &e.Reason, &e.Workdays, &e.State, &entered, &e.EnteredBy, &originals, &closed, &e.ClosedBy, &e.Refused, &e.Why)
	if errors.Is(err, db.ErrNoRows) {
		return nil, errUnknown
	}
	if err != nil {
		return nil, err
	}
	e.EnteredAt, e.ClosedAt = clock.FromMillis(entered), instant(closed)
	return e, json.Unmarshal(originals, &e.Originals)
}

// instant reads a time that may be none.
func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return clock.FromMillis(ms)
}

func codes(list []string) string {
	text, _ := json.Marshal(append([]string{}, list...)) // strings can be written
	return string(text)
}

// insertEntry lets a case into the lane, once.
func insertEntry(ctx context.Context, tx *db.Tx, e *Entry) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO lane_entry (`+columns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 0, '', '', '') ON CONFLICT (case_id) DO NOTHING`,
		e.CaseID, e.CaseNo, e.ShortNo, e.Application, e.Owner, e.Department, e.Outlet, e.Region, e.ItemCode, e.ItemName,
		e.Rule, e.Reason, e.Workdays, e.State, clock.Millis(e.EnteredAt), e.EnteredBy, codes(e.Originals))
	return n == 1, err
}

func findEntry(ctx context.Context, tx *db.Tx, caseID id.ID) (*Entry, error) {
	return scanEntry(tx.Row(ctx, `SELECT `+columns+` FROM lane_entry WHERE case_id = $1`, caseID))
}

// moveEntry ends the lane for a case, false if it has ended already.
func moveEntry(ctx context.Context, tx *db.Tx, e *Entry) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE lane_entry SET state = $1, closed_at = $2, closed_by = $3, refused = $4, why = $5
		WHERE case_id = $6 AND state = 'in'`, e.State, clock.Millis(e.ClosedAt), e.ClosedBy, e.Refused, e.Why, e.CaseID)
	return n == 1, err
}

// wantOriginals writes which originals are wanted after an application was mended.
func wantOriginals(ctx context.Context, tx *db.Tx, e *Entry) error {
	return tx.Send(ctx, `UPDATE lane_entry SET originals = $1 WHERE case_id = $2`, codes(e.Originals), e.CaseID)
}

// listIn returns the cases in the lane, oldest first.
func listIn(ctx context.Context, tx *db.Tx, limit int) ([]*Entry, error) {
	return db.List(ctx, tx, scanEntry, `SELECT `+columns+` FROM lane_entry WHERE state = 'in' ORDER BY entered_at, case_id LIMIT $1`, limit)
}

// doStep notes a step, false if somebody has done it before.
func doStep(ctx context.Context, tx *db.Tx, caseID id.ID, s Step) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO lane_step (case_id, step, done_at, done_by, note) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (case_id, step) DO NOTHING`,
		caseID, s.Kind, clock.Millis(s.Done), s.By, s.Note)
	return n == 1, err
}

func listSteps(ctx context.Context, tx *db.Tx, caseID id.ID) (map[Kind]Step, error) {
	list, err := db.List(ctx, tx, func(row db.Scanner) (s Step, err error) {
		var done int64
		err = row.Scan(&s.Kind, &done, &s.By, &s.Note)
		s.Done = clock.FromMillis(done)
		return s, err
	}, `SELECT step, done_at, done_by, note FROM lane_step WHERE case_id = $1`, caseID)
	steps := map[Kind]Step{}
	for _, s := range list {
		steps[s.Kind] = s
	}
	return steps, err
}

func insertCost(ctx context.Context, tx *db.Tx, c Cost) error {
	return tx.Send(ctx, `INSERT INTO lane_cost (task_id, case_id, department, outlet, role, closed_at, minutes, overtaken, people)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (task_id) DO NOTHING`,
		c.Task, c.CaseID, c.Department, c.Outlet, c.Role, clock.Millis(c.ClosedAt), c.Minutes, c.Overtaken, c.People)
}

// sumCosts returns what the lane has cost each desk since an instant.
func sumCosts(ctx context.Context, tx *db.Tx, since time.Time) ([]Group, error) {
	return db.List(ctx, tx, func(row db.Scanner) (g Group, err error) {
		return g, row.Scan(&g.Desk, &g.Window, &g.Role, &g.Tasks, &g.Minutes, &g.Overtaken, &g.Delay)
	}, `SELECT desk, at_window, role, COUNT(*), SUM(minutes), SUM(overtaken), SUM(minutes * overtaken / people) FROM (
			SELECT CASE WHEN role = 'window' THEN outlet ELSE department END AS desk, role = 'window' AS at_window, role, minutes, overtaken, people
			FROM lane_cost WHERE closed_at >= $1) costs
		GROUP BY desk, at_window, role ORDER BY desk, role LIMIT 500`, clock.Millis(since))
}

// countSince counts the cases that entered the lane since an instant, and how those ended
// that ended since.
func countSince(ctx context.Context, tx *db.Tx, since time.Time) (f Figures, err error) {
	err = tx.Row(ctx, `SELECT
			(SELECT COUNT(*) FROM lane_entry WHERE state = 'in'),
			(SELECT COUNT(*) FROM lane_entry WHERE closed_at >= $1 AND state = 'reported'),
			(SELECT COUNT(*) FROM lane_entry WHERE closed_at >= $1 AND state = 'left'),
			(SELECT COUNT(*) FROM lane_entry WHERE closed_at >= $1 AND state = 'dropped')`, clock.Millis(since)).
		Scan(&f.In, &f.Reported, &f.Left, &f.Dropped)
	return f, err
}
