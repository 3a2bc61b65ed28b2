package casework

import (
	"context"
	"slices"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Guest is somebody who sees a case since they were asked about it, without work of their own
// on it: masked like other staff, and in full, which is logged, while their answer is awaited.
type Guest struct {
	Department string // theirs
	Asked      bool   // their answer is awaited
}

// undecided are the statuses in which others may be asked about a case.
var undecided = []Status{Submitted, PreReview, InCorrection, Accepted, Reviewing, Special, Suspended, Deciding}

// IsUndecided reports whether a case that stands so is still to be decided.
func (s Status) IsUndecided() bool { return slices.Contains(undecided, s) }

// Guest returns its reader as a guest of the case, nil if they see it by their own work.
func (f *File) Guest() *Guest { return f.guest }

// Admit lets a department, by its code, or one member of staff, by their account, read a case
// from now on, in the unit that asks them about it. A case that is decided is a Conflict.
func (s *Service) Admit(ctx context.Context, tx *db.Tx, caseID id.ID, who string) error {
	if err := keepUndecided(ctx, tx, caseID); err != nil {
		return err
	}
	return insertGuest(ctx, tx, caseID, who, s.Clock.Now())
}

// Dismiss ends that a guest may see the data of a case in full. They still read it masked, as
// a department does that had a step of it.
func (s *Service) Dismiss(ctx context.Context, tx *db.Tx, caseID id.ID, who string) error {
	return endGuest(ctx, tx, caseID, who)
}

// mayOpen says whether by may open the case of f, by their own work or as a guest.
func mayOpen(ctx context.Context, tx *db.Tx, by actor.Actor, f *File) error {
	refused := maySee(by, f)
	if refused == nil || fault.KindOf(refused) != fault.NotFound || by.Kind != actor.Staff || by.Department == "" {
		return refused
	}
	asked, err := listGuests(ctx, tx, f.Case.ID, by.Department, by.ID)
	if err != nil {
		return err
	}
	if len(asked) == 0 {
		return refused
	}
	f.guest = &Guest{by.Department, slices.Contains(asked, true)}
	return maySee(by, f)
}

// mayRevealAsGuest reports whether a may see the data of f in full because their answer is
// awaited.
func mayRevealAsGuest(a actor.Actor, f *File) bool {
	if f.guest == nil || !f.guest.Asked {
		return false
	}
	o := object(f)
	o.Department = f.guest.Department
	return access.May(a, access.CaseReveal, o) == nil
}
