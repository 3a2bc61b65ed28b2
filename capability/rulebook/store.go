package rulebook

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"tongban/capability/access"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

const (
	columns = `id, item, number, state, edits, decision, inputs, examples, sample_share, daily_limit, digest, faults, failing, base, authors,
		author_name, written_at, publisher, publisher_name, proof, published_at, ended_at, reason, ended_by, ended_why`
	whole = columns + `, xml`
)

// places returns where a row of columns is scanned to, and what finishes the version.
func (v *Version) places(more ...any) ([]any, func() error) {
	var authors, inputs, examples []byte
	var written, published, ended int64
	to := append([]any{
		&v.ID, &v.Item, &v.Number, &v.State, &v.Edits, &v.Decision, &inputs, &examples, &v.SampleShare, &v.DailyLimit, &v.Digest, &v.Faults, &v.Failing,
		&v.Base, &authors, &v.AuthorName, &written, &v.PublisherID, &v.PublisherName, &v.Proof, &published, &ended, &v.Reason, &v.EndedBy, &v.EndedWhy,
	}, more...)
	return to, func() error {
		v.WrittenAt, v.PublishedAt, v.EndedAt = clock.FromMillis(written), instant(published), instant(ended)
		return errors.Join(json.Unmarshal(authors, &v.Authors), json.Unmarshal(inputs, &v.Inputs), json.Unmarshal(examples, &v.Examples))
	}
}

func scanVersion(row db.Scanner) (v Version, err error) {
	to, finish := v.places()
	if err := row.Scan(to...); err != nil {
		return v, err
	}
	return v, finish()
}

func scanWhole(row db.Scanner) (v Version, err error) {
	to, finish := v.places(&v.XML)
	if err := row.Scan(to...); errors.Is(err, db.ErrNoRows) {
		return v, errUnknown
	} else if err != nil {
		return v, err
	}
	return v, finish()
}

// instant reads a time that may be none.
func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return clock.FromMillis(ms)
}

// findRulebook returns a rulebook with its draft and the version in force.
func findRulebook(ctx context.Context, tx *db.Tx, item string) (*Rulebook, error) {
	b := &Rulebook{Item: item}
	err := tx.Row(ctx, `SELECT name, department FROM rulebook_rulebook WHERE item = $1`, item).Scan(&b.Name, &b.Department)
	if errors.Is(err, db.ErrNoRows) {
		return nil, errUnknown
	}
	if err != nil {
		return nil, err
	}
	open, err := db.List(ctx, tx, scanWhole, `SELECT `+whole+` FROM rulebook_version WHERE item = $1 AND state IN ('draft', 'published')`, item)
	for i, v := range open {
		if v.State == Draft {
			b.Draft = &open[i]
		} else {
			b.Current = &open[i]
		}
	}
	return b, err
}

func findNumber(ctx context.Context, tx *db.Tx, item string, number int64) (Version, error) {
	return scanWhole(tx.Row(ctx, `SELECT `+whole+` FROM rulebook_version WHERE item = $1 AND number = $2`, item, number))
}

// findVersion returns a draft or a version by its id.
func findVersion(ctx context.Context, tx *db.Tx, key id.ID) (Version, error) {
	return scanWhole(tx.Row(ctx, `SELECT `+whole+` FROM rulebook_version WHERE id = $1`, key))
}

// findCurrent returns the version in force for an item, 0 if there is none.
func findCurrent(ctx context.Context, tx *db.Tx, item string) (version id.ID, err error) {
	err = tx.Row(ctx, `SELECT id FROM rulebook_version WHERE item = $1 AND state = 'published'`, item).Scan(&version)
	if errors.Is(err, db.ErrNoRows) {
		return 0, nil
	}
	return version, err
}

// listVersions returns published versions below a number, newest first; 0 is from the newest on.
func listVersions(ctx context.Context, tx *db.Tx, item string, below int64, limit int) ([]Version, error) {
	return db.List(ctx, tx, scanVersion, `SELECT `+columns+` FROM rulebook_version
		WHERE item = $1 AND number > 0 AND (number < $2 OR $2 = 0) ORDER BY number DESC LIMIT $3`, item, below, limit)
}

// listLines returns rulebooks that a filter lets see, last touched first.
func listLines(ctx context.Context, tx *db.Tx, may access.Filter, after Cursor, limit int) ([]Line, error) {
	where, args := may.Where(access.Columns{Department: "p.department"}, nil)
	if n := len(args); after.Item != "" {
		where += fmt.Sprintf(` AND (p.touched_at < $%d OR p.touched_at = $%d AND p.item < $%d)`, n+1, n+1, n+2)
		args = append(args, clock.Millis(after.At), after.Item)
	}
	args = append(args, limit)
	return db.List(ctx, tx, func(row db.Scanner) (l Line, err error) {
		var touched int64
		var wrong int
		err = row.Scan(&l.Item, &l.Name, &l.Department, &touched, &l.Number, &wrong)
		l.TouchedAt, l.Drafted, l.Wrong = clock.FromMillis(touched), wrong >= 0, max(wrong, 0)
		return l, err
	}, `SELECT p.item, p.name, p.department, p.touched_at, COALESCE(c.number, 0), COALESCE(d.faults + d.failing, -1)
		FROM rulebook_rulebook p
		LEFT JOIN rulebook_version c ON c.item = p.item AND c.state = 'published'
		LEFT JOIN rulebook_version d ON d.item = p.item AND d.number = 0
		WHERE `+where+fmt.Sprintf(` ORDER BY p.touched_at DESC, p.item DESC LIMIT $%d`, len(args)), args...)
}

// touch makes sure that there is a rulebook and says when it was changed.
func touch(ctx context.Context, tx *db.Tx, b Rulebook, now time.Time) error {
	return tx.Send(ctx, `INSERT INTO rulebook_rulebook (item, name, department, touched_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (item) DO UPDATE SET name = excluded.name, department = excluded.department, touched_at = excluded.touched_at`,
		b.Item, b.Name, b.Department, clock.Millis(now))
}

// encoded are the parts of a version that are kept as JSON.
func (v Version) encoded() (authors, inputs, examples string) {
	text := func(list any) string {
		b, _ := json.Marshal(list) // texts always can be
		return string(b)
	}
	return text(v.Authors), text(v.Inputs), text(v.Examples)
}

// insertDraft reports false if there is one already.
func insertDraft(ctx context.Context, tx *db.Tx, v Version) (bool, error) {
	authors, inputs, examples := v.encoded()
	n, err := tx.Exec(ctx, `INSERT INTO rulebook_version (id, item, number, state, edits, xml, decision, inputs, examples, sample_share, daily_limit, digest,
			faults, failing, base, authors, author_name, written_at, publisher, publisher_name, proof, published_at, ended_at, reason, ended_by, ended_why)
		VALUES ($1, $2, 0, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, '', '', 0, 0, 0, '', '', '') ON CONFLICT DO NOTHING`,
		v.ID, v.Item, v.State, v.Edits, v.XML, v.Decision, inputs, examples, v.SampleShare, v.DailyLimit, v.Digest,
		v.Faults, v.Failing, v.Base, authors, v.AuthorName, clock.Millis(v.WrittenAt))
	return n == 1, err
}

// updateDraft saves a draft anew; false if it was saved by somebody else since it was read.
func updateDraft(ctx context.Context, tx *db.Tx, v Version) (bool, error) {
	authors, inputs, examples := v.encoded()
	n, err := tx.Exec(ctx, `UPDATE rulebook_version SET edits = edits + 1, xml = $1, decision = $2, inputs = $3, examples = $4, sample_share = $5,
			daily_limit = $6, digest = $7, faults = $8, failing = $9, authors = $10, author_name = $11, written_at = $12
		WHERE item = $13 AND number = 0 AND edits = $14`,
		v.XML, v.Decision, inputs, examples, v.SampleShare, v.DailyLimit, v.Digest, v.Faults, v.Failing, authors, v.AuthorName, clock.Millis(v.WrittenAt),
		v.Item, v.Edits)
	return n == 1, err
}

// publishDraft gives a draft that is still as it was read its number.
func publishDraft(ctx context.Context, tx *db.Tx, v Version) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE rulebook_version SET state = $1, number = $2, publisher = $3, publisher_name = $4, proof = $5, published_at = $6, reason = $7
		WHERE id = $8 AND number = 0 AND edits = $9 AND digest = $10`,
		v.State, v.Number, v.PublisherID, v.PublisherName, v.Proof, clock.Millis(v.PublishedAt), v.Reason, v.ID, v.Edits, v.Digest)
	return n == 1, err
}

// deleteDraft throws a draft away that is still as it was read.
func deleteDraft(ctx context.Context, tx *db.Tx, v Version) (bool, error) {
	n, err := tx.Exec(ctx, `DELETE FROM rulebook_version WHERE id = $1 AND number = 0 AND edits = $2`, v.ID, v.Edits)
	return n == 1, err
}

// endVersion takes a version out of force; false if it is not in force any more.
func endVersion(ctx context.Context, tx *db.Tx, v Version) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE rulebook_version SET state = $1, ended_at = $2, ended_by = $3, ended_why = $4 WHERE id = $5 AND state = 'published'`,
		v.State, clock.Millis(v.EndedAt), v.EndedBy, v.EndedWhy, v.ID)
	return n == 1, err
}

// newestNumber returns the number of the last version that was published.
func newestNumber(ctx context.Context, tx *db.Tx, item string) (n int64, err error) {
	err = tx.Row(ctx, `SELECT COALESCE(MAX(number), 0) FROM rulebook_version WHERE item = $1`, item).Scan(&n)
	return n, err
}
