package procedure

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
	columns = `id, item, revision, state, edits, digest, tasks, faults, base, restores, authors, author_name, written_at,
		publisher_name, published_at, ended_at, reason`
	whole = columns + `, xml`
)

// places returns where a row of columns is scanned to, and what finishes the version.
func (v *Version) places(more ...any) ([]any, func() error) {
	var authors []byte
	var written, published, ended int64
	to := append([]any{
		&v.ID, &v.Item, &v.Revision, &v.State, &v.Edits, &v.Digest, &v.Tasks, &v.Faults, &v.Base, &v.Restores, &authors, &v.AuthorName, &written,
		&v.PublisherName, &published, &ended, &v.Reason,
	}, more...)
	return to, func() error {
		v.WrittenAt, v.PublishedAt, v.EndedAt = clock.FromMillis(written), instant(published), instant(ended)
		return json.Unmarshal(authors, &v.Authors)
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

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return clock.Millis(t)
}

// findProcedure returns a procedure with its draft and the version in force.
func findProcedure(ctx context.Context, tx *db.Tx, item string) (*Procedure, error) {
	p := &Procedure{Item: item}
	err := tx.Row(ctx, `SELECT name, department FROM procedure_procedure WHERE item = $1`, item).Scan(&p.Name, &p.Department)
	if errors.Is(err, db.ErrNoRows) {
		return nil, errUnknown
	}
	if err != nil {
		return nil, err
	}
	open, err := db.List(ctx, tx, scanWhole, `SELECT `+whole+` FROM procedure_version WHERE item = $1 AND state IN ('draft', 'published')`, item)
	for i, v := range open {
		if v.State == Draft {
			p.Draft = &open[i]
		} else {
			p.Current = &open[i]
		}
	}
	return p, err
}

func findVersion(ctx context.Context, tx *db.Tx, item string, revision int) (Version, error) {
	return scanWhole(tx.Row(ctx, `SELECT `+whole+` FROM procedure_version WHERE item = $1 AND revision = $2`, item, revision))
}

// findXML returns the drawing of a published version.
func findXML(ctx context.Context, tx *db.Tx, version id.ID) (xml string, err error) {
	err = tx.Row(ctx, `SELECT xml FROM procedure_version WHERE id = $1 AND revision > 0`, version).Scan(&xml)
	if errors.Is(err, db.ErrNoRows) {
		err = errUnknown
	}
	return xml, err
}

// findDrawn returns a published version by its id.
func findDrawn(ctx context.Context, tx *db.Tx, version id.ID) (item string, revision int, xml string, err error) {
	err = tx.Row(ctx, `SELECT item, revision, xml FROM procedure_version WHERE id = $1 AND revision > 0`, version).Scan(&item, &revision, &xml)
	if errors.Is(err, db.ErrNoRows) {
		err = errUnknown
	}
	return item, revision, xml, err
}

// findCurrent returns the version in force for an item, 0 if there is none.
func findCurrent(ctx context.Context, tx *db.Tx, item string) (version id.ID, err error) {
	err = tx.Row(ctx, `SELECT id FROM procedure_version WHERE item = $1 AND state = 'published'`, item).Scan(&version)
	if errors.Is(err, db.ErrNoRows) {
		return 0, nil
	}
	return version, err
}

// listVersions returns published versions below a revision, newest first; 0 is from the newest on.
func listVersions(ctx context.Context, tx *db.Tx, item string, below, limit int) ([]Version, error) {
	return db.List(ctx, tx, scanVersion, `SELECT `+columns+` FROM procedure_version
		WHERE item = $1 AND revision > 0 AND (revision < $2 OR $2 = 0) ORDER BY revision DESC LIMIT $3`, item, below, limit)
}

// listLines returns procedures that a filter lets see, last touched first.
func listLines(ctx context.Context, tx *db.Tx, may access.Filter, after Cursor, limit int) ([]Line, error) {
	where, args := may.Where(access.Columns{Department: "p.department"}, nil)
	if n := len(args); after.Item != "" {
		where += fmt.Sprintf(` AND (p.touched_at < $%d OR p.touched_at = $%d AND p.item < $%d)`, n+1, n+1, n+2)
		args = append(args, clock.Millis(after.At), after.Item)
	}
	args = append(args, limit)
	return db.List(ctx, tx, func(row db.Scanner) (l Line, err error) {
		var touched int64
		var faults int
		err = row.Scan(&l.Item, &l.Name, &l.Department, &touched, &l.Revision, &faults)
		l.TouchedAt, l.Drafted, l.DraftFaults = clock.FromMillis(touched), faults >= 0, max(faults, 0)
		return l, err
	}, `SELECT p.item, p.name, p.department, p.touched_at, COALESCE(c.revision, 0), COALESCE(d.faults, -1)
		FROM procedure_procedure p
		LEFT JOIN procedure_version c ON c.item = p.item AND c.state = 'published'
		LEFT JOIN procedure_version d ON d.item = p.item AND d.revision = 0
		WHERE `+where+fmt.Sprintf(` ORDER BY p.touched_at DESC, p.item DESC LIMIT $%d`, len(args)), args...)
}

// touch makes sure that there is a procedure and says when it was changed.
func touch(ctx context.Context, tx *db.Tx, p Procedure, now time.Time) error {
	return tx.Send(ctx, `INSERT INTO procedure_procedure (item, name, department, touched_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (item) DO UPDATE SET name = excluded.name, department = excluded.department, touched_at = excluded.touched_at`,
		p.Item, p.Name, p.Department, clock.Millis(now))
}

// insertVersion reports false if there is one already.
func insertVersion(ctx context.Context, tx *db.Tx, v Version) (bool, error) {
	authors, err := json.Marshal(v.Authors)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, `INSERT INTO procedure_version (id, item, revision, state, edits, xml, digest, tasks, faults, base, restores, authors,
			author_name, written_at, publisher_name, published_at, ended_at, reason)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0, $17) ON CONFLICT DO NOTHING`,
		v.ID, v.Item, v.Revision, v.State, v.Edits, v.XML, v.Digest, v.Tasks, v.Faults, v.Base, v.Restores, string(authors),
		v.AuthorName, clock.Millis(v.WrittenAt), v.PublisherName, millis(v.PublishedAt), v.Reason)
	return n == 1, err
}

// updateDraft saves a draft anew; false if it was saved by somebody else since it was read.
func updateDraft(ctx context.Context, tx *db.Tx, v Version) (bool, error) {
	authors, err := json.Marshal(v.Authors)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, `UPDATE procedure_version SET edits = edits + 1, xml = $1, digest = $2, tasks = $3, faults = $4, authors = $5,
			author_name = $6, written_at = $7
		WHERE item = $8 AND revision = 0 AND edits = $9`,
		v.XML, v.Digest, v.Tasks, v.Faults, string(authors), v.AuthorName, clock.Millis(v.WrittenAt), v.Item, v.Edits)
	return n == 1, err
}

// publishDraft gives a draft that is still as it was read its number.
func publishDraft(ctx context.Context, tx *db.Tx, v Version) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE procedure_version SET state = $1, revision = $2, publisher_name = $3, published_at = $4, reason = $5
		WHERE id = $6 AND revision = 0 AND edits = $7`,
		v.State, v.Revision, v.PublisherName, clock.Millis(v.PublishedAt), v.Reason, v.ID, v.Edits)
	return n == 1, err
}

// deleteDraft throws a draft away that is still as it was read.
func deleteDraft(ctx context.Context, tx *db.Tx, v Version) (bool, error) {
	n, err := tx.Exec(ctx, `DELETE FROM procedure_version WHERE id = $1 AND revision = 0 AND edits = $2`, v.ID, v.Edits)
	return n == 1, err
}

// endVersion takes a version out of force; false if it is not in force any more.
func endVersion(ctx context.Context, tx *db.Tx, version id.ID, to State, reason string, now time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE procedure_version SET state = $1, ended_at = $2, reason = CASE WHEN $3 = '' THEN reason ELSE $3 END
		WHERE id = $4 AND state = 'published'`, to, clock.Millis(now), reason, version)
	return n == 1, err
}

// newestRevision returns the number of the last version that was published.
func newestRevision(ctx context.Context, tx *db.Tx, item string) (n int, err error) {
	err = tx.Row(ctx, `SELECT COALESCE(MAX(revision), 0) FROM procedure_version WHERE item = $1`, item).Scan(&n)
	return n, err
}
