package lane

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tongban/capability/access"
	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// hours are the working hours in which costs are counted: eight a day, as everywhere
// (calendar.WorkdayMinutes).
var hours = calendar.Hours{{Open: 9 * 60, Close: 12 * 60}, {Open: 13 * 60, Close: 18 * 60}}

// maxEntries is how many cases the lane is expected to hold at once.
const maxEntries = 5000

// givenUp are the events that close tasks nobody has done.
var givenUp = []casework.Event{casework.Withdraw, casework.Terminate, casework.LapseCorrection}

// count notes what the tasks closed by m have cost others: each older task of an ordinary
// case that still waits on the same desk was overtaken.
func (s *Service) count(ctx context.Context, tx *db.Tx, m casework.Moved) error {
	if len(m.Records) == 0 || slices.Contains(givenUp, m.Records[len(m.Records)-1].Event) {
		return nil
	}
	at := m.Records[len(m.Records)-1].At
	ended, err := s.Casework.Ended(ctx, tx, m.Case.ID, at)
	if err != nil || len(ended) == 0 {
		return err
	}
	inLane, err := listIn(ctx, tx, maxEntries)
	if err != nil {
		return err
	}
	ours := map[id.ID]bool{}
	for _, e := range inLane {
		ours[e.CaseID] = true
	}
	for _, task := range ended {
		queue, err := s.Casework.QueueOf(ctx, tx, task)
		if err != nil {
			return err
		}
		c := Cost{
			Task: task.ID, CaseID: task.CaseID, Department: task.Department, Outlet: task.Outlet, Role: task.Role, ClosedAt: at,
			Minutes: s.Calendar().WorkMinutes(begun(task), at, hours), People: queue.People,
		}
		for _, waiting := range queue.Waiting {
			if !ours[waiting] {
				c.Overtaken++
			}
		}
		if err := insertCost(ctx, tx, c); err != nil {
			return err
		}
	}
	return nil
}

// begun is when somebody began to work on a task: when it was claimed. One that was done
// unclaimed was done in one go.
func begun(t casework.Task) time.Time {
	if t.ClaimedAt.IsZero() {
		return t.ClosedAt
	}
	return t.ClaimedAt
}

// Figures are what the lane has done and what it has cost others.
type Figures struct {
	Days     int // how far back
	In       int // cases in the lane now
	Reported int // since: result reported back
	Left     int // since: goes on as an ordinary case
	Dropped  int // since: ended without a result
	Groups   []Group
}

// Tasks are the tasks of lane cases in all.
func (f Figures) Tasks() (n int) {
	for _, g := range f.Groups {
		n += g.Tasks
	}
	return n
}

// Costs returns what the lane has done and cost in so many days, to any member of staff
// who works on cases: nothing in it is about a person.
func (s *Service) Costs(ctx context.Context, days int) (f Figures, err error) {
	by := actor.From(ctx)
	if by.Kind != actor.Staff || !access.Has(by, access.CaseList) {
		return f, fault.New(fault.Forbidden, "access.forbidden")
	}
	days = min(max(days, 1), maxDays)
	since := s.Clock.Now().AddDate(0, 0, -days)
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if f, err = countSince(ctx, tx, since); err != nil {
			return err
		}
		f.Groups, err = sumCosts(ctx, tx, since)
		return err
	})
	if err != nil {
		return f, fmt.Errorf("costs of the lane: %w", err)
	}
	f.Days = days
	return f, nil
}

// The days that figures look back by default and at most.
const (
	usualDays = 30
	maxDays   = 366
)
