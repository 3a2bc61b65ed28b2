package notice

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"tongban/kernel/blob"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// entry is a paper as the register has it.
type entry struct {
	key       id.ID
	source    string
	code      string
	name      Name
	number    string
	issuer    string
	recipient string // masked
	madeAt    time.Time
	blob      blob.Key // "" until it is drawn
	digest    []byte
	size      int64
	drawnAt   time.Time
}

const entryColumns = `id, source, code, name, number, issuer, recipient, made_at, blob, digest, size, drawn_at`

func scanEntry(row db.Scanner) (e entry, err error) {
	var made, drawn int64
	err = row.Scan(&e.key, &e.source, &e.code, &e.name, &e.number, &e.issuer, &e.recipient, &made, &e.blob, &e.digest, &e.size, &drawn)
	if errors.Is(err, db.ErrNoRows) {
		return e, fault.New(fault.NotFound, "notice.unknown")
	}
	e.madeAt, e.drawnAt = clock.FromMillis(made), instant(drawn)
	return e, err
}

// instant reads a time that may be none.
func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return clock.FromMillis(ms)
}

func findEntry(ctx context.Context, tx *db.Tx, key id.ID) (entry, error) {
	return scanEntry(tx.Row(ctx, `SELECT `+entryColumns+` FROM notice_paper WHERE id = $1`, key))
}

func findByCode(ctx context.Context, tx *db.Tx, code string) (entry, error) {
	return scanEntry(tx.Row(ctx, `SELECT `+entryColumns+` FROM notice_paper WHERE code = $1`, code))
}

func findByDigest(ctx context.Context, tx *db.Tx, digest []byte) (entry, error) {
	return scanEntry(tx.Row(ctx, `SELECT `+entryColumns+` FROM notice_paper WHERE digest = $1`, digest))
}

// insertPaper does nothing if the paper is registered already.
func insertPaper(ctx context.Context, tx *db.Tx, p Paper, code string) error {
	return tx.Send(ctx, `INSERT INTO notice_paper
		(id, source, code, name, number, department, issuer, recipient, made_at, blob, digest, size, drawn_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', NULL, 0, 0) ON CONFLICT (id) DO NOTHING`,
		p.Key, p.Source, code, NameOf(p.Kind, p.Regime), p.Number, p.Department, p.Issuer, p.masked(), clock.Millis(p.At))
}

// updateFile notes the file of a paper; false if another was first.
func updateFile(ctx context.Context, tx *db.Tx, e entry) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE notice_paper SET blob = $1, digest = $2, size = $3, drawn_at = $4 WHERE id = $5 AND blob = ''`,
		e.blob, e.digest, e.size, clock.Millis(e.drawnAt), e.key)
	return n == 1, err
}

const templateColumns = `id, department, name, revision, state, edits, heading, body, closing, authors, author_name, written_at, published_at, ended_at`

func scanTemplate(row db.Scanner) (t Template, err error) {
	var authors []byte
	var written, published, ended int64
	err = row.Scan(&t.ID, &t.Department, &t.Name, &t.Revision, &t.State, &t.Edits, &t.Words.Heading, &t.Words.Body, &t.Words.Closing,
		&authors, &t.AuthorName, &written, &published, &ended)
	if errors.Is(err, db.ErrNoRows) {
		return t, fault.New(fault.NotFound, "notice.unknown-template")
	}
	if err != nil {
		return t, err
	}
	t.WrittenAt, t.PublishedAt, t.EndedAt = clock.FromMillis(written), instant(published), instant(ended)
	return t, json.Unmarshal(authors, &t.Authors)
}

func findTemplate(ctx context.Context, tx *db.Tx, key id.ID) (Template, error) {
	return scanTemplate(tx.Row(ctx, `SELECT `+templateColumns+` FROM notice_template WHERE id = $1`, key))
}

// findInForce finds the words a department used for papers made at an instant.
func findInForce(ctx context.Context, tx *db.Tx, department string, name Name, at time.Time) (Template, error) {
	return scanTemplate(tx.Row(ctx, `SELECT `+templateColumns+` FROM notice_template
		WHERE department = $1 AND name = $2 AND published_at > 0 AND published_at <= $3 AND (ended_at = 0 OR ended_at > $3)
		ORDER BY revision DESC LIMIT 1`, department, name, clock.Millis(at)))
}

// listTemplates returns the published versions and drafts of a department, of all names.
func listTemplates(ctx context.Context, tx *db.Tx, department string) ([]Template, error) {
	return db.List(ctx, tx, scanTemplate, `SELECT `+templateColumns+` FROM notice_template
		WHERE department = $1 AND state IN ('draft', 'published') ORDER BY name, revision LIMIT 200`, department)
}

// listVersions returns the newest versions of one template of a department.
func listVersions(ctx context.Context, tx *db.Tx, department string, name Name) ([]Template, error) {
	return db.List(ctx, tx, scanTemplate, `SELECT `+templateColumns+` FROM notice_template
		WHERE department = $1 AND name = $2 AND state <> 'discarded' ORDER BY revision DESC LIMIT 50`, department, name)
}

// newestRevision counts the versions of a template.
func newestRevision(ctx context.Context, tx *db.Tx, department string, name Name) (n int, err error) {
	err = tx.Row(ctx, `SELECT COALESCE(MAX(revision), 0) FROM notice_template WHERE department = $1 AND name = $2`, department, name).Scan(&n)
	return n, err
}

// insertDraft reports false if the template has a draft already.
func insertDraft(ctx context.Context, tx *db.Tx, t Template) (bool, error) {
	authors, err := json.Marshal(t.Authors)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, `INSERT INTO notice_template (`+templateColumns+`)
		VALUES ($1, $2, $3, $4, 'draft', 1, $5, $6, $7, $8, $9, $10, 0, 0) ON CONFLICT DO NOTHING`,
		t.ID, t.Department, t.Name, t.Revision, t.Words.Heading, t.Words.Body, t.Words.Closing, string(authors), t.AuthorName, clock.Millis(t.WrittenAt))
	return n == 1, err
}

// updateDraft stores a draft anew; false if it is none any more or was stored by
// somebody else since the caller read it.
func updateDraft(ctx context.Context, tx *db.Tx, t Template) (bool, error) {
	authors, err := json.Marshal(t.Authors)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, `UPDATE notice_template SET edits = edits + 1, heading = $1, body = $2, closing = $3, authors = $4,
		author_name = $5, written_at = $6 WHERE id = $7 AND state = 'draft' AND edits = $8`,
		t.Words.Heading, t.Words.Body, t.Words.Closing, string(authors), t.AuthorName, clock.Millis(t.WrittenAt), t.ID, t.Edits)
	return n == 1, err
}

// moveDraft publishes or discards a draft that is still as the caller read it.
func moveDraft(ctx context.Context, tx *db.Tx, t Template, to State, publishedAt int64) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE notice_template SET state = $1, published_at = $2 WHERE id = $3 AND state = 'draft' AND edits = $4`,
		to, publishedAt, t.ID, t.Edits)
	return n == 1, err
}

// endPublished ends the version in force, if there is one.
func endPublished(ctx context.Context, tx *db.Tx, department string, name Name, to State, at time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE notice_template SET state = $1, ended_at = $2 WHERE department = $3 AND name = $4 AND state = 'published'`,
		to, clock.Millis(at), department, name)
	return n == 1, err
}

// insertIncident reports false if the template's first was noted before.
func insertIncident(ctx context.Context, tx *db.Tx, i Incident) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO notice_incident (template_id, paper_id, field, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
		i.Template, i.Paper, i.Field, clock.Millis(i.At))
	return n == 1, err
}

// listIncidents returns the incidents of the versions of one template of a department.
func listIncidents(ctx context.Context, tx *db.Tx, department string, name Name) ([]Incident, error) {
	scan := func(row db.Scanner) (i Incident, err error) {
		var at int64
		err = row.Scan(&i.Template, &i.Paper, &i.Field, &at)
		i.At = clock.FromMillis(at)
		return i, err
	}
	return db.List(ctx, tx, scan, `SELECT i.template_id, i.paper_id, i.field, i.at FROM notice_incident i
		JOIN notice_template t ON t.id = i.template_id WHERE t.department = $1 AND t.name = $2 ORDER BY i.at DESC, i.template_id DESC LIMIT 20`, department, name)
}
