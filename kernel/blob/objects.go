package blob

import (
	"context"
	"errors"
	"strings"

	"tongban/kernel/db"
)

// Table is the table of objects: key, name and how many rows hold it.
const Table = "blob_object"

// reserve notes that key is about to be written and returns its object's name: the
// one it has already, else name. From here on the sweep leaves it alone for a day.
func reserve(ctx context.Context, tx *db.Tx, key Key, name string, now int64) (string, error) {
	err := tx.Row(ctx, `
		INSERT INTO blob_object (key, name, held, touched_at) VALUES ($1, $2, 0, $3)
		ON CONFLICT (key) DO UPDATE SET touched_at = $3
		RETURNING name`, string(key), name, now).Scan(&name)
	return name, err
}

func findName(ctx context.Context, tx *db.Tx, key Key) (name string, err error) {
	err = tx.Row(ctx, `SELECT name FROM blob_object WHERE key = $1`, string(key)).Scan(&name)
	if errors.Is(err, db.ErrNoRows) {
		err = ErrMissing
	}
	return name, err
}

func hold(ctx context.Context, tx *db.Tx, key Key) error {
	n, err := tx.Exec(ctx, `UPDATE blob_object SET held = held + 1 WHERE key = $1`, string(key))
	if err == nil && n == 0 {
		err = ErrMissing
	}
	return err
}

func release(ctx context.Context, tx *db.Tx, key Key, now int64) error {
	n, err := tx.Exec(ctx, `
		UPDATE blob_object SET held = held - 1, touched_at = $2
		WHERE key = $1 AND held > 0`, string(key), now)
	if err == nil && n == 0 {
		err = ErrMissing
	}
	return err
}

// deleteGarbage forgets up to limit objects nobody has held or written since before
// and returns their names. As a name is never used twice, whoever keeps the same
// content from here on gets another object.
func deleteGarbage(ctx context.Context, tx *db.Tx, before int64, limit int) ([]string, error) {
	return db.List(ctx, tx, scanName, `
		DELETE FROM blob_object
		WHERE held = 0 AND touched_at < $1 AND key IN (
			SELECT key FROM blob_object WHERE held = 0 AND touched_at < $1 LIMIT $2)
		RETURNING name`, before, limit)
}

func isKnown(ctx context.Context, tx *db.Tx, name string) (known bool, err error) {
	key, _, _ := strings.Cut(name, ".")
	err = tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM blob_object WHERE key = $1 AND name = $2)`, key, name).Scan(&known)
	return known, err
}

func scanName(row db.Scanner) (name string, err error) {
	err = row.Scan(&name)
	return name, err
}
