package licence

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"time"

	"tongban/capability/licence/verify"
	"tongban/kernel/blob"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// stored is a version as it lies in the database.
type stored struct {
	id      id.ID
	owner   string
	content []byte // sealed
	digest  []byte
}

// file is the fact that a version was drawn.
type file struct {
	licence id.ID
	version int
	blob    blob.Key
	digest  []byte
	size    int64
	drawnAt time.Time
}

// known turns a missing row into the NotFound fault with key.
func known(err error, key string) error {
	if errors.Is(err, db.ErrNoRows) {
		return fault.New(fault.NotFound, key)
	}
	return err
}

func findType(ctx context.Context, tx *db.Tx, codeOrName string) (t Type, err error) {
	var definition string
	err = tx.Row(ctx, `SELECT definition FROM licence_type WHERE code = $1 OR name = $1`, codeOrName).Scan(&definition)
	if err != nil {
		return t, known(err, "licence.unknown-type")
	}
	return t, json.Unmarshal([]byte(definition), &t)
}

func upsertType(ctx context.Context, tx *db.Tx, t Type, now time.Time) error {
	definition, err := json.Marshal(t)
	if err != nil {
		return err
	}
	return tx.Send(ctx, `INSERT INTO licence_type (code, name, definition, changed_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (code) DO UPDATE SET name = excluded.name, definition = excluded.definition, changed_at = excluded.changed_at
		WHERE licence_type.definition <> excluded.definition`,
		t.Code, t.Name, string(definition), clock.Millis(now))
}

// nextNumber counts the licences of a type on a day.
func nextNumber(ctx context.Context, tx *db.Tx, typeCode string, day verify.Date) (last int64, err error) {
	err = tx.Row(ctx, `INSERT INTO licence_sequence (type_code, day, last) VALUES ($1, $2, 1)
		ON CONFLICT (type_code, day) DO UPDATE SET last = licence_sequence.last + 1 RETURNING last`,
		typeCode, string(day)).Scan(&last)
	return last, err
}

// insertEntry reports false if the case has its licence or the number is taken.
func insertEntry(ctx context.Context, tx *db.Tx, l Licence, found indexes, due time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO licence_entry (id, code, type_code, number_index, holder_index, name_index,
		owner, department, case_no, version, status, valid_to, due_at, changed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT DO NOTHING`,
		l.ID, l.Code, l.Type.Code, found.number, found.holder, found.name, l.Owner, l.Issuer.Department, l.CaseNo, l.Version,
		string(l.Status), string(l.ValidTo), clock.Millis(due), clock.Millis(l.Made))
	return n == 1, err
}

func insertVersion(ctx context.Context, tx *db.Tx, l Licence, sealed []byte, by string) error {
	return tx.Send(ctx, `INSERT INTO licence_version (licence_id, version, identifier, status, content, digest, made_by, made_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		l.ID, l.Version, l.Identifier, string(l.Status), sealed, l.Digest, by, clock.Millis(l.Made))
}

// moveEntry makes l the newest version; false if another was first.
func moveEntry(ctx context.Context, tx *db.Tx, l Licence, due time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE licence_entry SET version = $1, status = $2, valid_to = $3, due_at = $4, changed_at = $5
		WHERE id = $6 AND version = $7`,
		l.Version, string(l.Status), string(l.ValidTo), clock.Millis(due), clock.Millis(l.Made), l.ID, l.Version-1)
	return n == 1, err
}

const newest = `SELECT e.id, e.owner, v.content, v.digest FROM licence_entry e
	JOIN licence_version v ON v.licence_id = e.id AND v.version = e.version `

func scanStored(row db.Scanner) (s stored, err error) {
	err = row.Scan(&s.id, &s.owner, &s.content, &s.digest)
	return s, err
}

func findByID(ctx context.Context, tx *db.Tx, key id.ID) (stored, error) {
	s, err := scanStored(tx.Row(ctx, newest+`WHERE e.id = $1`, key))
	return s, known(err, "licence.unknown")
}

func findByCode(ctx context.Context, tx *db.Tx, code string) (stored, error) {
	s, err := scanStored(tx.Row(ctx, newest+`WHERE e.code = $1`, code))
	return s, known(err, "licence.unknown")
}

func findByNumber(ctx context.Context, tx *db.Tx, typeCode string, numberIndex []byte) (stored, error) {
	s, err := scanStored(tx.Row(ctx, newest+`WHERE e.type_code = $1 AND e.number_index = $2`, typeCode, numberIndex))
	return s, known(err, "licence.unknown")
}

// findVersion finds one version, the newest or an older one.
func findVersion(ctx context.Context, tx *db.Tx, key id.ID, version int) (stored, error) {
	s, err := scanStored(tx.Row(ctx, `SELECT e.id, e.owner, v.content, v.digest FROM licence_entry e
		JOIN licence_version v ON v.licence_id = e.id WHERE e.id = $1 AND v.version = $2`, key, version))
	return s, known(err, "licence.unknown")
}

// listOwned lists an owner's licences, newest first, after the one with id before; 0
// is the start.
func listOwned(ctx context.Context, tx *db.Tx, owner string, before id.ID, limit int) ([]stored, error) {
	if before == 0 {
		before = math.MaxInt64
	}
	return db.List(ctx, tx, scanStored, newest+`WHERE e.owner = $1 AND e.id < $2 ORDER BY e.id DESC LIMIT $3`, owner, before, limit)
}

// listKinds lists the newest of an owner's licences of every type, before the second ones
// of any.
func listKinds(ctx context.Context, tx *db.Tx, owner string, most int) ([]stored, error) {
	return db.List(ctx, tx, scanStored, `SELECT e.id, e.owner, v.content, v.digest
		FROM (SELECT id, owner, version, ROW_NUMBER() OVER (PARTITION BY type_code ORDER BY id DESC) AS place FROM licence_entry WHERE owner = $1) e
		JOIN licence_version v ON v.licence_id = e.id AND v.version = e.version
		ORDER BY e.place, e.id DESC LIMIT $2`, owner, most)
}

// listHeldBy lists the licences of a holder, newest first.
func listHeldBy(ctx context.Context, tx *db.Tx, holder []byte, most int) ([]stored, error) {
	return db.List(ctx, tx, scanStored, newest+`WHERE e.holder_index = $1 ORDER BY e.id DESC LIMIT $2`, holder, most)
}

// listed is a licence as a status list knows it.
type listed struct {
	code    string
	version int
	status  Status
	validTo verify.Date
}

func listStatuses(ctx context.Context, tx *db.Tx) ([]listed, error) {
	return db.List(ctx, tx, func(row db.Scanner) (s listed, err error) {
		var status, validTo string
		err = row.Scan(&s.code, &s.version, &status, &validTo)
		s.status, s.validTo = Status(status), verify.Date(validTo)
		return s, err
	}, `SELECT code, version, status, valid_to FROM licence_entry`)
}

// lastChange says when any licence last changed.
func lastChange(ctx context.Context, tx *db.Tx) (time.Time, error) {
	var ms int64
	err := tx.Row(ctx, `SELECT COALESCE(MAX(changed_at), 0) FROM licence_entry`).Scan(&ms)
	return clock.FromMillis(ms), err
}

// insertFile reports false if the version has its file.
func insertFile(ctx context.Context, tx *db.Tx, f file) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO licence_file (licence_id, version, blob, digest, size, drawn_at)
		VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (licence_id, version) DO NOTHING`,
		f.licence, f.version, string(f.blob), f.digest, f.size, clock.Millis(f.drawnAt))
	return n == 1, err
}

const fileColumns = `licence_id, version, blob, digest, size, drawn_at`

func scanFile(row db.Scanner) (f file, err error) {
	var key string
	var drawn int64
	err = row.Scan(&f.licence, &f.version, &key, &f.digest, &f.size, &drawn)
	f.blob, f.drawnAt = blob.Key(key), clock.FromMillis(drawn)
	return f, err
}

func findFile(ctx context.Context, tx *db.Tx, key id.ID, version int) (f file, ok bool, err error) {
	f, err = scanFile(tx.Row(ctx, `SELECT `+fileColumns+` FROM licence_file WHERE licence_id = $1 AND version = $2`, key, version))
	if errors.Is(err, db.ErrNoRows) {
		return file{}, false, nil
	}
	return f, err == nil, err
}

func findFileByDigest(ctx context.Context, tx *db.Tx, digest []byte) (f file, ok bool, err error) {
	f, err = scanFile(tx.Row(ctx, `SELECT `+fileColumns+` FROM licence_file WHERE digest = $1`, digest))
	if errors.Is(err, db.ErrNoRows) {
		return file{}, false, nil
	}
	return f, err == nil, err
}
