package integration

import (
	"context"
	"errors"
	"math"
	"strings"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

const columns = `id, hint, name, contact, department, scopes, rate, created_at, expires_at, used_at, revoked_at`

func scanKey(row db.Scanner) (k Key, err error) {
	var scopes string
	var created, expires, used, revoked int64
	err = row.Scan(&k.ID, &k.Hint, &k.Name, &k.Contact, &k.Department, &scopes, &k.Rate, &created, &expires, &used, &revoked)
	for _, s := range strings.Fields(scopes) {
		k.Scopes = append(k.Scopes, Scope(s))
	}
	k.CreatedAt, k.ExpiresAt = clock.FromMillis(created), clock.FromMillis(expires)
	if used > 0 {
		k.UsedAt = clock.FromMillis(used)
	}
	if revoked > 0 {
		k.RevokedAt = clock.FromMillis(revoked)
	}
	return k, err
}

func findByDigest(ctx context.Context, tx *db.Tx, d digest) (Key, error) {
	return known(scanKey(tx.Row(ctx, `SELECT `+columns+` FROM integration_key WHERE digest = $1`, d[:])))
}

func findKey(ctx context.Context, tx *db.Tx, key id.ID) (Key, error) {
	return known(scanKey(tx.Row(ctx, `SELECT `+columns+` FROM integration_key WHERE id = $1`, key)))
}

func known(k Key, err error) (Key, error) {
	if errors.Is(err, db.ErrNoRows) {
		err = errUnknown
	}
	return k, err
}

// listKeys returns keys below before (zero for the first page), newest first.
func listKeys(ctx context.Context, tx *db.Tx, before id.ID, limit int) ([]Key, error) {
	if before == 0 {
		before = math.MaxInt64
	}
	return db.List(ctx, tx, scanKey, `SELECT `+columns+` FROM integration_key WHERE id < $1 ORDER BY id DESC LIMIT $2`, before, limit)
}

func insertKey(ctx context.Context, tx *db.Tx, k Key, d digest, by string) error {
	names := make([]string, len(k.Scopes))
	for i, s := range k.Scopes {
		names[i] = string(s)
	}
	return tx.Send(ctx, `INSERT INTO integration_key (`+columns+`, digest, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, $10, $11)`,
		k.ID, k.Hint, k.Name, k.Contact, k.Department, strings.Join(names, " "), k.Rate,
		clock.Millis(k.CreatedAt), clock.Millis(k.ExpiresAt), d[:], by)
}

// updateUsed notes that a key was used, unless that was noted since an instant.
func updateUsed(ctx context.Context, tx *db.Tx, key id.ID, now, since time.Time) error {
	return tx.Send(ctx, `UPDATE integration_key SET used_at = $1 WHERE id = $2 AND used_at < $3`, clock.Millis(now), key, clock.Millis(since))
}

// updateRevoked ends a key; false if it has ended already.
func updateRevoked(ctx context.Context, tx *db.Tx, key id.ID, now time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE integration_key SET revoked_at = $1 WHERE id = $2 AND revoked_at = 0`, clock.Millis(now), key)
	return n == 1, err
}
