package casework

import (
	"context"
	"time"

	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Absence is a time in which somebody's deputy may take their tasks on.
type Absence struct {
	ID     id.ID
	Staff  string // account
	Deputy string // account
	From   time.Time
	Until  time.Time
}

var notYet = fault.New(fault.Unavailable, "casework.not-now")

// Release gives a claimed task back to its group.
func (s *Service) Release(ctx context.Context, taskID id.ID) (*File, error) { return nil, notYet }

// HandOver gives a claimed task to a colleague who may do it.
func (s *Service) HandOver(ctx context.Context, taskID id.ID, to, reason string) (*File, error) {
	return nil, notYet
}

// HandOverAll gives all tasks of from to a colleague, and returns how many. What to may
// not do goes back to its group.
func (s *Service) HandOverAll(ctx context.Context, from, to, reason string) (n int, err error) {
	return 0, notYet
}

// SetAbsence names who may take on the tasks of somebody while they are away.
func (s *Service) SetAbsence(ctx context.Context, a Absence) error { return notYet }
