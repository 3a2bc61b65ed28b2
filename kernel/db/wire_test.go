package db_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/url"
	"path/filepath"
	"sync"
	"testing"

	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/db/pgserver"
	"tongban/kernel/fault"
)

// wire stands between a node and its PostgreSQL, counts round trips and cuts
// connections.
type wire struct {
	mu    sync.Mutex
	trips int
	cut   cut
	hits  int // connections cut
}

// cut says where a connection ends, once.
type cut int

const (
	nowhere cut = iota
	beforeUpdate
	beforeCommit // the server never sees it
	afterCommit  // the server answers into the void
)

// open opens a node through a wire.
func (w *wire) open(t *testing.T) *db.DB {
	t.Helper()
	address, err := url.Parse(dbtest.PostgresURL(t))
	if err != nil {
		t.Fatal(err)
	}
	q := address.Query()
	server := filepath.Join(q.Get("host"), ".s.PGSQL.5432")
	dir := t.TempDir()
	listener, err := net.Listen("unix", filepath.Join(dir, ".s.PGSQL.5432"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			node, err := listener.Accept()
			if err != nil {
				return
			}
			go w.carry(node, server)
		}
	}()
	q.Set("host", dir)
	address.RawQuery = q.Encode()
	d := dbtest.Open(t, db.Config{URL: address.String()})
	dbtest.Migrate(t, d, things)
	return d
}

func (w *wire) carry(node net.Conn, server string) {
	defer node.Close()
	to, err := net.Dial("unix", server)
	if err != nil {
		return
	}
	defer to.Close()
	var asking sync.Mutex
	asked := false
	go func() {
		defer node.Close()
		buf := make([]byte, 1<<16)
		for {
			n, err := to.Read(buf)
			if err != nil {
				return
			}
			asking.Lock()
			asked = false
			asking.Unlock()
			if _, err := node.Write(buf[:n]); err != nil {
				return
			}
		}
	}()
	buf := make([]byte, 1<<16)
	for {
		n, err := node.Read(buf)
		if err != nil {
			return
		}
		asking.Lock()
		if !asked {
			w.mu.Lock()
			w.trips++
			w.mu.Unlock()
		}
		asked = true
		asking.Unlock()
		switch w.cuts(buf[:n]) {
		case beforeUpdate, beforeCommit:
			return
		case afterCommit:
			node.Close()
			_, _ = to.Write(buf[:n])
			_, _ = io.Copy(io.Discard, to)
			return
		}
		if _, err := to.Write(buf[:n]); err != nil {
			return
		}
	}
}

// cuts says whether the connection ends with this message.
func (w *wire) cuts(message []byte) cut {
	w.mu.Lock()
	defer w.mu.Unlock()
	text := "commit_unit"
	if w.cut == beforeUpdate {
		text = "UPDATE"
	}
	if w.cut == nowhere || !bytes.Contains(message, []byte(text)) {
		return nowhere
	}
	c := w.cut
	w.cut = nowhere
	w.hits++
	return c
}

func (w *wire) set(c cut) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cut, w.trips = c, 0
}

// A case step waits for a SELECT, an UPDATE and the commit; its inserts and BEGIN
// travel along.
func TestCaseStepCostsThreeRoundTrips(t *testing.T) {
	t.Parallel()
	var w wire
	d := w.open(t)
	for n := range int64(3) {
		if err := d.Write(t.Context(), "", insertCase(n)); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 20 { // connections get to know the statements
		if err := d.Write(t.Context(), "", step(int64(i%3))); err != nil {
			t.Fatal(err)
		}
	}
	w.set(nowhere)
	if err := d.Write(t.Context(), "", step(1)); err != nil {
		t.Fatal(err)
	}
	if w.trips != 3 {
		t.Errorf("%d round trips", w.trips)
	}
	w.set(nowhere)
	if err := d.Write(t.Context(), "", insertCase(7)); err != nil {
		t.Fatal(err)
	}
	if w.trips != 1 {
		t.Errorf("%d round trips for one insert", w.trips)
	}
}

func TestWhatIsAskedForAtOnceTravelsAtOnce(t *testing.T) {
	t.Parallel()
	var w wire
	d := w.open(t)
	unit := func(ctx context.Context, tx *db.Tx) error {
		first := db.Ask(ctx, tx, one, `SELECT id FROM thing_case WHERE id = $1`, 1)
		second := db.Ask(ctx, tx, one, `SELECT COUNT(*) FROM thing_case`)
		_, err := first()
		_, after := second()
		return errors.Join(err, after)
	}
	for range 20 {
		if err := d.Read(t.Context(), unit); err != nil {
			t.Fatal(err)
		}
	}
	w.set(nowhere)
	if err := d.Read(t.Context(), unit); err != nil {
		t.Fatal(err)
	}
	if w.trips != 2 {
		t.Errorf("%d round trips for two questions and the end", w.trips)
	}
	err := d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		first := db.Ask(ctx, tx, one, `SELECT id FROM thing_case WHERE id = $1`, 1)
		second := db.Ask(ctx, tx, one, `SELECT COUNT(*) FROM thing_case`)
		_, err := second()
		_, late := first()
		return errors.Join(err, late)
	})
	if err == nil {
		t.Error("an answer was read out of its turn")
	}
}

func TestTheLastAnswersEndTheSnapshot(t *testing.T) {
	t.Parallel()
	var w wire
	d := w.open(t)
	look := func(more bool) func(ctx context.Context, tx *db.Tx) error {
		return func(ctx context.Context, tx *db.Tx) error {
			tx.Last()
			first := db.Ask(ctx, tx, one, `SELECT COUNT(*) FROM thing_case`)
			second := db.Ask(ctx, tx, one, `SELECT 1`)
			_, err := first()
			_, after := second()
			if more {
				return errors.Join(err, after, ping(ctx, tx))
			}
			return errors.Join(err, after)
		}
	}
	for range 20 {
		if err := d.Read(t.Context(), look(false)); err != nil {
			t.Fatal(err)
		}
	}
	w.set(nowhere)
	if err := d.Read(t.Context(), look(false)); err != nil || w.trips != 1 {
		t.Errorf("%d round trips: %v", w.trips, err)
	}
	if err := d.Read(t.Context(), look(true)); err == nil {
		t.Error("more was asked than the last")
	}
	err := d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		tx.Last()
		_, err := db.List(ctx, tx, one, `SELECT 1 / (SELECT COUNT(*) FROM thing_case)`)
		return err
	})
	if err == nil {
		t.Error("a statement that fails is no error")
	}
	if err := d.Write(t.Context(), "", insertCase(1)); err != nil { // on the same connection
		t.Error(err)
	}
	if err := d.Read(t.Context(), look(false)); err != nil {
		t.Error(err)
	}
}

func TestConnectionLostBeforeTheCommitIsNoMatter(t *testing.T) {
	t.Parallel()
	var w wire
	d := w.open(t)
	if err := d.Write(t.Context(), "", insertCase(1)); err != nil {
		t.Fatal(err)
	}
	w.set(beforeUpdate)
	if err := d.Write(t.Context(), "", bump(1)); err != nil {
		t.Error(err)
	}
	if w.hits != 1 || d.Stats().Again != 1 {
		t.Errorf("cut %d times, run again %d times", w.hits, d.Stats().Again)
	}
	var version int64
	if err := scanOne(t, d, &version, `SELECT version FROM thing_case`); err != nil || version != 2 {
		t.Error(version, err)
	}
}

func TestConnectionLostDuringTheCommitIsUncertain(t *testing.T) {
	t.Parallel()
	var w wire
	d := w.open(t)
	for n, where := range map[int64]cut{1: beforeCommit, 2: afterCommit} {
		w.set(where)
		err := d.Write(t.Context(), "", insertCase(n))
		if f, ok := fault.As(err); !ok || f.Key != "db.unknown-outcome" || f.Kind != fault.Unavailable {
			t.Errorf("%d: %v", where, err)
		}
		if where == afterCommit {
			soon(t, "the unit is stored", func() bool { return exists(t, d, n) })
		} else if exists(t, d, n) {
			t.Error("stored without a commit")
		}
	}
	if w.hits != 2 || d.Stats().Again != 0 {
		t.Errorf("cut %d times, run again %d times", w.hits, d.Stats().Again)
	}
}

// The server ends a session, e.g. because it is restarted.
func TestTerminatedSessionIsReplaced(t *testing.T) {
	t.Parallel()
	d := dbtest.Postgres(t)
	dbtest.Migrate(t, d, things)
	first := true
	err := d.Write(t.Context(), "", func(ctx context.Context, tx *db.Tx) error {
		if err := insertCase(1)(ctx, tx); err != nil {
			return err
		}
		if first {
			first = false
			_, err := tx.Exec(ctx, `SELECT pg_terminate_backend(pg_backend_pid())`)
			return err
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	wants(t, d, 1)
}

func TestServerThatIsAwayIsUnavailable(t *testing.T) {
	t.Parallel()
	server, err := pgserver.Start(false)
	if err != nil {
		t.Fatal(err)
	}
	d := dbtest.Open(t, db.Config{URL: server.URL("postgres")})
	server.Stop()
	soon(t, "the server is away", func() bool { return d.Read(t.Context(), ping) != nil })
	for name, err := range map[string]error{
		"read":  d.Read(t.Context(), ping),
		"write": d.Write(t.Context(), "", ping),
	} {
		if fault.KindOf(err) != fault.Unavailable || errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := db.Open(t.Context(), db.Config{URL: server.URL("postgres")}); err == nil {
		t.Error("opened a server that is away")
	}
}

func ping(ctx context.Context, tx *db.Tx) error {
	var n int
	return tx.Row(ctx, `SELECT 1`).Scan(&n)
}
