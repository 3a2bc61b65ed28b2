package progress

import (
	"context"
	"math"
	"slices"
	"time"

	"tongban/capability/casework"
	"tongban/kernel/calendar"
	"tongban/kernel/deadline"
)

// Leg is one thing on the way of a case, as its applicant thinks of it, or several that are
// done at the same time. It names offices, never people.
type Leg struct {
	Name    string
	Office  string // code of the department, where it is not plainly the one that decides
	State   Standing
	On      time.Time // when it was done, ended, or began anew
	By      time.Time // the last day for it, zero if there is none
	Late    bool      // that day has passed
	Outcome string    // what came of it: pass, or what the drawing calls it
	Beside  []Leg
}

// Standing is how far a leg is.
type Standing string

// How far legs are.
const (
	Ahead Standing = "ahead"
	Now   Standing = "now"
	Again Standing = "again" // it was asked to be looked at once more
	Done  Standing = "done"
	Ended Standing = "ended" // without being done
)

// Legs is the whole way of f: handed in, accepted, what its process asks for, decided,
// delivered. Of a case that ended before there is only what was.
func (s *Service) Legs(ctx context.Context, f *casework.File) []Leg {
	w := way{ctx: ctx, f: f, cal: s.Cases.Calendar()}
	legs := []Leg{{Name: t(ctx, "step.submit"), State: Done, On: f.Case.ReceivedAt}, w.acceptance()}
	legs = append(legs, w.process(s.Cases.Course(f))...)
	legs = append(legs, w.delivery())
	if f.Case.Status.IsOpen() || f.Case.Status == casework.Completed {
		return legs
	}
	legs = slices.DeleteFunc(legs, func(l Leg) bool { return l.State == Ahead || l.State == Now })
	return append(legs, Leg{Name: f.OutcomeTag(ctx).Text, State: Ended, On: f.Case.FinishedAt})
}

// way works out the legs of one case.
type way struct {
	ctx context.Context
	f   *casework.File
	cal *calendar.Calendar
}

// latest is the last record of one of some events, a zero one if there is none.
func (w way) latest(events ...casework.Event) (last casework.Record) {
	for _, r := range w.f.Records {
		if slices.Contains(events, r.Event) {
			last = r
		}
	}
	return last
}

// dated is l with the last day of a period that runs.
func (w way) dated(l Leg, p deadline.Period) Leg {
	if window := w.f.Clock.Window(p); window.Open() {
		l.By, l.Late = window.Due.Start(), window.State == deadline.Overdue
	}
	return l
}

func (w way) acceptance() Leg {
	l := Leg{Name: t(w.ctx, "step.accept"), State: Now}
	if r := w.latest(casework.Accept, casework.DeemAccept, casework.GrantAtOnce); !r.At.IsZero() {
		l.State, l.On = Done, r.At
		return l
	}
	if w.f.Case.Status == casework.InCorrection {
		return w.dated(l, deadline.CorrectionPeriod)
	}
	return w.dated(l, deadline.AcceptancePeriod)
}

func (w way) delivery() Leg {
	l := Leg{Name: t(w.ctx, "step.deliver")}
	switch w.f.Case.Status {
	case casework.Approved, casework.Denied, casework.Issuing:
		l.State = Now
	case casework.Completed:
		l.State, l.On = Done, w.f.Case.FinishedAt
	default:
		l.State = Ahead
	}
	return w.dated(l, deadline.DeliveryPeriod)
}

// process are the legs of a course, whose last is the decision.
func (w way) process(c casework.Course) (legs []Leg) {
	decided := false
	for _, part := range c.Parts {
		if len(part.Branches) > 1 {
			legs = append(legs, w.beside(part))
			continue
		}
		for _, steps := range w.grouped(part.Branches[0].Steps) {
			l := w.leg(steps)
			if steps[len(steps)-1].Decides {
				l, decided = w.decision(l), true
			}
			legs = append(legs, l)
		}
	}
	if !decided && !w.latest(casework.Grant, casework.GrantAtOnce, casework.Deny).At.IsZero() {
		legs = append(legs, w.decision(Leg{Name: t(w.ctx, "step.decide"), State: Ahead}))
	}
	return legs
}

// decision is l as the step in which the case is decided: by the promised day, and how.
func (w way) decision(l Leg) Leg {
	r := w.latest(casework.Grant, casework.GrantAtOnce, casework.Deny)
	if r.At.IsZero() {
		return w.dated(l, deadline.PromisedPeriod)
	}
	l.State, l.On, l.Outcome, l.By = Done, r.At, "granted", time.Time{}
	if r.Event == casework.Deny {
		l.Outcome = "denied"
	}
	return l
}

// beside is a part whose branches run at the same time.
func (w way) beside(part casework.Part) Leg {
	var group Leg
	var offices []string
	for _, b := range part.Branches {
		for _, steps := range w.grouped(b.Steps) {
			l := w.leg(steps)
			l.Office = steps[0].Department
			if !slices.Contains(offices, l.Office) {
				offices = append(offices, l.Office)
			}
			group.Beside = append(group.Beside, l)
		}
	}
	group.Name = t(w.ctx, "step.beside", len(group.Beside))
	if n := len(offices); n > 1 {
		group.Name = t(w.ctx, "step.beside-offices", n)
	}
	group.State = together(group.Beside)
	for _, l := range group.Beside {
		if l.On.After(group.On) && group.State == Done {
			group.On = l.On
		}
	}
	return group
}

// together is how far several are who work at the same time.
func together(legs []Leg) Standing {
	has := func(s Standing) bool { return slices.ContainsFunc(legs, func(l Leg) bool { return l.State == s }) }
	switch {
	case has(Now), has(Again), has(Ahead) && has(Done):
		return Now
	case has(Ahead):
		return Ahead
	case has(Done):
		return Done
	}
	return Ended
}

// grouped puts steps together that follow each other and are one to the applicant: those of
// one stage that the item names.
func (w way) grouped(steps []casework.Step) (groups [][]casework.Step) {
	for _, s := range steps {
		n := len(groups)
		if n > 0 && w.stage(s.Stage) != "" && groups[n-1][0].Stage == s.Stage && groups[n-1][0].Element == s.Element {
			groups[n-1] = append(groups[n-1], s)
			continue
		}
		groups = append(groups, []casework.Step{s})
	}
	return groups
}

// stage is what the item calls a stage, "" if it does not know it.
func (w way) stage(code string) string {
	for _, s := range w.f.Item.Stages {
		if s.Code == code {
			return s.Name
		}
	}
	return ""
}

// leg tells steps of one stage as one.
func (w way) leg(steps []casework.Step) Leg {
	l := Leg{Name: w.stage(steps[0].Stage), State: Done}
	if l.Name == "" {
		l.Name = w.f.StepName(w.ctx, &steps[0])
	}
	if name, known := w.f.Item.In(w.ctx, l.Name); known {
		l.Name = name
	}
	for i := range steps {
		switch s, last := &steps[i], steps[i].Last(); s.Progress {
		case casework.StepOpen:
			return w.open(l, s, steps[i+1:])
		case casework.StepAhead:
			if l.State = Ahead; i > 0 {
				l.State = Now
			}
			return l
		case casework.StepCut:
			l.State, l.On = Ended, last.ClosedAt
			return l
		default:
			l.On, l.Outcome = last.ClosedAt, last.Outcome
		}
	}
	return l
}

// open is l while one of its steps is being done: by the last day of that, and of those that
// follow in it.
func (w way) open(l Leg, s *casework.Step, following []casework.Step) Leg {
	l.State = Now
	if again := s.Last().Again; again != nil && again.Event == casework.SendBack {
		l.State, l.On = Again, again.At
	}
	if s.Clock == nil {
		return l
	}
	day := calendar.DateOf(s.Clock.Due.Add(-time.Millisecond))
	for _, next := range following {
		day = w.cal.AddWorkdays(day, int(math.Ceil(next.Limit)))
	}
	l.By, l.Late = day.Start(), s.Clock.Late
	return l
}
