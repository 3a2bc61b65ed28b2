package db_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
)

// Settings of the child that TestKilledProgramLosesNothing starts and kills.
const (
	childDir  = "DB_TEST_CHILD_DIR"
	childURL  = "DB_TEST_CHILD_URL"
	childFrom = "DB_TEST_CHILD_FROM"
)

func TestMain(m *testing.M) {
	if os.Getenv(childFrom) != "" {
		child()
	}
	os.Exit(m.Run())
}

// child stores cases from many callers and says of each that it is stored, until
// it is killed.
func child() {
	d, err := db.Open(context.Background(), db.Config{Dir: os.Getenv(childDir), URL: os.Getenv(childURL)})
	if err != nil {
		fmt.Println("open:", err)
		os.Exit(1)
	}
	var next atomic.Int64
	from, err := strconv.ParseInt(os.Getenv(childFrom), 10, 64)
	if err != nil {
		fmt.Println("from:", err)
		os.Exit(1)
	}
	next.Store(from)
	var out sync.Mutex
	for range 16 {
		go func() {
			for {
				n := next.Add(1)
				err := d.Write(context.Background(), fmt.Sprint(n%5), then(insertCase(n), insertEvent(n, n)))
				out.Lock()
				if err == nil {
					fmt.Println("stored", n)
				} else {
					fmt.Println("failed", n, err)
				}
				out.Unlock()
			}
		}()
	}
	select {}
}

// What the program acknowledged before it was killed is stored, whole and once.
func TestKilledProgramLosesNothing(t *testing.T) {
	const kills = 6
	dir, url := t.TempDir(), dbtest.PostgresURL(t)
	for name, c := range map[string]db.Config{"sqlite": {Dir: dir}, "postgres": {URL: url}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := dbtest.Open(t, c)
			dbtest.Migrate(t, d, things)
			if c.URL == "" {
				if err := d.Close(); err != nil {
					t.Fatal(err)
				}
			}
			ledger := map[int64]bool{}
			for k := range kills {
				runAndKill(t, c, int64(k)*1_000_000, ledger)
			}
			if c.URL == "" {
				d = dbtest.Open(t, c)
			}
			compare(t, d, ledger)
		})
	}
}

// runAndKill runs a child, notes what it acknowledges and kills it at a random
// moment.
func runAndKill(t *testing.T, c db.Config, from int64, ledger map[int64]bool) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childDir+"="+c.Dir, childURL+"="+c.URL, childFrom+"="+fmt.Sprint(from))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	acknowledged := 0
	for lines.Scan() {
		var n int64
		if _, err := fmt.Sscanf(lines.Text(), "stored %d", &n); err != nil {
			t.Errorf("the child says: %s", lines.Text())
			break
		}
		if ledger[n] = true; acknowledged == 0 {
			time.AfterFunc(time.Duration(20+rand.IntN(80))*time.Millisecond, func() { _ = cmd.Process.Kill() })
		}
		acknowledged++
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait() // killed, as it should be
	if acknowledged == 0 {
		t.Fatal("the child has done nothing")
	}
}

// compare reads one snapshot: the server may still be at the last child's units.
func compare(t *testing.T, d *db.DB, ledger map[int64]bool) {
	t.Helper()
	stored := map[int64]bool{}
	var cases, events int
	err := d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		ids, err := db.List(ctx, tx, func(row db.Scanner) (n int64, err error) {
			err = row.Scan(&n)
			return n, err
		}, `SELECT id FROM thing_case ORDER BY id`)
		if err != nil {
			return err
		}
		for _, n := range ids {
			stored[n] = true
		}
		return tx.Row(ctx, `SELECT (SELECT COUNT(*) FROM thing_case), (SELECT COUNT(*) FROM thing_event)`).Scan(&cases, &events)
	})
	if err != nil {
		t.Fatal(err)
	}
	for n := range ledger {
		if !stored[n] {
			t.Errorf("case %d was acknowledged and is lost", n)
		}
	}
	if cases != events || cases != len(stored) {
		t.Errorf("%d cases, %d events", cases, events)
	}
	t.Logf("%d acknowledged, %d stored", len(ledger), len(stored))
}
