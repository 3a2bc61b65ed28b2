package audit

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"tongban/capability/audit/verify"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/job"
	"tongban/kernel/shorthand"
	"tongban/kernel/web"
)

// world is a log with what tests need around it.
type world struct {
	*Service
	t      testing.TB
	d      *db.DB
	key    verify.Key
	public verify.Files // the log as outsiders see it
}

func bench(t testing.TB, d *db.DB) *world {
	t.Helper()
	dbtest.Migrate(t, d, db.Source{Name: "audit", FS: migrations})
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return node(t, d, private)
}

// node is one more process on the same database.
func node(t testing.TB, d *db.DB, private ed25519.PrivateKey) *world {
	t.Helper()
	s, err := New(d, private, Config{Origin: "example.cn/log"})
	if err != nil {
		t.Fatal(err)
	}
	key, err := verify.ParseKey([]byte(s.KeyLine()))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(serve(s.routes()))
	t.Cleanup(server.Close)
	return &world{s, t, d, key, verify.URL(server.URL+"/log", server.Client())}
}

// serve answers as the application does, without its pages.
func serve(routes []web.Route) http.Handler {
	mux := http.NewServeMux()
	for _, r := range routes {
		mux.HandleFunc(r.Pattern, func(w http.ResponseWriter, q *http.Request) {
			if err := r.Handler(w, q); err != nil {
				http.Error(w, err.Error(), web.StatusOf(err))
			}
		})
	}
	return mux
}

// record writes an entry in a unit of its own and returns its id.
func (w *world) record(text string) id.ID {
	w.t.Helper()
	e := Entry{ID: id.New(), Event: "test.happened", Actor: "mei", Subject: text, At: noon}
	w.write(func(ctx context.Context, tx *db.Tx) error { return Record(ctx, tx, e) })
	return e.ID
}

func (w *world) write(fn db.Unit) {
	w.t.Helper()
	if err := w.d.Write(w.t.Context(), "", fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) sequenced() {
	w.t.Helper()
	if err := w.Sequence(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

// whole checks the public log and that it holds exactly the entries, once each.
func (w *world) whole(entries ...id.ID) verify.Checkpoint {
	w.t.Helper()
	head, err := verify.Log(w.public, w.key)
	if err != nil {
		w.t.Fatal(err)
	}
	if head.Size != int64(len(entries)) {
		w.t.Errorf("%d leaves for %d entries", head.Size, len(entries))
	}
	leaves := map[int64]bool{}
	for _, entry := range entries {
		e, err := w.Evidence(w.t.Context(), entry)
		if err != nil {
			w.t.Fatal(err)
		}
		if _, err := e.Check(w.key); err != nil {
			w.t.Errorf("entry %s: %v", entry, err)
		}
		leaves[e.Index] = true
	}
	if len(leaves) != len(entries) {
		w.t.Errorf("%d entries share %d leaves", len(entries), len(leaves))
	}
	return head
}

func TestEveryEntryBecomesALeaf(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		w.sequenced()
		w.whole()
		var all []id.ID
		for _, n := range []int{1, 2, 300} {
			for i := range n {
				all = append(all, w.record(fmt.Sprint(i)))
			}
			w.sequenced()
			w.whole(all...)
		}
	})
}

func TestSweepOfTheApplicationSequences(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		dbtest.Migrate(t, d, job.Migrations)
		entry := w.record("x")
		if err := job.NewRunner(d, nil, w.Module().Sweeps).RunDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.whole(entry)
	})
}

func TestUndoneChangeLeavesNoEntry(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		undone := errors.New("undone")
		err := d.Write(t.Context(), "", func(ctx context.Context, tx *db.Tx) error {
			return errors.Join(Record(ctx, tx, Entry{Event: "test.happened", At: noon}), undone)
		})
		if !errors.Is(err, undone) {
			t.Fatal(err)
		}
		w.sequenced()
		w.whole()
	})
}

func TestOldCheckpointsStayTrue(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		var old []string
		for range 6 {
			for range 100 {
				w.record("x")
			}
			w.sequenced()
			text, err := w.Checkpoint(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			old = append(old, text)
		}
		for _, text := range old {
			if _, err := verify.Continues(w.public, []byte(text), w.key); err != nil {
				t.Error(err)
			}
		}
	})
}

// TestNothingIsLostOrDoubled lets many write while two nodes sequence.
func TestNothingIsLostOrDoubled(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		other := node(t, d, w.signer.key.(ed25519.PrivateKey))
		const writers, each = 8, 60
		var entries [writers][each]id.ID
		var recording, sequencing sync.WaitGroup
		for i := range writers {
			recording.Go(func() {
				for k := range each {
					entries[i][k] = w.record(fmt.Sprint(i, k))
				}
			})
		}
		stop := make(chan struct{})
		for _, n := range []*world{w, other} {
			sequencing.Go(func() {
				for {
					if err := n.Sequence(context.Background()); err != nil {
						t.Error(err)
						return
					}
					select {
					case <-stop:
						return
					default:
					}
				}
			})
		}
		recording.Wait()
		close(stop)
		sequencing.Wait()
		w.sequenced()
		var all []id.ID
		for i := range entries {
			all = append(all, entries[i][:]...)
		}
		head := w.whole(all...)
		if there := other.whole(all...); there != head {
			t.Errorf("two nodes show %+v and %+v", head, there)
		}
	})
}

// TestEntryThatBecomesDurableLateIsNotSkipped holds a unit open while later ones
// are sequenced. Only PostgreSQL runs units side by side.
func TestEntryThatBecomesDurableLateIsNotSkipped(t *testing.T) {
	w := bench(t, dbtest.Postgres(t))
	late := Entry{ID: id.New(), Event: "test.happened", At: noon}
	written, release := make(chan struct{}), make(chan struct{})
	var unit sync.WaitGroup
	unit.Go(func() {
		w.write(func(ctx context.Context, tx *db.Tx) error {
			if err := Record(ctx, tx, late); err != nil {
				return err
			}
			if _, err := findSize(ctx, tx); err != nil { // makes PostgreSQL run the insert
				return err
			}
			close(written)
			<-release
			return nil
		})
	})
	<-written
	first := w.record("later, durable at once")
	w.sequenced()
	w.whole(first)
	close(release)
	unit.Wait()
	w.sequenced()
	w.whole(first, late.ID)
	if e, _ := w.Evidence(t.Context(), late.ID); e.Index != 1 {
		t.Errorf("the late entry is leaf %d", e.Index)
	}
}

func TestSequencerThatFailsInTheMiddleLeavesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		a := w.record("a")
		w.sequenced()
		b := w.record("b")
		err := d.Write(t.Context(), "", func(ctx context.Context, tx *db.Tx) error {
			if _, err := placeEntries(ctx, tx, 1, batch); err != nil {
				return err
			}
			panic("power failure")
		})
		if err == nil {
			t.Fatal("the panic was lost")
		}
		w.whole(a)
		w.sequenced()
		w.whole(a, b)
	})
}

func TestEvidenceSaysWhatHappened(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		entry := w.record("9901002026021200012")
		_, err := w.Evidence(t.Context(), entry)
		if fault.KindOf(err) != fault.Unavailable {
			t.Errorf("waiting: %v", err)
		}
		w.sequenced()
		e, err := w.Evidence(t.Context(), entry)
		if err != nil || e.Content != `{"event":"test.happened","at":1770868800000,"actor":"mei","subject":"9901002026021200012"}` {
			t.Errorf("%+v, %v", e, err)
		}
		if _, err := e.Check(w.key); err != nil {
			t.Error(err)
		}
		if _, err := w.Evidence(t.Context(), id.New()); fault.KindOf(err) != fault.NotFound {
			t.Errorf("unknown: %v", err)
		}
	})
}

func TestForgottenEntryStaysALeaf(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		entry := w.record("to be forgotten")
		forget := func(ctx context.Context, tx *db.Tx) error {
			return Forget(ctx, tx, entry, "officer", "request", noon)
		}
		w.sequenced()
		w.write(forget)
		w.sequenced()
		e, err := w.Evidence(t.Context(), entry)
		if err != nil || e.Content != "" || e.Salt != nil {
			t.Errorf("%+v, %v", e, err)
		}
		if _, err := verify.Contains(w.public, e, w.key); err != nil {
			t.Error(err)
		}
		if head, err := verify.Log(w.public, w.key); err != nil || head.Size != 2 {
			t.Errorf("%+v, %v", head, err)
		}
		if err := d.Write(t.Context(), "", forget); fault.KindOf(err) != fault.NotFound {
			t.Errorf("forgotten twice: %v", err)
		}
	})
}

func TestCitizenSeesWhoLookedAndWhy(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		look := func(person string, n int) {
			w.write(func(ctx context.Context, tx *db.Tx) error {
				return Access(ctx, tx, Look{Person: person, Actor: "clerk", Department: "TRANS", Subject: fmt.Sprint("case ", n),
					Purpose: "casework.review", Elements: []string{"person.idNumber"}, At: noon.Add(time.Duration(n) * time.Minute)})
			})
		}
		for n := range 45 {
			look("lin", n)
		}
		look("mei", 99)
		w.record("no look")

		var looks []Look
		cursor, pages := "", 0
		for {
			page, next, err := w.AccessesOf(t.Context(), "lin", cursor)
			if err != nil {
				t.Fatal(err)
			}
			looks = append(looks, page...)
			if pages++; next == "" {
				break
			}
			cursor = next
		}
		if pages != 3 || len(looks) != 45 || looks[0].Subject != "case 44" || looks[44].Subject != "case 0" || looks[7].Purpose != "casework.review" {
			t.Errorf("%d pages, %d looks, first %+v", pages, len(looks), looks[0])
		}
		if looks, _, err := w.AccessesOf(t.Context(), "nobody", ""); err != nil || len(looks) != 0 {
			t.Errorf("%v, %v", looks, err)
		}
		if _, _, err := w.AccessesOf(t.Context(), "lin", "page 2"); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a cursor of somebody's own making: %v", err)
		}
		w.sequenced()
		if head, err := verify.Log(w.public, w.key); err != nil || head.Size != 47 {
			t.Errorf("%+v, %v", head, err)
		}
	})
}

// An installation that goes on with entries of an earlier version has one log: theirs and
// ours are proved, listed and forgotten alike.
func TestEntriesOfAnEarlierVersionStayEvidence(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		old, err := Entry{Event: accessed, Person: "lin", Actor: "clerk", At: noon, Data: lookData{Purpose: "casework.review"}}.seal()
		if err != nil {
			t.Fatal(err)
		}
		w.write(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO audit_entry (id, commitment, salt, content, person) VALUES ($1, $2, $3, $4, $5)`,
				old.id, old.committed(), old.salt, old.content, old.person)
			return err
		})
		w.record("ours")
		w.sequenced()
		if head, err := verify.Log(w.public, w.key); err != nil || head.Size != 2 {
			t.Errorf("%+v, %v", head, err)
		}
		before, err := w.Evidence(t.Context(), old.id)
		if err != nil || before.Content != old.content {
			t.Fatalf("%+v, %v", before, err)
		}
		if _, err := before.Check(w.key); err != nil {
			t.Error(err)
		}
		if looks, _, err := w.AccessesOf(t.Context(), "lin", ""); err != nil || len(looks) != 1 || looks[0].Purpose != "casework.review" {
			t.Errorf("%+v, %v", looks, err)
		}
		w.write(func(ctx context.Context, tx *db.Tx) error { return Forget(ctx, tx, old.id, "admin", "wish", noon) })
		w.sequenced()
		after, err := w.Evidence(t.Context(), old.id)
		if err != nil || after.Content != "" || !bytes.Equal(after.Commitment, before.Commitment) {
			t.Errorf("%+v, %v", after, err)
		}
		if _, err := after.Check(w.key); err != nil {
			t.Error(err)
		}
	})
}

func TestChangedRowIsNoticed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		entry := w.record("refused")
		for range 300 {
			w.record("x")
		}
		w.sequenced()
		w.write(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE audit_entry SET note = $1 WHERE id = $2`, shorthand.Write(`{"event":"test.granted"}`), entry)
			return err
		})
		e, err := w.Evidence(t.Context(), entry)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := e.Check(w.key); verify.KindOf(err) != verify.Tampered {
			t.Errorf("changed content: %v", err)
		}
		w.write(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE audit_entry SET commitment = $1 WHERE id = $2`, bytes.Repeat([]byte{1}, 32), entry)
			return err
		})
		if _, err := verify.Log(w.public, w.key); verify.KindOf(err) != verify.Tampered {
			t.Errorf("changed commitment: %v", err)
		}
	})
}
