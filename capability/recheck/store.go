package recheck

import (
	"context"
	"errors"
	"time"

	"tongban/capability/access"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

const sampleColumns = `id, case_id, case_no, short_no, item, item_name, department, ground, settled_by, decided_at, due_on, verdict, words, by_id, by_name, ended_at`

func scanSample(row db.Scanner) (*Sample, error) {
	s := &Sample{}
	var due int32
	var decided, ended int64
	err := row.Scan(&s.ID, &s.CaseID, &s.CaseNo, &s.ShortNo, &s.Item, &s.ItemName, &s.Department, &s.Ground, &s.Settled, &decided, &due,
		&s.Verdict, &s.Words, &s.By, &s.ByName, &ended)
	if errors.Is(err, db.ErrNoRows) {
		return nil, errUnknown
	}
	s.DecidedAt, s.DueOn, s.EndedAt = clock.FromMillis(decided), calendar.Date(due), moment(ended)
	return s, err
}

// moment reads a time that may be none.
func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return clock.FromMillis(ms)
}

// millis writes a time that may be none.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return clock.Millis(t)
}

// insertSample stores a sample, once for each case.
func insertSample(ctx context.Context, tx *db.Tx, s *Sample) (first bool, err error) {
	n, err := tx.Exec(ctx, `INSERT INTO recheck_sample (`+sampleColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', '', '', '', 0) ON CONFLICT (case_id) DO NOTHING`,
		s.ID, s.CaseID, s.CaseNo, s.ShortNo, s.Item, s.ItemName, s.Department, s.Ground, s.Settled, clock.Millis(s.DecidedAt), s.DueOn)
	return n > 0, err
}

func findSample(ctx context.Context, tx *db.Tx, key id.ID) (*Sample, error) {
	return scanSample(tx.Row(ctx, `SELECT `+sampleColumns+` FROM recheck_sample WHERE id = $1`, key))
}

// endSample stores what was said of a sample, unless somebody else was faster.
func endSample(ctx context.Context, tx *db.Tx, s *Sample) error {
	n, err := tx.Exec(ctx, `UPDATE recheck_sample SET verdict = $1, words = $2, by_id = $3, by_name = $4, ended_at = $5 WHERE id = $6 AND ended_at = 0`,
		s.Verdict, s.Words, s.By, s.ByName, clock.Millis(s.EndedAt), s.ID)
	if err == nil && n == 0 {
		return errOver
	}
	return err
}

// columnsOf are those by which access is asked.
var columnsOf = access.Columns{Department: "department"}

// listOpen returns open samples within scope after a place, what is due first before.
func listOpen(ctx context.Context, tx *db.Tx, scope access.Filter, after Cursor, limit int) ([]*Sample, error) {
	within, args := scope.Where(columnsOf, []any{after.due, after.id, limit})
	return db.List(ctx, tx, scanSample, `SELECT `+sampleColumns+` FROM recheck_sample
		WHERE ended_at = 0 AND (due_on, id) > ($1, $2) AND `+within+` ORDER BY due_on, id LIMIT $3`, args...)
}

// listSeen returns the verdicts on the last samples of an item that were looked at since.
func listSeen(ctx context.Context, tx *db.Tx, item string, since time.Time, limit int) ([]Verdict, error) {
	return db.List(ctx, tx, func(row db.Scanner) (v Verdict, err error) { return v, row.Scan(&v) }, `SELECT verdict FROM recheck_sample
		WHERE item = $1 AND ground = 'rule' AND ended_at > $2 ORDER BY ended_at DESC, id DESC LIMIT $3`, item, millis(since), limit)
}

// countSamples counts samples drawn since a moment, by item.
func countSamples(ctx context.Context, tx *db.Tx, scope access.Filter, since time.Time, today calendar.Date) ([]Figures, error) {
	within, args := scope.Where(columnsOf, []any{clock.Millis(since), today})
	return db.List(ctx, tx, func(row db.Scanner) (f Figures, err error) {
		return f, row.Scan(&f.Item, &f.ItemName, &f.Department, &f.Drawn, &f.Seen, &f.Agreed, &f.Late)
	}, `SELECT item, max(item_name), max(department), count(*), sum(CASE WHEN ended_at > 0 THEN 1 ELSE 0 END),
			sum(CASE WHEN verdict = 'agrees' THEN 1 ELSE 0 END), sum(CASE WHEN ended_at = 0 AND due_on < $2 THEN 1 ELSE 0 END)
		FROM recheck_sample WHERE decided_at >= $1 AND `+within+` GROUP BY item ORDER BY item LIMIT 500`, args...)
}

const alarmColumns = `id, item, item_name, department, cause, share_now, share_was, raised_at, words, by_name, ended_at`

func scanAlarm(row db.Scanner) (*Alarm, error) {
	a := &Alarm{}
	var raised, ended int64
	err := row.Scan(&a.ID, &a.Item, &a.ItemName, &a.Department, &a.Cause, &a.Now, &a.Was, &raised, &a.Words, &a.ByName, &ended)
	if errors.Is(err, db.ErrNoRows) {
		return nil, errUnknown
	}
	a.RaisedAt, a.EndedAt = clock.FromMillis(raised), moment(ended)
	return a, err
}

// insertAlarm stores an alarm, unless one of the same cause is open.
func insertAlarm(ctx context.Context, tx *db.Tx, a *Alarm) (first bool, err error) {
	n, err := tx.Exec(ctx, `INSERT INTO recheck_alarm (`+alarmColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', '', 0)
		ON CONFLICT (item, cause) WHERE ended_at = 0 DO NOTHING`,
		a.ID, a.Item, a.ItemName, a.Department, a.Cause, a.Now, a.Was, clock.Millis(a.RaisedAt))
	return n > 0, err
}

// isOpen reports whether an alarm of a cause is open.
func isOpen(ctx context.Context, tx *db.Tx, item string, cause Cause) (open bool, err error) {
	var n int
	err = tx.Row(ctx, `SELECT count(*) FROM recheck_alarm WHERE item = $1 AND cause = $2 AND ended_at = 0`, item, cause).Scan(&n)
	return n > 0, err
}

// lastEnded returns when somebody last said what was found about one of two causes, zero if
// nobody has.
func lastEnded(ctx context.Context, tx *db.Tx, item string, a, b Cause) (time.Time, error) {
	var ended int64
	err := tx.Row(ctx, `SELECT coalesce(max(ended_at), 0) FROM recheck_alarm WHERE item = $1 AND cause IN ($2, $3) AND ended_at > 0`, item, a, b).Scan(&ended)
	return moment(ended), err
}

func findAlarm(ctx context.Context, tx *db.Tx, key id.ID) (*Alarm, error) {
	return scanAlarm(tx.Row(ctx, `SELECT `+alarmColumns+` FROM recheck_alarm WHERE id = $1`, key))
}

func endAlarm(ctx context.Context, tx *db.Tx, a *Alarm) error {
	n, err := tx.Exec(ctx, `UPDATE recheck_alarm SET words = $1, by_name = $2, ended_at = $3 WHERE id = $4 AND ended_at = 0`,
		a.Words, a.ByName, clock.Millis(a.EndedAt), a.ID)
	if err == nil && n == 0 {
		return errOver
	}
	return err
}

// listAlarms returns open alarms within scope, newest first.
func listAlarms(ctx context.Context, tx *db.Tx, scope access.Filter, limit int) ([]*Alarm, error) {
	within, args := scope.Where(columnsOf, []any{limit})
	return db.List(ctx, tx, scanAlarm, `SELECT `+alarmColumns+` FROM recheck_alarm WHERE ended_at = 0 AND `+within+` ORDER BY id DESC LIMIT $1`, args...)
}
