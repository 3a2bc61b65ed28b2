package rating

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
	"tongban/kernel/shorthand"
)

const columns = `id, token, round, case_id, case_no, short_no, owner, contact, item_code, item_name, department, office, region, outlet, handlers, note,
	ended_at, made_at, closes_at, grade, rated_at, channel, tags, anonymous, text_state, public_text, added_at, excluded`

// scanRating reads a row; what somebody wrote stays sealed.
func scanRating(row db.Scanner) (*sealed, error) {
	r := &sealed{}
	var handlers string
	var note, tags []byte
	var ended, made, closes, rated, added int64
	err := row.Scan(&r.ID, &r.Token, &r.Round, &r.CaseID, &r.CaseNo, &r.ShortNo, &r.Owner, &r.Contact, &r.ItemCode, &r.ItemName, &r.Department,
		&r.Office, &r.Region, &r.Outlet, &handlers, &note, &ended, &made, &closes, &r.Grade, &rated, &r.Channel, &tags, &r.Anonymous, &r.TextState, &r.Public,
		&added, &r.Excluded, &r.words)
	if errors.Is(err, db.ErrNoRows) {
		return nil, errUnknown
	}
	if err != nil {
		return nil, err
	}
	r.EndedAt, r.MadeAt, r.ClosesAt, r.At, r.AddedAt = clock.FromMillis(ended), clock.FromMillis(made), clock.FromMillis(closes), instant(rated), instant(added)
	return r, errors.Join(shorthand.Unmarshal(note, handlers, &r.Handlers), json.Unmarshal(tags, &r.Tags))
}

// sealed is a rating whose text is still sealed.
type sealed struct {
	Rating
	words []byte
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

func monthOf(t time.Time) Month {
	year, month, _ := calendar.DateOf(t).Civil()
	return Month(year*100 + int(month))
}

func list[T any](values []T) string {
	text, _ := json.Marshal(append([]T{}, values...)) // strings can be written
	return string(text)
}

// insertRating makes the place for a rating, once a round; false if there is one.
func insertRating(ctx context.Context, tx *db.Tx, r *Rating) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO rating_rating (`+columns+`, words, month)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, '', $15, $16, $17, $18, 0, 0, '', '[]', FALSE, '', '', 0, FALSE, $19, $20)
		ON CONFLICT (case_id, round) DO NOTHING`,
		r.ID, r.Token, r.Round, r.CaseID, r.CaseNo, r.ShortNo, r.Owner, r.Contact, r.ItemCode, r.ItemName, r.Department, r.Office, r.Region, r.Outlet,
		shorthand.Write(list(r.Handlers)), clock.Millis(r.EndedAt), clock.Millis(r.MadeAt), clock.Millis(r.ClosesAt), []byte{}, monthOf(r.EndedAt))
	return n == 1, err
}

func findByToken(ctx context.Context, tx *db.Tx, token string) (*sealed, error) {
	return scanRating(tx.Row(ctx, `SELECT `+columns+`, words FROM rating_rating WHERE token = $1`, token))
}

func findRating(ctx context.Context, tx *db.Tx, key id.ID) (*sealed, error) {
	return scanRating(tx.Row(ctx, `SELECT `+columns+`, words FROM rating_rating WHERE id = $1`, key))
}

// listOfCase returns the ratings of a case, the first round first.
func listOfCase(ctx context.Context, tx *db.Tx, caseID id.ID) ([]*sealed, error) {
	return db.List(ctx, tx, scanRating, `SELECT `+columns+`, words FROM rating_rating WHERE case_id = $1 ORDER BY round`, caseID)
}

// setGrade stores what was said, false if something was said before.
func setGrade(ctx context.Context, tx *db.Tx, r *Rating, words []byte) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE rating_rating SET grade = $1, rated_at = $2, channel = $3, tags = $4, anonymous = $5, words = $6, text_state = $7
		WHERE id = $8 AND grade = 0`, r.Grade, clock.Millis(r.At), r.Channel, list(r.Tags), r.Anonymous, words, r.TextState, r.ID)
	return n == 1, err
}

// addReasons stores reasons that were added, false if some were before.
func addReasons(ctx context.Context, tx *db.Tx, r *Rating, words []byte) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE rating_rating SET tags = $1, words = $2, text_state = $3, added_at = $4 WHERE id = $5 AND added_at = 0`,
		list(r.Tags), words, r.TextState, clock.Millis(r.AddedAt), r.ID)
	return n == 1, err
}

// listTexts returns texts that wait for a moderator, oldest first.
func listTexts(ctx context.Context, tx *db.Tx, after id.ID, limit int) ([]*sealed, error) {
	return db.List(ctx, tx, scanRating, `SELECT `+columns+`, words FROM rating_rating WHERE text_state = 'waiting' AND id > $1 ORDER BY id LIMIT $2`, after, limit)
}

// settleText ends the wait of a text, false if it has ended before.
func settleText(ctx context.Context, tx *db.Tx, r *Rating) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE rating_rating SET text_state = $1, public_text = $2 WHERE id = $3 AND text_state = 'waiting'`, r.TextState, r.Public, r.ID)
	return n == 1, err
}

// exclude lets a rating count for nothing.
func exclude(ctx context.Context, tx *db.Tx, key id.ID) error {
	return tx.Send(ctx, `UPDATE rating_rating SET excluded = TRUE WHERE id = $1`, key)
}

// listPublished returns published texts of a month, newest first.
func listPublished(ctx context.Context, tx *db.Tx, month Month, limit int) ([]*sealed, error) {
	return db.List(ctx, tx, scanRating, `SELECT `+columns+`, words FROM rating_rating WHERE text_state = 'published' AND month = $1 AND NOT excluded
		ORDER BY id DESC LIMIT $2`, month, limit)
}
