package sim

import (
	"cmp"
	"context"
	"slices"
	"time"

	"tongban/capability/casework"
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
	m.hands = append(m.hands, hand{t.ID, t.Node, o, m.after(minutes)})
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
