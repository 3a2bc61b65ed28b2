package bundle

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

const columns = `id, code, number, state, edits, document, base, authors, author_name, written_at, publisher_name, published_at, ended_at, reason, ended_by, ended_why`

func scanVersion(row db.Scanner) (v Version, err error) {
	var document, authors []byte
	var written, published, ended int64
	err = row.Scan(&v.ID, &v.Code, &v.Number, &v.State, &v.Edits, &document, &v.Base, &authors, &v.AuthorName, &written, &v.PublisherName,
		&published, &ended, &v.Reason, &v.EndedBy, &v.EndedWhy)
	if errors.Is(err, db.ErrNoRows) {
		return v, errUnknown
	}
	if err != nil {
		return v, err
	}
	v.WrittenAt, v.PublishedAt, v.EndedAt = clock.FromMillis(written), instant(published), instant(ended)
	v.Bundle = &Bundle{}
	if err := errors.Join(json.Unmarshal(document, v.Bundle), json.Unmarshal(authors, &v.Authors)); err != nil {
		return v, err
	}
	v.Bundle.VersionID, v.Bundle.Revision, v.Bundle.PublishedAt = v.ID, v.Number, v.PublishedAt
	return v, nil
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

func findVersion(ctx context.Context, tx *db.Tx, key id.ID) (Version, error) {
	return scanVersion(tx.Row(ctx, `SELECT `+columns+` FROM bundle_version WHERE id = $1`, key))
}

// findOffered returns the version that is published, else the one that was last.
func findOffered(ctx context.Context, tx *db.Tx, code string) (Version, error) {
	return scanVersion(tx.Row(ctx, `SELECT `+columns+` FROM bundle_version WHERE code = $1 AND number > 0 ORDER BY number DESC LIMIT 1`, code))
}

func listPublished(ctx context.Context, tx *db.Tx, limit int) ([]string, error) {
	scan := func(row db.Scanner) (code string, err error) { return code, row.Scan(&code) }
	return db.List(ctx, tx, scan, `SELECT code FROM bundle_version WHERE state = 'published' ORDER BY code LIMIT $1`, limit)
}

// insertVersion stores a version of a bundle that is there.
func insertVersion(ctx context.Context, tx *db.Tx, v Version) error {
	document, err := json.Marshal(v.Bundle)
	if err != nil {
		return err
	}
	authors, err := json.Marshal(v.Authors)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO bundle_version (`+columns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		v.ID, v.Code, v.Number, v.State, v.Edits, json.RawMessage(document), v.Base, json.RawMessage(authors), v.AuthorName, clock.Millis(v.WrittenAt),
		v.PublisherName, millis(v.PublishedAt), millis(v.EndedAt), v.Reason, v.EndedBy, v.EndedWhy)
	return err
}

// keepBundle notes that there is a bundle, and what it is called now.
func keepBundle(ctx context.Context, tx *db.Tx, b *Bundle, at time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO bundle_bundle (code, name, lead, touched_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (code) DO UPDATE SET name = excluded.name, lead = excluded.lead, touched_at = excluded.touched_at`,
		b.Code, b.Name, b.Lead.Code, clock.Millis(at))
	return err
}

// editionRow is an edition as it is stored.
type editionRow struct {
	ID      id.ID
	Version id.ID
	Pins    map[string]id.ID
	MadeAt  time.Time
}

func findEdition(ctx context.Context, tx *db.Tx, edition id.ID) (e editionRow, err error) {
	var pins []byte
	err = tx.Row(ctx, `SELECT version, pins FROM bundle_edition WHERE id = $1`, edition).Scan(&e.Version, &pins)
	if errors.Is(err, db.ErrNoRows) {
		return e, errUnknown
	}
	if err != nil {
		return e, err
	}
	e.ID = edition
	return e, json.Unmarshal(pins, &e.Pins)
}

// findEditionOf returns the edition of a version with these pins, zero if there is none.
func findEditionOf(ctx context.Context, tx *db.Tx, version id.ID, pins string) (edition id.ID, err error) {
	err = tx.Row(ctx, `SELECT id FROM bundle_edition WHERE version = $1 AND pins = $2`, version, pins).Scan(&edition)
	if errors.Is(err, db.ErrNoRows) {
		return 0, nil
	}
	return edition, err
}

// insertEdition stores an edition unless another node has.
func insertEdition(ctx context.Context, tx *db.Tx, e editionRow, pins string) error {
	_, err := tx.Exec(ctx, `INSERT INTO bundle_edition (id, version, pins, made_at) VALUES ($1, $2, $3, $4) ON CONFLICT (version, pins) DO NOTHING`,
		e.ID, e.Version, pins, clock.Millis(e.MadeAt))
	return err
}
