package announcement

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

const columns = `id, announcement_id, revision, state, edits, kind, title, title_en, body, body_en, department, region,
	items, period_from, period_to, objections, valid_until, correction, reason, authors, author_name,
	written_at, published_at, withdrawn_at`

func scanVersion(row db.Scanner) (Version, error) {
	var v Version
	var items, authors []byte
	var from, to, valid int32
	var written, published, withdrawn int64
	err := row.Scan(&v.ID, &v.Announcement, &v.Revision, &v.State, &v.Edits, &v.Kind, &v.Title, &v.TitleEn, &v.Body, &v.BodyEn,
		&v.Department, &v.Region, &items, &from, &to, &v.Objections, &valid, &v.Correction, &v.Reason, &authors, &v.AuthorName,
		&written, &published, &withdrawn)
	if errors.Is(err, db.ErrNoRows) {
		return Version{}, errUnknown
	}
	if err != nil {
		return Version{}, err
	}
	v.From, v.To, v.ValidUntil = calendar.Date(from), calendar.Date(to), calendar.Date(valid)
	v.WrittenAt, v.PublishedAt, v.WithdrawnAt = clock.FromMillis(written), instant(published), instant(withdrawn)
	return v, errors.Join(json.Unmarshal(items, &v.Items), json.Unmarshal(authors, &v.Authors))
}

// lists returns the lists of a version as they are stored.
func (v Version) lists() (items, authors string, err error) {
	i, err := json.Marshal(v.Items)
	if err != nil {
		return "", "", err
	}
	a, err := json.Marshal(v.Authors)
	return string(i), string(a), err
}

// instant reads a time that may be none.
func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return clock.FromMillis(ms)
}

func findVersion(ctx context.Context, tx *db.Tx, version id.ID) (Version, error) {
	return scanVersion(tx.Row(ctx, `SELECT `+columns+` FROM announcement_version WHERE id = $1`, version))
}

// findPublic finds what the public sees of an announcement: the version that is
// published or was withdrawn.
func findPublic(ctx context.Context, tx *db.Tx, announcement id.ID) (Version, error) {
	return scanVersion(tx.Row(ctx, `SELECT `+columns+` FROM announcement_version
		WHERE announcement_id = $1 AND state IN ('published', 'withdrawn') ORDER BY revision DESC LIMIT 1`, announcement))
}

// listCorrections returns the versions of an announcement that were published to
// correct another, newest first.
func listCorrections(ctx context.Context, tx *db.Tx, announcement id.ID) ([]Version, error) {
	return db.List(ctx, tx, scanVersion, `SELECT `+columns+` FROM announcement_version
		WHERE announcement_id = $1 AND revision > 1 AND published_at > 0 ORDER BY revision DESC LIMIT 20`, announcement)
}

// newestRevision counts the versions of an announcement.
func newestRevision(ctx context.Context, tx *db.Tx, announcement id.ID) (n int, err error) {
	err = tx.Row(ctx, `SELECT COALESCE(MAX(revision), 0) FROM announcement_version WHERE announcement_id = $1`, announcement).Scan(&n)
	return n, err
}

// insertDraft reports false if the announcement has a draft already.
func insertDraft(ctx context.Context, tx *db.Tx, v Version) (bool, error) {
	items, authors, err := v.lists()
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, `INSERT INTO announcement_version
		(id, announcement_id, revision, state, edits, kind, title, title_en, body, body_en, searched, department, region,
		items, period_from, period_to, objections, valid_until, correction, reason, authors, author_name, publisher,
		written_at, published_at, withdrawn_at)
		VALUES ($1, $2, $3, 'draft', 1, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, '', $18, $19, '', $20, 0, 0)
		ON CONFLICT DO NOTHING`,
		v.ID, v.Announcement, v.Revision, v.Kind, v.Title, v.TitleEn, v.Body, v.BodyEn, v.searched(), v.Department, v.Region,
		items, v.From, v.To, v.Objections, v.ValidUntil, v.Correction, authors, v.AuthorName, clock.Millis(v.WrittenAt))
	return n == 1, err
}

// updateDraft stores a draft anew; false if it is no draft any more or was stored by
// somebody else since the caller read it.
func updateDraft(ctx context.Context, tx *db.Tx, v Version) (bool, error) {
	items, authors, err := v.lists()
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, `UPDATE announcement_version SET edits = edits + 1, kind = $1, title = $2, title_en = $3,
		body = $4, body_en = $5, searched = $6, department = $7, region = $8, items = $9, period_from = $10, period_to = $11,
		objections = $12, valid_until = $13, correction = $14, authors = $15, author_name = $16, written_at = $17
		WHERE id = $18 AND state = 'draft' AND edits = $19`,
		v.Kind, v.Title, v.TitleEn, v.Body, v.BodyEn, v.searched(), v.Department, v.Region, items, v.From, v.To,
		v.Objections, v.ValidUntil, v.Correction, authors, v.AuthorName, clock.Millis(v.WrittenAt), v.ID, v.Edits)
	return n == 1, err
}

// moveDraft publishes or discards a draft that is still as the caller read it.
func moveDraft(ctx context.Context, tx *db.Tx, v Version, to State, publisher string, publishedAt int64) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE announcement_version SET state = $1, publisher = $2, published_at = $3
		WHERE id = $4 AND state = 'draft' AND edits = $5`, to, publisher, publishedAt, v.ID, v.Edits)
	return n == 1, err
}

// supersede takes the version that is published out of the public's sight; false if
// it was withdrawn meanwhile.
func supersede(ctx context.Context, tx *db.Tx, announcement id.ID) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE announcement_version SET state = 'superseded'
		WHERE announcement_id = $1 AND state = 'published'`, announcement)
	return n == 1, err
}

func withdraw(ctx context.Context, tx *db.Tx, version id.ID, reason string, now time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE announcement_version SET state = 'withdrawn', reason = $1, withdrawn_at = $2
		WHERE id = $3 AND state = 'published'`, reason, clock.Millis(now), version)
	return n == 1, err
}

func insertItem(ctx context.Context, tx *db.Tx, version id.ID, item string) error {
	return tx.Send(ctx, `INSERT INTO announcement_item (item, version_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`, item, version)
}

// mostSearched bounds how many of the newest announcements words are looked for in.
const mostSearched = 5_000

// conditions collects what narrows a list.
type conditions struct {
	texts []string
	args  []any
}

// add adds a condition; each ? in it stands for the next of args.
func (c *conditions) add(condition string, args ...any) {
	for _, arg := range args {
		c.args = append(c.args, arg)
		condition = strings.Replace(condition, "?", fmt.Sprintf("$%d", len(c.args)), 1)
	}
	c.texts = append(c.texts, condition)
}

// limit returns the clause for so many rows.
func (c *conditions) limit(n int) string {
	c.args = append(c.args, n)
	return fmt.Sprintf(" LIMIT $%d", len(c.args))
}

// like is text as a pattern that occurs anywhere.
func like(text string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text) + "%"
}

// reach is a region as a query has it: the codes from it upwards, and what those of
// everything below it begin with.
type reach struct {
	up     []string
	prefix string
}

// listPublished returns published versions, newest first.
func listPublished(ctx context.Context, tx *db.Tx, q Query, r reach, limit int) ([]Version, error) {
	var c conditions
	c.add(`state = 'published'`)
	if q.Kind != "" {
		c.add(`kind = ?`, q.Kind)
	}
	if q.Department != "" {
		c.add(`department = ?`, q.Department)
	}
	if q.Item != "" {
		c.add(`id IN (SELECT version_id FROM announcement_item WHERE item = ?)`, q.Item)
	}
	if len(r.up) > 0 {
		args := make([]any, 0, len(r.up)+1)
		for _, code := range r.up {
			args = append(args, code)
		}
		c.add(`(region IN (?`+strings.Repeat(`, ?`, len(r.up)-1)+`) OR region LIKE ?)`, append(args, r.prefix+"%")...)
	}
	if q.Before.ID != 0 {
		at := clock.Millis(q.Before.At)
		c.add(`(published_at < ? OR published_at = ? AND id < ?)`, at, at, q.Before.ID)
	}
	from := `announcement_version`
	if words := wordsOf(q.Text); len(words) > 0 {
		for _, word := range words {
			c.add(`searched LIKE ? ESCAPE '\'`, like(word))
		}
		from = fmt.Sprintf(`(SELECT %s, searched FROM announcement_version WHERE state = 'published'
			ORDER BY published_at DESC, id DESC LIMIT %d) newest`, columns, mostSearched)
	}
	sql := `SELECT ` + columns + ` FROM ` + from + ` WHERE ` + strings.Join(c.texts, ` AND `) + ` ORDER BY published_at DESC, id DESC`
	return db.List(ctx, tx, scanVersion, sql+c.limit(limit), c.args...)
}

// listWritten returns versions in a state, or in any, last written first.
func listWritten(ctx context.Context, tx *db.Tx, s State, before Cursor, limit int) ([]Version, error) {
	var c conditions
	c.add(`state <> ?`, Discarded)
	if s != "" {
		c.add(`state = ?`, s)
	}
	if before.ID != 0 {
		at := clock.Millis(before.At)
		c.add(`(written_at < ? OR written_at = ? AND id < ?)`, at, at, before.ID)
	}
	sql := `SELECT ` + columns + ` FROM announcement_version WHERE ` + strings.Join(c.texts, ` AND `) + ` ORDER BY written_at DESC, id DESC`
	return db.List(ctx, tx, scanVersion, sql+c.limit(limit), c.args...)
}

// listDepartments returns the codes of those who have published anything.
func listDepartments(ctx context.Context, tx *db.Tx) ([]string, error) {
	return db.List(ctx, tx, func(row db.Scanner) (code string, err error) {
		err = row.Scan(&code)
		return code, err
	}, `SELECT DISTINCT department FROM announcement_version WHERE state = 'published' ORDER BY department LIMIT 500`)
}
