package bundle

import (
	"context"
	"encoding/json"
	"errors"

	"tongban/kernel/clock"
	"tongban/kernel/db"
)

// findDefinition returns what is kept of a bundle.
func findDefinition(ctx context.Context, tx *db.Tx, code string) (*Definition, error) {
	d := &Definition{Code: code}
	err := tx.Row(ctx, `SELECT name, lead FROM bundle_bundle WHERE code = $1`, code).Scan(&d.Name, &d.Lead)
	if errors.Is(err, db.ErrNoRows) {
		return nil, errUnknown
	}
	if err != nil {
		return nil, err
	}
	open, err := db.List(ctx, tx, scanVersion, `SELECT `+columns+` FROM bundle_version WHERE code = $1 AND state IN ('draft', 'published')`, code)
	for i, v := range open {
		if v.State == Draft {
			d.Draft = &open[i]
		} else {
			d.Current = &open[i]
		}
	}
	return d, err
}

func findNumber(ctx context.Context, tx *db.Tx, code string, number int64) (Version, error) {
	return scanVersion(tx.Row(ctx, `SELECT `+columns+` FROM bundle_version WHERE code = $1 AND number = $2`, code, number))
}

// listVersions returns published versions below a number, newest first; 0 is from the newest on.
func listVersions(ctx context.Context, tx *db.Tx, code string, below int64, limit int) ([]Version, error) {
	return db.List(ctx, tx, scanVersion, `SELECT `+columns+` FROM bundle_version
		WHERE code = $1 AND number > 0 AND (number < $2 OR $2 = 0) ORDER BY number DESC LIMIT $3`, code, below, limit)
}

// listLines returns bundles, last touched first.
func listLines(ctx context.Context, tx *db.Tx, after Cursor, limit int) ([]Line, error) {
	return db.List(ctx, tx, func(row db.Scanner) (l Line, err error) {
		var touched int64
		err = row.Scan(&l.Code, &l.Name, &l.Lead, &touched, &l.Number, &l.Drafted)
		l.TouchedAt = clock.FromMillis(touched)
		return l, err
	}, `SELECT p.code, p.name, p.lead, p.touched_at, COALESCE(c.number, 0), d.id IS NOT NULL
		FROM bundle_bundle p
		LEFT JOIN bundle_version c ON c.code = p.code AND c.state = 'published'
		LEFT JOIN bundle_version d ON d.code = p.code AND d.number = 0
		WHERE $1 = '' OR p.touched_at < $2 OR p.touched_at = $2 AND p.code < $1
		ORDER BY p.touched_at DESC, p.code DESC LIMIT $3`, after.Code, millis(after.At), limit)
}

// updateDraft saves a draft anew; false if it was saved by somebody else since it was read.
func updateDraft(ctx context.Context, tx *db.Tx, v Version) (bool, error) {
	document, err := json.Marshal(v.Bundle)
	if err != nil {
		return false, err
	}
	authors, err := json.Marshal(v.Authors)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, `UPDATE bundle_version SET edits = edits + 1, document = $1, authors = $2, author_name = $3, written_at = $4
		WHERE id = $5 AND number = 0 AND edits = $6`, json.RawMessage(document), json.RawMessage(authors), v.AuthorName, clock.Millis(v.WrittenAt), v.ID, v.Edits)
	return n == 1, err
}

// publishDraft gives a draft that is still as it was read its number.
func publishDraft(ctx context.Context, tx *db.Tx, v Version) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE bundle_version SET state = $1, number = $2, publisher_name = $3, published_at = $4, reason = $5
		WHERE id = $6 AND number = 0 AND edits = $7`, v.State, v.Number, v.PublisherName, clock.Millis(v.PublishedAt), v.Reason, v.ID, v.Edits)
	return n == 1, err
}

// deleteDraft throws a draft away that is still as it was read.
func deleteDraft(ctx context.Context, tx *db.Tx, v Version) (bool, error) {
	n, err := tx.Exec(ctx, `DELETE FROM bundle_version WHERE id = $1 AND number = 0 AND edits = $2`, v.ID, v.Edits)
	return n == 1, err
}

// forgetUnpublished forgets a bundle of which nothing is left.
func forgetUnpublished(ctx context.Context, tx *db.Tx, code string) error {
	_, err := tx.Exec(ctx, `DELETE FROM bundle_bundle WHERE code = $1 AND NOT EXISTS (SELECT 1 FROM bundle_version WHERE code = $1)`, code)
	return err
}

// endVersion takes a version out of the offer; false if it is not on it any more.
func endVersion(ctx context.Context, tx *db.Tx, v Version) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE bundle_version SET state = $1, ended_at = $2, ended_by = $3, ended_why = $4 WHERE id = $5 AND state = 'published'`,
		v.State, clock.Millis(v.EndedAt), v.EndedBy, v.EndedWhy, v.ID)
	return n == 1, err
}

// newestNumber returns the number of the last version that was published.
func newestNumber(ctx context.Context, tx *db.Tx, code string) (n int64, err error) {
	err = tx.Row(ctx, `SELECT COALESCE(MAX(number), 0) FROM bundle_version WHERE code = $1`, code).Scan(&n)
	return n, err
}
