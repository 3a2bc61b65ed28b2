package db_test

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
)

//go:embed testdata/migrations/*.sql
var testdata embed.FS

var things = func() db.Source {
	sub, err := fs.Sub(testdata, "testdata")
	if err != nil {
		panic(err)
	}
	return db.Source{Name: "thing", FS: sub}
}()

// each runs body on both engines with the tables of the tests.
func each(t *testing.T, body func(t *testing.T, d *db.DB)) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dbtest.Migrate(t, d, things)
		body(t, d)
	})
}

// insertCase is the unit that stores case n.
func insertCase(n int64) db.Unit {
	return func(ctx context.Context, tx *db.Tx) error {
		return tx.Send(ctx, `INSERT INTO thing_case (id, state, version) VALUES ($1, $2, $3)`, n, "new", 1)
	}
}

// stored reports whether case n exists.
func exists(t *testing.T, d *db.DB, n int64) bool {
	t.Helper()
	err := d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		return tx.Row(ctx, `SELECT id FROM thing_case WHERE id = $1`, n).Scan(&n)
	})
	if err != nil && !errors.Is(err, db.ErrNoRows) {
		t.Fatal(err)
	}
	return err == nil
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		if err := d.Write(t.Context(), "1", insertCase(1)); err != nil {
			t.Fatal(err)
		}
		if !exists(t, d, 1) {
			t.Error("case 1 is not there")
		}
		if exists(t, d, 2) {
			t.Error("case 2 is there")
		}
	})
}

func TestUniqueKeyIsRecognised(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		if err := d.Write(t.Context(), "1", insertCase(1)); err != nil {
			t.Fatal(err)
		}
		if err := d.Write(t.Context(), "1", insertCase(1)); !db.IsUnique(err) {
			t.Errorf("got %v, want a unique violation", err)
		}
	})
}

func TestDataFolderMayHaveAnyName(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "数据 100%41?#&", "a=b")
	d := dbtest.Open(t, db.Config{Dir: dir})
	dbtest.Migrate(t, d, things)
	if err := d.Write(t.Context(), "", insertCase(1)); err != nil || !exists(t, d, 1) {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "tongban.db")); err != nil {
		t.Error(err)
	}
}
