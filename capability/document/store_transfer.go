package document

import (
	"context"
	"errors"

	"tongban/kernel/blob"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

const transferColumns = `id, owner, name, size, received, chunks, made, file, created_at`

func scanTransfer(row db.Scanner) (t Transfer, err error) {
	var key, file, created int64
	err = row.Scan(&key, &t.owner, &t.Name, &t.Size, &t.Received, &t.chunks, &t.made, &file, &created)
	t.ID, t.file, t.CreatedAt = id.ID(key), id.ID(file), clock.FromMillis(created)
	return t, err
}

func insertTransfer(ctx context.Context, tx *db.Tx, t Transfer) error {
	return tx.Send(ctx, `
		INSERT INTO document_upload (`+transferColumns+`)
		VALUES ($1, $2, $3, $4, 0, 0, '', 0, $5)`,
		int64(t.ID), t.owner, t.Name, t.Size, clock.Millis(t.CreatedAt))
}

// findTransfer returns a transfer of owner; another's is as unknown as none.
func findTransfer(ctx context.Context, tx *db.Tx, owner string, transfer id.ID) (Transfer, error) {
	t, err := scanTransfer(tx.Row(ctx, `
		SELECT `+transferColumns+` FROM document_upload WHERE id = $1 AND owner = $2`, int64(transfer), owner))
	if errors.Is(err, db.ErrNoRows) {
		return Transfer{}, fault.New(fault.NotFound, "document.upload.unknown")
	}
	return t, err
}

// sumTransfers returns how many transfers owner has and how many bytes they declare.
func sumTransfers(ctx context.Context, tx *db.Tx, owner string) (count int, bytes int64, err error) {
	err = tx.Row(ctx, `
		SELECT COUNT(*), COALESCE(SUM(size), 0) FROM document_upload WHERE owner = $1`, owner).Scan(&count, &bytes)
	return count, bytes, err
}

// listFinished returns the transfers of owner that were finished.
func listFinished(ctx context.Context, tx *db.Tx, owner string) ([]Transfer, error) {
	return db.List(ctx, tx, scanTransfer, `
		SELECT `+transferColumns+` FROM document_upload WHERE owner = $1 AND file <> 0`, owner)
}

// listOldTransfers returns up to limit transfers begun before an instant.
func listOldTransfers(ctx context.Context, tx *db.Tx, before int64, limit int) ([]Transfer, error) {
	return db.List(ctx, tx, scanTransfer, `
		SELECT `+transferColumns+` FROM document_upload WHERE created_at < $1 ORDER BY created_at, id LIMIT $2`, before, limit)
}

// growTransfer adds a chunk of n bytes where t stands and returns how many rows
// changed: none if somebody else has added one meanwhile.
func growTransfer(ctx context.Context, tx *db.Tx, t Transfer, n int64) (int64, error) {
	return tx.Exec(ctx, `
		UPDATE document_upload SET received = received + $1, chunks = chunks + 1
		WHERE id = $2 AND received = $3 AND received + $1 <= size`, n, int64(t.ID), t.Received)
}

func insertChunk(ctx context.Context, tx *db.Tx, transfer id.ID, start int64, key blob.Key) error {
	return tx.Send(ctx, `INSERT INTO document_chunk (upload, start, blob) VALUES ($1, $2, $3)`,
		int64(transfer), start, string(key))
}

func listChunks(ctx context.Context, tx *db.Tx, transfer id.ID) ([]blob.Key, error) {
	return db.List(ctx, tx, scanKey, `SELECT blob FROM document_chunk WHERE upload = $1 ORDER BY start`, int64(transfer))
}

// markFinished notes what was made of a transfer and what it was asked for, and returns
// what had been made of it before, maybe a moment ago.
func markFinished(ctx context.Context, tx *db.Tx, transfer, file id.ID, made string) (before id.ID, err error) {
	err = tx.Row(ctx, `UPDATE document_upload SET made = $1 WHERE id = $2 RETURNING file`, made, int64(transfer)).Scan(&before)
	if errors.Is(err, db.ErrNoRows) {
		return 0, fault.New(fault.NotFound, "document.upload.unknown")
	}
	if err != nil {
		return 0, err
	}
	return before, tx.Send(ctx, `UPDATE document_upload SET file = $1 WHERE id = $2`, int64(file), int64(transfer))
}

// deleteTransfer deletes a transfer and returns the keys of its chunks, and whether
// it was there.
func deleteTransfer(ctx context.Context, tx *db.Tx, transfer id.ID) ([]blob.Key, bool, error) {
	n, err := tx.Exec(ctx, `DELETE FROM document_upload WHERE id = $1`, int64(transfer))
	if err != nil || n == 0 {
		return nil, false, err
	}
	keys, err := db.List(ctx, tx, scanKey, `DELETE FROM document_chunk WHERE upload = $1 RETURNING blob`, int64(transfer))
	return keys, true, err
}

func scanKey(row db.Scanner) (key blob.Key, err error) {
	err = row.Scan(&key)
	return key, err
}
