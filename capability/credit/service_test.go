package credit

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
)

func staff(name, department string, roles ...actor.Role) actor.Actor {
	return actor.Actor{ID: id.New().String(), Kind: actor.Staff, Name: name, Department: department, Region: "990100", Roles: roles}
}

var (
	lin       = actor.Actor{ID: id.New().String(), Kind: actor.Citizen, Name: "林晓华"}
	mei       = actor.Actor{ID: id.New().String(), Kind: actor.Citizen, Name: "梅若溪"}
	reviewer  = staff("赵磊", "TRANS", actor.Reviewer, actor.Head) // who may decide too
	head      = staff("何平", "TRANS", actor.Head)
	inspector = staff("周查", "TRANS", actor.Inspector)
	abroad    = staff("别处", "SAMR", actor.Reviewer, actor.Head)
)

// world is records on Tuesday, 10 February 2026; lin has a case at TRANS.
type world struct {
	*testing.T
	*Service
	told []string
	firm string // lin's account is the firm with this number
	days int    // how many facts recorded has recorded
}

func (w *world) Matter(_ context.Context, no string) (Matter, error) {
	if no != "1" {
		return Matter{}, errUnknown
	}
	owner, _ := id.Parse(lin.ID)
	return Matter{CaseNo: "1", ShortNo: "YX-1", ItemName: "从业资格证核发", Owner: owner, Department: "TRANS", Region: "990100"}, nil
}

func (w *world) Shown(context.Context) (Matter, bool) { return Matter{}, false }

func (w *world) Inform(_ context.Context, _ *db.Tx, to id.ID, key string, _ []string, _ string) error {
	if to.String() != lin.ID {
		w.Errorf("somebody else was told of %s", key)
	}
	w.told = append(w.told, strings.TrimPrefix(key, "credit.inform."))
	return nil
}

func each(t *testing.T, body func(w *world)) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		keys, err := crypt.Load(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		keeper, err := once.New(d, keys.Secret("once"))
		if err != nil {
			t.Fatal(err)
		}
		w := &world{T: t}
		now := clock.At(time.Date(2026, 2, 10, 9, 0, 0, 0, clock.Shanghai))
		w.Service = New(Deps{DB: d, Clock: now, Calendar: calendar.Default, Keys: keys, Once: keeper, Cases: w, Firms: w, Demo: true, Informer: w})
		dbtest.Migrate(t, d, once.Migrations, db.Source{Name: "audit", FS: os.DirFS("../audit")}, db.Source{Name: "credit", FS: files})
		body(w)
	})
}

func (w *world) as(who actor.Actor) context.Context { return actor.With(w.Context(), who) }

func (w *world) wants(err error, key string) {
	w.Helper()
	f, ok := fault.As(err)
	if ok && f.Kind == fault.Invalid && len(f.Fields) > 0 {
		f.Key = f.Fields[0].Key
	}
	if !ok || f.Key != key {
		w.Errorf("want %s, got %v", key, err)
	}
}

func (w *world) ok(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

var entry = Entry{Kind: NoShow, HappenedOn: "2026-02-09", What: "约好现场核查未到", Evidence: "通话记录"}

// recorded records a fact, each of a day of its own.
func (w *world) recorded() id.ID {
	w.Helper()
	e := entry
	e.HappenedOn = (calendar.On(2026, 2, 9) - calendar.Date(w.days)).String()
	w.days++
	key, err := w.Record(w.as(reviewer), "1", e)
	w.ok(err)
	return key
}

func TestWhatTwoHaveSeenIsOneFact(t *testing.T) {
	each(t, func(w *world) {
		key := w.recorded()
		_, err := w.Record(w.as(inspector), "1", entry)
		w.wants(err, "credit.wrong.twice")
		worse := entry
		worse.Kind = FalseStatement // is another fact
		_, err = w.Record(w.as(inspector), "1", worse)
		w.ok(err)
		w.ok(w.Decide(w.as(reviewer), key, TakeBack, "记错了人"))
		_, err = w.Record(w.as(inspector), "1", entry)
		w.ok(err)
		if w.share() != 50 || len(w.told) != 4 {
			t.Errorf("share %d, told %q", w.share(), w.told)
		}
	})
}

func (w *world) stands(key id.ID) *Fact {
	w.Helper()
	f, err := w.Find(w.as(lin), key)
	w.ok(err)
	return f
}

func TestTheLifeOfAFactIsSound(t *testing.T) {
	if err := Lifecycle.Check(); err != nil {
		t.Error(err)
	}
}

func TestWhomAFactIsAboutIsToldAndObjectsOnce(t *testing.T) {
	each(t, func(w *world) {
		key := w.recorded()
		w.wants(w.Decide(w.as(head), key, Cancel, "不实"), "credit.not-now")
		w.wants(w.Object(w.as(lin), key, " "), "credit.wrong.why")
		w.ok(w.Object(w.as(lin), key, "当天来了，门卫有登记"))
		w.wants(w.Object(w.as(lin), key, "再说一次"), "credit.not-now")
		w.wants(w.Decide(w.as(reviewer), key, Uphold, "没来"), "credit.not-yours") // who recorded it, though a head
		w.ok(w.Decide(w.as(head), key, Cancel, "门卫登记属实"))
		if f := w.stands(key); f.State != Cancelled || f.Decision != "门卫登记属实" || f.Objection != "当天来了，门卫有登记" || f.What != entry.What {
			t.Errorf("it stands as %+v", f)
		}
		if got := strings.Join(w.told, " "); got != "recorded objected cancelled" {
			t.Errorf("lin was told %q", got)
		}
	})
}

func TestADecisionWithoutAChoiceIsAskedForAgain(t *testing.T) {
	each(t, func(w *world) {
		key := w.recorded()
		w.ok(w.Object(w.as(lin), key, "不对"))
		for _, none := range []Event{"", Object, "pardon"} {
			f, ok := fault.As(w.Decide(w.as(head), key, none, " "))
			if !ok || f.Kind != fault.Invalid || len(f.Fields) != 2 || f.Fields[0].Key != "credit.wrong.decision" || f.Fields[1].Key != "credit.wrong.why" {
				t.Errorf("deciding %q: %+v", none, f)
			}
		}
		w.wants(w.Decide(w.as(abroad), key, "", ""), "access.unknown")
		if f := w.stands(key); f.State != Objected {
			t.Errorf("nothing was decided, and it is %s", f.State)
		}
	})
}

func TestAFactMayBeUpheldOrTakenBack(t *testing.T) {
	each(t, func(w *world) {
		upheld, back := w.recorded(), w.recorded()
		w.ok(w.Object(w.as(lin), upheld, "不对"))
		w.ok(w.Decide(w.as(head), upheld, Uphold, "有通话记录"))
		w.wants(w.Decide(w.as(reviewer), upheld, TakeBack, "算了"), "credit.not-now")
		w.wants(w.Decide(w.as(head), back, TakeBack, "记错"), "credit.not-yours")
		w.ok(w.Decide(w.as(reviewer), back, TakeBack, "记错了人"))
		for key, want := range map[id.ID]State{upheld: Upheld, back: Cancelled} {
			if f := w.stands(key); f.State != want {
				t.Errorf("it stands as %s, want %s", f.State, want)
			}
		}
	})
}

func TestNobodyElseReadsARecord(t *testing.T) {
	each(t, func(w *world) {
		key := w.recorded()
		for _, who := range []actor.Actor{mei, abroad} {
			_, err := w.Find(w.as(who), key)
			w.wants(err, "access.unknown")
			w.wants(w.Object(w.as(who), key, "不对"), "access.unknown")
			list, err := w.List(w.as(who), false, 0, 10)
			if err != nil || len(list) != 0 {
				t.Errorf("%s lists %d, %v", who.Name, len(list), err)
			}
		}
		for _, who := range []actor.Actor{lin, head} {
			list, err := w.List(w.as(who), false, 0, 10)
			if err != nil || len(list) != 1 || list[0].ID != key {
				t.Errorf("%s lists %d, %v", who.Name, len(list), err)
			}
		}
		open, err := w.List(w.as(head), true, 0, 10)
		if err != nil || len(open) != 0 {
			t.Errorf("%d objections to decide, %v", len(open), err)
		}
	})
}

func TestWhatIsRecordedHasToBeWhole(t *testing.T) {
	each(t, func(w *world) {
		for _, c := range []struct {
			change func(*Entry)
			key    string
		}{
			{func(e *Entry) { e.Kind = "late" }, "credit.wrong.kind"},
			{func(e *Entry) { e.HappenedOn = "2026-02-11" }, "credit.wrong.day"},
			{func(e *Entry) { e.HappenedOn = "" }, "credit.wrong.day"},
			{func(e *Entry) { e.What = "" }, "credit.wrong.what"},
			{func(e *Entry) { e.Evidence = " " }, "credit.wrong.evidence"},
			{func(e *Entry) { e.What = strings.Repeat("字", maxText+1) }, "credit.wrong.long"},
		} {
			e := entry
			c.change(&e)
			_, err := w.Record(w.as(reviewer), "1", e)
			w.wants(err, c.key)
		}
		_, err := w.Record(w.as(head), "1", entry)
		w.wants(err, "access.forbidden")
		_, err = w.Record(w.as(reviewer), "2", entry)
		w.wants(err, "credit.unknown")
	})
}
