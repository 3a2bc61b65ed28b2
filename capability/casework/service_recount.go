package casework

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"slices"
	"time"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/db"
	"tongban/kernel/deadline"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/job"
)

// recountBatch is how many cases one unit of a recount looks at.
const recountBatch = 100

// Recount is a walk through the open cases after the calendar has become another.
type Recount struct {
	ID       id.ID
	Notice   string // number of the notice that changed the calendar
	Before   string // version of the calendar
	After    string
	Started  time.Time
	Last     id.ID // the case it has come to
	Seen     int
	Moved    int // cases of which a date has moved
	Finished time.Time
}

// MovedDate is a date that a recount has moved: the last day of a period.
type MovedDate struct {
	CaseID     id.ID
	ShortNo    string
	ItemName   string
	Department string
	Period     deadline.Period
	Before     calendar.Date
	After      calendar.Date
}

// recountJob is the payload of a casework.recount job.
type recountJob struct{ Recount id.ID }

// CountAgain orders the dates of all open cases to be counted again, in the unit in which
// the calendar changes.
func (s *Service) CountAgain(ctx context.Context, tx *db.Tx, notice, before, after string) error {
	r := Recount{ID: id.New(), Notice: notice, Before: before, After: after, Started: s.Clock.Now()}
	if err := insertRecount(ctx, tx, r); err != nil {
		return err
	}
	return job.Enqueue(ctx, tx, job.Job{Kind: "casework.recount", Key: r.ID.String(), Payload: recountJob{r.ID}})
}

// recount replays every open case under the calendar before and after, case by case in the
// order of their ids. A worker that takes over goes on where the other has stopped.
func (s *Service) recount(ctx context.Context, payload json.RawMessage) error {
	var j recountJob
	if err := json.Unmarshal(payload, &j); err != nil {
		return err
	}
	ctx = actor.With(ctx, actor.AsSystem("calendar"))
	r, err := s.findRecount(ctx, j.Recount)
	if err != nil || !r.Finished.IsZero() {
		return err
	}
	after := s.Calendar()
	if after.Version() == r.Before {
		return errors.New("recount: this node does not know the notice yet")
	}
	before, err := after.Without(r.Notice)
	if err != nil {
		return err
	}
	for r.Finished.IsZero() {
		if err := ctx.Err(); err != nil {
			return err
		}
		if r, err = s.recountSome(ctx, r, before, after); err != nil {
			return fmt.Errorf("recount after %s: %w", r.Last, err)
		}
	}
	return nil
}

func (s *Service) findRecount(ctx context.Context, key id.ID) (r Recount, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err = findRecount(ctx, tx, key)
		return err
	})
	return r, err
}

// recounted is a case of which dates have moved.
type recounted struct {
	file  *File
	moves []MovedDate
}

// recountSome counts one batch again. Where somebody moves a case meanwhile, the batch is
// read anew: their dates may still be the old ones.
func (s *Service) recountSome(ctx context.Context, r Recount, before, after *calendar.Calendar) (Recount, error) {
	files, err := s.openAfter(ctx, r.Last)
	if err != nil {
		return r, err
	}
	now := s.Clock.Now()
	var moved []recounted
	var limits []movedLimit
	for _, f := range files {
		if f.Item == nil {
			continue
		}
		limits = append(limits, f.moved(after, now)...)
		was := evaluate(f, f.Item, before, f.at(now))
		f.Clock = evaluate(f, f.Item, after, f.at(now))
		if moves := movesOf(was, f.Clock); len(moves) > 0 {
			f.Case.index(f, after)
			moved = append(moved, recounted{f, moves})
		}
	}
	next := r
	next.Seen, next.Moved = r.Seen+len(files), r.Moved+len(moved)
	if len(files) > 0 {
		next.Last = files[len(files)-1].Case.ID
	}
	if len(files) < recountBatch {
		next.Finished = now
	}
	err = s.DB.Write(ctx, r.ID.String(), func(ctx context.Context, tx *db.Tx) error {
		if err := recountSteps(ctx, tx, r.Last, next.Last, limits, after); err != nil {
			return err
		}
		for _, one := range moved {
			if err := s.storeRecounted(ctx, tx, r.ID, one); err != nil {
				return err
			}
		}
		return moveRecount(ctx, tx, next)
	})
	if fault.KindOf(err) == fault.Conflict && err != nil {
		return r, nil // as it was: again
	}
	return next, err
}

// movedLimit is an open task whose own limit ends at another time, with the date of its case.
type movedLimit struct {
	task *Task
	due  time.Time
}

// moved returns the open tasks of f whose own limit ends at another time by cal.
func (f *File) moved(cal *calendar.Calendar, now time.Time) (limits []movedLimit) {
	for _, t := range f.OpenTasks() {
		if stage, ok := f.stage(t, cal, f.at(now)); ok && !stage.Due.Equal(t.LimitAt) {
			t.LimitAt = stage.Due
			limits = append(limits, movedLimit{t, f.Case.DueAt})
		}
	}
	return limits
}

// recountSteps moves limits of tasks, and the timers of cases after one, up to another, that
// count working days.
func recountSteps(ctx context.Context, tx *db.Tx, after, last id.ID, limits []movedLimit, cal *calendar.Calendar) error {
	for _, l := range limits {
		if err := limitTask(ctx, tx, l.task); err != nil {
			return err
		}
		if err := dueTasks(ctx, tx, l.task.CaseID, l.due); err != nil {
			return err
		}
	}
	timers, err := listCounting(ctx, tx, after, last)
	for _, t := range timers {
		due := cal.AddWorkdays(calendar.DateOf(t.set), t.workdays).End()
		if due.Equal(t.due) {
			continue
		}
		t.due = due
		if err := moveTimer(ctx, tx, t); err != nil {
			return err
		}
	}
	return err
}

// openAfter reads a batch of open cases after last. One whose law is not to be found has
// no Item, and keeps no other from being counted.
func (s *Service) openAfter(ctx context.Context, last id.ID) ([]*File, error) {
	return s.after(ctx, last, recountBatch, listOpenAfter)
}

// After returns up to limit cases after last, open and finished, in the order of their ids:
// for what begins to follow cases where there are some already. One whose law is not to be
// found has no Item.
func (s *Service) After(ctx context.Context, last id.ID, limit int) ([]*File, error) {
	return s.after(ctx, last, limit, listAfter)
}

// after reads what list brings after last.
func (s *Service) after(ctx context.Context, last id.ID, limit int, list func(context.Context, *db.Tx, id.ID, int) ([]*Case, error)) (files []*File, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		cases, err := list(ctx, tx, last, limit)
		if err != nil {
			return err
		}
		files, err = load(ctx, tx, cases)
		return err
	})
	for _, f := range files {
		if err != nil {
			break
		}
		if err = s.understand(ctx, f); err != nil && fault.KindOf(err) == fault.NotFound {
			slog.ErrorContext(ctx, "case without its law", "case", f.Case.No, "error", err)
			err = nil
		}
	}
	return files, err
}

// movesOf lists the open periods that end on another day.
func movesOf(was, is deadline.Clock) (moves []MovedDate) {
	for _, w := range is.Windows {
		old := was.Window(w.Period)
		if w.Open() && old.State != deadline.NotStarted && old.Due != w.Due {
			moves = append(moves, MovedDate{Period: w.Period, Before: old.Due, After: w.Due})
		}
	}
	return moves
}

// storeRecounted writes the index of a case anew, what has moved, and tells those whom it
// concerns: the followers, the applicant, and who works on it.
func (s *Service) storeRecounted(ctx context.Context, tx *db.Tx, recount id.ID, one recounted) error {
	c := one.file.Case
	if err := indexCase(ctx, tx, c); err != nil {
		return err
	}
	if err := dueTasks(ctx, tx, c.ID, c.DueAt); err != nil {
		return err
	}
	if err := dueParts(ctx, tx, one.file); err != nil {
		return err
	}
	for _, m := range one.moves {
		if err := insertMoved(ctx, tx, recount, c.ID, m); err != nil {
			return err
		}
	}
	if err := tell(ctx, tx, slices.Concat(s.followers, s.readers), Moved{File: one.file}); err != nil {
		return err
	}
	args := []string{c.ItemName, c.ShortNo}
	for _, account := range c.Informed() {
		if err := s.Informer.Inform(ctx, tx, account, "casework.inform.dates-moved", args, "/cases/"+c.ShortNo); err != nil {
			return err
		}
	}
	return s.tellHolders(ctx, tx, one.file, "casework.inform.dates-moved-desk", args)
}

// tellHolders tells whoever has claimed a task of f, once each.
func (s *Service) tellHolders(ctx context.Context, tx *db.Tx, f *File, key string, args []string) error {
	var told []string
	for _, task := range f.OpenTasks() {
		if task.Assignee == "" || slices.Contains(told, task.Assignee) {
			continue
		}
		told = append(told, task.Assignee)
		if err := s.Informer.Inform(ctx, tx, idOf(task.Assignee), key, args, DeskURL(f.Case.ShortNo)); err != nil {
			return err
		}
	}
	return nil
}

// mayCount says why a may not see what a new calendar has moved.
func mayCount(a actor.Actor) error { return access.May(a, access.CalendarManage, access.Object{}) }

// Recounts returns the latest recounts, newest first.
func (s *Service) Recounts(ctx context.Context) (list []Recount, err error) {
	if err := mayCount(actor.From(ctx)); err != nil {
		return nil, err
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = listRecounts(ctx, tx)
		return err
	})
	return list, err
}

// MovedBy returns what a recount has moved, the newest case first, below before (zero for
// the first page).
func (s *Service) MovedBy(ctx context.Context, recount, before id.ID, limit int) (r Recount, list []MovedDate, err error) {
	if err := mayCount(actor.From(ctx)); err != nil {
		return r, nil, err
	}
	if before == 0 {
		before = math.MaxInt64
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		if r, err = findRecount(ctx, tx, recount); err != nil {
			return err
		}
		list, err = listMoved(ctx, tx, recount, before, limit)
		return err
	})
	return r, list, err
}
