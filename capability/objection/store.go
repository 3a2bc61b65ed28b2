package objection

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tongban/capability/access"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

const columns = `id, number, kind, about, ref, title, case_no, department, region, case_owner, owner, owner_name, created_at, due_on,
	answered_at, answerer, outcome, answer`

// scanObjection reads a row without its text; more reads what columns follow.
func scanObjection(row db.Scanner, more ...any) (o Objection, err error) {
	var created, answered int64
	var due int32
	err = row.Scan(append([]any{&o.ID, &o.Number, &o.Kind, &o.Subject.About, &o.Subject.Ref, &o.Subject.Title, &o.Subject.CaseNo,
		&o.Subject.Department, &o.Subject.Region, &o.Subject.Owner, &o.Owner, &o.OwnerName, &created, &due,
		&answered, &o.Answerer, &o.Outcome, &o.Answer}, more...)...)
	o.CreatedAt, o.DueOn = clock.FromMillis(created), calendar.Date(due)
	if answered > 0 {
		o.AnsweredAt = clock.FromMillis(answered)
	}
	return o, err
}

func scanRow(row db.Scanner) (Objection, error) { return scanObjection(row) }

func findObjection(ctx context.Context, tx *db.Tx, key id.ID) (o Objection, text []byte, err error) {
	o, err = scanObjection(tx.Row(ctx, `SELECT `+columns+`, text FROM objection_objection WHERE id = $1`, key), &text)
	if errors.Is(err, db.ErrNoRows) {
		err = errUnknown
	}
	return o, text, err
}

func insertObjection(ctx context.Context, tx *db.Tx, o Objection, text []byte) error {
	return tx.Send(ctx, `INSERT INTO objection_objection (`+columns+`, text, answered_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0, '', '', '', $15, '')`,
		o.ID, o.Number, o.Kind, o.Subject.About, o.Subject.Ref, o.Subject.Title, o.Subject.CaseNo,
		o.Subject.Department, o.Subject.Region, o.Subject.Owner, o.Owner, o.OwnerName, clock.Millis(o.CreatedAt), o.DueOn, text)
}

// answer stores the answer to an open objection; false if there is one already.
func answer(ctx context.Context, tx *db.Tx, o Objection, by string) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE objection_objection SET answered_at = $1, answered_by = $2, answerer = $3, outcome = $4, answer = $5
		WHERE id = $6 AND answered_at = 0`, clock.Millis(o.AnsweredAt), by, o.Answerer, o.Outcome, o.Answer, o.ID)
	return n == 1, err
}

// countSince counts what an account has entered since an instant, up to most.
func countSince(ctx context.Context, tx *db.Tx, owner id.ID, since time.Time, most int) (n int, err error) {
	err = tx.Row(ctx, `SELECT COUNT(*) FROM (SELECT created_at FROM objection_objection WHERE owner = $1 ORDER BY id DESC LIMIT $2) newest
		WHERE created_at >= $3`, owner, most, clock.Millis(since)).Scan(&n)
	return n, err
}

// takeNumber returns the next number of a day.
func takeNumber(ctx context.Context, tx *db.Tx, day calendar.Date) (n int64, err error) {
	err = tx.Row(ctx, `INSERT INTO objection_sequence (day, last) VALUES ($1, 1)
		ON CONFLICT (day) DO UPDATE SET last = objection_sequence.last + 1 RETURNING last`, day).Scan(&n)
	return n, err
}

// listOf returns an account's objections, newest first.
func listOf(ctx context.Context, tx *db.Tx, owner, before id.ID, limit int) ([]Objection, error) {
	return db.List(ctx, tx, scanRow, `SELECT `+columns+` FROM objection_objection WHERE owner = $1 AND id < $2 ORDER BY id DESC LIMIT $3`, owner, before, limit)
}

// listOffice returns objections within scope: open ones by the day due, answered ones
// newest first.
func listOffice(ctx context.Context, tx *db.Tx, scope access.Filter, answered bool, after Cursor, limit int) ([]Objection, error) {
	where, order, args := `answered_at = 0 AND (due_on > $1 OR due_on = $1 AND id > $2)`, `due_on, id`, []any{after.Due, after.ID}
	if answered {
		where, order, args = `answered_at > 0`, `id DESC`, nil
		if after.ID != 0 {
			where, args = `answered_at > 0 AND id < $1`, []any{after.ID}
		}
	}
	within, args := scope.Where(access.Columns{Owner: "owner", Department: "department", Region: "region"}, args)
	args = append(args, limit)
	return db.List(ctx, tx, scanRow, `SELECT `+columns+` FROM objection_objection WHERE `+where+` AND `+within+
		` ORDER BY `+order+fmt.Sprintf(` LIMIT $%d`, len(args)), args...)
}
