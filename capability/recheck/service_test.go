package recheck

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"tongban/capability/casework"
	city "tongban/capability/casework/caseworktest"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/job"
)

var (
	head     = city.Staff("韩局长", "TRANS", actor.Head)
	stranger = city.Staff("别处审查员", "EEB", actor.Reviewer)
)

// world is a small city whose rules approve what it is told.
type world struct {
	city.World
	*Service
	share    int
	raised   map[id.ID]int
	stopped  []string
	told     []string
	outcomes []Outcome
}

func (w *world) Share(context.Context, string) (int, bool, error) { return w.share, true, nil }
func (w *world) Raised(_ context.Context, account id.ID) (int, error) {
	return w.raised[account], nil
}
func (w *world) Items(context.Context) ([]string, error) { return []string{"road-qual"}, nil }
func (w *world) Outcomes(_ context.Context, _ string, limit int) ([]Outcome, error) {
	return w.outcomes[:min(len(w.outcomes), limit)], nil
}
func (w *world) Stop(_ context.Context, item string) error {
	w.stopped = append(w.stopped, item)
	return nil
}
func (w *world) Heads(context.Context, string) ([]id.ID, error) {
	key, err := id.Parse(head.ID)
	return []id.ID{key}, err
}
func (w *world) Inform(_ context.Context, _ *db.Tx, _ id.ID, key string, _ []string, _ string) error {
	w.told = append(w.told, key)
	return nil
}

// named are items with names.
type named struct{}

func (named) Named(context.Context, string) (Named, error) {
	return Named{"道路货物运输驾驶员从业资格证核发", "TRANS"}, nil
}

func each(t *testing.T, body func(w *world)) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := city.New(t, d, nil, job.Migrations, db.Source{Name: "recheck", FS: files})
		w := &world{World: c, share: 100}
		w.Service = New(Deps{DB: d, Clock: c.Clock, Calendar: calendar.Default, Keys: c.Casework.Keys, Once: c.Casework.Once, Rules: w, Credit: w, Items: named{}, Heads: w, Informer: w})
		body(w)
	})
}

// drawn has a case drawn that rules, or one clerk, settled, and returns its sample.
func (w *world) drawn(g Ground, by string) *Sample {
	w.Helper()
	key := id.New()
	owner, err := id.Parse(city.Mei.ID)
	if err != nil {
		w.Fatal(err)
	}
	c := settled{key, "no-" + key.String(), "YX-" + key.String(), "road-qual", "道路货物运输驾驶员从业资格证核发", "TRANS", owner, g, by, w.World.Clock.Now()}
	payload, err := json.Marshal(c)
	if err != nil {
		w.Fatal(err)
	}
	for range 2 { // a job may run again
		if err := w.draw(w.Context(), payload); err != nil {
			w.Fatal(err)
		}
	}
	list, err := w.Open(w.As(city.Reviewer), Cursor{}, 100)
	if err != nil {
		w.Fatal(err)
	}
	for _, s := range list {
		if s.CaseID == key {
			return s
		}
	}
	return nil
}

func (w *world) judged(s *Sample, v Verdict) {
	w.Helper()
	if _, err := w.Judge(w.As(city.Reviewer), s.ID, v, "面积不符"); err != nil {
		w.Fatal(err)
	}
}

func (w *world) alarms(want ...Cause) []*Alarm {
	w.Helper()
	list, err := w.Alarms(w.As(head))
	if err != nil {
		w.Fatal(err)
	}
	var got []Cause
	for _, a := range list {
		got = append(got, a.Cause)
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		w.Errorf("alarms %v, want %v", got, want)
	}
	return list
}

// Of many cases about the share that the rulebook says is drawn, the same ones each time.
func TestTheShareOfTheRulebookIsDrawn(t *testing.T) {
	each(t, func(w *world) {
		n := 0
		for i := range 10_000 {
			no := fmt.Sprintf("case-%d", i)
			if drawn(w.lot(no), 3) {
				n++
				if !drawn(w.lot(no), 5) || !drawn(w.lot(no), 3) {
					w.Fatal("a larger share leaves out a case of the smaller")
				}
			}
		}
		if n < 230 || n > 370 { // four deviations of 300
			w.Errorf("%d of 10,000 are three per cent", n)
		}
	})
}

// Facts that count against somebody have more of what rules grant them looked at; what a clerk
// settled is drawn as ever.
func TestFactsOfCreditHaveMoreLookedAt(t *testing.T) {
	each(t, func(w *world) {
		w.share = 0
		if w.drawn(ByRule, "") != nil {
			w.Error("a case is drawn though nothing asks for it")
		}
		owner, err := id.Parse(city.Mei.ID)
		if err != nil {
			w.Fatal(err)
		}
		w.raised = map[id.ID]int{owner: 100}
		if w.drawn(ByRule, "") == nil {
			w.Error("a case of somebody with facts is not drawn")
		}
		n := 0
		for range 40 {
			if w.drawn(OneClerk, city.Reviewer.ID) != nil {
				n++
			}
		}
		if n > 15 { // two of forty are usual
			w.Errorf("%d of 40 that a clerk settled are drawn", n)
		}
	})
}

// What rules settle leaves a job in the unit that settles it, and nothing else does.
func TestOnlyWhatNobodyOrOneSettledIsDrawn(t *testing.T) {
	each(t, func(w *world) {
		w.Casework.Follow(w.Follow)
		const settled = 5
		for i := range settled {
			f := w.Submitted(city.Mei)
			x := casework.Settlement{Event: casework.GrantAtOnce, Basis: casework.ByRule, Rule: "第1版", Input: casework.Input{Method: "electronic"}}
			if _, err := w.Casework.Settle(w.Context(), f.Case.No, x); err != nil {
				w.Fatal(err)
			}
			if n := w.Count(`SELECT count(*) FROM job_job WHERE kind = $1`, kindDraw); n != i+1 {
				w.Fatalf("%d jobs for %d cases", n, i+1)
			}
		}
		w.In(casework.Completed)
		if n := w.Count(`SELECT count(*) FROM job_job WHERE kind = $1`, kindDraw); n != settled {
			w.Errorf("what two people decided is drawn")
		}
	})
}

func TestASampleIsJudgedOnceByAnother(t *testing.T) {
	each(t, func(w *world) {
		s := w.drawn(OneClerk, city.Reviewer.ID)
		if s == nil {
			w.share = 0
			for s == nil { // five in a hundred
				s = w.drawn(OneClerk, city.Reviewer.ID)
			}
		}
		_, err := w.Judge(w.As(city.Reviewer), s.ID, Agrees, "")
		w.wants(err, fault.Forbidden, "recheck.own")
		_, err = w.Judge(w.As(stranger), s.ID, Agrees, "")
		w.wants(err, fault.NotFound, "recheck.unknown")
		if list, _ := w.Open(w.As(stranger), Cursor{}, 10); len(list) != 0 {
			w.Error("another department lists it")
		}
		if _, err := w.Judge(w.As(city.Reviewer2), s.ID, Disputes, " "); fault.KindOf(err) != fault.Invalid {
			w.Errorf("disputed without a word: %v", err)
		}
		if _, err := w.Judge(w.As(city.Reviewer2), s.ID, Agrees, ""); err != nil {
			w.Fatal(err)
		}
		_, err = w.Judge(w.As(head), s.ID, Disputes, "不同")
		w.wants(err, fault.Conflict, "recheck.over")
		figures, err := w.Tally(w.As(head), countDays)
		if err != nil || len(figures) != 1 || figures[0].Drawn != 1 || figures[0].Seen != 1 || figures[0].Agreed != 1 || figures[0].Late != 0 {
			w.Errorf("%v, figures %+v", err, figures)
		}
	})
}

func (w *world) wants(err error, kind fault.Kind, key string) {
	w.Helper()
	if f, ok := fault.As(err); !ok || f.Kind != kind || f.Key != key {
		w.Errorf("got %v, want %v %s", err, kind, key)
	}
}

// Disagreement is told, and stops the rules when it is repeated; what was found ends it.
func TestRepeatedDisagreementStopsTheRules(t *testing.T) {
	each(t, func(w *world) {
		w.judged(w.drawn(ByRule, ""), Agrees)
		w.alarms()
		w.judged(w.drawn(ByRule, ""), Disputes)
		w.alarms(Disputed)
		if len(w.stopped) != 0 || len(w.told) != 1 {
			w.Errorf("stopped %v, told %v", w.stopped, w.told)
		}
		w.judged(w.drawn(ByRule, ""), Disputes)
		list := w.alarms(Stopped, Disputed)
		for range 2 {
			if err := w.Sweep(w.Context()); err != nil {
				w.Fatal(err)
			}
		}
		w.alarms(Stopped, Disputed)
		if len(w.stopped) != 1 || len(w.told) != 2 {
			w.Errorf("stopped %v, told %v", w.stopped, w.told)
		}
		w.World.Clock.Set(w.World.Clock.Now().Add(time.Hour))
		for _, a := range list {
			if err := w.EndAlarm(w.As(city.Reviewer), a.ID, "已查明"); fault.KindOf(err) != fault.Forbidden {
				w.Errorf("a reviewer ends it: %v", err)
			}
			if err := w.EndAlarm(w.As(head), a.ID, "规则第3行面积写错，已改"); err != nil {
				w.Fatal(err)
			}
			w.wants(w.EndAlarm(w.As(head), a.ID, "再来"), fault.Conflict, "recheck.over")
		}
		if err := w.Sweep(w.Context()); err != nil {
			w.Fatal(err)
		}
		w.alarms()
	})
}

func TestDriftAndSilenceAreToldOnce(t *testing.T) {
	each(t, func(w *world) {
		w.outcomes = append(outcomes(50, 10), outcomes(200, 180)...)
		for i := range mostSilent {
			w.outcomes[i].Silent = true
		}
		for range 2 {
			if err := w.Sweep(w.Context()); err != nil {
				w.Fatal(err)
			}
		}
		for _, a := range w.alarms(Silent, Drifted) {
			if err := w.EndAlarm(w.As(head), a.ID, "接口已恢复"); err != nil {
				w.Fatal(err)
			}
		}
		if err := w.Sweep(w.Context()); err != nil {
			w.Fatal(err)
		}
		w.alarms()
		if len(w.told) != 2 || len(w.stopped) != 0 {
			w.Errorf("told %v, stopped %v", w.told, w.stopped)
		}
		w.World.Clock.Set(w.World.Clock.Now().Add(quiet + time.Hour))
		if err := w.Sweep(w.Context()); err != nil {
			w.Fatal(err)
		}
		w.alarms(Silent, Drifted)
	})
}

func TestALateSampleIsSaidToBe(t *testing.T) {
	each(t, func(w *world) {
		s := w.drawn(ByRule, "")
		if s.DueOn.String() != "2026-02-17" && s.IsLate(s.DueOn) {
			w.Errorf("due on %s", s.DueOn)
		}
		if s.IsLate(s.DueOn) || !s.IsLate(s.DueOn+1) {
			w.Error("late on its day, or not after it")
		}
	})
}
