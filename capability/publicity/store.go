package publicity

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"tongban/capability/access"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
	"tongban/kernel/shorthand"
)

const columns = `id, case_no, kind, department, region, item, firm, content, note, revision, state, exception, reason,
	decided_on, due_on, ready_at, published_at, version`

func scanRecord(row db.Scanner) (r Record, err error) {
	var content string
	var note []byte
	var decided, due int32
	var ready, published int64
	err = row.Scan(&r.ID, &r.CaseNo, &r.Kind, &r.Department, &r.Region, &r.Item, &r.Firm, &content, &note, &r.Revision, &r.State, &r.Exception, &r.Reason,
		&decided, &due, &ready, &published, &r.Version)
	if err != nil {
		return r, err
	}
	r.DecidedOn, r.DueOn, r.ReadyAt = calendar.Date(decided), calendar.Date(due), clock.FromMillis(ready)
	if published != 0 {
		r.PublishedAt = clock.FromMillis(published)
	}
	return r, shorthand.Unmarshal(note, content, &r.Content)
}

func findRecord(ctx context.Context, tx *db.Tx, record id.ID) (*Record, error) {
	r, err := scanRecord(tx.Row(ctx, `SELECT `+columns+` FROM publicity_record WHERE id = $1`, record))
	if errors.Is(err, db.ErrNoRows) {
		return nil, errUnknown
	}
	return &r, err
}

// findOfCase returns the record of a case, nil if it has none.
func findOfCase(ctx context.Context, tx *db.Tx, no string) (*Record, error) {
	r, err := scanRecord(tx.Row(ctx, `SELECT `+columns+` FROM publicity_record WHERE case_no = $1`, no))
	if errors.Is(err, db.ErrNoRows) {
		return nil, nil
	}
	return &r, err
}

// findUnpublished returns the record of a case that waits or is held, nil if there is none.
func findUnpublished(ctx context.Context, tx *db.Tx, no string) (*Record, error) {
	r, err := findOfCase(ctx, tx, no)
	if err != nil || r == nil || r.State != Waiting && r.State != Held {
		return nil, err
	}
	return r, nil
}

// findOwner returns the account a record is about.
func findOwner(ctx context.Context, tx *db.Tx, record id.ID) (owner id.ID, err error) {
	err = tx.Row(ctx, `SELECT owner FROM publicity_record WHERE id = $1`, record).Scan(&owner)
	return owner, err
}

// insertRecord stores a decision; a case that has one keeps it.
func insertRecord(ctx context.Context, tx *db.Tx, r Record, owner id.ID) error {
	content, err := shorthand.Marshal(r.Content)
	if err != nil {
		return err
	}
	return tx.Send(ctx, `INSERT INTO publicity_record (`+columns+`, owner, subject)
		VALUES ($1, $2, $3, $4, $5, $6, $7, '', $8, $9, $10, $11, $12, $13, $14, $15, 0, $16, $17, $18) ON CONFLICT DO NOTHING`,
		r.ID, r.CaseNo, r.Kind, r.Department, r.Region, r.Item, r.Firm, content, r.Revision, r.State, r.Exception, r.Reason,
		r.DecidedOn, r.DueOn, clock.Millis(r.ReadyAt), r.Version, owner, r.Content.Subject)
}

// moveRecord stores what changed of r, if nobody has changed it since it was read.
func moveRecord(ctx context.Context, tx *db.Tx, r *Record) (bool, error) {
	content, err := shorthand.Marshal(r.Content)
	if err != nil {
		return false, err
	}
	var published int64
	if !r.PublishedAt.IsZero() {
		published = clock.Millis(r.PublishedAt)
	}
	n, err := tx.Exec(ctx, `UPDATE publicity_record SET subject = $1, content = '', note = $2, revision = $3, state = $4, exception = $5, reason = $6,
		published_at = $7, version = version + 1 WHERE id = $8 AND version = $9`,
		r.Content.Subject, content, r.Revision, r.State, r.Exception, r.Reason, published, r.ID, r.Version)
	return n == 1, err
}

func insertVersion(ctx context.Context, tx *db.Tx, record id.ID, v Version) error {
	content, err := json.Marshal(v.Content)
	if err != nil {
		return err
	}
	return tx.Send(ctx, `INSERT INTO publicity_version (record_id, revision, content, reason, actor, department, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`, record, v.Revision, string(content), v.Reason, v.By, v.Department, clock.Millis(v.At))
}

// listVersions returns what was published of a record, newest first.
func listVersions(ctx context.Context, tx *db.Tx, record id.ID) ([]Version, error) {
	scan := func(row db.Scanner) (v Version, err error) {
		var content string
		var at int64
		if err := row.Scan(&v.Revision, &content, &v.Reason, &v.By, &v.Department, &at); err != nil {
			return v, err
		}
		v.At = clock.FromMillis(at)
		return v, json.Unmarshal([]byte(content), &v.Content)
	}
	return db.List(ctx, tx, scan, `SELECT revision, content, reason, actor, department, at FROM publicity_version
		WHERE record_id = $1 ORDER BY revision DESC LIMIT 50`, record)
}

// listReady returns what publishes itself by now, oldest first.
func listReady(ctx context.Context, tx *db.Tx, now time.Time, limit int) ([]Record, error) {
	return db.List(ctx, tx, scanRecord, `SELECT `+columns+` FROM publicity_record
		WHERE state = 'waiting' AND ready_at <= $1 ORDER BY ready_at, id LIMIT $2`, clock.Millis(now), limit)
}

// mostSearched bounds how many of the newest records a name is looked for in.
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

// like is text as a pattern that occurs anywhere.
func like(text string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text) + "%"
}

// narrow adds what the columns with an index of their own narrow.
func (c *conditions) narrow(q Query) {
	c.add(`state = 'published'`)
	if q.Item != "" {
		c.add(`item = ?`, q.Item)
	}
	if q.Department != "" {
		c.add(`department = ?`, q.Department)
	}
	if q.Kind != "" {
		c.add(`kind = ?`, q.Kind)
	}
	if q.From != 0 {
		c.add(`published_at >= ?`, clock.Millis(q.From.Start()))
	}
	if q.To != 0 {
		c.add(`published_at < ?`, clock.Millis(q.To.End()))
	}
	if q.Before.ID != 0 {
		c.add(`(published_at < ? OR published_at = ? AND id < ?)`, q.Before.At, q.Before.At, q.Before.ID)
	}
}

// listPublished returns what is public, newest first. A name is looked for in the newest
// of what else is asked for; only firms are found by name.
func listPublished(ctx context.Context, tx *db.Tx, q Query, limit int) ([]Record, error) {
	var c conditions
	c.narrow(q)
	from := `publicity_record WHERE ` + strings.Join(c.texts, ` AND `)
	if name := strings.TrimSpace(q.Name); name != "" {
		from = fmt.Sprintf(`(SELECT %s, subject FROM %s ORDER BY published_at DESC, id DESC LIMIT %d) newest`, columns, from, mostSearched)
		c.args = append(c.args, like(strings.ToLower(name)))
		from += fmt.Sprintf(` WHERE firm AND LOWER(subject) LIKE $%d ESCAPE '\'`, len(c.args))
	}
	c.args = append(c.args, limit)
	return db.List(ctx, tx, scanRecord, `SELECT `+columns+` FROM `+from+fmt.Sprintf(` ORDER BY published_at DESC, id DESC LIMIT $%d`, len(c.args)), c.args...)
}

// listOffice returns records within scope for the office, after a place in the list.
func listOffice(ctx context.Context, tx *db.Tx, scope access.Filter, show Show, today calendar.Date, after Cursor, limit int) ([]Record, error) {
	var c conditions
	order := `due_on, id`
	switch show {
	case ShowPublished:
		c.add(`state = 'published'`)
		order = `published_at DESC, id DESC`
		if after.ID != 0 {
			c.add(`(published_at < ? OR published_at = ? AND id < ?)`, after.At, after.At, after.ID)
		}
	case ShowKept:
		c.add(`state IN ('withheld', 'withdrawn', 'dropped')`)
	case ShowLate:
		c.add(`state IN ('waiting', 'held')`)
		c.add(`due_on < ?`, today)
	default:
		c.add(`state IN ('waiting', 'held')`)
	}
	if show != ShowPublished && after.ID != 0 {
		c.add(`(due_on > ? OR due_on = ? AND id > ?)`, after.At, after.At, after.ID)
	}
	within, args := scope.Where(access.Columns{Department: "department", Region: "region", State: "state"}, c.args)
	args = append(args, limit)
	return db.List(ctx, tx, scanRecord, `SELECT `+columns+` FROM publicity_record WHERE `+strings.Join(c.texts, ` AND `)+` AND `+within+
		` ORDER BY `+order+fmt.Sprintf(` LIMIT $%d`, len(args)), args...)
}

// count adds one to what happened in a department in a year.
func count(ctx context.Context, tx *db.Tx, r *Record, what Counted, year int) error {
	return tx.Send(ctx, `INSERT INTO publicity_count (department, year, what, n) VALUES ($1, $2, $3, 1)
		ON CONFLICT (department, year, what) DO UPDATE SET n = publicity_count.n + 1`, r.Department, year, what)
}

// listCounts returns the counts of a year, of one department or of all.
func listCounts(ctx context.Context, tx *db.Tx, department string, year int) (Counts, error) {
	type one struct {
		what Counted
		n    int64
	}
	scan := func(row db.Scanner) (o one, err error) { return o, row.Scan(&o.what, &o.n) }
	rows, err := db.List(ctx, tx, scan, `SELECT what, n FROM publicity_count WHERE year = $1 AND ($2 = '' OR department = $2)`, year, department)
	counts := Counts{}
	for _, row := range rows {
		counts[row.what] += row.n
	}
	return counts, err
}
