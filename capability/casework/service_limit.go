package casework

import (
	"context"

	"tongban/kernel/db"
	"tongban/kernel/fault"
)

// tellLate tells whoever holds a task that its own limit has passed, once for each date.
func (s *Service) tellLate(ctx context.Context, taskID string) error {
	f, err := s.readBy(ctx, byTask(idOf(taskID)))
	if err != nil {
		return err
	}
	task, now := f.Task(idOf(taskID)), s.Clock.Now()
	return s.DB.Write(ctx, f.Case.No, func(ctx context.Context, tx *db.Tx) error {
		if err := markLate(ctx, tx, task, now); err != nil || task.Assignee == "" {
			return err
		}
		args := []string{f.Case.ItemName, f.Case.ShortNo}
		return s.Informer.Inform(ctx, tx, idOf(task.Assignee), "casework.inform.task-late", args, DeskURL(f.Case.ShortNo))
	})
}

// errNotLate is what a task is that was ended or given more time meanwhile.
func errNotLate(n int64, err error) error {
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "casework.not-now")
	}
	return err
}

// lateTasks returns the open tasks whose own limit has passed and of which nobody was told.
func (s *Service) lateTasks(ctx context.Context, limit int) (due []string, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		due, err = listLate(ctx, tx, s.Clock.Now(), limit)
		return err
	})
	return due, err
}
