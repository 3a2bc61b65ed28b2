package rating

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"tongban/capability/casework"
	"tongban/capability/casework/caseworktest"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// bench is ratings in a small city.
type bench struct {
	caseworktest.World
	*Service
	around *around
}

// around plays everybody ratings ask and tell.
type around struct {
	mu    sync.Mutex
	told  []string // "key argument|argument" to whom
	rated []Rated
}

func (a *around) Person(_ context.Context, account string) (casework.Person, error) {
	return casework.Person{ID: account, Name: mei.Name, Mobile: caseworktest.MeiMobile}, nil
}

func (a *around) Inform(_ context.Context, _ *db.Tx, _ id.ID, key string, args []string, _ string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.told = append(a.told, key+" "+strings.Join(args, "|"))
	return nil
}

func (a *around) heard(_ context.Context, _ *db.Tx, r Rated) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.rated = append(a.rated, r)
	return nil
}

var (
	mei      = caseworktest.Mei
	reviewer = caseworktest.Reviewer
	other    = caseworktest.Reviewer2
	approver = caseworktest.Approver
	head     = caseworktest.Staff("何平", "TRANS", actor.Head)
	super    = caseworktest.Staff("冯远", "", actor.Supervisor)
	abroad   = caseworktest.Staff("别处", "SAMR", actor.Reviewer, actor.Head)
	guest    = actor.Actor{Kind: actor.Guest}
)

func each(t *testing.T, body func(b bench)) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := caseworktest.New(t, d, nil, db.Source{Name: "rating", FS: files})
		a := &around{}
		s := New(Deps{
			DB: d, Clock: w.Clock, Calendar: calendar.Default, Keys: w.Keys, Once: w.Once, Cases: w.Casework, People: a, Informer: a, Address: "https://yunxiu.example",
		})
		w.Casework.Follow(s.Ended)
		s.Follow(a.heard)
		body(bench{w, s, a})
	})
}

// wants fails unless err is the fault with the key.
func (b bench) wants(err error, key string) {
	b.Helper()
	f, ok := fault.As(err)
	if ok && f.Kind == fault.Invalid && len(f.Fields) > 0 {
		f.Key = f.Fields[0].Key
	}
	if !ok || f.Key != key {
		b.Errorf("want %s, got %v", key, err)
	}
}

func (b bench) ok(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// withdrawn is a case of mei's that has ended, with its rating.
func (b bench) ended() (*casework.File, *Rating) {
	b.Helper()
	f := b.Submitted(mei)
	_, err := b.Casework.Step(b.As(caseworktest.Window), f.Case.No, casework.RefuseAccept, casework.Input{Reason: "不属于本机关职权", LegalGround: "行政许可法第三十二条", Redirect: "云岫市公安局"})
	b.ok(err)
	ratings, err := b.Of(b.As(mei), f.Case.No)
	b.ok(err)
	if len(ratings) != 1 {
		b.Fatalf("%d ratings of an ended case", len(ratings))
	}
	return f, ratings[0]
}

func (b bench) rates(who actor.Actor, r *Rating, g Grade) error {
	b.Helper()
	return b.Rate(b.As(who), r.Token, Input{Grade: g, Channel: SMS})
}

func TestACaseThatEndsGetsOneUnguessableLink(t *testing.T) {
	each(t, func(b bench) {
		open := b.Submitted(mei)
		if none, err := b.Of(b.As(mei), open.Case.No); err != nil || len(none) != 0 {
			t.Errorf("an open case has %d ratings, %v", len(none), err)
		}
		_, r := b.ended()
		if len(r.Token) != 20 || id.NormalCode(r.Token) != r.Token {
			t.Errorf("the token %q is no code of 100 bits", r.Token)
		}
		if r.Rated() || r.Grade != Unrated || r.At != instant(0) {
			t.Errorf("nobody rated, and it says %+v", r)
		}
		if len(b.around.told) != 1 || !strings.HasPrefix(b.around.told[0], "rating.inform.ask ") || !strings.HasSuffix(b.around.told[0], "|https://yunxiu.example/rate/"+r.Token+"?from=sms") {
			t.Errorf("told %q", b.around.told)
		}
		_, err := b.Of(b.As(reviewer), open.Case.No)
		b.wants(err, "rating.unknown")
	})
}

func TestALinkRatesOnce(t *testing.T) {
	each(t, func(b bench) {
		_, r := b.ended()
		b.ok(b.rates(guest, r, Satisfied))
		b.wants(b.rates(guest, r, VeryDissatisfied), "rating.rated")
		b.wants(b.rates(mei, r, VeryDissatisfied), "rating.rated")
		now, err := b.ByToken(t.Context(), strings.ToLower(r.Token))
		b.ok(err)
		if now.Grade != Satisfied || now.Channel != SMS || !now.At.Equal(b.World.Clock.Now()) {
			t.Errorf("it says %+v", now)
		}
		if len(b.around.rated) != 1 || b.around.rated[0].Grade != Satisfied || b.around.rated[0].Second {
			t.Errorf("others heard %+v", b.around.rated)
		}
	})
}

func TestOfManyAtOnceOneRatingCounts(t *testing.T) {
	each(t, func(b bench) {
		_, r := b.ended()
		var wait sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			wait.Go(func() {
				errs[i] = b.Rate(actor.With(t.Context(), guest), r.Token, Input{Grade: Grades[i%5], Channel: PC})
			})
		}
		wait.Wait()
		if won := len(slices.DeleteFunc(errs, func(err error) bool { return err != nil })); won != 1 {
			t.Errorf("%d of eight rated", won)
		}
	})
}

func TestWhatDoesNotFitIsRefused(t *testing.T) {
	each(t, func(b bench) {
		_, r := b.ended()
		for _, c := range []struct {
			in  Input
			key string
		}{
			{Input{Channel: PC}, "rating.wrong.grade"},
			{Input{Grade: 6, Channel: PC}, "rating.wrong.grade"},
			{Input{Grade: Satisfied, Channel: "pigeon"}, "rating.wrong.channel"},
			{Input{Grade: Satisfied, Channel: PC, Tags: []Tag{"slow"}}, "rating.wrong.tags"},
			{Input{Grade: Dissatisfied, Channel: PC, Tags: []Tag{"fast"}}, "rating.wrong.tags"},
			{Input{Grade: Dissatisfied, Channel: PC, Text: strings.Repeat("字", maxText+1)}, "rating.wrong.long"},
		} {
			b.wants(b.Rate(b.As(guest), r.Token, c.in), c.key)
		}
		b.wants(b.rates(reviewer, r, Satisfied), "rating.not-staff")
		b.wants(b.Rate(b.As(guest), id.NewCode(), Input{Grade: 1, Channel: PC}), "rating.unknown")
		b.World.Clock.Set(b.World.Clock.Now().Add(openFor))
		b.wants(b.rates(guest, r, Satisfied), "rating.closed")
	})
}
