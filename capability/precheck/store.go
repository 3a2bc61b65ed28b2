package precheck

import (
	"context"
	"errors"

	"tongban/kernel/db"
	"tongban/kernel/id"
)

// row is a reading as it is stored.
type row struct {
	file    id.ID
	content []byte // keyed digest of owner and content
	sealed  []byte
	readAt  int64
}

// findReading returns what was read in the file; ok is false if it has not been read.
func findReading(ctx context.Context, tx *db.Tx, file id.ID) (r row, ok bool, err error) {
	return scanReading(tx.Row(ctx, `SELECT file, content, sealed, read_at FROM precheck_reading WHERE file = $1`, file))
}

// findAlike returns what was read in a file with the same content.
func findAlike(ctx context.Context, tx *db.Tx, content []byte) (r row, ok bool, err error) {
	return scanReading(tx.Row(ctx, `
		SELECT file, content, sealed, read_at FROM precheck_reading WHERE content = $1 ORDER BY read_at DESC, file DESC LIMIT 1`, content))
}

func scanReading(found db.Scanner) (r row, ok bool, err error) {
	err = found.Scan(&r.file, &r.content, &r.sealed, &r.readAt)
	if errors.Is(err, db.ErrNoRows) {
		return row{}, false, nil
	}
	return r, err == nil, err
}

// upsertReading stores a reading in place of an earlier one.
func upsertReading(ctx context.Context, tx *db.Tx, r row) error {
	return tx.Send(ctx, `
		INSERT INTO precheck_reading (file, content, sealed, read_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (file) DO UPDATE SET content = excluded.content, sealed = excluded.sealed, read_at = excluded.read_at`, r.file, r.content, r.sealed, r.readAt)
}

func deleteReading(ctx context.Context, tx *db.Tx, file id.ID) error {
	return tx.Send(ctx, `DELETE FROM precheck_reading WHERE file = $1`, file)
}

// deleteReadBefore deletes up to limit readings older than before and returns how many.
func deleteReadBefore(ctx context.Context, tx *db.Tx, before int64, limit int) (int64, error) {
	return tx.Exec(ctx, `
		DELETE FROM precheck_reading WHERE file IN (
			SELECT file FROM precheck_reading WHERE read_at < $1 ORDER BY read_at LIMIT $2)`, before, limit)
}
