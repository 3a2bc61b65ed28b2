package licence

import (
	"context"
	"errors"
	"math"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// findByIdentifier finds the newest version of the licence that any version of which has
// an identifier.
func findByIdentifier(ctx context.Context, tx *db.Tx, identifier string) (stored, error) {
	s, err := scanStored(tx.Row(ctx, newest+`WHERE e.id = (SELECT licence_id FROM licence_version WHERE identifier = $1)`, identifier))
	return s, known(err, "licence.unknown")
}

const consentColumns = `id, licence_id, subject, item_code, item_name, given_by, given_at, until, used_at, ended_at`

func scanConsent(row db.Scanner) (c Consent, err error) {
	var given, until, used, ended int64
	err = row.Scan(&c.ID, &c.Licence, &c.Subject, &c.ItemCode, &c.ItemName, &c.By, &given, &until, &used, &ended)
	c.At, c.Until, c.UsedAt, c.EndedAt = clock.FromMillis(given), clock.FromMillis(until), instant(used), instant(ended)
	return c, err
}

// instant reads milliseconds of which 0 is no time.
func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return clock.FromMillis(ms)
}

// insertConsent stores a consent; one for the same licence and application stays.
func insertConsent(ctx context.Context, tx *db.Tx, c Consent) error {
	return tx.Send(ctx, `INSERT INTO licence_consent (`+consentColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0) ON CONFLICT DO NOTHING`,
		c.ID, c.Licence, c.Subject, c.ItemCode, c.ItemName, c.By, clock.Millis(c.At), clock.Millis(c.Until))
}

func findConsent(ctx context.Context, tx *db.Tx, licence id.ID, subject string) (c Consent, given bool, err error) {
	c, err = scanConsent(tx.Row(ctx, `SELECT `+consentColumns+` FROM licence_consent WHERE licence_id = $1 AND subject = $2`, licence, subject))
	if errors.Is(err, db.ErrNoRows) {
		return Consent{}, false, nil
	}
	return c, err == nil, err
}

func listConsents(ctx context.Context, tx *db.Tx, licence id.ID, limit int) ([]Consent, error) {
	return db.List(ctx, tx, scanConsent, `SELECT `+consentColumns+` FROM licence_consent WHERE licence_id = $1 ORDER BY id DESC LIMIT $2`, licence, limit)
}

func listConsentsOf(ctx context.Context, tx *db.Tx, subject string) ([]Consent, error) {
	return db.List(ctx, tx, scanConsent, `SELECT `+consentColumns+` FROM licence_consent WHERE subject = $1 ORDER BY id LIMIT $2`, subject, mostHeld)
}

// useConsent notes a use; false if the consent was ended meanwhile.
func useConsent(ctx context.Context, tx *db.Tx, consent id.ID, now time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE licence_consent SET used_at = $1 WHERE id = $2 AND ended_at = 0`, clock.Millis(now), consent)
	return n == 1, err
}

// endConsent ends a consent of a licence; false if it is not one, or over.
func endConsent(ctx context.Context, tx *db.Tx, licence, consent id.ID, now time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE licence_consent SET ended_at = $1 WHERE id = $2 AND licence_id = $3 AND ended_at = 0`, clock.Millis(now), consent, licence)
	return n == 1, err
}

// insertUse stores a use; false if its show-code was read before.
func insertUse(ctx context.Context, tx *db.Tx, u Use) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO licence_use (id, licence_id, version, kind, purpose, subject, used_by, status, nonce, reader, used_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING`,
		u.ID, u.Licence, u.Version, string(u.Kind), u.Purpose, u.Subject, u.By, string(u.Status), u.nonce, u.reader, clock.Millis(u.At))
	return n == 1, err
}

// findReader returns who has read a show-code.
func findReader(ctx context.Context, tx *db.Tx, nonce string) (reader string, err error) {
	err = tx.Row(ctx, `SELECT reader FROM licence_use WHERE nonce = $1`, nonce).Scan(&reader)
	return reader, err
}

func listUses(ctx context.Context, tx *db.Tx, licence, before id.ID, limit int) ([]Use, error) {
	if before == 0 {
		before = math.MaxInt64
	}
	return db.List(ctx, tx, func(row db.Scanner) (u Use, err error) {
		var kind, status string
		var at int64
		err = row.Scan(&u.ID, &u.Licence, &u.Version, &kind, &u.Purpose, &u.Subject, &u.By, &status, &at)
		u.Kind, u.Status, u.At = UseKind(kind), Status(status), clock.FromMillis(at)
		return u, err
	}, `SELECT id, licence_id, version, kind, purpose, subject, used_by, status, used_at FROM licence_use
		WHERE licence_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3`, licence, before, limit)
}

const copyColumns = `id, licence_id, version, purpose, digest, drawn_at`

func insertCopy(ctx context.Context, tx *db.Tx, c Copy) error {
	return tx.Send(ctx, `INSERT INTO licence_copy (`+copyColumns+`) VALUES ($1, $2, $3, $4, $5, $6)`,
		c.ID, c.Licence, c.Version, c.Purpose, c.Digest, clock.Millis(c.At))
}

func scanCopy(row db.Scanner) (c Copy, err error) {
	var drawn int64
	err = row.Scan(&c.ID, &c.Licence, &c.Version, &c.Purpose, &c.Digest, &drawn)
	c.At = clock.FromMillis(drawn)
	return c, err
}

func findCopy(ctx context.Context, tx *db.Tx, licence, key id.ID) (Copy, error) {
	c, err := scanCopy(tx.Row(ctx, `SELECT `+copyColumns+` FROM licence_copy WHERE id = $1 AND licence_id = $2`, key, licence))
	return c, known(err, "licence.unknown")
}

func findCopyByDigest(ctx context.Context, tx *db.Tx, digest []byte) (c Copy, ok bool, err error) {
	c, err = scanCopy(tx.Row(ctx, `SELECT `+copyColumns+` FROM licence_copy WHERE digest = $1`, digest))
	if errors.Is(err, db.ErrNoRows) {
		return Copy{}, false, nil
	}
	return c, err == nil, err
}
