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

func TestATableOfSmallRowsIsKeptInTheOrderOfItsKeyOnSQLite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dbtest.Migrate(t, d, db.Source{Name: "small", FS: fstest.MapFS{"migrations/0001_small.sql": {
			Data: []byte("-- +goose Up\nCREATE TABLE small_row (\n\tkey TEXT PRIMARY KEY\n); -- WITHOUT ROWID\n"),
		}}})
		err := d.Write(t.Context(), "", func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO small_row (key) VALUES ('a')`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if d.Engine() != db.SQLite {
			return
		}
		err = d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			var n int64
			return tx.Row(ctx, `SELECT rowid FROM small_row`).Scan(&n)
		})
		if err == nil {
			t.Error("there is an order beside the key's")
		}
	})
}
