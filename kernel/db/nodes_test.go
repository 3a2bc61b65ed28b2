package db_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
)

// twoNodes opens one PostgreSQL database twice.
func twoNodes(t *testing.T) [2]*db.DB {
	t.Helper()
	url := dbtest.PostgresURL(t)
	nodes := [2]*db.DB{dbtest.Open(t, db.Config{URL: url}), dbtest.Open(t, db.Config{URL: url})}
	dbtest.Migrate(t, nodes[0], things)
	return nodes
}

// bump moves case n to its next version, if nobody else has.
func bump(n int64) db.Unit {
	return func(ctx context.Context, tx *db.Tx) error {
		var version int64
		if err := tx.Row(ctx, `SELECT version FROM thing_case WHERE id = $1`, n).Scan(&version); err != nil {
			return err
		}
		moved, err := tx.Exec(ctx, `UPDATE thing_case SET version = version + 1 WHERE id = $1 AND version = $2`, n, version)
		if err == nil && moved == 0 {
			err = fault.New(fault.Conflict, "thing.stale")
		}
		return err
	}
}

func TestTwoNodesLoseNoUpdate(t *testing.T) {
	t.Parallel()
	nodes := twoNodes(t)
	const cases, callers, tries = 3, 8, 25
	for n := range int64(cases) {
		if err := nodes[0].Write(t.Context(), "", insertCase(n)); err != nil {
			t.Fatal(err)
		}
	}
	var mu sync.Mutex
	moves := map[int64]int64{}
	var wg sync.WaitGroup
	for c := range callers {
		wg.Go(func() {
			for i := range tries {
				n := int64((c + i) % cases)
				switch err := nodes[c%2].Write(context.Background(), fmt.Sprint(n), bump(n)); {
				case err == nil:
					mu.Lock()
					moves[n]++
					mu.Unlock()
				case fault.KindOf(err) != fault.Conflict:
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	for n := range int64(cases) {
		var version int64
		if err := scanOne(t, nodes[1], &version, `SELECT version FROM thing_case WHERE id = $1`, n); err != nil {
			t.Fatal(err)
		}
		if version != 1+moves[n] {
			t.Errorf("case %d: version %d after %d moves", n, version, moves[n])
		}
	}
}

// Two units lock two rows in opposite order: PostgreSQL ends one, and it is run
// again.
func TestDeadlockedUnitIsRunAgain(t *testing.T) {
	t.Parallel()
	nodes := twoNodes(t)
	for _, n := range []int64{1, 2} {
		if err := nodes[0].Write(t.Context(), "", insertCase(n)); err != nil {
			t.Fatal(err)
		}
	}
	var both sync.WaitGroup
	both.Add(2)
	var wg sync.WaitGroup
	for i, order := range [][2]int64{{1, 2}, {2, 1}} {
		wg.Go(func() {
			var once sync.Once
			err := nodes[i].Write(context.Background(), "", func(ctx context.Context, tx *db.Tx) error {
				for k, n := range order {
					if _, err := tx.Exec(ctx, `UPDATE thing_case SET version = version + 1 WHERE id = $1`, n); err != nil {
						return err
					}
					if k == 0 {
						once.Do(func() { both.Done(); both.Wait() })
					}
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if again := nodes[0].Stats().Again + nodes[1].Stats().Again; again == 0 {
		t.Error("nobody was run again")
	}
	for _, n := range []int64{1, 2} {
		var version int64
		if err := scanOne(t, nodes[0], &version, `SELECT version FROM thing_case WHERE id = $1`, n); err != nil || version != 3 {
			t.Errorf("case %d: version %d, %v", n, version, err)
		}
	}
}

// A node keeps statements prepared; another changes the tables under it.
func TestTablesMayChangeUnderARunningNode(t *testing.T) {
	t.Parallel()
	nodes := twoNodes(t)
	old := nodes[0]
	if err := old.Write(t.Context(), "", then(insertCase(1), bump(1))); err != nil || !exists(t, old, 1) {
		t.Fatal(err)
	}
	state := func() (s string, err error) {
		err = scanOne(t, old, &s, `SELECT state FROM thing_case WHERE id = 1`)
		return s, err
	}
	if s, err := state(); s != "new" || err != nil {
		t.Fatal(s, err)
	}
	for _, change := range []string{
		`ALTER TABLE thing_case ADD COLUMN region TEXT`,
		`ALTER TABLE thing_case ALTER COLUMN state TYPE VARCHAR(40)`,
		`ALTER TABLE thing_case ALTER COLUMN version TYPE INTEGER`,
	} {
		if _, err := nodes[1].Exec(t.Context(), change); err != nil {
			t.Fatal(err)
		}
		if s, err := state(); s != "new" || err != nil {
			t.Errorf("read after %s: %q, %v", change, s, err)
		}
		if err := old.Write(t.Context(), "", bump(1)); err != nil {
			t.Errorf("write after %s: %v", change, err)
		}
	}
}

// source is a capability's migrations made of texts.
func source(name string, files ...string) db.Source {
	m := fstest.MapFS{}
	for i, sql := range files {
		m[fmt.Sprintf("migrations/%04d_step.sql", i+1)] = &fstest.MapFile{Data: []byte("-- +goose Up\n" + sql)}
	}
	return db.Source{Name: name, FS: m}
}

const (
	makeA  = `CREATE TABLE a_row (id BIGINT PRIMARY KEY); INSERT INTO a_row (id) VALUES (1);`
	growA  = `ALTER TABLE a_row ADD COLUMN name TEXT; UPDATE a_row SET name = 'one';`
	makeB  = `CREATE TABLE b_row (id BIGINT PRIMARY KEY REFERENCES a_row (id)); INSERT INTO b_row (id) VALUES (1);`
	broken = `INSERT INTO a_row (id) VALUES (2); INSERT INTO nowhere (id) VALUES (1);`
)

func TestMigrationsRunOnceAndInOrder(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dbtest.Migrate(t, d)
		for range 2 {
			dbtest.Migrate(t, d, source("a", makeA), source("b", makeB))
		}
		for range 2 {
			dbtest.Migrate(t, d, source("a", makeA, growA), source("b", makeB))
		}
		dbtest.Migrate(t, d, source("a", makeA)) // an older node starts on the newer tables
		var name string
		if err := scanOne(t, d, &name, `SELECT name FROM a_row`); err != nil || name != "one" {
			t.Error(name, err)
		}
		if n := count(t, d, "b_row"); n != 1 {
			t.Errorf("%d rows in b", n)
		}
	})
}

func TestFailedMigrationLeavesNothingOfItself(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for range 2 {
			if err := db.Migrate(t.Context(), d, []db.Source{source("a", makeA, broken), source("b", makeB)}); err == nil {
				t.Fatal("no error")
			}
			if n := count(t, d, "a_row"); n != 1 {
				t.Errorf("%d rows in a", n)
			}
		}
		dbtest.Migrate(t, d, source("a", makeA, growA), source("b", makeB))
	})
}

func TestNodesThatStartAtOnceMigrateOnce(t *testing.T) {
	t.Parallel()
	url := dbtest.PostgresURL(t)
	var wg sync.WaitGroup
	for range 4 {
		d := dbtest.Open(t, db.Config{URL: url})
		wg.Go(func() {
			if err := db.Migrate(t.Context(), d, []db.Source{source("a", makeA, growA), source("b", makeB), things}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func BenchmarkOpenMigrated(b *testing.B) {
	dir := b.TempDir()
	var sources []db.Source
	for i := range 15 {
		sources = append(sources, source(fmt.Sprintf("s%d", i), fmt.Sprintf(`CREATE TABLE s%d_row (id BIGINT PRIMARY KEY);`, i)))
	}
	for b.Loop() {
		start := time.Now()
		d, err := db.Open(b.Context(), db.Config{Dir: dir})
		if err != nil {
			b.Fatal(err)
		}
		if err := db.Migrate(b.Context(), d, sources); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(time.Since(start).Microseconds())/1000, "ms/last")
		if err := d.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func TestNodesTakeTurnsAlone(t *testing.T) {
	t.Parallel()
	t.Run("postgres", func(t *testing.T) { takeTurns(t, twoNodes(t)) })
	t.Run("sqlite", func(t *testing.T) {
		dir := t.TempDir()
		nodes := [2]*db.DB{dbtest.Open(t, db.Config{Dir: dir}), dbtest.Open(t, db.Config{Dir: dir})}
		dbtest.Migrate(t, nodes[0], things)
		takeTurns(t, nodes)
	})
}

func takeTurns(t *testing.T, nodes [2]*db.DB) {
	t.Helper()
	var inside, most, runs atomic.Int32
	var wg sync.WaitGroup
	for i := range 6 {
		wg.Go(func() {
			err := nodes[i%2].Alone(t.Context(), "city", func(ctx context.Context) error {
				most.Store(max(most.Load(), inside.Add(1)))
				defer inside.Add(-1)
				runs.Add(1)
				return nodes[i%2].Write(ctx, "", insertCase(int64(i)))
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if most.Load() != 1 || runs.Load() != 6 {
		t.Errorf("%d at once, %d runs, want one at a time and 6", most.Load(), runs.Load())
	}
}

// The other node may fill a whole city, which takes longer than any lock of a unit.
func TestWhoWaitsLongForATurnGetsIt(t *testing.T) {
	t.Parallel()
	nodes := twoNodes(t)
	begun, done := make(chan bool), make(chan error)
	go func() {
		done <- nodes[0].Alone(t.Context(), "city", func(context.Context) error {
			close(begun)
			<-time.After(5500 * time.Millisecond) // the limit of a lock is 5 s
			return nil
		})
	}()
	<-begun
	if err := nodes[1].Alone(t.Context(), "city", func(context.Context) error { return nil }); err != nil {
		t.Error(err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestWhoWaitsForATurnMayLeave(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Alone(t.Context(), "city", func(ctx context.Context) error {
			waiting, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
			defer cancel()
			return d.Alone(waiting, "city", func(context.Context) error { return nil })
		})
		if err == nil {
			t.Error("two callers have the same turn")
		}
	})
}
