package document

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"
	"time"

	"tongban/capability/audit"
	"tongban/kernel/actor"
	"tongban/kernel/blob"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// bench is a world with a document service and nothing in it.
type bench struct {
	*testing.T
	*Service
	clock *clock.Fixed
	store *blob.Store
}

func each(t *testing.T, body func(b bench)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) { body(world(t, d, NoScanner{})) })
}

func world(t *testing.T, d *db.DB, scanner Scanner) bench {
	t.Helper()
	now := clock.At(time.Date(2026, 2, 10, 9, 0, 0, 0, clock.Shanghai))
	store, err := blob.Open(d, now, blob.Config{Dir: t.TempDir()}, make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	dbtest.Migrate(t, d,
		db.Source{Name: "audit", FS: new(audit.Service).Module().Migrations},
		db.Source{Name: "blob", FS: blob.Migrations},
		db.Source{Name: "document", FS: migrations})
	return bench{t, New(d, now, store, scanner), now, store}
}

// as returns the context of a citizen.
func (b bench) as(account string) context.Context {
	return actor.With(b.Context(), actor.Actor{ID: account, Kind: actor.Citizen})
}

func upload(name string, content []byte) Upload {
	return Upload{Owner: "mei", Name: name, Size: int64(len(content)), Body: bytes.NewReader(content)}
}

func (b bench) receive(name string, content []byte) File {
	b.Helper()
	f, err := b.Receive(b.as("mei"), upload(name, content))
	if err != nil {
		b.Fatal(err)
	}
	return f
}

func (b bench) unit(fn func(ctx context.Context, tx *db.Tx, file id.ID) error, file id.ID) error {
	return b.db.Write(b.as("mei"), "test", func(ctx context.Context, tx *db.Tx) error { return fn(ctx, tx, file) })
}

// later sets the clock forward and sweeps files and their contents.
func (b bench) later(d time.Duration) {
	b.Helper()
	b.clock.Set(b.clock.Now().Add(d))
	if err := errors.Join(b.SweepUnheld(b.Context()), b.store.SweepUnheld(b.Context())); err != nil {
		b.Fatal(err)
	}
}

func (b bench) count(sql string) (n int) {
	b.Helper()
	err := b.db.Read(b.Context(), func(ctx context.Context, tx *db.Tx) error { return tx.Row(ctx, sql).Scan(&n) })
	if err != nil {
		b.Fatal(err)
	}
	return n
}

func (b bench) read(open func(context.Context, id.ID) (File, io.ReadCloser, error), ctx context.Context, file id.ID) []byte {
	b.Helper()
	_, r, err := open(ctx, file)
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	content, err := io.ReadAll(r)
	if err != nil {
		b.Fatal(err)
	}
	return content
}

// keyOf returns the message key of a fault, or the error's own words.
func keyOf(err error) string {
	if f, ok := fault.As(err); ok {
		return f.Key
	}
	if err != nil {
		return err.Error()
	}
	return ""
}
