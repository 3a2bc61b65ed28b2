package entitlement

import (
	"context"
	"errors"

	"tongban/capability/access"
	"tongban/kernel/clock"
	"tongban/kernel/db"
)

const roundColumns = `code, department, mode, cursor_at, began_at, looked, matched, ended_at, last_looked, last_matched`

func scanRound(row db.Scanner) (r Round, err error) {
	var began, ended int64
	err = row.Scan(&r.Code, &r.Department, &r.Mode, &r.Cursor, &began, &r.Looked, &r.Matched, &ended, &r.LastLooked, &r.LastMatched)
	if errors.Is(err, db.ErrNoRows) {
		return r, errUnknown
	}
	r.BeganAt, r.EndedAt = moment(began), moment(ended)
	return r, err
}

func findRound(ctx context.Context, tx *db.Tx, code string) (Round, error) {
	return scanRound(tx.Row(ctx, `SELECT `+roundColumns+` FROM entitlement_programme WHERE code = $1`, code))
}

// putRound enters a programme that was not there before, and which department answers for it.
func putRound(ctx context.Context, tx *db.Tx, code, department string) error {
	_, err := tx.Exec(ctx, `INSERT INTO entitlement_programme (`+roundColumns+`) VALUES ($1, $2, 'on', 0, 0, 0, 0, 0, 0, 0)
		ON CONFLICT (code) DO UPDATE SET department = excluded.department`, code, department)
	return err
}

// moveRound stores how far a round has come; its mode is somebody else's to set.
func moveRound(ctx context.Context, tx *db.Tx, r Round) error {
	_, err := tx.Exec(ctx, `UPDATE entitlement_programme SET cursor_at = $1, began_at = $2, looked = $3, matched = $4, ended_at = $5,
		last_looked = $6, last_matched = $7 WHERE code = $8`,
		r.Cursor, millis(r.BeganAt), r.Looked, r.Matched, millis(r.EndedAt), r.LastLooked, r.LastMatched, r.Code)
	return err
}

// columnsOf are those by which access is asked.
var columnsOf = access.Columns{Department: "department"}

func listRounds(ctx context.Context, tx *db.Tx, scope access.Filter) ([]Round, error) {
	within, args := scope.Where(columnsOf, nil)
	return db.List(ctx, tx, scanRound, `SELECT `+roundColumns+` FROM entitlement_programme WHERE `+within+` ORDER BY code LIMIT 200`, args...)
}

func setMode(ctx context.Context, tx *db.Tx, x Switching) error {
	if _, err := tx.Exec(ctx, `UPDATE entitlement_programme SET mode = $1 WHERE code = $2`, x.Mode, x.Code); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO entitlement_switching (id, code, mode, why, by_id, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		x.ID, x.Code, x.Mode, x.Why, x.By, x.ByName, clock.Millis(x.At))
	return err
}

func listSwitchings(ctx context.Context, tx *db.Tx, code string, limit int) ([]Switching, error) {
	return db.List(ctx, tx, func(row db.Scanner) (x Switching, err error) {
		var at int64
		err = row.Scan(&x.ID, &x.Code, &x.Mode, &x.Why, &x.By, &x.ByName, &at)
		x.At = clock.FromMillis(at)
		return x, err
	}, `SELECT id, code, mode, why, by_id, by_name, at FROM entitlement_switching WHERE code = $1 ORDER BY id DESC LIMIT $2`, code, limit)
}

// countStates counts the invitations of a programme by where they stand.
func countStates(ctx context.Context, tx *db.Tx, code string) (Figures, error) {
	type counted struct {
		state State
		n     int
	}
	list, err := db.List(ctx, tx, func(row db.Scanner) (c counted, err error) { return c, row.Scan(&c.state, &c.n) },
		`SELECT state, count(*) FROM entitlement_invitation WHERE code = $1 GROUP BY state ORDER BY state`, code)
	f := Figures{}
	for _, c := range list {
		f[c.state] = c.n
	}
	return f, err
}

// countObjections counts who objects now.
func countObjections(ctx context.Context, tx *db.Tx) (n int, err error) {
	return n, tx.Row(ctx, `SELECT count(*) FROM entitlement_person WHERE objected_at > 0`).Scan(&n)
}
