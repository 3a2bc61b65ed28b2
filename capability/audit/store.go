package audit

import (
	"context"

	"tongban/kernel/db"
	"tongban/kernel/id"
)

func insertEntry(ctx context.Context, tx *db.Tx, r row) error {
	return tx.Send(ctx, `INSERT INTO audit_entry (id, commitment, salt, content, person) VALUES ($1, $2, $3, $4, $5)`,
		r.id, r.commitment, r.salt, r.content, r.person)
}

// blankEntry deletes what an entry says and returns how many rows changed.
func blankEntry(ctx context.Context, tx *db.Tx, entry id.ID) (int64, error) {
	return tx.Exec(ctx, `UPDATE audit_entry SET salt = NULL, content = NULL, person = NULL
		WHERE id = $1 AND content IS NOT NULL`, entry)
}
