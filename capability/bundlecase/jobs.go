package bundlecase

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/id"
	"tongban/kernel/job"
)

// kindAdvance is the job that starts and cancels what can be started and has to be cancelled.
const kindAdvance = "bundlecase.advance"

// due is what the job knows.
type due struct {
	Run id.ID `json:"run"`
}

// headStart is how long the job leaves a run to the page that hands it in and waits for it.
// What follows from a move at the desk begins at once.
const headStart = 3 * time.Second

func (s *Service) headStart(ctx context.Context) time.Duration {
	if ctx.Value(freshKey{}) != nil {
		return headStart
	}
	return 0
}

// freshKey marks the unit that hands a run in.
type freshKey struct{}

// work does the job.
func (s *Service) work(ctx context.Context, payload json.RawMessage) error {
	var d due
	if err := json.Unmarshal(payload, &d); err != nil {
		return err
	}
	return s.advance(ctx, d.Run)
}

// batch is how many parts a round of the sweep looks at.
const batch = 100

// SweepLeft ends the parts that were left to applicants who have thrown their drafts away or
// let them expire.
func (s *Service) SweepLeft(ctx context.Context) error {
	ctx = actor.With(ctx, system)
	var after id.ID
	var failed []error // one that cannot end holds up no other
	for more := true; more; {
		var list []*Part
		err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			list, err = listLeft(ctx, tx, after, batch)
			return err
		})
		if err != nil {
			return fmt.Errorf("look after what was left: %w", err)
		}
		for _, left := range list {
			after = left.ID
			if err := s.lapse(ctx, left); err != nil {
				failed = append(failed, fmt.Errorf("look after %s, which was left: %w", left.ID, err))
			}
		}
		more = len(list) == batch && ctx.Err() == nil
	}
	return errors.Join(failed...)
}

// lapse ends a part whose draft is gone.
func (s *Service) lapse(ctx context.Context, left *Part) error {
	there, err := s.Applications.IsDraft(ctx, left.Application)
	if err != nil || there {
		return err
	}
	return s.end(ctx, left, job.StillLeader)
}

// end ends a part whose draft is gone, if the unit may by what it asks first.
func (s *Service) end(ctx context.Context, left *Part, first ...db.Unit) error {
	return s.DB.Write(ctx, left.Run.String(), func(ctx context.Context, tx *db.Tx) error {
		for _, ask := range first {
			if err := ask(ctx, tx); err != nil {
				return err
			}
		}
		p := *left // the unit may run again
		p.Reason = "lapsed"
		if ok, err := s.change(ctx, tx, &p, End); err != nil || !ok {
			return err
		}
		return s.settle(ctx, tx, p.Run, &p)
	})
}
