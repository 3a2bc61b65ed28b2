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
	minutes := days * calendar.WorkdayMinutes * m.fate.pace * o.slow * m.chance.around(0.3)
	h := hand{t.ID, t.Node, o, m.after(minutes)}
	m.hands = append(m.hands, h)
	if drawn, ok := f.Drawn(t); ok && drawn.Visit {
		return m.gather(actor.With(ctx, o.Actor), f, h)
	}
	return nil
}

// gather orders the visit that the departments of a case make together: one inspector of each
// goes, and another of the one that leads.
func (m *matter) gather(ctx context.Context, f *casework.File, h hand) error {
	o := inspection.Order{Reason: m.says("visit"), PlannedOn: h.at.Format(time.DateOnly), Departments: []string{f.Case.Department}}
	m.team = []officer{h.officer}
	for _, t := range f.Tasks {
		if !slices.Contains(o.Departments, t.Department) {
			o.Departments = append(o.Departments, t.Department)
		}
	}
	slices.Sort(o.Departments[1:])
	for _, department := range o.Departments {
		role := actor.Inspector
		if department == h.officer.Department {
			role = actor.Reviewer
		}
		another, err := m.pick(m.chance, role, department)
		if err != nil {
			return err
		}
		m.team = append(m.team, another)
	}
	for _, one := range m.team {
		o.Inspectors = append(o.Inspectors, one.ID)
	}
	return m.Visits.Order(ctx, m.no, o)
}

// goThere has each department write its part of what it saw on the site, and all sign. The
// last signature ends the step.
func (m *matter) goThere(ctx context.Context, h hand) error {
	f, err := m.Casework.File(ctx, m.no)
	if err != nil {
		return err
	}
	visits, err := m.Visits.Visits(ctx, f)
	if err != nil || len(visits) == 0 {
		return fmt.Errorf("the visit of several departments: %d, %w", len(visits), err)
	}
	v := visits[len(visits)-1]
	for n, part := range v.Parts {
		i := slices.IndexFunc(m.team, func(o officer) bool { return o.Department == part.Department })
		record := inspection.Record{Met: true, Findings: m.opinion("site")}
		if n == 0 { // the one that leads
			record.VisitedOn, record.Present = m.clock.Now().Format(time.DateOnly), m.says("present")
		}
		for _, line := range part.Lines {
			record.Answers = append(record.Answers, seen(line, true))
		}
		if err := m.Visits.Write(actor.With(ctx, m.team[i].Actor), m.no, v.ID, part.Version, record); err != nil {
			return err
		}
	}
	written := v.Version + int64(len(v.Parts))
	for _, one := range m.team {
		if err := m.Visits.Sign(actor.With(ctx, one.Actor), m.no, v.ID, inspection.Signing{Version: written, Name: one.Name}); err != nil {
			return err
		}
	}
	if f, err = m.Casework.File(ctx, m.no); err == nil {
		m.learn(f)
		m.goOn()
	}
	return err
}

// contribute does what one of the officers has taken on: passes it on, sends their own branch
// one step back, or refuses for their department.
func (m *matter) contribute(ctx context.Context, h hand) error {
	ctx = actor.With(ctx, h.officer.Actor)
	f, err := m.Casework.File(ctx, m.no)
	if err != nil {
		return err
	}
	task := f.Task(h.task)
	if drawn, ok := f.Drawn(task); ok && drawn.Visit {
		return m.goThere(ctx, h)
	}
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
