package notification

import (
	"context"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
	"tongban/kernel/shorthand"
)

func insertMessage(ctx context.Context, tx *db.Tx, recipient id.ID, m Message) error {
	args, err := shorthand.Marshal(m.Args)
	if err != nil {
		return err
	}
	return tx.Send(ctx, `INSERT INTO notification_message (id, recipient, text_key, args, note, link, created_at)
		VALUES ($1, $2, $3, '', $4, $5, $6)`, m.ID, recipient, m.Key, args, m.Link, clock.Millis(m.CreatedAt))
}

func listMessages(ctx context.Context, tx *db.Tx, recipient, before id.ID, limit int) ([]Message, error) {
	scan := func(row db.Scanner) (m Message, err error) {
		var args string
		var note []byte
		var created, read int64
		if err := row.Scan(&m.ID, &m.Key, &args, &note, &m.Link, &created, &read); err != nil {
			return m, err
		}
		if read > 0 {
			m.ReadAt = clock.FromMillis(read)
		}
		m.CreatedAt = clock.FromMillis(created)
		return m, shorthand.Unmarshal(note, args, &m.Args)
	}
	return db.List(ctx, tx, scan, `SELECT id, text_key, args, note, link, created_at, read_at FROM notification_message
		WHERE recipient = $1 AND id < $2 ORDER BY id DESC LIMIT $3`, recipient, before, limit)
}

// countUnread counts what an account has not read, up to most.
func countUnread(ctx context.Context, tx *db.Tx, recipient id.ID, most int) (n int, err error) {
	err = tx.Row(ctx, `SELECT COUNT(*) FROM (SELECT id FROM notification_message WHERE recipient = $1 AND read_at = 0 LIMIT $2) unread`,
		recipient, most).Scan(&n)
	return n, err
}

// readMessages notes that an account has read its messages with a link, or all for "".
func readMessages(ctx context.Context, tx *db.Tx, recipient id.ID, link string, now time.Time) error {
	return tx.Send(ctx, `UPDATE notification_message SET read_at = $1 WHERE recipient = $2 AND read_at = 0 AND ($3 = '' OR link = $3)`,
		clock.Millis(now), recipient, link)
}

// isSilent reports whether an account wants no texts of a kind.
func isSilent(ctx context.Context, tx *db.Tx, account id.ID, k Kind) (bool, error) {
	var n int
	err := tx.Row(ctx, `SELECT COUNT(*) FROM notification_silence WHERE account = $1 AND kind = $2`, account, k).Scan(&n)
	return n > 0, err
}

func setSilent(ctx context.Context, tx *db.Tx, account id.ID, k Kind, silent bool) error {
	if !silent {
		return tx.Send(ctx, `DELETE FROM notification_silence WHERE account = $1 AND kind = $2`, account, k)
	}
	return tx.Send(ctx, `INSERT INTO notification_silence (account, kind) VALUES ($1, $2) ON CONFLICT DO NOTHING`, account, k)
}
