package licence

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"tongban/capability/licence/verify"
	"tongban/kernel/actor"
	"tongban/kernel/blob"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/job"
	"tongban/kernel/module"
	"tongban/kernel/once"
)

// bench is a fresh installation with the demo's types.
type bench struct {
	*testing.T
	*Service
	d      *db.DB
	clock  *clock.Fixed
	module module.Module
	told   *told
}

// told is what holders were told.
type told struct {
	mu   sync.Mutex
	keys []string
	args [][]string
}

func (h *told) Inform(_ context.Context, _ *db.Tx, _ id.ID, key string, args []string, _ string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.keys, h.args = append(h.keys, key), append(h.args, args)
	return nil
}

// each runs body on both engines.
func each(t *testing.T, body func(b bench)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { body(newBench(t, d)) })
}

func newBench(t *testing.T, d *db.DB) bench {
	t.Helper()
	dbtest.Migrate(t, d, db.Source{Name: "blob", FS: blob.Migrations}, job.Migrations, once.Migrations,
		db.Source{Name: "audit", FS: os.DirFS("../audit")}, db.Source{Name: "licence", FS: migrations})
	keys, err := crypt.Load(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	files, err := blob.Open(d, clock.Real, blob.Config{Dir: t.TempDir()}, keys.Secret("blob"))
	if err != nil {
		t.Fatal(err)
	}
	now := clock.At(issueDay)
	holders := &told{}
	s := New(d, now, keys, files, holders, Config{Address: address})
	b := bench{t, s, d, now, s.Module(), holders}
	if err := b.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	return b
}

// The people of the tests.
var (
	mei      = actor.Actor{ID: "0000000000me0", Kind: actor.Citizen, Name: "林晓梅"}
	stranger = actor.Actor{ID: "00000000stran", Kind: actor.Citizen, Name: "王五"}
	second   = actor.Actor{ID: "000000000second"[:13], Kind: actor.Staff, Department: "TRANS", Roles: []actor.Role{actor.Head}}
	approver = actor.Actor{ID: "0000000000app", Kind: actor.Staff, Department: "TRANS", Roles: []actor.Role{actor.Approver}}
	police   = actor.Actor{ID: "0000000000pol", Kind: actor.Staff, Department: "PSB", Roles: []actor.Role{actor.Approver}}
	window   = actor.Actor{ID: "0000000000win", Kind: actor.Staff, Department: "TRANS", Roles: []actor.Role{actor.Window}}
)

func (b bench) as(a actor.Actor) context.Context { return actor.With(b.Context(), a) }

// issue issues what order asks for and fails the test if that is refused.
func (b bench) issue(order Order) Licence {
	b.Helper()
	l, err := b.tryIssue(order)
	if err != nil {
		b.Fatal(err)
	}
	return l
}

func (b bench) tryIssue(order Order) (l Licence, err error) {
	err = b.d.Write(b.as(approver), order.CaseNo, func(ctx context.Context, tx *db.Tx) (err error) {
		l, err = b.Issue(ctx, tx, order)
		return err
	})
	return l, err
}

// work does the jobs that wait.
func (b bench) work() {
	b.Helper()
	if err := job.NewRunner(b.d, b.jobs(), nil).RunDue(b.Context()); err != nil {
		b.Fatal(err)
	}
}

// pdf returns the licence's file as its holder gets it.
func (b bench) pdf(l Licence) []byte {
	b.Helper()
	f, err := b.File(b.as(actor.Actor{ID: l.Owner, Kind: actor.Citizen}), l.ID)
	b.wantFont(err)
	if err != nil {
		b.Fatal(err)
	}
	data, err := io.ReadAll(f)
	if err := errors.Join(err, f.Close()); err != nil {
		b.Fatal(err)
	}
	return data
}

// wantFont says how the font is built that drawings need.
func (b bench) wantFont(err error) {
	b.Helper()
	if f, ok := fault.As(err); ok && f.Key == "pdf.font" {
		b.Fatal("the font is not built: make assets")
	}
}

// grounds are as good as any.
var grounds = Grounds{Reason: "以欺骗手段取得许可", LegalBasis: "《行政许可法》第六十九条第二款"}

// change has an event happen to l, with the agreement of the head where that is needed.
func (b bench) change(a actor.Actor, l Licence, event Event) (Licence, error) {
	b.Helper()
	if event != Revoke {
		return b.Change(b.as(a), l.ID, event, grounds)
	}
	p, err := b.Propose(b.as(a), l.ID, event, grounds)
	if err != nil {
		return Licence{}, err
	}
	return b.Settle(b.as(second), l.ID, p.ID, true, "")
}

// count returns how many rows a query counts.
func (b bench) count(query string, args ...any) (n int) {
	b.Helper()
	err := b.d.Read(b.Context(), func(ctx context.Context, tx *db.Tx) error { return tx.Row(ctx, query, args...).Scan(&n) })
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// wantFault fails the test unless err is a fault of that kind and key.
func wantFault(t *testing.T, err error, kind fault.Kind, key string) {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Kind != kind || !strings.HasPrefix(f.Key, key) {
		t.Errorf("got %v, want %s", err, key)
	}
}

func day(text string) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, text, clock.Shanghai)
	if err != nil {
		panic(err)
	}
	return t
}

// page counts the licences on one page of mei's wallet.
func (b bench) page(cursor id.ID) (next id.ID, n int) {
	b.Helper()
	page, next, err := b.Mine(b.as(mei), cursor, 7)
	if err != nil {
		b.Fatal(err)
	}
	return next, len(page)
}

// list fetches the status list as somebody without the server reads it.
func (b bench) list() *verify.StatusList {
	b.Helper()
	signed, err := b.StatusList(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	text, err := json.Marshal(signed)
	if err != nil {
		b.Fatal(err)
	}
	list, err := verify.ParseList(text, b.trusted)
	if err != nil {
		b.Fatal(err)
	}
	return list
}

// wantOffline checks data offline.
func (b bench) wantOffline(name string, data []byte, list *verify.StatusList, at time.Time, want verify.Outcome, why verify.Why) {
	b.Helper()
	if r := verify.File(data, b.trusted, list, at); r.Outcome != want || r.Why != why {
		b.Errorf("%s: %s (%s), want %s (%s)", name, r.Outcome, r.Why, want, why)
	}
}
