package identity

import (
	"context"
	"errors"
	"time"

	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

const sessionColumns = `id, kind, subject, means, device, created_at, seen_at, expires_at, acting`

func scanSession(row db.Scanner) (Session, error) {
	var s Session
	var created, seen, expires int64
	err := row.Scan(&s.ID, &s.Kind, &s.Subject, &s.Means, &s.Device, &created, &seen, &expires, &s.Acting)
	s.CreatedAt, s.SeenAt, s.ExpiresAt = clock.FromMillis(created), clock.FromMillis(seen), clock.FromMillis(expires)
	return s, err
}

func findSession(ctx context.Context, tx *db.Tx, token digest) (Session, error) {
	s, err := scanSession(tx.Row(ctx, `SELECT `+sessionColumns+` FROM identity_session WHERE token = $1`, token[:]))
	return s, there(err)
}

func deleteSession(ctx context.Context, tx *db.Tx, token digest) (Session, error) {
	s, err := scanSession(tx.Row(ctx, `DELETE FROM identity_session WHERE token = $1 RETURNING `+sessionColumns, token[:]))
	return s, there(err)
}

// there turns "no rows" into a session that has ended.
func there(err error) error {
	if errors.Is(err, db.ErrNoRows) {
		return errSession
	}
	return err
}

func listSessions(ctx context.Context, tx *db.Tx, kind actor.Kind, subject id.ID, now time.Time) ([]Session, error) {
	return db.List(ctx, tx, scanSession, `SELECT `+sessionColumns+` FROM identity_session
		WHERE subject = $1 AND kind = $2 AND expires_at > $3 ORDER BY seen_at DESC, id DESC LIMIT 50`,
		subject, string(kind), clock.Millis(now))
}

func insertSession(ctx context.Context, tx *db.Tx, s Session, token digest) error {
	return tx.Send(ctx, `INSERT INTO identity_session
		(id, token, kind, subject, means, device, created_at, seen_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		s.ID, token[:], string(s.Kind), s.Subject, string(s.Means), s.Device,
		clock.Millis(s.CreatedAt), clock.Millis(s.SeenAt), clock.Millis(s.ExpiresAt))
}

// updateSeen records a sign of life; it reports false if the session has ended.
func updateSeen(ctx context.Context, tx *db.Tx, s Session) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE identity_session SET seen_at = $1, expires_at = $2 WHERE id = $3`,
		clock.Millis(s.SeenAt), clock.Millis(s.ExpiresAt), s.ID)
	return n == 1, err
}

// deleteOwnSession deletes a session of this subject and returns its token's digest.
func deleteOwnSession(ctx context.Context, tx *db.Tx, key id.ID, kind actor.Kind, subject id.ID) (digest, error) {
	var token []byte
	err := tx.Row(ctx, `DELETE FROM identity_session WHERE id = $1 AND kind = $2 AND subject = $3 RETURNING token`,
		key, string(kind), subject).Scan(&token)
	return digest(append(token, make([]byte, 32)...)[:32]), known(err)
}

func countSessions(ctx context.Context, tx *db.Tx, now time.Time) (n int64, err error) {
	err = tx.Row(ctx, `SELECT COUNT(*) FROM identity_session WHERE expires_at > $1`, clock.Millis(now)).Scan(&n)
	return n, err
}

// deleteExpired deletes at most limit sessions that ended before now.
func deleteExpired(ctx context.Context, tx *db.Tx, now time.Time, limit int) (int64, error) {
	return tx.Exec(ctx, `DELETE FROM identity_session WHERE id IN
		(SELECT id FROM identity_session WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)`,
		clock.Millis(now), limit)
}

// moveSession gives a session to another person; it acts for nobody then.
func moveSession(ctx context.Context, tx *db.Tx, session, from, to id.ID) error {
	return tx.Send(ctx, `UPDATE identity_session SET subject = $1, acting = 0 WHERE id = $2 AND subject = $3 AND kind = 'citizen'`, to, session, from)
}
