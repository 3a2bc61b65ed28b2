package casework

import (
	"context"
	"slices"

	"tongban/capability/workflow"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
)

// Visited is what a visit to the site found, for the process of the case.
type Visited struct {
	Met    bool   // the site is as the law wants it
	Result string // the same in words, for the record of a procedure that stopped the clock
}

// visitMet is the variable of a process that says what a visit found.
const visitMet = "visit.met"

// VisitTask returns the open task of f that is drawn as the joint visit to the site, nil if
// there is none.
func (f *File) VisitTask() *Task {
	open := f.OpenTasks()
	if i := slices.IndexFunc(open, func(t *Task) bool { return f.isVisit(t) }); i >= 0 {
		return open[i]
	}
	return nil
}

// isVisit reports whether t is done by the signed record of a visit, and by nothing else.
func (f *File) isVisit(t *Task) bool {
	drawn, ok := f.Drawn(t)
	return ok && drawn.Visit
}

// EndVisit runs unit, which reports whether everybody has signed the record of a visit in the
// case no. Then the task that is the visit, if one is open, ends in the same unit. Who signs last
// needs no right to the task: they were sent. Where another branch of the case is faster,
// unit is undone and runs again.
func (s *Service) EndVisit(ctx context.Context, no string, found Visited, unit func(context.Context, *db.Tx) (signed bool, err error)) (err error) {
	for range mostPlans {
		m, wrong := s.planVisit(ctx, no, found)
		faster := false
		err = s.DB.Write(ctx, no, func(ctx context.Context, tx *db.Tx) error {
			signed, err := unit(ctx, tx)
			switch {
			case err != nil || !signed:
				return err
			case wrong != nil || m == nil:
				return wrong
			}
			err = s.store(ctx, tx, m)
			faster = fault.KindOf(err) == fault.Conflict && err != nil
			return err
		})
		if !faster {
			break
		}
	}
	return err
}

// planVisit works out the end of the open visit of the case no; nil if none is open.
func (s *Service) planVisit(ctx context.Context, no string, found Visited) (*move, error) {
	f, err := s.due(ctx, func() (*File, error) { return s.read(ctx, no) })
	if err != nil {
		return nil, err
	}
	task := f.VisitTask()
	switch {
	case task == nil:
		return nil, nil
	case !Lifecycle.May(f.Case.Status, PassStage) && f.Case.Status != Accepted:
		return nil, fault.New(fault.Conflict, "casework.visit-waits")
	}
	if err := s.answers(ctx, f); err != nil {
		return nil, err
	}
	m := newMove(f, actor.From(ctx), s.Clock.Now())
	m.task = task
	if err := s.passed(ctx, m, Input{Outcome: workflow.Pass, Result: found.Result, Values: map[string]any{visitMet: found.Met}}); err != nil {
		return nil, err
	}
	s.settle(m)
	return m, nil
}
