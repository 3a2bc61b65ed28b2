package warning

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"tongban/capability/access"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

const columns = `id, case_id, case_no, short_no, item, item_name, department, region, kind, value, evidence, state, found_at,
	answered_at, answered_by, answerer, words, version`

// row is a warning whose texts are sealed.
type row struct {
	Warning
	evidence, words []byte
}

func scanWarning(scanner db.Scanner) (*row, error) {
	r := &row{}
	var found, answered int64
	c := &r.Case
	err := scanner.Scan(&r.ID, &c.ID, &c.No, &c.ShortNo, &c.Item, &c.ItemName, &c.Department, &c.Region, &r.Kind, &r.value, &r.evidence,
		&r.State, &found, &answered, &r.AnsweredBy, &r.Answerer, &r.words, &r.Version)
	if errors.Is(err, db.ErrNoRows) {
		return nil, errUnknown
	}
	r.FoundAt, r.AnsweredAt = clock.FromMillis(found), instant(answered)
	return r, err
}

// instant reads a time that may be none.
func instant(ms int64) time.Time {
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

func findWarning(ctx context.Context, tx *db.Tx, key id.ID) (*row, error) {
	return scanWarning(tx.Row(ctx, `SELECT `+columns+` FROM warning_warning WHERE id = $1`, key))
}

// listOfCase returns the warnings of a case, oldest first.
func listOfCase(ctx context.Context, tx *db.Tx, of id.ID) ([]*row, error) {
	return db.List(ctx, tx, scanWarning, `SELECT `+columns+` FROM warning_warning WHERE case_id = $1 ORDER BY id LIMIT 200`, of)
}

// listOpen returns open warnings within scope, newest first.
func listOpen(ctx context.Context, tx *db.Tx, scope access.Filter, before id.ID, limit int) ([]*row, error) {
	if before == 0 {
		before = math.MaxInt64
	}
	within, args := scope.Where(access.Columns{Department: "department", Region: "region", Item: "item", State: "state"}, []any{before})
	args = append(args, limit)
	return db.List(ctx, tx, scanWarning, `SELECT `+columns+` FROM warning_warning WHERE state = 'open' AND id < $1 AND `+within+
		fmt.Sprintf(` ORDER BY id DESC LIMIT $%d`, len(args)), args...)
}

// insertWarning stores a warning; of the same evidence there is one.
func insertWarning(ctx context.Context, tx *db.Tx, r *row) (fresh bool, err error) {
	c := r.Case
	n, err := tx.Exec(ctx, `INSERT INTO warning_warning (`+columns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, '', '', $14, 1)
		ON CONFLICT (case_id, kind, value) DO NOTHING`,
		r.ID, c.ID, c.No, c.ShortNo, c.Item, c.ItemName, c.Department, c.Region, r.Kind, r.value, r.evidence, r.State, clock.Millis(r.FoundAt), []byte{})
	return n == 1, err
}

// moveWarning stores where r stands, false if it has moved since it was from.
func moveWarning(ctx context.Context, tx *db.Tx, r *row, from State) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE warning_warning SET state = $1, evidence = $2, answered_at = $3, answered_by = $4, answerer = $5, words = $6,
		version = version + 1 WHERE id = $7 AND state = $8`,
		r.State, r.evidence, millis(r.AnsweredAt), r.AnsweredBy, r.Answerer, r.words, r.ID, from)
	return n == 1, err
}

// count is how many warnings of a kind stand somewhere.
type count struct {
	state State
	n     int
}

// countKind counts the last warnings of a kind by where they stand.
func countKind(ctx context.Context, tx *db.Tx, kind Kind, last int) ([]count, error) {
	return db.List(ctx, tx, func(s db.Scanner) (c count, err error) { return c, s.Scan(&c.state, &c.n) }, `SELECT state, COUNT(*) FROM (
		SELECT state FROM warning_warning WHERE kind = $1 ORDER BY id DESC LIMIT $2) AS few GROUP BY state`, kind, last)
}

// deleteFoundBefore deletes up to limit warnings and returns how many.
func deleteFoundBefore(ctx context.Context, tx *db.Tx, before time.Time, limit int) (int64, error) {
	return tx.Exec(ctx, `DELETE FROM warning_warning WHERE id IN (
		SELECT id FROM warning_warning WHERE found_at < $1 ORDER BY found_at, id LIMIT $2)`, clock.Millis(before), limit)
}
