package identity

import (
	"context"
	"errors"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
)

func putCode(ctx context.Context, tx *db.Tx, index []byte, p Purpose, digest []byte, expires time.Time) error {
	return tx.Send(ctx, `INSERT INTO identity_code (mobile_index, purpose, digest, tries, expires_at) VALUES ($1, $2, $3, 0, $4)
		ON CONFLICT (mobile_index, purpose) DO UPDATE SET digest = $3, tries = 0, expires_at = $4`,
		index, string(p), digest, clock.Millis(expires))
}

// tryCode spends a try on the code and returns its digest and how many are spent.
func tryCode(ctx context.Context, tx *db.Tx, index []byte, p Purpose, now time.Time) (digest []byte, tries int, err error) {
	err = tx.Row(ctx, `UPDATE identity_code SET tries = tries + 1
		WHERE mobile_index = $1 AND purpose = $2 AND expires_at > $3 AND tries < $4 RETURNING digest, tries`,
		index, string(p), clock.Millis(now), codeTries).Scan(&digest, &tries)
	if errors.Is(err, db.ErrNoRows) {
		err = fault.InvalidFields([]fault.Field{{Name: "code", Key: "identity.code.gone"}})
	}
	return digest, tries, err
}

func deleteCode(ctx context.Context, tx *db.Tx, index []byte, p Purpose) error {
	return tx.Send(ctx, `DELETE FROM identity_code WHERE mobile_index = $1 AND purpose = $2`, index, string(p))
}

// spendTry counts a try of key, TooMany if the pace does not allow it now. A clock that
// was set back does not lock anybody out: what lies in the future begins anew.
func spendTry(ctx context.Context, tx *db.Tx, p pace, key []byte, now time.Time) error {
	at := clock.Millis(now)
	n, err := tx.Exec(ctx, `INSERT INTO identity_attempt (kind, key, since, last, count) VALUES ($1, $2, $3, $3, 1)
		ON CONFLICT (kind, key) DO UPDATE SET last = $3,
			since = CASE WHEN identity_attempt.since BETWEEN $4 AND $6 THEN identity_attempt.since ELSE $3 END,
			count = CASE WHEN identity_attempt.since BETWEEN $4 AND $6 THEN identity_attempt.count + 1 ELSE 1 END
		WHERE (identity_attempt.last <= $5 OR identity_attempt.last > $6)
			AND (identity_attempt.since NOT BETWEEN $4 AND $6 OR identity_attempt.count < $7)`,
		p.kind, key, at, at-p.window.Milliseconds(), at-p.gap.Milliseconds(), at+p.gap.Milliseconds(), p.most)
	if err != nil || n == 1 {
		return err
	}
	return tooMany(ctx, tx, p, key, at)
}

// tooMany says how many seconds it takes until the pace allows another try.
func tooMany(ctx context.Context, tx *db.Tx, p pace, key []byte, at int64) error {
	var since, last int64
	var count int
	err := tx.Row(ctx, `SELECT since, last, count FROM identity_attempt WHERE kind = $1 AND key = $2`, p.kind, key).Scan(&since, &last, &count)
	if err != nil {
		return err
	}
	if count >= p.most {
		left := since + p.window.Milliseconds() - at
		return fault.Later(time.Duration(left)*time.Millisecond, "identity.too-many."+p.kind, int(left/60_000)+1)
	}
	left := last + p.gap.Milliseconds() - at
	return fault.Later(time.Duration(left)*time.Millisecond, "identity.too-soon", int(left/1000)+1)
}

// forgiveTries forgets the tries of key.
func forgiveTries(ctx context.Context, tx *db.Tx, p pace, key []byte) error {
	return tx.Send(ctx, `DELETE FROM identity_attempt WHERE kind = $1 AND key = $2`, p.kind, key)
}

// deleteSpent deletes codes and tries that no longer count.
func deleteSpent(ctx context.Context, tx *db.Tx, now time.Time) error {
	if err := tx.Send(ctx, `DELETE FROM identity_code WHERE expires_at < $1`, clock.Millis(now)); err != nil {
		return err
	}
	return tx.Send(ctx, `DELETE FROM identity_attempt WHERE since < $1`, clock.Millis(now.Add(-texting.window)))
}
