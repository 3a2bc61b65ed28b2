package casework

import (
	"context"
	"fmt"

	"tongban/capability/access"
	"tongban/capability/workflow"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// walk moves the process of m's case by what e records.
func (s *Service) walk(ctx context.Context, m *move, e Event, d Detail, made stride) error {
	if err := m.record(e, d); err != nil {
		return err
	}
	if m.file.Case.Status != Deciding && m.file.process.decides(made) {
		if err := m.recordBy(actor.AsSystem("process"), ProposeDecision, Detail{Stage: m.stageOf(made)}); err != nil {
			return err
		}
	}
	return s.carryOut(ctx, m, made)
}

// retry lets what is stuck try again, after somebody has seen to it.
func (s *Service) retry(ctx context.Context, m *move, in Input) error {
	made := stride{}
	for i, token := range m.file.stuckTokens(m.now) {
		again, err := m.file.stepped(workflow.Retried{Incident: token}, m.now)
		if err != nil {
			return err
		}
		if m.file.process.state = &again.state; i > 0 {
			again.effects = append(made.effects, again.effects...)
		}
		made = again
	}
	return s.walk(ctx, m, Retry, Detail{Opinion: in.Opinion}, made)
}

// leaveProcess takes a case out of a process that cannot go on: it is decided by whoever
// decides for the department.
func (s *Service) leaveProcess(_ context.Context, m *move, in Input) error {
	m.close = "left"
	if err := m.record(LeaveProcess, Detail{Reason: in.Reason}); err != nil {
		return err
	}
	m.leave()
	m.file.Case.Stage = stageDecide
	m.openTask(decision(""), workflow.Activity{}, m.file.Case.Department)
	return nil
}

// fire lets the timers of a case go off that are due. Firing twice changes nothing, since the
// case has moved on.
func (s *Service) fire(ctx context.Context, no string) error {
	f, err := s.read(ctx, no)
	if err != nil {
		return err
	}
	if err := s.answers(ctx, f); err != nil {
		return err
	}
	m := newMove(f, actor.From(ctx), s.Clock.Now())
	var due []int
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		due, err = listTimers(ctx, tx, f.Case.ID, s.Clock.Now())
		return err
	})
	if err != nil || len(due) == 0 {
		return err
	}
	timer := due[0] // the next sweep sees to the others
	m.also(func(ctx context.Context, tx *db.Tx) error { return deleteTimer(ctx, tx, f.Case.ID, timer) })
	made, err := f.stepped(workflow.Fired{Timer: timer}, m.now)
	if err != nil {
		err = m.lost(err)
	} else {
		err = s.walk(ctx, m, Proceed, Detail{}, made)
	}
	if err != nil {
		return err
	}
	s.settle(m)
	return s.DB.Write(ctx, no, func(ctx context.Context, tx *db.Tx) error { return s.store(ctx, tx, m) })
}

// Message tells the process of the case no what it may be waiting for: that a visit is over, a
// payment made. The capability that says so has checked that it is.
func (s *Service) Message(ctx context.Context, no, name string, values map[string]any) error {
	f, err := s.read(ctx, no)
	if err != nil {
		return err
	}
	if err := s.answers(ctx, f); err != nil {
		return err
	}
	m := newMove(f, actor.From(ctx), s.Clock.Now())
	made, err := f.stepped(workflow.Received{Message: name, Values: values}, m.now)
	if err == nil {
		err = s.walk(ctx, m, Proceed, Detail{}, made)
	}
	if err != nil {
		return fmt.Errorf("message %s to %s: %w", name, no, err)
	}
	s.settle(m)
	return s.DB.Write(ctx, no, func(ctx context.Context, tx *db.Tx) error { return s.store(ctx, tx, m) })
}

// OpenIncident is an incident on the list of those that wait for somebody.
type OpenIncident struct {
	Incident
	ShortNo  string
	ItemName string
}

// Incidents returns the cases the actor may see whose process cannot go on, the oldest first,
// after last.
func (s *Service) Incidents(ctx context.Context, last id.ID, limit int) (list []OpenIncident, err error) {
	scope := access.Scope(actor.From(ctx), access.CaseList)
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = listIncidents(ctx, tx, scope, last, limit)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("incidents: %w", err)
	}
	return list, nil
}
