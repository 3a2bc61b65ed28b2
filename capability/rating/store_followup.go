package rating

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"tongban/capability/access"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/shorthand"
)

const followUpColumns = `f.id, f.rating_id, f.case_id, f.grade, f.item_code, f.item_name, f.department, f.office, f.region, f.month, f.anonymous, f.status,
	f.opened_at, f.contact_by, f.due_on, f.taken_by, f.taken_name, f.reached, f.extended, f.asked_by, f.doubt, f.answer, f.outcome, f.closed_on, f.closed_at,
	f.contested, f.late_contact, f.late, f.second_grade, f.version`

// scanFollowUp reads a row; more reads what columns follow.
func scanFollowUp(row db.Scanner, more ...any) (*FollowUp, error) {
	f := &FollowUp{}
	var opened, closed int64
	var contact, due, closedOn int32
	err := row.Scan(append([]any{&f.ID, &f.Rating, &f.CaseID, &f.Grade, &f.ItemCode, &f.ItemName, &f.Department, &f.Office, &f.Region, &f.Month, &f.Anonymous, &f.Status,
		&opened, &contact, &due, &f.TakenBy, &f.TakenName, &f.Reached, &f.Extended, &f.AskedBy, &f.Doubt, &f.Answer, &f.Outcome, &closedOn, &closed,
		&f.Contested, &f.LateContact, &f.Late, &f.Second, &f.Version}, more...)...)
	f.OpenedAt, f.ClosedAt = clock.FromMillis(opened), instant(closed)
	f.ContactBy, f.DueOn, f.ClosedOn = calendar.Date(contact), calendar.Date(due), calendar.Date(closedOn)
	if errors.Is(err, db.ErrNoRows) {
		return nil, errUnknown
	}
	return f, err
}

func scanListed(row db.Scanner) (*FollowUp, error) { return scanFollowUp(row) }

// findFollowUp returns a follow-up with what is known of its rating, whose text is sealed.
func findFollowUp(ctx context.Context, tx *db.Tx, key id.ID) (*FollowUp, []byte, error) {
	return findWhere(ctx, tx, `f.id = $1`, key)
}

func findWhere(ctx context.Context, tx *db.Tx, where string, key id.ID) (*FollowUp, []byte, error) {
	var handlers string
	var tags, note, words []byte
	f, err := scanFollowUp(tx.Row(ctx, `SELECT `+followUpColumns+`, r.tags, r.handlers, r.note, r.words FROM rating_followup f
		JOIN rating_rating r ON r.id = f.rating_id WHERE `+where, key), &tags, &handlers, &note, &words)
	if err != nil {
		return nil, nil, err
	}
	return f, words, errors.Join(json.Unmarshal(tags, &f.Tags), shorthand.Unmarshal(note, handlers, &f.handlers))
}

func insertFollowUp(ctx context.Context, tx *db.Tx, f *FollowUp) error {
	return tx.Send(ctx, `INSERT INTO rating_followup (id, rating_id, case_id, grade, item_code, item_name, department, office, region, month, anonymous, status,
			opened_at, contact_by, due_on, taken_by, taken_name, reached, extended, asked_by, doubt, answer, outcome, closed_on, closed_at, contested, late_contact, late, second_grade, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 0, '', FALSE, FALSE, '', '', '', '', 0, 0, FALSE, FALSE, FALSE, 0, 1)`,
		f.ID, f.Rating, f.CaseID, f.Grade, f.ItemCode, f.ItemName, f.Department, f.Office, f.Region, f.Month, f.Anonymous, f.Status,
		clock.Millis(f.OpenedAt), f.ContactBy, f.DueOn)
}

// moveFollowUp stores f unless somebody else has moved it since it was read.
func moveFollowUp(ctx context.Context, tx *db.Tx, f *FollowUp) error {
	n, err := tx.Exec(ctx, `UPDATE rating_followup SET status = $1, due_on = $2, taken_by = $3, taken_name = $4, reached = $5, extended = $6, asked_by = $7,
			doubt = $8, answer = $9, outcome = $10, closed_on = $11, closed_at = $12, late_contact = $13, late = $14, second_grade = $15, contested = $16, version = version + 1
		WHERE id = $17 AND version = $18`, f.Status, f.DueOn, f.TakenBy, f.TakenName, f.Reached, f.Extended, f.AskedBy, f.Doubt, f.Answer, f.Outcome,
		f.ClosedOn, millis(f.ClosedAt), f.LateContact, f.Late, f.Second, f.Contested, f.ID, f.Version)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "rating.changed")
	}
	return err
}

// listFollowUps returns follow-ups within scope: open ones by the last day, closed ones
// newest first.
func listFollowUps(ctx context.Context, tx *db.Tx, scope access.Filter, closed bool, after Cursor, limit int) ([]*FollowUp, error) {
	where, order, args := `f.closed_at = 0 AND (f.due_on > $1 OR f.due_on = $1 AND f.id > $2)`, `f.due_on, f.id`, []any{after.Due, after.ID}
	if closed {
		where, order, args = `f.closed_at > 0`, `f.id DESC`, nil
		if after.ID != 0 {
			where, args = `f.closed_at > 0 AND f.id < $1`, []any{after.ID}
		}
	}
	within, args := scope.Where(access.Columns{Department: "f.department", Region: "f.region", State: "f.status"}, args)
	args = append(args, limit)
	return db.List(ctx, tx, scanListed, `SELECT `+followUpColumns+` FROM rating_followup f WHERE `+where+` AND `+within+` ORDER BY `+order+
		fmt.Sprintf(` LIMIT $%d`, len(args)), args...)
}

// listLate returns follow-ups of which a day has passed that nobody has marked yet.
func listLate(ctx context.Context, tx *db.Tx, today calendar.Date, limit int) ([]*FollowUp, error) {
	return db.List(ctx, tx, scanListed, `SELECT `+followUpColumns+` FROM rating_followup f WHERE f.closed_at = 0 AND (NOT f.late AND f.due_on < $1
		OR NOT f.late_contact AND NOT f.anonymous AND f.contact_by < $1 AND f.status IN ('opened', 'taken')) ORDER BY f.id LIMIT $2`, today, limit)
}

// listOutcomes returns how bad ratings of a month's cases ended, newest first.
func listOutcomes(ctx context.Context, tx *db.Tx, month Month, limit int) ([]*FollowUp, error) {
	return db.List(ctx, tx, scanListed, `SELECT `+followUpColumns+` FROM rating_followup f WHERE f.month = $1 AND f.outcome = 'reformed' ORDER BY f.id DESC LIMIT $2`, month, limit)
}

func insertNote(ctx context.Context, tx *db.Tx, followUp id.ID, n Note, words []byte) error {
	return tx.Send(ctx, `INSERT INTO rating_note (id, followup_id, event, noted_at, actor, actor_name, detail, words) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		n.ID, followUp, n.Event, clock.Millis(n.At), n.Actor, n.Name, n.Detail, words)
}

// maxNotes bounds the story of a follow-up.
const maxNotes = 100

// sealedNote is a note whose words are still sealed.
type sealedNote struct {
	Note
	words []byte
}

func listNotes(ctx context.Context, tx *db.Tx, followUp id.ID) ([]sealedNote, error) {
	return db.List(ctx, tx, func(row db.Scanner) (n sealedNote, err error) {
		var at int64
		err = row.Scan(&n.ID, &n.Event, &at, &n.Actor, &n.Name, &n.Detail, &n.words)
		n.At = clock.FromMillis(at)
		return n, err
	}, `SELECT id, event, noted_at, actor, actor_name, detail, words FROM rating_note WHERE followup_id = $1 ORDER BY id DESC LIMIT $2`, followUp, maxNotes)
}
