package sim

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"tongban/capability/casework"
	"tongban/capability/inspection"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/id"
)

// hand is what one officer has taken on in a case several work on at once.
type hand struct {
	task    id.ID
	node    string // in the drawing; orders what is due together
	officer officer
	others  []officer // who go to the site with them
	at      time.Time // when it is done
}

// How often things happen, of a hundred matters several departments work on: a branch is
// sent back by its own reviewer; a department refuses.
const ofSentBack, ofVeto = 0.25, 0.08

// join has officers of each department take on what is open in a case with branches. They go
// on at their own paces; the next turn is that of whoever is ready first.
func (m *matter) join(ctx context.Context) error {
	if m.fate.withdrawn {
		return m.withdraw(ctx)
	}
	f, err := m.Casework.File(actor.With(ctx, actor.AsSystem("sim")), m.no)
	if err != nil {
		return err
	}
	open := f.OpenTasks()
	slices.SortFunc(open, func(a, b *casework.Task) int { return cmp.Compare(a.Node, b.Node) })
	m.hands = slices.DeleteFunc(m.hands, func(h hand) bool {
		return !slices.ContainsFunc(open, func(t *casework.Task) bool { return t.ID == h.task })
	})
	for _, t := range open {
		if !slices.ContainsFunc(m.hands, func(h hand) bool { return h.task == t.ID }) {
			if err := m.lend(ctx, f, t); err != nil {
				return err
			}
		}
	}
	next := slices.MinFunc(m.hands, func(a, b hand) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.node, b.node)) })
	m.then(next.at, func(ctx context.Context) error { return m.contribute(ctx, next) })
	return nil
}

// lend has an officer of a task's department take it on.
func (m *matter) lend(ctx context.Context, f *casework.File, t *casework.Task) error {
	o, err := m.pick(m.chance, actor.Role(t.Role), t.Department)
	if err != nil {
		return err
	}
	if _, err := m.Casework.Claim(actor.With(ctx, o.Actor), t.ID); err != nil {
		return err
	}
	days := 1.0
	if drawn, ok := f.Drawn(t); ok && drawn.Limit > 0 {
		days = drawn.Limit
	}
	h := hand{task: t.ID, node: t.Node, officer: o}
	if drawn, ok := f.Drawn(t); ok && drawn.Visit {
		if h.others, err = m.goTogether(ctx, f, o); err != nil {
			return err
		}
	}
	minutes := days * calendar.WorkdayMinutes * m.fate.pace * o.slow * m.chance.around(0.3)
	h.at = m.after(minutes)
	m.hands = append(m.hands, h)
	return nil
}

// goTogether orders the joint visit: an inspector of each department that has a part in the
// case.
func (m *matter) goTogether(ctx context.Context, f *casework.File, first officer) (others []officer, err error) {
	departments, going := []string{first.Department}, []string{first.ID}
	for _, t := range f.Tasks {
		if t.Department == "" || slices.Contains(departments, t.Department) {
			continue
		}
		other, err := m.pick(m.chance, actor.Inspector, t.Department)
		if err != nil {
			return nil, err
		}
		departments, going, others = append(departments, t.Department), append(going, other.ID), append(others, other)
	}
	return others, m.Visits.Order(actor.With(ctx, first.Actor), m.no, inspection.Order{
		Reason: m.says("visit"), PlannedOn: m.after(240).Format(time.DateOnly), Departments: departments, Inspectors: going,
	})
}

// recordTogether has each department write its part of the record of the visit, and all sign
// it: that is what ends the step.
func (m *matter) recordTogether(ctx context.Context, h hand) error {
	system := actor.With(ctx, actor.AsSystem("sim"))
	read := func() (*inspection.Visit, error) {
		f, err := m.Casework.File(system, m.no)
		if err != nil {
			return nil, err
		}
		visits, err := m.Visits.Visits(system, f)
		if err != nil || len(visits) == 0 {
			return nil, fmt.Errorf("the joint visit: %d, %w", len(visits), err)
		}
		return visits[len(visits)-1], nil
	}
	all := append([]officer{h.officer}, h.others...)
	for _, o := range all {
		v, err := read()
		if err != nil {
			return err
		}
		for _, part := range v.Parts {
			if part.Department != o.Department {
				continue
			}
			record := inspection.Record{Met: true, Findings: m.opinion("site")}
			if o.Department == m.department() {
				record.VisitedOn, record.Present = m.clock.Now().Format(time.DateOnly), m.says("present")
			}
			for _, line := range part.Lines {
				record.Answers = append(record.Answers, seen(line, true))
			}
			if err := m.Visits.Write(actor.With(ctx, o.Actor), m.no, v.ID, part.Version, record); err != nil {
				return err
			}
		}
	}
	v, err := read()
	if err != nil {
		return err
	}
	for _, o := range all {
		if err := m.Visits.Sign(actor.With(ctx, o.Actor), m.no, v.ID, inspection.Signing{Version: v.Version, Name: o.Name}); err != nil {
			return err
		}
	}
	return nil
}

// contribute does what one of the officers has taken on: passes it on, sends their own branch
// one step back, or refuses for their department.
func (m *matter) contribute(ctx context.Context, h hand) error {
	ctx = actor.With(ctx, h.officer.Actor)
	f, err := m.Casework.File(ctx, m.no)
	if err != nil {
		return err
	}
	if h.others != nil {
		if err := m.recordTogether(ctx, h); err != nil {
			return err
		}
		if f, err = m.Casework.File(ctx, m.no); err != nil {
			return err
		}
		m.learn(f)
		m.goOn()
		return nil
	}
	task := f.Task(h.task)
	in := casework.Input{Outcome: "pass", Opinion: m.opinion("pass")}
	if gives := f.Outcomes(task); len(gives) > 1 {
		earlier := m.Casework.Returnable(f, task)
		switch {
		case len(earlier) > 0 && !m.sentBack && m.chance.happens(ofSentBack):
			m.sentBack = true
			back := casework.Return{To: earlier[len(earlier)-1].Node, Reason: m.says("send_back")}
			if f, err = m.Casework.SendBack(ctx, h.task, back); err != nil {
				return err
			}
			m.learn(f)
			m.goOn()
			return nil
		case m.chance.happens(ofVeto):
			m.vetoed = true
			in = casework.Input{Outcome: gives[len(gives)-1], Opinion: m.says("veto")}
		}
	}
	if f, err = m.Casework.Complete(ctx, h.task, in); err != nil {
		return err
	}
	m.learn(f)
	m.goOn()
	return nil
}
