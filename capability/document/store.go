package document

import (
	"context"
	"errors"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

func insertFile(ctx context.Context, tx *db.Tx, f File) error {
	return tx.Send(ctx, `
		INSERT INTO document_file (id, owner, name, media_type, size, digest, pages, blob, preview, scan, held, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11)`,
		int64(f.ID), f.Owner, f.Name, f.MediaType, f.Size, f.Digest, f.Pages,
		string(f.blob), string(f.preview), string(f.Scan), clock.Millis(f.CreatedAt))
}

func findFile(ctx context.Context, tx *db.Tx, file id.ID) (f File, err error) {
	var key, created int64
	err = tx.Row(ctx, `
		SELECT id, owner, name, media_type, size, digest, pages, blob, preview, scan, created_at
		FROM document_file WHERE id = $1`, int64(file)).
		Scan(&key, &f.Owner, &f.Name, &f.MediaType, &f.Size, &f.Digest, &f.Pages, &f.blob, &f.preview, &f.Scan, &created)
	if errors.Is(err, db.ErrNoRows) {
		return File{}, fault.New(fault.NotFound, "document.unknown")
	}
	f.ID, f.CreatedAt = id.ID(key), clock.FromMillis(created)
	return f, err
}

// holdFile counts one more that refers to the file and returns how many rows changed.
func holdFile(ctx context.Context, tx *db.Tx, file id.ID) (int64, error) {
	return tx.Exec(ctx, `UPDATE document_file SET held = held + 1 WHERE id = $1`, int64(file))
}

// releaseFile counts one less that refers to the file if others remain.
func releaseFile(ctx context.Context, tx *db.Tx, file id.ID) (int64, error) {
	return tx.Exec(ctx, `UPDATE document_file SET held = held - 1 WHERE id = $1 AND held > 1`, int64(file))
}

// deleteFile deletes the file if at most held refer to it and returns the keys of its
// contents. db.ErrNoRows means that there is no such file.
func deleteFile(ctx context.Context, tx *db.Tx, file id.ID, held int) (f File, err error) {
	err = tx.Row(ctx, `
		DELETE FROM document_file WHERE id = $1 AND held <= $2
		RETURNING blob, preview`, int64(file), held).Scan(&f.blob, &f.preview)
	f.ID = file
	return f, err
}

// listUnheld returns up to limit files that nobody has referred to since before.
func listUnheld(ctx context.Context, tx *db.Tx, before int64, limit int) ([]id.ID, error) {
	return db.List(ctx, tx, func(row db.Scanner) (id.ID, error) {
		var key int64
		err := row.Scan(&key)
		return id.ID(key), err
	}, `SELECT id FROM document_file WHERE held = 0 AND created_at < $1 ORDER BY created_at, id LIMIT $2`, before, limit)
}
