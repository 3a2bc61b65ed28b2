package desk

import (
	"context"
	"errors"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// insertMark stores a mark unless the case has as many as it may have.
func insertMark(ctx context.Context, tx *db.Tx, m Mark) error {
	n, err := tx.Exec(ctx, `INSERT INTO desk_mark (id, case_no, material, digest, page, x, y, w, h, words, staff, staff_name, at)
		SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13
		WHERE (SELECT COUNT(*) FROM desk_mark WHERE case_no = $2 AND removed_at IS NULL) < $14`,
		m.ID, m.CaseNo, m.Material, m.Digest, m.Page, m.Place.X, m.Place.Y, m.Place.W, m.Place.H, m.Words, m.Staff, m.By, clock.Millis(m.At), maxMarks)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "desk.mark.too-many", maxMarks)
	}
	return err
}

func listMarks(ctx context.Context, tx *db.Tx, caseNo string) ([]Mark, error) {
	scan := func(row db.Scanner) (m Mark, err error) {
		var at int64
		err = row.Scan(&m.ID, &m.CaseNo, &m.Material, &m.Digest, &m.Page, &m.Place.X, &m.Place.Y, &m.Place.W, &m.Place.H, &m.Words, &m.Staff, &m.By, &at)
		m.At = clock.FromMillis(at)
		return m, err
	}
	return db.List(ctx, tx, scan, `SELECT id, case_no, material, digest, page, x, y, w, h, words, staff, staff_name, at
		FROM desk_mark WHERE case_no = $1 AND removed_at IS NULL ORDER BY id`, caseNo)
}

// removeMark takes back a mark of staff's own.
func removeMark(ctx context.Context, tx *db.Tx, caseNo string, mark id.ID, staff string, now time.Time) error {
	n, err := tx.Exec(ctx, `UPDATE desk_mark SET removed_at = $1
		WHERE id = $2 AND case_no = $3 AND staff = $4 AND removed_at IS NULL`, clock.Millis(now), mark, caseNo, staff)
	if err == nil && n == 0 {
		return fault.New(fault.NotFound, "desk.mark.unknown")
	}
	return err
}

const phraseColumns = `id, staff, department, field, words`

func scanPhrase(row db.Scanner) (p Phrase, err error) {
	err = row.Scan(&p.ID, &p.Staff, &p.Department, &p.Field, &p.Words)
	return p, err
}

// listPhrases returns the phrases of somebody and of their department.
func listPhrases(ctx context.Context, tx *db.Tx, staff, department string) ([]Phrase, error) {
	own, err := db.List(ctx, tx, scanPhrase, `SELECT `+phraseColumns+` FROM desk_phrase WHERE staff = $1 ORDER BY id`, staff)
	if err != nil || department == "" {
		return own, err
	}
	shared, err := db.List(ctx, tx, scanPhrase, `SELECT `+phraseColumns+` FROM desk_phrase WHERE department = $1 ORDER BY id`, department)
	return append(own, shared...), err
}

func findPhrase(ctx context.Context, tx *db.Tx, phrase id.ID) (Phrase, error) {
	p, err := scanPhrase(tx.Row(ctx, `SELECT `+phraseColumns+` FROM desk_phrase WHERE id = $1`, phrase))
	if errors.Is(err, db.ErrNoRows) {
		return p, fault.New(fault.NotFound, "desk.unknown-phrase")
	}
	return p, err
}

// insertPhrase stores a phrase unless its owner has as many as one may have.
func insertPhrase(ctx context.Context, tx *db.Tx, p Phrase, by string, now time.Time) error {
	n, err := tx.Exec(ctx, `INSERT INTO desk_phrase (id, staff, department, field, words, updated_at, updated_by)
		SELECT $1, $2, $3, $4, $5, $6, $7
		WHERE (SELECT COUNT(*) FROM desk_phrase WHERE staff = $2 AND department = $3) < $8`,
		p.ID, p.Staff, p.Department, p.Field, p.Words, clock.Millis(now), by, maxPhrases)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "desk.phrases.too-many", maxPhrases)
	}
	return err
}

func updatePhrase(ctx context.Context, tx *db.Tx, p Phrase, by string, now time.Time) error {
	return tx.Send(ctx, `UPDATE desk_phrase SET field = $1, words = $2, updated_at = $3, updated_by = $4 WHERE id = $5`,
		p.Field, p.Words, clock.Millis(now), by, p.ID)
}

func deletePhrase(ctx context.Context, tx *db.Tx, phrase id.ID) error {
	return tx.Send(ctx, `DELETE FROM desk_phrase WHERE id = $1`, phrase)
}
