package audit

import (
	"bufio"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/id"
)

// TestKilledSequencer kills a process that records and sequences, several times at
// a random moment, and looks for every entry it had called durable.
func TestKilledSequencer(t *testing.T) {
	if dir := os.Getenv("AUDIT_TEST_DIR"); dir != "" {
		recordUntilKilled(t, db.Config{Dir: dir, URL: os.Getenv("AUDIT_TEST_URL")})
		return
	}
	for name, config := range map[string]db.Config{"sqlite": {Dir: t.TempDir()}, "postgres": {Dir: "-", URL: dbtest.PostgresURL(t)}} {
		t.Run(name, func(t *testing.T) {
			d := dbtest.Open(t, config)
			w := bench(t, d)
			if err := d.Close(); err != nil {
				t.Fatal(err)
			}
			known := map[id.ID]bool{}
			for range 4 {
				for _, entry := range killed(t, config, w.signer.key.(ed25519.PrivateKey)) {
					known[entry] = true
				}
			}
			w = node(t, dbtest.Open(t, config), w.signer.key.(ed25519.PrivateKey))
			w.sequenced()
			checkAll(t, w, known)
		})
	}
}

// checkAll looks for the known entries; a unit whose answer was lost may have left
// one more.
func checkAll(t *testing.T, w *world, known map[id.ID]bool) {
	var all []id.ID
	err := w.d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
		all, err = db.List(ctx, tx, func(r db.Scanner) (i id.ID, err error) { return i, r.Scan(&i) }, `SELECT id FROM audit_entry ORDER BY id`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	stored := map[id.ID]bool{}
	for _, entry := range all {
		stored[entry] = true
	}
	for entry := range known {
		if !stored[entry] {
			t.Errorf("entry %s was durable and is lost", entry)
		}
	}
	if len(known) == 0 {
		t.Error("nothing was recorded")
	}
	t.Logf("%d entries called durable, %d stored", len(known), len(all))
	w.whole(all...)
}

// killed runs a process on the database for a moment and returns the entries it
// called durable.
func killed(t *testing.T, config db.Config, key ed25519.PrivateKey) (durable []id.ID) {
	child := exec.Command(os.Args[0], "-test.run=^TestKilledSequencer$")
	child.Env = append(os.Environ(), "AUDIT_TEST_DIR="+config.Dir, "AUDIT_TEST_URL="+config.URL, "AUDIT_TEST_SEED="+hex.EncodeToString(key.Seed()))
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var kill sync.Once
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if entry, err := id.Parse(lines.Text()); err == nil {
			durable = append(durable, entry)
		}
		kill.Do(func() {
			time.AfterFunc(time.Duration(rand.IntN(100))*time.Millisecond, func() { _ = child.Process.Kill() })
		})
	}
	_ = child.Wait() // killed
	return durable
}

// recordUntilKilled is the process: it prints an entry when it is durable.
func recordUntilKilled(t *testing.T, config db.Config) {
	d, err := db.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	seed, err := hex.DecodeString(os.Getenv("AUDIT_TEST_SEED"))
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, d: d}
	if w.Service, err = New(d, ed25519.NewKeyFromSeed(seed), Config{Origin: "example.cn/log"}); err != nil {
		t.Fatal(err)
	}
	for range 4 {
		go func() {
			for {
				entry := w.record("x")
				fmt.Println(entry)
			}
		}()
	}
	for {
		w.sequenced()
	}
}
