package instant

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

const reviewColumns = `id, decision_id, case_id, case_no, short_no, item, item_name, department, region, owner, why, asked_at, due_on, state, answer, by_id, by_name, ended_at`

// reviewRow is a review whose texts are sealed.
type reviewRow struct {
	Review
	why, answer []byte
}

func scanReview(row db.Scanner) (*reviewRow, error) {
	r := &reviewRow{}
	var asked, ended int64
	var due int32
	x := &r.Subject
	err := row.Scan(&r.ID, &r.Decision, &x.CaseID, &x.CaseNo, &x.ShortNo, &x.Item, &x.ItemName, &x.Department, &x.Region, &x.Owner,
		&r.why, &asked, &due, &r.State, &r.answer, &r.By, &r.ByName, &ended)
	if errors.Is(err, db.ErrNoRows) {
		return nil, errUnknown
	}
	r.AskedAt, r.DueOn = clock.FromMillis(asked), calendar.Date(due)
	if ended != 0 {
		r.EndedAt = clock.FromMillis(ended)
	}
	return r, err
}

// insertReview adds a review, false if there is one of the decision.
func insertReview(ctx context.Context, tx *db.Tx, r *reviewRow) (bool, error) {
	x := r.Subject
	n, err := tx.Exec(ctx, `INSERT INTO instant_review (`+reviewColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, '', '', 0) ON CONFLICT (decision_id) DO NOTHING`,
		r.ID, r.Decision, x.CaseID, x.CaseNo, x.ShortNo, x.Item, x.ItemName, x.Department, x.Region, x.Owner,
		r.why, clock.Millis(r.AskedAt), r.DueOn, r.State, []byte{})
	return n == 1, err
}

// endReview stores what came of a review, false if somebody was faster.
func endReview(ctx context.Context, tx *db.Tx, r *reviewRow) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE instant_review SET state = $1, answer = $2, by_id = $3, by_name = $4, ended_at = $5 WHERE id = $6 AND state = 'open'`,
		r.State, r.answer, r.By, r.ByName, clock.Millis(r.EndedAt), r.ID)
	return n == 1, err
}

func findReview(ctx context.Context, tx *db.Tx, key id.ID) (*reviewRow, error) {
	return scanReview(tx.Row(ctx, `SELECT `+reviewColumns+` FROM instant_review WHERE id = $1`, key))
}

// findReviewOf returns the review of a decision, nil if nobody has asked for one.
func findReviewOf(ctx context.Context, tx *db.Tx, decision id.ID) (*reviewRow, error) {
	r, err := scanReview(tx.Row(ctx, `SELECT `+reviewColumns+` FROM instant_review WHERE decision_id = $1`, decision))
	if errors.Is(err, errUnknown) {
		return nil, nil
	}
	return r, err
}

// listReviews returns open reviews within scope by the last day, after a place.
func listReviews(ctx context.Context, tx *db.Tx, scope access.Filter, after place, limit int) ([]*reviewRow, error) {
	within, args := scope.Where(access.Columns{Owner: "owner", Department: "department", Region: "region", State: "state"},
		[]any{after.due, after.id, limit})
	return db.List(ctx, tx, scanReview, `SELECT `+reviewColumns+` FROM instant_review WHERE state = 'open' AND (due_on > $1 OR due_on = $1 AND id > $2)
		AND `+within+` ORDER BY due_on, id LIMIT $3`, args...)
}

// place is where a list of reviews goes on.
type place struct {
	due calendar.Date
	id  id.ID
}

// within reports whether t is not longer than days ago.
func within(t, now time.Time, days int) bool { return now.Before(t.AddDate(0, 0, days)) }
