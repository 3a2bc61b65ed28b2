package casework

import (
	"context"
	"errors"

	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

const recountColumns = `id, notice, before, after, started_at, last_case, seen, moved, finished_at`

func scanRecount(row db.Scanner) (r Recount, err error) {
	var started int64
	var finished *int64
	err = row.Scan(&r.ID, &r.Notice, &r.Before, &r.After, &started, &r.Last, &r.Seen, &r.Moved, &finished)
	r.Started, r.Finished = clock.FromMillis(started), instant(finished)
	return r, err
}

func insertRecount(ctx context.Context, tx *db.Tx, r Recount) error {
	return tx.Send(ctx, `INSERT INTO casework_recount (`+recountColumns+`) VALUES ($1, $2, $3, $4, $5, 0, 0, 0, NULL)`,
		r.ID, r.Notice, r.Before, r.After, clock.Millis(r.Started))
}

func findRecount(ctx context.Context, tx *db.Tx, key id.ID) (Recount, error) {
	r, err := scanRecount(tx.Row(ctx, `SELECT `+recountColumns+` FROM casework_recount WHERE id = $1`, key))
	if errors.Is(err, db.ErrNoRows) {
		return r, fault.New(fault.NotFound, "casework.unknown-recount")
	}
	return r, err
}

func moveRecount(ctx context.Context, tx *db.Tx, r Recount) error {
	return tx.Send(ctx, `UPDATE casework_recount SET last_case = $1, seen = $2, moved = $3, finished_at = $4 WHERE id = $5`,
		r.Last, r.Seen, r.Moved, nullable(r.Finished), r.ID)
}

func listRecounts(ctx context.Context, tx *db.Tx) ([]Recount, error) {
	return db.List(ctx, tx, scanRecount, `SELECT `+recountColumns+` FROM casework_recount ORDER BY id DESC LIMIT 20`)
}

// listOpenAfter returns open cases in the order of their ids.
func listOpenAfter(ctx context.Context, tx *db.Tx, last id.ID, limit int) ([]*Case, error) {
	return db.List(ctx, tx, scanCase, `SELECT `+caseColumns+` FROM casework_case
		WHERE finished_at IS NULL AND id > $1 ORDER BY id LIMIT $2`, last, limit)
}

// listAfter returns cases, open and finished, in the order of their ids.
func listAfter(ctx context.Context, tx *db.Tx, last id.ID, limit int) ([]*Case, error) {
	return db.List(ctx, tx, scanCase, `SELECT `+caseColumns+` FROM casework_case WHERE id > $1 ORDER BY id LIMIT $2`, last, limit)
}

// indexCase writes the index of the clock anew, if the case still has the version it was
// read with. The version stays: nobody has acted on the case.
func indexCase(ctx context.Context, tx *db.Tx, c *Case) error {
	n, err := tx.Exec(ctx, `UPDATE casework_case SET due_at = $1, sweep_at = $2, remind_at = $3 WHERE id = $4 AND version = $5`,
		nullable(c.DueAt), nullable(c.SweepAt), nullable(c.RemindAt), c.ID, c.Version)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "casework.stale-other", "")
	}
	return err
}

func insertMoved(ctx context.Context, tx *db.Tx, recount, caseID id.ID, m MovedDate) error {
	return tx.Send(ctx, `INSERT INTO casework_moved (recount_id, case_id, period, before, after) VALUES ($1, $2, $3, $4, $5)`,
		recount, caseID, m.Period, clock.Millis(m.Before.Start()), clock.Millis(m.After.Start()))
}

// listMoved returns what a recount has moved of at most limit cases below before.
func listMoved(ctx context.Context, tx *db.Tx, recount, before id.ID, limit int) ([]MovedDate, error) {
	scan := func(row db.Scanner) (m MovedDate, err error) {
		var was, is int64
		err = row.Scan(&m.CaseID, &m.ShortNo, &m.ItemName, &m.Department, &m.Period, &was, &is)
		m.Before, m.After = calendar.DateOf(clock.FromMillis(was)), calendar.DateOf(clock.FromMillis(is))
		return m, err
	}
	return db.List(ctx, tx, scan, `SELECT m.case_id, c.short_no, c.item_name, c.department, m.period, m.before, m.after
		FROM casework_moved m JOIN casework_case c ON c.id = m.case_id
		WHERE m.recount_id = $1 AND m.case_id IN (
			SELECT DISTINCT case_id FROM casework_moved WHERE recount_id = $1 AND case_id < $2 ORDER BY case_id DESC LIMIT $3)
		ORDER BY m.case_id DESC, m.period`, recount, before, limit)
}
