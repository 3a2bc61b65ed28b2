package notification

import (
	"context"
	"encoding/json"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

func insertMessage(ctx context.Context, tx *db.Tx, recipient id.ID, m Message) error {
	args, err := json.Marshal(m.Args)
	if err != nil {
		return err
	}
	return tx.Send(ctx, `INSERT INTO notification_message (id, recipient, text_key, args, link, created_at)
		VALUES ($1, $2, $3, $4, $5, $6)`, m.ID, recipient, m.Key, string(args), m.Link, clock.Millis(m.CreatedAt))
}

func listMessages(ctx context.Context, tx *db.Tx, recipient, before id.ID, limit int) ([]Message, error) {
	scan := func(row db.Scanner) (m Message, err error) {
		var args string
		var created int64
		if err := row.Scan(&m.ID, &m.Key, &args, &m.Link, &created); err != nil {
			return m, err
		}
		m.CreatedAt = clock.FromMillis(created)
		return m, json.Unmarshal([]byte(args), &m.Args)
	}
	return db.List(ctx, tx, scan, `SELECT id, text_key, args, link, created_at FROM notification_message
		WHERE recipient = $1 AND id < $2 ORDER BY id DESC LIMIT $3`, recipient, before, limit)
}
