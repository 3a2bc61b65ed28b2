package casework

import (
	"context"
	"time"

	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// Queue is the desk a task lies on, as it looks at one moment: the window of an outlet
// takes in for everybody, behind it each department works on its own.
type Queue struct {
	Waiting []id.ID // cases whose open task there is older
	People  int     // who work there now, whoever had the task included
}

// maxQueue is how many waiting cases are looked at.
const maxQueue = 1000

// Ended returns the tasks of a case that were closed at an instant.
func (s *Service) Ended(ctx context.Context, tx *db.Tx, caseID id.ID, at time.Time) ([]Task, error) {
	return listEnded(ctx, tx, caseID, at)
}

// QueueOf returns what waits on the desk of t and was opened before it: what t has
// overtaken, if it is being closed now.
func (s *Service) QueueOf(ctx context.Context, tx *db.Tx, t Task) (q Queue, err error) {
	if q.Waiting, err = listOlder(ctx, tx, t, maxQueue); err != nil {
		return q, err
	}
	q.People, err = countPeople(ctx, tx, t)
	return q, err
}

// AtWindow reports whether t lies on the desk of an outlet, not of a department.
func (t Task) AtWindow() bool { return t.Role == string(actor.Window) }
