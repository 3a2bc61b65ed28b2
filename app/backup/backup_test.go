package backup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"

	"tongban/kernel/blob"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
)

// tables are of every kind of column, and one refers to the other.
var tables = db.Source{Name: "yard", FS: fstest.MapFS{
	"migrations/0001_yard.sql": {Data: []byte(`-- +goose Up
		CREATE TABLE yard_gate (id BIGINT PRIMARY KEY, name TEXT NOT NULL, open BOOLEAN NOT NULL);
		CREATE TABLE yard_cart (id BIGINT PRIMARY KEY, gate BIGINT NOT NULL REFERENCES yard_gate (id), load BYTEA, note TEXT, count INTEGER);
		INSERT INTO yard_gate (id, name, open) VALUES (1, 'made by the migration', FALSE);`)},
	"migrations/0002_more.sql": {Data: []byte("-- +goose Up\nALTER TABLE yard_gate ADD COLUMN width BIGINT NOT NULL DEFAULT 7;")},
}}

// home is an installation with some rows and files in it.
type home struct {
	*testing.T
	Source
}

func (h home) sources(to int64) []db.Source {
	yard := tables
	yard.To = to
	return []db.Source{{Name: "blob", FS: blob.Migrations}, yard}
}

// furnish makes a home on d, at version of its tables.
func furnish(t *testing.T, d *db.DB, version int64) home {
	t.Helper()
	keys, err := crypt.Load(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	h := home{t, Source{DB: d, Keys: keys, Program: "test"}}
	h.Blobs = h.store(d)
	dbtest.Migrate(t, d, h.sources(version)...)
	for i := range 3 {
		kept, err := h.Blobs.Put(t.Context(), "mei", strings.NewReader(strings.Repeat(fmt.Sprint("照", i), 40_000)))
		if err != nil {
			t.Fatal(err)
		}
		h.unit(func(ctx context.Context, tx *db.Tx) error { return h.Blobs.Hold(ctx, tx, kept.Key) })
	}
	h.unit(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO yard_gate (id, name, open) VALUES (2, $1, TRUE)`, "北门 \"\\\n\u2028𠮷")
		for i := range int64(1200) {
			err = errors.Join(err, tx.Send(ctx, `INSERT INTO yard_cart (id, gate, load, note, count) VALUES ($1, 2, $2, $3, $4)`,
				1<<60+i, []byte{0, 255, byte(i)}, []any{nil, "", "満"}[i%3], i-600))
		}
		return err
	})
	return h
}

func (h home) store(d *db.DB) *blob.Store {
	h.Helper()
	s, err := blob.Open(d, clock.Real, blob.Config{Dir: filepath.Join(h.TempDir(), "blobs")}, h.Keys.Secret("blob"))
	if err != nil {
		h.Fatal(err)
	}
	return s
}

func (h home) unit(fn db.Unit) {
	h.Helper()
	if err := h.DB.Write(h.Context(), "", fn); err != nil {
		h.Fatal(err)
	}
}

// backup makes a backup of h.
func (h home) backup() *Backup {
	h.Helper()
	to := filepath.Join(h.TempDir(), "backup")
	if _, err := Write(h.Context(), h.Source, to); err != nil {
		h.Fatal(err)
	}
	b, err := Open(to)
	if err != nil {
		h.Fatal(err)
	}
	return b
}

// load fills a fresh home on d from b and backs that up.
func (h home) load(b *Backup, d *db.DB) *Backup {
	h.Helper()
	then, err := b.Fits(h.sources(0))
	if err != nil {
		h.Fatal(err)
	}
	dbtest.Migrate(h, d, then...)
	other := home{h.T, Source{DB: d, Keys: h.Keys, Program: "test"}}
	other.Blobs = h.store(d)
	loaded, err := b.LoadBlobs(h.Context(), other.Blobs)
	if err = errors.Join(err, b.LoadTables(h.Context(), d)); err != nil || loaded != b.Blobs {
		h.Fatalf("%d files, %v", loaded, err)
	}
	return other.backup()
}

func TestABackupComesBackEqualOnEitherEngine(t *testing.T) {
	for _, from := range []func(testing.TB) *db.DB{anySQLite, dbtest.Postgres} {
		for _, to := range []func(testing.TB) *db.DB{anySQLite, dbtest.Postgres} {
			h := furnish(t, from(t), 0)
			b := h.backup()
			again := h.load(b, to(t))
			if b.Blobs != 3 || len(b.Tables) != 3 || len(again.Tables) != 3 {
				t.Fatalf("%+v", again.Manifest)
			}
			for i, table := range b.Tables {
				if got := again.Tables[i]; table.Rows == 0 || got.Rows != table.Rows || got.Digest != table.Digest {
					t.Errorf("%s to %s, %s: %d rows %s, want %d rows %s", b.Engine, again.Engine, table.Name, got.Rows, got.Digest, table.Rows, table.Digest)
				}
			}
			if again.Blobs != 3 || again.Bytes != b.Bytes || len(again.Damaged) != 0 {
				t.Errorf("files: %+v", again.Manifest)
			}
		}
	}
}

func anySQLite(t testing.TB) *db.DB { return dbtest.SQLite(t) }

func TestAnOlderBackupComesBackInItsOwnTablesAndMayBeBroughtUpToDate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := furnish(t, dbtest.SQLite(t), 1)
		again := h.load(h.backup(), d)
		if again.Versions["yard"] != 1 {
			t.Fatalf("versions %v", again.Versions)
		}
		dbtest.Migrate(t, d, h.sources(0)...)
		var width int
		err := d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			return tx.Row(ctx, `SELECT width FROM yard_gate WHERE id = 2`).Scan(&width)
		})
		if err != nil || width != 7 {
			t.Errorf("width %d, %v", width, err)
		}
	})
}

func TestABackupOfANewerProgramIsRefused(t *testing.T) {
	h := furnish(t, dbtest.SQLite(t), 2)
	b := h.backup()
	if _, err := b.Fits(h.sources(1)); !errors.Is(err, ErrNewer) {
		t.Errorf("a later version: %v", err)
	}
	if _, err := b.Fits(h.sources(0)[:1]); !errors.Is(err, ErrNewer) {
		t.Errorf("an unknown part: %v", err)
	}
}

func TestEveryByteOfABackupCounts(t *testing.T) {
	h := furnish(t, dbtest.SQLite(t), 0)
	b := h.backup()
	verdict := func() error {
		again, err := Open(b.dir)
		if err != nil {
			return err
		}
		return errors.Join(again.Check(t.Context()), again.Belongs(h.Keys))
	}
	if err := verdict(); err != nil {
		t.Fatal(err)
	}
	files := 0
	err := filepath.WalkDir(b.dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		files++
		whole, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		flipped := bytes.Clone(whole)
		flipped[len(whole)/2] ^= 1
		for how, text := range map[string][]byte{"a changed byte": flipped, "cut in half": whole[:len(whole)/2], "nothing left": {}} {
			if err := os.WriteFile(path, text, 0o600); err != nil {
				return err
			}
			if err := verdict(); !errors.Is(err, ErrDamaged) {
				t.Errorf("%s of %s: %v", how, entry.Name(), err)
			}
		}
		if err := os.Remove(path); err != nil {
			return err
		}
		if err := verdict(); err == nil {
			t.Errorf("nobody misses %s", entry.Name())
		}
		return os.WriteFile(path, whole, 0o600)
	})
	if err != nil || files != 3+3+3 {
		t.Fatalf("%d files, %v", files, err)
	}
	if err := verdict(); err != nil {
		t.Errorf("put right again: %v", err)
	}
}

func TestSomebodyElsesKeysAreNotItsKeys(t *testing.T) {
	h := furnish(t, dbtest.SQLite(t), 0)
	b := h.backup()
	others, err := crypt.Load(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Belongs(others); !errors.Is(err, ErrKeys) {
		t.Errorf("got %v", err)
	}
}

// fullDisk takes so many bytes and no more.
type fullDisk struct {
	file
	left *int
}

func (f fullDisk) Write(p []byte) (int, error) {
	if len(p) > *f.left {
		n, _ := f.file.Write(p[:*f.left])
		*f.left = 0
		return n, syscall.ENOSPC
	}
	*f.left -= len(p)
	return f.file.Write(p)
}

func TestAFullDiskLeavesNoBackupAndNothingBehind(t *testing.T) {
	h := furnish(t, dbtest.SQLite(t), 0)
	parent := t.TempDir()
	for left, room := 0, 1<<30; left < room; left = left*2 + 1 {
		here := left
		h.create = func(path string) (file, error) {
			f, err := onDisk(path)
			return fullDisk{f, &here}, err
		}
		_, err := Write(t.Context(), h.Source, filepath.Join(parent, "backup"))
		if err == nil {
			if left < 1000 {
				t.Errorf("written into %d bytes", left)
			}
			return
		}
		if rest, _ := os.ReadDir(parent); !errors.Is(err, syscall.ENOSPC) || len(rest) > 0 {
			t.Fatalf("with room for %d bytes: %v, left behind %v", left, err, rest)
		}
	}
	t.Error("never written")
}

func TestABackupStandsAndTellsOfFilesThatWereLostBefore(t *testing.T) {
	h := furnish(t, dbtest.SQLite(t), 0)
	whole := h.backup()
	var names []string
	err := eachObject(whole.path(tableName(blob.Table)), whole.Tables, func(o object) error {
		names = append(names, o.name)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Blobs.KeepSealed(t.Context(), names[0], strings.NewReader("junk")); err != nil {
		t.Fatal(err)
	}
	gone := h.store(h.DB) // an empty shelf …
	for _, name := range names[:2] {
		sealed, err := h.Blobs.Sealed(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		err = errors.Join(gone.KeepSealed(t.Context(), name, io.Reader(sealed)), sealed.Close())
		if err != nil {
			t.Fatal(err)
		}
	}
	h.Blobs = gone // … with a damaged file, a good one, and one missing
	b := h.backup()
	if fmt.Sprint(b.Damaged, b.Missing, b.Blobs) != fmt.Sprint(names[:1], names[2:], 2) || b.Check(t.Context()) != nil {
		t.Errorf("damaged %v, missing %v, %d files", b.Damaged, b.Missing, b.Blobs)
	}
}

func TestNothingIsWrittenOver(t *testing.T) {
	h := furnish(t, dbtest.SQLite(t), 0)
	if _, err := Write(t.Context(), h.Source, t.TempDir()); err == nil {
		t.Error("a folder that was there is a backup now")
	}
}
