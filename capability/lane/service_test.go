package lane

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tongban/capability/agreement"
	"tongban/capability/audit/audittest"
	"tongban/capability/casework"
	"tongban/capability/casework/caseworktest"
	"tongban/capability/catalogue"
	"tongban/capability/inspection"
	"tongban/capability/place"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/deadline"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
)

// bench is the lane in a small city: who drives B2 is in it, and needs an agreement.
type bench struct {
	caseworktest.World
	*Service
	around *around
}

// around plays everybody the lane asks.
type around struct {
	seen  []Look
	ready bool
	told  []string // "key argument…"
}

func (around) Wanted(_ *catalogue.Item, handed casework.Submission) []Paper {
	return []Paper{{"M-PHOTO", "证件照"}}
}

func (a *around) Seen(context.Context, *db.Tx, id.ID) ([]Look, error) { return a.seen, nil }

func (a *around) Ready(context.Context, *db.Tx, id.ID, casework.Submission) (string, time.Time, bool, error) {
	return "陈静", caseworktest.At("2026-02-09 10:00"), a.ready, nil
}

func (a *around) Inform(_ context.Context, _ *db.Tx, _ id.ID, key string, args []string, _ string) error {
	a.told = append(a.told, key+" "+strings.Join(args, "|"))
	return nil
}

func (around) Desk(_ context.Context, code string, _ bool) (string, error) { return code, nil }

func (around) Person(_ context.Context, account string) (casework.Person, error) {
	return casework.Person{ID: account, Name: mei.Name, Proven: true}, nil
}

func (a around) Known(ctx context.Context, _, _ string) (casework.Person, error) {
	return casework.Person{}, fault.New(fault.NotFound, "agreement.other-unknown")
}

func (around) SendCode(context.Context, string) error          { return nil }
func (around) CheckCode(context.Context, string, string) error { return nil }

// Inspectors can be sent who review.
func (around) Departments(context.Context) ([]place.Department, error) {
	return []place.Department{{Code: "TRANS", Label: place.Label{Name: "交通运输局"}}}, nil
}

func (around) Inspectors(context.Context, string) (map[string]string, error) {
	return map[string]string{reviewer.ID: reviewer.Name, second.ID: second.Name}, nil
}

var (
	mei                                = caseworktest.Mei
	window, reviewer, second, approver = caseworktest.Window, caseworktest.Reviewer, caseworktest.Reviewer2, caseworktest.Approver
	elsewhere                          = caseworktest.Staff("别处", "SAMR", actor.Reviewer)

	driversOfB2 = map[string]any{"var": "licenceClass", "op": "eq", "value": "B2"}
	green       = map[string]any{
		"greenLane":  map[string]any{"promisedWorkdays": 2, "rules": []any{map[string]any{"reason": "紧缺驾驶员", "when": driversOfB2}}},
		"agreements": []any{map[string]any{"code": "CARE", "name": "从业协议", "when": driversOfB2, "text": []any{"乙方：{applicant}"}}},
	}
)

func each(t *testing.T, body func(b bench)) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		texts, err := message.Load()
		if err != nil {
			t.Fatal(err)
		}
		around := &around{}
		visits, agreements := &inspection.Service{}, &agreement.Service{}
		w := caseworktest.Amended(t, d, nil, green, db.Source{Name: "inspection", FS: visits.Module().Migrations},
			db.Source{Name: "agreement", FS: agreements.Module().Migrations}, db.Source{Name: "lane", FS: files})
		visits.Deps = inspection.Deps{DB: d, Clock: w.Clock, Casework: w.Casework, Documents: w.Documents, Notices: w.Casework.Notices, Keys: w.Keys, Texts: texts, Roster: around, Places: around}
		agreements.Deps = agreement.Deps{
			DB: d, Clock: w.Clock, Keys: w.Keys, Once: w.Once, Texts: texts, Casework: w.Casework, Documents: w.Documents, People: around, Codes: around,
			Informer: around, Drawing: func(string) ([]byte, bool) { return nil, false },
		}
		s := New(Deps{
			DB: d, Clock: w.Clock, Calendar: calendar.Default, Once: w.Once, Casework: w.Casework, Visits: visits, Agreements: agreements,
			Counter: around, Reviews: around, Informer: around, Offices: around,
		})
		w.Casework.Follow(agreements.Follow)
		w.Casework.Follow(s.Follow)
		w.Casework.Block(s.Open)
		body(bench{w, s, around})
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

func (b bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b bench) grant(f *casework.File) error {
	_, err := b.Casework.Step(b.As(approver), f.Case.No, casework.Grant, casework.Input{})
	return err
}

// see is the case as a reader finds it in the lane.
func (b bench) see(who actor.Actor, f *casework.File) *Case {
	b.Helper()
	c, err := b.Of(b.As(who), f.Case.No)
	b.must(err)
	return c
}

// ordinary is a new case of mei's that is not in the lane.
func (b bench) ordinary() *casework.File {
	b.Helper()
	a := b.Arrival(mei)
	a.Values["licenceClass"] = "A2"
	return b.Handed(mei, a)
}

// visits has the site visited by two.
func (b bench) visits(f *casework.File) {
	b.Helper()
	no := f.Case.No
	b.must(b.Visits.Order(b.As(reviewer), no, inspection.Order{Reason: "核实", PlannedOn: "2026-02-10", Inspectors: []string{reviewer.ID, second.ID}}))
	list, err := b.Visits.Visits(b.As(reviewer), f)
	b.must(err)
	b.must(b.Visits.Write(b.As(reviewer), no, list[0].ID, 0, inspection.Record{VisitedOn: "2026-02-10", Met: true, Findings: "与申请一致", Present: "林晓华"}))
	b.must(b.Visits.Sign(b.As(reviewer), no, list[0].ID, inspection.Signing{Version: 1, Name: reviewer.Name}))
	b.must(b.Visits.Sign(b.As(second), no, list[0].ID, inspection.Signing{Version: 1, Name: second.Name}))
}

// agrees has the agreement signed by both.
func (b bench) agrees(f *casework.File) {
	b.Helper()
	a, err := b.Agreements.DrawUp(b.As(reviewer), f.Case.No, agreement.Draft{Code: "CARE"})
	b.must(err)
	b.must(b.Agreements.SignFor(b.As(reviewer), f.Case.No, a.ID, reviewer.Name))
	_, err = b.Agreements.Sign(b.As(mei), a.ID, agreement.Signing{Method: agreement.Typed, Name: mei.Name, Code: "123456"})
	b.must(err)
}

func TestEveryOpenStepKeepsTheGrantBack(t *testing.T) {
	each(t, func(b bench) {
		f := b.In(casework.Submitted)
		b.must(b.Review(b.As(window), f.Case.No, "材料齐全"))
		f = b.To(f, casework.Deciding)
		b.wants(b.grant(f), "lane.open.originals")
		b.around.seen = []Look{{"M-PHOTO", window.Name, b.Clock.Now()}}
		b.wants(b.grant(f), "lane.open.visit")
		b.visits(f)
		b.wants(b.grant(f), "lane.open.signing")
		b.agrees(f)
		b.must(b.grant(f))
		b.Step(window, f, casework.Deliver, caseworktest.Inputs[casework.Deliver])
		c := b.see(mei, f)
		for _, step := range c.Steps {
			if step.IsOpen() || step.Done.IsZero() || step.Kind != Filing && step.Kind != Signing && step.By == "" {
				b.Errorf("%s is left: %+v", step.Kind, step)
			}
		}
		if c.Entry.State != Reported || c.Next() != nil {
			b.Errorf("in the end it is %s", c.Entry.State)
		}
		for _, key := range []string{"lane.inform.entered 道路货物运输驾驶员从业资格证核发|紧缺驾驶员|2", "lane.inform.reported"} {
			if !slices.ContainsFunc(b.around.told, func(line string) bool { return strings.HasPrefix(line, key) }) {
				b.Errorf("nobody was told %s: %q", key, b.around.told)
			}
		}
	})
}

func TestAnOrdinaryCaseHasNoLane(t *testing.T) {
	each(t, func(b bench) {
		f := b.To(b.ordinary(), casework.Deciding)
		_, err := b.Of(b.As(approver), f.Case.No)
		b.wants(err, "lane.unknown")
		b.wants(b.Refuse(b.As(approver), f.Case.No, Visit, "不"), "lane.unknown")
		b.must(b.grant(f))
	})
}

func TestARefusedStepLetsTheCaseGoOnAsAnOrdinaryOne(t *testing.T) {
	each(t, func(b bench) {
		f := b.In(casework.Deciding)
		b.wants(b.Refuse(b.As(approver), f.Case.No, Visit, " "), "lane.why-missing")
		b.wants(b.Refuse(b.As(approver), f.Case.No, Reporting, "不"), "lane.step-unknown")
		b.wants(b.Refuse(b.As(approver), f.Case.No, Registration, "不"), "lane.step-done")
		b.wants(b.Refuse(b.As(mei), f.Case.No, Visit, "不"), "access.forbidden")
		b.must(b.Refuse(b.As(approver), f.Case.No, Visit, "现场无法进入"))
		c := b.see(approver, f)
		if c.Entry.State != Left || c.Entry.Refused != Visit || c.Entry.Why != "现场无法进入" || c.Entry.ClosedBy != approver.Name || !c.Steps[4].Refuse {
			b.Errorf("got %+v", c.Entry)
		}
		if last := b.around.told[len(b.around.told)-1]; !strings.HasPrefix(last, "lane.inform.left") || !strings.HasSuffix(last, "现场无法进入") {
			b.Errorf("the applicant was told %q", last)
		}
		if n := len(audittest.With(b, b.DB, "lane.leave")); n != 1 {
			b.Errorf("%d leaves in the log", n)
		}
		b.wants(b.Refuse(b.As(approver), f.Case.No, Signing, "再来"), "lane.left")
		b.wants(b.Review(b.As(reviewer), f.Case.No, ""), "lane.left")
		b.must(b.grant(f))
		b.Step(window, f, casework.Deliver, caseworktest.Inputs[casework.Deliver])
		if c := b.see(mei, f); c.Entry.State != Left {
			b.Errorf("after the result it is %s", c.Entry.State)
		}
	})
}

func TestTwoPeopleOnOneStep(t *testing.T) {
	each(t, func(b bench) {
		f := b.In(casework.Reviewing)
		var wait sync.WaitGroup
		errs := make([]error, 2)
		for i, who := range []actor.Actor{reviewer, second} {
			wait.Go(func() { errs[i] = b.Review(b.As(who), f.Case.No, "") })
		}
		wait.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			b.Fatalf("both or none: %v", errs)
		}
		for _, err := range errs {
			if err != nil {
				b.wants(err, "lane.reviewed")
			}
		}
		for i, who := range []actor.Actor{reviewer, second} {
			wait.Go(func() { errs[i] = b.Refuse(b.As(who), f.Case.No, Visit, "无法进入") })
		}
		wait.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			b.Errorf("both or none left the lane: %v", errs)
		}
	})
}

func TestALookBeforeFilingCounts(t *testing.T) {
	each(t, func(b bench) {
		b.around.ready = true
		c := b.see(mei, b.In(casework.Submitted))
		if step := c.Steps[1]; step.By != "陈静" || !step.Done.Equal(caseworktest.At("2026-02-09 10:00")) {
			b.Errorf("got %+v", step)
		}
	})
}

func TestStrangersFindNoLane(t *testing.T) {
	each(t, func(b bench) {
		f := b.In(casework.Reviewing)
		for _, who := range []actor.Actor{caseworktest.Stranger, elsewhere} {
			_, err := b.Of(b.As(who), f.Case.No)
			b.wants(err, "casework.unknown")
			b.wants(b.Review(b.As(who), f.Case.No, ""), "casework.unknown")
			b.wants(b.Refuse(b.As(who), f.Case.No, Visit, "不"), "casework.unknown")
		}
	})
}

func TestWhatWasMendedMayLeadOutOfTheLane(t *testing.T) {
	each(t, func(b bench) {
		f := b.In(casework.InCorrection)
		a := b.Arrival(mei)
		a.Values["licenceClass"] = "A2"
		f = b.Mended(f, a)
		if c := b.see(mei, f); c.Entry.State != Left || c.Entry.Refused != "" {
			b.Errorf("got %+v", c.Entry)
		}
	})
}

func TestACaseThatEndsLeavesNothingOpen(t *testing.T) {
	each(t, func(b bench) {
		if c := b.see(mei, b.In(casework.Withdrawn)); c.Entry.State != Dropped {
			b.Errorf("withdrawn and %s", c.Entry.State)
		}
		if f, err := b.Costs(b.As(reviewer), 30); err != nil || f.Tasks() != 0 || f.Dropped != 1 {
			b.Errorf("a task nobody has done costs something: %+v, %v", f, err)
		}
	})
}

func TestTheLaneHasAPromiseOfItsOwn(t *testing.T) {
	each(t, func(b bench) {
		f := b.In(casework.Accepted) // 10 February 2026, a Tuesday
		c := b.see(mei, f)
		if c.Promise.Due.String() != "2026-02-12" || c.Ordinary.Due.String() != "2026-02-13" || c.Promise.State != deadline.Running {
			b.Errorf("promised by %s, otherwise by %s", c.Promise.Due, c.Ordinary.Due)
		}
		b.Clock.Set(b.Clock.Now().Add(80 * time.Hour)) // the promise of the lane passes, nothing else does
		if c = b.see(mei, f); c.Promise.State != deadline.Overdue || c.Ordinary.State != deadline.Running || c.Entry.State != In {
			b.Errorf("after its day: %s, %s, %s", c.Promise.State, c.Ordinary.State, c.Entry.State)
		}
		b.must(b.Refuse(b.As(reviewer), f.Case.No, Visit, "超过绿色通道期限"))
	})
}

func TestTheCostIsWhatOlderTasksWaitLonger(t *testing.T) {
	each(t, func(b bench) {
		empty, err := b.Costs(b.As(reviewer), 30)
		b.must(err)
		if empty.Tasks() != 0 || len(empty.Groups) != 0 || empty.In != 0 {
			b.Errorf("before anything: %+v", empty)
		}
		for range 3 {
			b.To(b.ordinary(), casework.Accepted)
		}
		b.Clock.Set(b.Clock.Now().Add(time.Hour))
		b.To(b.Submitted(mei), casework.Accepted) // in the lane as well: no cost to others
		b.Clock.Set(b.Clock.Now().Add(time.Hour))
		f := b.To(b.Submitted(mei), casework.Reviewing) // claimed at eleven
		b.Clock.Set(b.Clock.Now().Add(4 * time.Hour))   // an hour of which is for lunch
		b.Step(reviewer, f, casework.ProposeDecision, caseworktest.Inputs[casework.ProposeDecision])
		figures, err := b.Costs(b.As(reviewer), 30)
		b.must(err)
		i := slices.IndexFunc(figures.Groups, func(g Group) bool { return g.Role == "reviewer" })
		if i < 0 {
			b.Fatalf("no reviewers in %+v", figures.Groups)
		}
		if g := figures.Groups[i]; g.Tasks != 1 || g.Minutes != 180 || g.Overtaken != 3 || g.Delay != 540 || g.Desk != "TRANS" || g.Window {
			b.Errorf("got %+v", g)
		}
		if figures.In != 2 {
			b.Errorf("%d in the lane", figures.In)
		}
		b.Clock.Set(b.Clock.Now().Add(40 * 24 * time.Hour))
		if later, err := b.Costs(b.As(reviewer), 30); err != nil || later.Tasks() != 0 {
			b.Errorf("after forty days: %+v, %v", later, err)
		}
		_, err = b.Costs(b.As(mei), 30)
		b.wants(err, "access.forbidden")
	})
}

func TestTheCostIsSharedByThoseWhoWorkThere(t *testing.T) {
	each(t, func(b bench) {
		f := b.To(b.ordinary(), casework.Accepted)
		b.Step(second, f, casework.StartReview, casework.Input{}) // has it in hand
		b.Clock.Set(b.Clock.Now().Add(time.Hour))
		mine := b.To(b.Submitted(mei), casework.Reviewing)
		b.Clock.Set(b.Clock.Now().Add(time.Hour))
		b.Step(reviewer, mine, casework.ProposeDecision, caseworktest.Inputs[casework.ProposeDecision])
		figures, err := b.Costs(b.As(reviewer), 30)
		b.must(err)
		for _, g := range figures.Groups {
			if g.Role == "reviewer" && (g.Minutes != 60 || g.Overtaken != 1 || g.Delay != 30) {
				b.Errorf("got %+v", g)
			}
		}
	})
}
