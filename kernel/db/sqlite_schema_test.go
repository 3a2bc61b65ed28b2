package db_test

import (
	"context"
	"testing"
	"testing/fstest"

	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
)

func TestKeyIsTheTablesOwnOrderOnSQLite(t *testing.T) {
	d := dbtest.SQLite(t)
	dbtest.Migrate(t, d, db.Source{Name: "keyed", FS: fstest.MapFS{"migrations/0001_keyed.sql": {
		Data: []byte("-- +goose Up\nCREATE TABLE keyed_row (id  bigint PRIMARY  KEY, other BIGINT NOT NULL);"),
	}}})
	var key int64
	err := d.Write(t.Context(), "", func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO keyed_row (id, other) VALUES ($1, 1)`, int64(1)<<62); err != nil {
			return err
		}
		return tx.Row(ctx, `SELECT rowid FROM keyed_row`).Scan(&key)
	})
	if key != 1<<62 || err != nil {
		t.Errorf("rowid %d, %v", key, err)
	}
}
