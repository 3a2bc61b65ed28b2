package db_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
)

// One who writes all the time does not keep another out who writes to the same file, as
// a server and an import do.
func TestTwoWhoWriteToOneFileTakeTurns(t *testing.T) {
	dir := t.TempDir()
	busy, other := dbtest.Open(t, db.Config{Dir: dir}), dbtest.Open(t, db.Config{Dir: dir})
	dbtest.Migrate(t, busy, things)
	var (
		next, done atomic.Int64
		over       atomic.Bool
		clients    sync.WaitGroup
	)
	defer clients.Wait()
	defer over.Store(true)
	one := func(ctx context.Context, tx *db.Tx) error {
		time.Sleep(2 * time.Millisecond) // it has something to do
		return insertCase(next.Add(1))(ctx, tx)
	}
	for range 4 {
		clients.Go(func() {
			for !over.Load() {
				if err := busy.Write(context.Background(), "", one); err != nil {
					t.Errorf("one of many: %v", err)
					return
				}
				done.Add(1)
			}
		})
	}
	for done.Load() == 0 && !t.Failed() {
		time.Sleep(time.Millisecond)
	}
	before := done.Load()
	const units = 40
	for range units {
		if err := other.Write(t.Context(), "", one); err != nil {
			t.Fatalf("the other: %v", err)
		}
	}
	if n := done.Load() - before; n < units/4 || n > 20*units {
		t.Errorf("while %d units were done on one side, %d were on the other", units, n)
	} else {
		t.Logf("%d beside %d", units, n)
	}
}
