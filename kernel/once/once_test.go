package once

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
)

// bench is a keeper over a table of receipts whose numbers count up.
type bench struct {
	*Keeper
	t *testing.T
	d *db.DB
}

type receipt struct {
	Number int64  `json:"number"`
	For    string `json:"for"`
}

func each(t *testing.T, body func(b *bench)) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dbtest.Migrate(t, d, Migrations)
		b := &bench{t: t, d: d, Keeper: keeper(t, d)}
		b.write(`CREATE TABLE once_receipt (number BIGINT PRIMARY KEY, name TEXT NOT NULL)`)
		body(b)
	})
}

func keeper(t *testing.T, d *db.DB) *Keeper {
	t.Helper()
	k, err := New(d, bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func (b *bench) write(sql string, args ...any) {
	b.t.Helper()
	err := b.d.Write(b.t.Context(), "", func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, sql, args...)
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) count(table string) (n int) {
	b.t.Helper()
	err := b.d.Read(b.t.Context(), func(ctx context.Context, tx *db.Tx) error {
		return tx.Row(ctx, `SELECT COUNT(*) FROM `+table).Scan(&n)
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return n
}

// as returns a context of a citizen who sends key.
func (b *bench) as(who, key string) context.Context {
	return WithKey(actor.With(b.t.Context(), actor.Actor{Kind: actor.Citizen, ID: who}), key)
}

// file files something and gets the receipt.
func (b *bench) file(ctx context.Context, name string) (receipt, error) {
	return Do(ctx, b.Keeper, "", "once.file", name, func(ctx context.Context, tx *db.Tx) (receipt, error) {
		r := receipt{For: name}
		if err := tx.Row(ctx, `SELECT COALESCE(MAX(number), 0) + 1 FROM once_receipt`).Scan(&r.Number); err != nil {
			return r, err
		}
		_, err := tx.Exec(ctx, `INSERT INTO once_receipt (number, name) VALUES ($1, $2)`, r.Number, name)
		return r, err
	})
}

func (b *bench) mustFile(ctx context.Context, name string, want int64) {
	b.t.Helper()
	r, err := b.file(ctx, name)
	if err != nil || r != (receipt{want, name}) {
		b.t.Errorf("got %v, %v; want number %d", r, err, want)
	}
}

func TestRepetitionGetsTheSameAnswer(t *testing.T) {
	each(t, func(b *bench) {
		b.mustFile(b.as("mei", "k1"), "licence", 1)
		b.mustFile(b.as("mei", "k1"), "licence", 1)
		b.mustFile(b.as("mei", "k2"), "licence", 2)
		b.mustFile(b.as("mei", "k1"), "licence", 1)
	})
}

func TestWithoutAKeyEveryCommandCounts(t *testing.T) {
	each(t, func(b *bench) {
		b.mustFile(b.as("mei", ""), "licence", 1)
		b.mustFile(b.as("mei", ""), "licence", 2)
		if n := b.count("once_answer"); n != 0 {
			b.t.Errorf("%d answers kept", n)
		}
	})
}

func TestKeyCountsForOneActorAndOneOperation(t *testing.T) {
	each(t, func(b *bench) {
		b.mustFile(b.as("mei", "k"), "licence", 1)
		b.mustFile(b.as("lin", "k"), "licence", 2)
		guest := func(session string) context.Context {
			return WithKey(actor.With(b.t.Context(), actor.Actor{Kind: actor.Guest, Session: session}), "k")
		}
		b.mustFile(guest("s1"), "licence", 3)
		b.mustFile(guest("s2"), "licence", 4)
		b.mustFile(guest("s1"), "licence", 3)
		other, err := Do(b.as("mei", "k"), b.Keeper, "", "once.other", "licence",
			func(context.Context, *db.Tx) (string, error) { return "other", nil })
		if other != "other" || err != nil {
			b.t.Error(other, err)
		}
	})
}

func TestPartsOfOneKeyAreCommandsOfTheirOwn(t *testing.T) {
	each(t, func(b *bench) {
		long := strings.Repeat("k", maxKey)
		for range 2 {
			b.mustFile(Part(b.as("mei", long), "first"), "licence", 1)
			b.mustFile(Part(b.as("mei", long), "second"), "permit", 2)
		}
		b.mustFile(Part(b.as("mei", ""), "first"), "licence", 3)
		b.mustFile(Part(b.as("mei", ""), "first"), "licence", 4)
	})
}

func TestSameKeyWithAnotherCommandIsRefused(t *testing.T) {
	each(t, func(b *bench) {
		b.mustFile(b.as("mei", "k"), "licence", 1)
		_, err := b.file(b.as("mei", "k"), "permit")
		if f, ok := fault.As(err); !ok || f.Kind != fault.Conflict || f.Key != "once.reused" {
			b.t.Errorf("got %v", err)
		}
		if n := b.count("once_receipt"); n != 1 {
			b.t.Errorf("%d receipts", n)
		}
		b.mustFile(b.as("mei", "k"), "licence", 1)
	})
}

func TestFailureLeavesNothingAndMaySucceedLater(t *testing.T) {
	each(t, func(b *bench) {
		full := fault.New(fault.Conflict, "test.full")
		fails := true
		book := func() (string, error) {
			return Do(b.as("mei", "k"), b.Keeper, "", "once.book", "10:00", func(ctx context.Context, tx *db.Tx) (string, error) {
				if err := tx.Send(ctx, `INSERT INTO once_receipt (number, name) VALUES (1, 'x')`); err != nil || !fails {
					return "booked", err
				}
				return "half", full
			})
		}
		if answer, err := book(); answer != "" || !errors.Is(err, full) {
			b.t.Errorf("got %q, %v", answer, err)
		}
		if a, r := b.count("once_answer"), b.count("once_receipt"); a+r != 0 {
			b.t.Errorf("%d answers, %d receipts", a, r)
		}
		fails = false
		for range 2 {
			if answer, err := book(); answer != "booked" || err != nil {
				b.t.Errorf("got %q, %v", answer, err)
			}
		}
	})
}

// Whether the first or the repetition wins, a command that can succeed only once
// gives both the same answer.
func TestRepetitionOfACommandThatCannotSucceedTwice(t *testing.T) {
	each(t, func(b *bench) {
		accept := func() (string, error) {
			return Do(b.as("clerk", "k"), b.Keeper, "", "once.accept", 1, func(ctx context.Context, tx *db.Tx) (string, error) {
				n, err := tx.Exec(ctx, `INSERT INTO once_receipt (number, name) VALUES (1, 'accepted') ON CONFLICT DO NOTHING`)
				if err == nil && n == 0 {
					err = fault.New(fault.Conflict, "test.stale")
				}
				return "accepted", err
			})
		}
		for range 3 {
			if answer, err := accept(); answer != "accepted" || err != nil {
				b.t.Errorf("got %q, %v", answer, err)
			}
		}
	})
}

// A service that looks before it stores finds its own doing when it is asked again.
func TestRepetitionOfAPlannedCommand(t *testing.T) {
	each(t, func(b *bench) {
		submit := func(ctx context.Context, name string) (receipt, error) {
			planned := func() (receipt, error) {
				if b.count("once_receipt") > 0 {
					return receipt{}, fault.New(fault.Conflict, "test.submitted")
				}
				return b.file(ctx, name)
			}
			r, err := planned()
			return Again(ctx, b.Keeper, "once.file", name, r, err)
		}
		for range 3 {
			if r, err := submit(b.as("mei", "k"), "licence"); err != nil || r.Number != 1 {
				b.t.Error(r, err)
			}
		}
		for _, other := range []struct{ key, name, want string }{
			{"k", "permit", "once.reused"}, {"k2", "licence", "test.submitted"}, {"", "licence", "test.submitted"},
		} {
			_, err := submit(b.as("mei", other.key), other.name)
			if f, ok := fault.As(err); !ok || f.Key != other.want {
				b.t.Errorf("key %q, %s: %v", other.key, other.name, err)
			}
		}
	})
}

func TestConcurrentDuplicatesTakeEffectOnce(t *testing.T) {
	each(t, func(b *bench) {
		const callers = 32
		nodes := []*Keeper{b.Keeper, keeper(b.t, b.d)}
		var wg sync.WaitGroup
		var wrong atomic.Int64
		for i := range callers {
			wg.Go(func() {
				node := bench{t: b.t, d: b.d, Keeper: nodes[i%len(nodes)]}
				r, err := node.file(b.as("mei", "k"), "licence")
				if err != nil || r != (receipt{1, "licence"}) {
					wrong.Add(1)
					b.t.Logf("caller %d got %v, %v", i, r, err)
				}
			})
		}
		wg.Wait()
		if wrong.Load() != 0 {
			b.t.Errorf("%d of %d callers got another answer", wrong.Load(), callers)
		}
		if n := b.count("once_receipt"); n != 1 {
			b.t.Errorf("%d receipts", n)
		}
	})
}

// The repetition begins while the first has done its work but not committed.
func TestRepetitionThatOvertakesTheFirst(t *testing.T) {
	each(t, func(b *bench) {
		worked, finish := make(chan struct{}), make(chan struct{})
		var runs atomic.Int64
		answers := make(chan int64, 2)
		call := func() {
			n, err := Do(b.as("mei", "k"), b.Keeper, "", "once.slow", 1, func(ctx context.Context, tx *db.Tx) (int64, error) {
				run := runs.Add(1)
				_, err := tx.Exec(ctx, `INSERT INTO once_receipt (number, name) VALUES ($1, 'x')`, run)
				if run == 1 {
					close(worked)
					<-finish
				}
				return run, err
			})
			if err != nil {
				b.t.Error(err)
			}
			answers <- n
		}
		go call()
		<-worked
		go call()
		time.AfterFunc(50*time.Millisecond, func() { close(finish) })
		if first, second := <-answers, <-answers; first != second {
			b.t.Errorf("answers %d and %d", first, second)
		}
		if n := b.count("once_receipt"); n != 1 {
			b.t.Errorf("%d receipts", n)
		}
	})
}

// The program dies after the commit and before the answer: the client tries again
// and a new program answers as the old one would have.
func TestAnswerSurvivesARestart(t *testing.T) {
	each(t, func(b *bench) {
		b.mustFile(b.as("mei", "k"), "licence", 1)
		b.Keeper = keeper(b.t, b.d)
		b.mustFile(b.as("mei", "k"), "licence", 1)
		other, err := New(b.d, bytes.Repeat([]byte{8}, 32))
		if err != nil {
			b.t.Fatal(err)
		}
		b.Keeper = other
		b.mustFile(b.as("mei", "k"), "licence", 2) // nothing is found with another key
	})
}

func TestNothingReadableIsStored(t *testing.T) {
	each(t, func(b *bench) {
		b.mustFile(b.as("mei", "secret-key"), "secret-name", 1)
		err := b.d.Read(b.t.Context(), func(ctx context.Context, tx *db.Tx) error {
			var id, command, answer []byte
			if err := tx.Row(ctx, `SELECT id, command, answer FROM once_answer`).Scan(&id, &command, &answer); err != nil {
				return err
			}
			for _, column := range [][]byte{id, command, answer} {
				if bytes.Contains(column, []byte("secret")) || bytes.Contains(column, []byte("mei")) {
					b.t.Errorf("%q", column)
				}
			}
			return nil
		})
		if err != nil {
			b.t.Fatal(err)
		}
		b.write(`UPDATE once_answer SET answer = $1`, []byte("forged answer, long enough to be one"))
		if _, err := b.file(b.as("mei", "secret-key"), "secret-name"); err == nil {
			b.t.Error("a forged answer was given")
		}
	})
}

func TestAnswersAreForgottenAfterSevenDays(t *testing.T) {
	each(t, func(b *bench) {
		b.mustFile(b.as("mei", "k"), "licence", 1)
		now := clock.Real.Now()
		for _, age := range []struct {
			keep time.Duration
			want int64
		}{{keep - time.Minute, 1}, {-time.Minute, 2}} {
			if err := b.expire(b.t.Context(), now.Add(-age.keep)); err != nil {
				b.t.Fatal(err)
			}
			b.mustFile(b.as("mei", "k"), "licence", age.want)
		}
		if err := b.Sweep().Run(b.t.Context()); err != nil {
			b.t.Fatal(err)
		}
		if n := b.count("once_answer"); n != 1 {
			b.t.Errorf("%d answers kept", n)
		}
	})
}

func TestTooLongAKeyIsInvalid(t *testing.T) {
	each(t, func(b *bench) {
		_, err := b.file(b.as("mei", string(bytes.Repeat([]byte("k"), 201))), "licence")
		if fault.KindOf(err) != fault.Invalid {
			b.t.Error(err)
		}
	})
}
