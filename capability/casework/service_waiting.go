package casework

import (
	"context"
	"fmt"
	"slices"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/id"
)

// waiting are the statuses in which it is always the applicant's turn.
var waiting = []Status{InCorrection, Approved, Issuing, Denied}

// offering are the events after which it may be the applicant's turn: to mend something
// on the spot, to ask for a hearing.
var offering = []Event{PointOut, TellHearing}

// Waits reports whether it is the applicant's turn.
func (f *File) Waits() bool {
	return slices.Contains(waiting, f.Case.Status) || f.Mending() || f.HearingOpen()
}

// Waiting returns the actor's cases in which it is their turn, what is due first before.
func (s *Service) Waiting(ctx context.Context, limit int) (files []*File, err error) {
	by := actor.From(ctx)
	owner, err := id.Parse(by.Owner())
	if err != nil {
		return nil, nil // the system and guests have none
	}
	cases, err := s.listWaiting(ctx, access.Scope(by, access.CaseList), owner)
	if err != nil {
		return nil, fmt.Errorf("list what waits: %w", err)
	}
	for _, f := range cases {
		if err := s.understand(ctx, f); err != nil {
			return nil, err
		}
		if f.Waits() && len(files) < limit {
			files = append(files, f)
		}
	}
	return files, nil
}
