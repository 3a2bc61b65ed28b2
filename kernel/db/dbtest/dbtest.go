// Package dbtest gives tests fresh databases of both engines.
//
//	dbtest.Each(t, func(t *testing.T, d *db.DB) {
//		dbtest.Migrate(t, d, db.Source{Name: "hall", FS: migrations})
//		…
//	})
//
// It starts PostgreSQL itself, once per test program and only when asked for: a
// private server on a socket in a folder of its own, which ends and is removed
// when the program ends, however it ends. A machine without PostgreSQL fails the
// test; nothing is skipped.
package dbtest

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"tongban/kernel/db"
	"tongban/kernel/db/pgserver"
)

// Each runs body on a fresh database of each engine, as the subtests "sqlite" and
// "postgres", one after the other.
func Each(t *testing.T, body func(t *testing.T, d *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { body(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { body(t, Postgres(t)) })
}

// SQLite opens a fresh SQLite database, closed with the test.
func SQLite(t testing.TB) *db.DB {
	t.Helper()
	return Open(t, db.Config{Dir: t.TempDir()})
}

// Postgres opens a fresh PostgreSQL database, closed with the test.
func Postgres(t testing.TB) *db.DB {
	t.Helper()
	return Open(t, db.Config{URL: PostgresURL(t)})
}

// Open opens a database and closes it with the test.
func Open(t testing.TB, c db.Config) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// Migrate makes the tables of sources.
func Migrate(t testing.TB, d *db.DB, sources ...db.Source) {
	t.Helper()
	if err := db.Migrate(t.Context(), d, sources); err != nil {
		t.Fatal(err)
	}
}

// PostgresURL makes an empty PostgreSQL database and returns its address, for
// tests that open it themselves. It is dropped with the test.
func PostgresURL(t testing.TB) string {
	t.Helper()
	s, err := unitServer()
	if err != nil {
		t.Fatal(err)
	}
	return database(t, s)
}

// unitServer is the server of this test program. It does not wait for the disk.
var unitServer = sync.OnceValues(func() (*pgserver.Server, error) { return pgserver.Start(false) })

// DurablePostgresURL is PostgresURL on a server that waits for the disk at every
// commit, as in real life: for tests that kill what talks to it.
func DurablePostgresURL(t testing.TB) string {
	t.Helper()
	s, err := durableServer()
	if err != nil {
		t.Fatal(err)
	}
	return database(t, s)
}

var durableServer = sync.OnceValues(func() (*pgserver.Server, error) { return pgserver.Start(true) })

var databases atomic.Int64

// database makes an empty database on the server and returns its address. It is
// dropped with the test.
func database(t testing.TB, s *pgserver.Server) string {
	t.Helper()
	name := fmt.Sprintf("test_%d", databases.Add(1))
	command(t, s, "CREATE DATABASE "+name)
	t.Cleanup(func() { command(t, s, "DROP DATABASE "+name+" WITH (FORCE)") })
	return s.URL(name)
}

func command(t testing.TB, s *pgserver.Server, sql string) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context()) // also runs while the test is cleaned up
	c, err := pgx.Connect(ctx, s.URL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(ctx)
	if _, err := c.Exec(ctx, sql); err != nil {
		t.Fatal(err)
	}
}
