package insight

import (
	"context"
	"fmt"
	"slices"

	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// followSteps counts what a move does to the steps of a case.
func (s *Service) followSteps(ctx context.Context, tx *db.Tx, m casework.Moved, stepped bool) error {
	if !stepped {
		first, err := takeSteps(ctx, tx, m.File.Case.ID)
		if err != nil {
			return err
		}
		if first {
			return s.bookAllSteps(ctx, tx, m)
		}
	}
	if slices.ContainsFunc(m.Records, func(r casework.Record) bool { return r.Event == casework.ChangeProcess }) {
		if err := moveStanding(ctx, tx, m.File.Case.ID, m.File.Case.ProcedureID); err != nil {
			return err
		}
		if err := putProcess(ctx, tx, courseOf(m.File)); err != nil {
			return err
		}
	}
	return s.bookSteps(ctx, tx, m.File, slices.Concat(m.Ended, m.Opened))
}

// bookAllSteps counts every step of a case as it is after a move.
func (s *Service) bookAllSteps(ctx context.Context, tx *db.Tx, m casework.Moved) error {
	tasks := slices.DeleteFunc(slices.Clone(m.File.Tasks), func(t casework.Task) bool {
		return slices.ContainsFunc(m.Ended, func(e casework.Task) bool { return e.ID == t.ID })
	})
	if err := putProcess(ctx, tx, courseOf(m.File)); err != nil {
		return err
	}
	return s.bookSteps(ctx, tx, m.File, slices.Concat(tasks, m.Ended, m.Opened))
}

// bookSteps counts tasks: those that were done, always in one order, and those that are open.
func (s *Service) bookSteps(ctx context.Context, tx *db.Tx, f *casework.File, tasks []casework.Task) error {
	at := courseOf(f)
	var done []doneStep
	for i := range tasks {
		t := &tasks[i]
		step := at.step(t)
		switch {
		case step == "":
			continue
		case t.ClosedAt.IsZero():
			if err := putStanding(ctx, tx, t.ID, f.Case.ID, at, step); err != nil {
				return err
			}
			continue
		}
		if err := deleteStanding(ctx, tx, t.ID); err != nil {
			return err
		}
		if f.Through(t) {
			done = append(done, at.doneOf(f, t, s.Calendar()))
		}
	}
	slices.SortFunc(done, doneStep.compare)
	for _, d := range done {
		if err := addStep(ctx, tx, d); err != nil {
			return err
		}
	}
	return nil
}

// FillSteps counts the steps of cases that were counted before steps were.
func (s *Service) FillSteps(ctx context.Context) error {
	ctx = actor.With(ctx, actor.AsSystem("insight"))
	for ctx.Err() == nil {
		var cases []id.ID
		err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			cases, err = listUnstepped(ctx, tx, fillBatch)
			return err
		})
		if err != nil || len(cases) == 0 {
			return err
		}
		if err := s.fillSteps(ctx, cases); err != nil {
			return fmt.Errorf("count steps from %s: %w", cases[0], err)
		}
	}
	return ctx.Err()
}

// fillSteps counts one batch. What Follow has counted meanwhile stays as it is.
func (s *Service) fillSteps(ctx context.Context, cases []id.ID) error {
	files, err := s.Casework.After(ctx, cases[0]-1, fillBatch)
	if err != nil {
		return err
	}
	known, last := map[id.ID]*casework.File{}, cases[len(cases)-1]
	for _, f := range files {
		known[f.Case.ID] = f
	}
	if len(files) == fillBatch {
		last = files[len(files)-1].Case.ID
	}
	return s.DB.Write(ctx, "insight", func(ctx context.Context, tx *db.Tx) error {
		for _, caseID := range cases {
			if caseID > last {
				break
			}
			first, err := takeSteps(ctx, tx, caseID)
			if err != nil {
				return err
			}
			if f := known[caseID]; first && f != nil && f.Item != nil {
				if err := s.bookAllSteps(ctx, tx, casework.Moved{File: f}); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// fill counts what was there before it was counted.
func (s *Service) fill(ctx context.Context) error {
	if err := s.Fill(ctx); err != nil {
		return err
	}
	return s.FillSteps(ctx)
}

// courseOf is the course that a case takes.
func courseOf(f *casework.File) course { return course{f.Case.ItemCode, f.Case.ProcedureID} }

// doneOf is what is counted of a task that was done.
func (at course) doneOf(f *casework.File, t *casework.Task, cal *calendar.Calendar) doneStep {
	return doneStep{
		course: at, step: at.step(t), day: calendar.DateOf(t.ClosedAt), tenths: tenthsOf(f.Worked(t, cal)),
		limited: !t.LimitAt.IsZero(), late: !t.LimitAt.IsZero() && !t.ClosedAt.Before(t.LimitAt),
	}
}
