package once

import (
	"context"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
)

// insertAnswer goes last in the unit. Where another has answered under this key,
// PostgreSQL waits for its commit here and then refuses.
func insertAnswer(ctx context.Context, tx *db.Tx, e entry, sealed []byte, now time.Time) error {
	return tx.Send(ctx, `INSERT INTO once_answer (id, command, answer, kept_at) VALUES ($1, $2, $3, $4)`,
		e.id, e.command, sealed, clock.Millis(now))
}

func findAnswer(ctx context.Context, tx *db.Tx, e entry) (command, sealed []byte, err error) {
	err = tx.Row(ctx, `SELECT command, answer FROM once_answer WHERE id = $1`, e.id).Scan(&command, &sealed)
	return command, sealed, err
}

func deleteAnswers(ctx context.Context, tx *db.Tx, before time.Time, limit int) (int64, error) {
	return tx.Exec(ctx, `DELETE FROM once_answer WHERE id IN (
		SELECT id FROM once_answer WHERE kept_at < $1 ORDER BY kept_at LIMIT $2)`, clock.Millis(before), limit)
}
