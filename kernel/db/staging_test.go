package db_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
)

// places are empty places for a database, one for each engine.
var places = map[string]func(t *testing.T) db.Config{
	"sqlite":   func(t *testing.T) db.Config { return db.Config{Dir: t.TempDir()} },
	"postgres": func(t *testing.T) db.Config { return db.Config{URL: dbtest.PostgresURL(t)} },
}

// stage puts a database with one row into the place of c.
func stage(t *testing.T, c db.Config, row, replaced string) error {
	t.Helper()
	staged, err := db.Stage(t.Context(), c, replaced)
	if err != nil {
		return err
	}
	d, err := db.Open(t.Context(), staged.Config)
	if err != nil {
		t.Fatal(err)
	}
	write(t, d, `CREATE TABLE note (text TEXT)`)
	write(t, d, `INSERT INTO note (text) VALUES ('`+row+`')`)
	return errors.Join(d.Close(), staged.Place(t.Context()), staged.Discard())
}

func write(t *testing.T, d *db.DB, sql string) {
	t.Helper()
	if _, err := d.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}

// note reads the row.
func note(t *testing.T, c db.Config) (text string) {
	t.Helper()
	d, err := db.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	err = d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		return tx.Row(ctx, `SELECT text FROM note`).Scan(&text)
	})
	if err = errors.Join(err, d.Close()); err != nil {
		t.Fatal(err)
	}
	return text
}

func TestAStagedDatabaseReplacesNothingUnlessTold(t *testing.T) {
	for engine, place := range places {
		t.Run(engine, func(t *testing.T) {
			c := place(t)
			if err := stage(t, c, "first", ""); err != nil || note(t, c) != "first" {
				t.Fatalf("into the empty place: %v", err)
			}
			if err := stage(t, c, "second", ""); !errors.Is(err, db.ErrNotEmpty) || note(t, c) != "first" {
				t.Errorf("into a place that is taken: %v", err)
			}
			if err := stage(t, c, "third", "replaced-1"); err != nil || note(t, c) != "third" {
				t.Errorf("told to replace: %v", err)
			}
			old := db.Config{Dir: filepath.Join(c.Dir, "replaced-1")}
			if c.URL != "" {
				old = db.Config{URL: c.URL + "&search_path=replaced-1"}
			}
			if got := note(t, old); got != "first" {
				t.Errorf("kept %q", got)
			}
		})
	}
}

func TestWhatIsStagedIsNotSeenBeforeItIsPlaced(t *testing.T) {
	for engine, place := range places {
		t.Run(engine, func(t *testing.T) {
			c := place(t)
			if err := stage(t, c, "first", ""); err != nil {
				t.Fatal(err)
			}
			staged, err := db.Stage(t.Context(), c, "replaced-1")
			if err != nil {
				t.Fatal(err)
			}
			d, err := db.Open(t.Context(), staged.Config)
			if err != nil {
				t.Fatal(err)
			}
			write(t, d, `CREATE TABLE note (text TEXT)`)
			if err := errors.Join(d.Close(), staged.Discard()); err != nil || note(t, c) != "first" {
				t.Errorf("given up: %v", err)
			}
		})
	}
}

func TestAFolderInWhichARestoreWasCutShortIsNotEmpty(t *testing.T) {
	c := db.Config{Dir: t.TempDir()}
	if _, err := db.Stage(t.Context(), c, ""); err != nil { // … and the program is killed
		t.Fatal(err)
	}
	if d, err := db.Open(t.Context(), c); err == nil {
		t.Error("opened as if it were empty", d.Close())
	}
	if _, err := os.Stat(filepath.Join(c.Dir, "tongban.db")); err == nil {
		t.Error("a database was made")
	}
}

func TestNobodyRestoresUnderARunningServer(t *testing.T) {
	sqlite, postgres := places["sqlite"](t), places["postgres"](t)
	leave, err := db.Occupy(sqlite)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Occupy(sqlite); !errors.Is(err, db.ErrOccupied) {
		t.Errorf("a second server: %v", err)
	}
	server := dbtest.Open(t, postgres)
	if err := server.Read(t.Context(), func(context.Context, *db.Tx) error { return nil }); err != nil {
		t.Fatal(err)
	}
	for _, c := range []db.Config{sqlite, postgres} {
		if _, err := db.Stage(t.Context(), c, "replaced-1"); !errors.Is(err, db.ErrOccupied) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	leave()
	if err := stage(t, sqlite, "first", ""); err != nil {
		t.Errorf("after it has stopped: %v", err)
	}
}

// TestAClosedDatabaseIsOneFile: whoever copies the file of a stopped server has all.
func TestAClosedDatabaseIsOneFile(t *testing.T) {
	dir := t.TempDir()
	d, err := db.Open(t.Context(), db.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	write(t, d, `CREATE TABLE note (text TEXT)`)
	err = d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		var n int
		return tx.Row(ctx, `SELECT COUNT(*) FROM note`).Scan(&n)
	})
	if err = errors.Join(err, d.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "tongban.db-wal")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the journal is still there: %v", err)
	}
}
