package casework

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"

	"tongban/capability/audit"
	"tongban/capability/workflow"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Causes of incidents that end by themselves: nobody at work can do a task, a process waits for
// what no step is left to send.
const (
	incidentNobody = "casework.incident.nobody"
	incidentWaits  = "casework.incident.waits"
)

// nobodyFor says that nobody can do t.
func nobodyFor(f *File, t *Task) Incident {
	drawn := f.process.task(workflow.Activity{Node: t.Node})
	return Incident{Task: t.ID, Node: t.Node, Cause: incidentNobody, Args: []string{cmp.Or(drawn.Name, t.Stage)}}
}

// attended ends what was said of a task that nobody could do: somebody does it, or it is not
// needed any more.
func (m *move) attended(t *Task) {
	if m.file.wasStuck() {
		m.also(func(ctx context.Context, tx *db.Tx) error { return endTaskIncidents(ctx, tx, t, m.now) })
	}
}

// takable reports whether anybody at work could take t.
func (s *Service) takable(ctx context.Context, t *Task) (bool, error) {
	if t.Candidates == nil {
		return s.Colleagues.Anybody(ctx, t.Department, t.Outlet, actor.Role(t.Role))
	}
	for _, account := range t.Candidates {
		colleague, err := s.Colleagues.Colleague(ctx, account)
		switch {
		case err == nil && colleague.Is(actor.Role(t.Role)):
			return true, nil
		case err != nil && fault.KindOf(err) != fault.NotFound:
			return false, err
		}
	}
	return false, nil
}

// SweepStaff looks after the tasks of those who are not there any more. What somebody has
// claimed whose account was closed goes back to its group. Where a department is closed, or
// nobody is left in it who could do a task that was drawn, each such task becomes an incident,
// which ends when somebody is there again. Sweeping twice changes nothing.
func (s *Service) SweepStaff(ctx context.Context) error {
	ctx = actor.With(ctx, actor.AsSystem("clock"))
	return errors.Join(s.releaseLeft(ctx), s.noteUnattended(ctx), s.endAttended(ctx))
}

// releaseLeft gives back what those hold whose accounts were closed.
func (s *Service) releaseLeft(ctx context.Context) error {
	for holder := ""; ; {
		next, err := read(ctx, s, func(ctx context.Context, tx *db.Tx) (string, error) { return nextHolder(ctx, tx, holder) })
		if err != nil || next == "" {
			return err
		}
		holder = next
		_, err = s.Colleagues.Colleague(ctx, holder)
		if err == nil {
			continue
		}
		if fault.KindOf(err) != fault.NotFound {
			return err
		}
		if err := s.releaseAll(ctx, holder); err != nil {
			return fmt.Errorf("release tasks of %s: %w", holder, err)
		}
	}
}

// releaseAll gives back everything that somebody holds, batch by batch.
func (s *Service) releaseAll(ctx context.Context, holder string) error {
	for {
		n := 0
		err := s.DB.Write(ctx, "", func(ctx context.Context, tx *db.Tx) error {
			rows, err := listAssigned(ctx, tx, holder, 0, handoverBatch)
			n = len(rows)
			for _, row := range rows {
				if err := s.storeHanding(ctx, tx, handing{row.task, row.caseNo, "", actor.From(ctx), "", s.Clock.Now()}); err != nil {
					return err
				}
			}
			return err
		})
		if err != nil || n < handoverBatch {
			return err
		}
	}
}

// deskOf is whose a group of tasks is.
type deskOf struct{ department, role string }

// noteUnattended finds the tasks that nobody at work can do: those of a department without
// anybody of their role, and those for people who are not there.
func (s *Service) noteUnattended(ctx context.Context) error {
	for at := (deskOf{}); ; {
		next, err := read(ctx, s, func(ctx context.Context, tx *db.Tx) (deskOf, error) { return nextDesk(ctx, tx, at) })
		if err != nil {
			return err
		}
		if next == (deskOf{}) {
			break
		}
		at = next
		any, err := s.Colleagues.Anybody(ctx, at.department, "", actor.Role(at.role))
		if err != nil {
			return err
		}
		if any {
			continue
		}
		list := func(ctx context.Context, tx *db.Tx, last id.ID, limit int) ([]id.ID, error) {
			return listUnattended(ctx, tx, at, last, limit)
		}
		if err := s.eachTask(ctx, list, s.noteNobody); err != nil {
			return err
		}
	}
	return s.eachTask(ctx, listForPeople, s.noteNobody)
}

// endAttended ends the incidents of tasks that somebody could do now.
func (s *Service) endAttended(ctx context.Context) error {
	return s.eachTask(ctx, listNobodys, s.endNobody)
}

// eachTask has do look at the tasks that list finds, page by page. What goes wrong with some
// keeps no other from its turn.
func (s *Service) eachTask(ctx context.Context, list func(context.Context, *db.Tx, id.ID, int) ([]id.ID, error), do func(context.Context, id.ID) error) error {
	wrong := 0
	for last := id.ID(0); ; {
		page, err := read(ctx, s, func(ctx context.Context, tx *db.Tx) ([]id.ID, error) { return list(ctx, tx, last, sweepBatch) })
		if err != nil {
			return err
		}
		for _, task := range page {
			last = task
			if err := do(ctx, task); err != nil && fault.KindOf(err) != fault.Conflict {
				wrong++
				slog.ErrorContext(ctx, "task not looked after", "task", task.String(), "error", err)
			}
		}
		if len(page) < sweepBatch {
			break
		}
	}
	if wrong > 0 {
		return fmt.Errorf("tasks not looked after: %d", wrong)
	}
	return nil
}

// noteNobody makes an incident of a task that nobody can do.
func (s *Service) noteNobody(ctx context.Context, taskID id.ID) error {
	f, err := s.readBy(ctx, byTask(taskID))
	if err != nil {
		return err
	}
	t := f.Task(taskID)
	if any, err := s.takable(ctx, t); err != nil || any || !t.ClosedAt.IsZero() || t.Assignee != "" {
		return err
	}
	m := newMove(f, actor.From(ctx), s.Clock.Now())
	if err := m.stuck(nobodyFor(f, t)); err != nil {
		return err
	}
	s.settle(m)
	return s.DB.Write(ctx, f.Case.No, func(ctx context.Context, tx *db.Tx) error {
		said, err := isUnattended(ctx, tx, taskID)
		if err != nil || said { // another node was faster
			return err
		}
		return s.store(ctx, tx, m)
	})
}

// endNobody ends the incident of a task that somebody could do now.
func (s *Service) endNobody(ctx context.Context, taskID id.ID) error {
	f, err := s.readBy(ctx, byTask(taskID))
	if err != nil {
		return err
	}
	t, now := f.Task(taskID), s.Clock.Now()
	if any, err := s.takable(ctx, t); err != nil || !any {
		return err
	}
	return s.DB.Write(ctx, f.Case.No, func(ctx context.Context, tx *db.Tx) error {
		if err := endTaskIncidents(ctx, tx, t, now); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{
			Event: "casework.task-attended", Actor: actor.From(ctx).ID, Subject: f.Case.No, At: now,
			Data: struct {
				Task string `json:"task"`
			}{taskID.String()},
		})
	})
}

// read returns what find reads on a snapshot of its own.
func read[T any](ctx context.Context, s *Service, find func(context.Context, *db.Tx) (T, error)) (found T, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		found, err = find(ctx, tx)
		return err
	})
	return found, err
}
