package inspection

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"tongban/capability/audit"
	"tongban/capability/casework"
	"tongban/capability/document"
	"tongban/capability/notice"
	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
)

// Deps are what inspection stands on. All are required.
type Deps struct {
	DB        *db.DB
	Clock     clock.Clock
	Casework  *casework.Service
	Documents *document.Service
	Notices   *notice.Service
	Keys      *crypt.Keys
	Texts     *message.Catalogue // filled after every capability is known
	Roster    Roster
	Places    Departments
	Siblings  Siblings
}

// Service is the use cases of inspection.
type Service struct{ Deps }

// New returns the service, which keeps the facts of the papers it makes.
func New(d Deps) *Service {
	s := &Service{d}
	d.Notices.From(source, s)
	return s
}

// Beside returns the open visits that are planned for other cases of the same matter, the next
// first: who goes to the same applicant can go with them.
func (s *Service) Beside(ctx context.Context, f *casework.File) (list []*Visit, err error) {
	cases, err := s.Siblings.Siblings(ctx, f.Case.ID)
	if err != nil || len(cases) == 0 {
		return nil, err
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = listOpen(ctx, tx, cases)
		return err
	})
	return list, err
}

// Visits returns the visits of the case of f with their photographs, oldest first.
func (s *Service) Visits(ctx context.Context, f *casework.File) (list []*Visit, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		if list, err = listVisits(ctx, tx, f.Case.ID); err != nil {
			return err
		}
		for _, v := range list {
			if v.Photos, err = listPhotos(ctx, tx, v.ID); err != nil {
				return err
			}
		}
		return nil
	})
	return list, err
}

// Last returns the last visit of a case that was not called off, nil if there was none,
// within a unit. The caller has checked who asks.
func (s *Service) Last(ctx context.Context, tx *db.Tx, caseID id.ID) (*Visit, error) {
	list, err := listVisits(ctx, tx, caseID)
	for i := len(list) - 1; err == nil && i >= 0; i-- {
		if list[i].Cancelled == "" {
			return list[i], nil
		}
	}
	return nil, err
}

// mostMine is how many visits a list of one's own shows.
const mostMine = 20

// Mine returns the open visits in which the actor goes, the next first, as far as their cases
// are worked on.
func (s *Service) Mine(ctx context.Context) (list []*Visit, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = listMine(ctx, tx, actor.From(ctx).ID, mostMine)
		return err
	})
	return list, err
}

// Open says why a case cannot be granted yet: a visit was ordered and is not over.
func (s *Service) Open(ctx context.Context, tx *db.Tx, c *casework.Case) error {
	open, err := hasOpen(ctx, tx, c.ID)
	if err == nil && open {
		return fault.New(fault.Conflict, "inspection.open")
	}
	return err
}

// Follow calls an open visit off when its case is decided or over without it.
func (s *Service) Follow(ctx context.Context, tx *db.Tx, m casework.Moved) error {
	if c := m.Case; len(m.Records) == 0 || c.AcceptedBy == 0 || slices.Contains(underReview, c.Status) {
		return nil
	}
	v, err := findOpen(ctx, tx, m.Case.ID)
	if err != nil || v == nil {
		return err
	}
	v.ClosedAt, v.Cancelled = m.Records[len(m.Records)-1].At, s.Texts.Text(message.Chinese, "inspection.case-over")
	if err := updateVisit(ctx, tx, v); err != nil {
		return err
	}
	if err := s.dismiss(ctx, tx, m.File, v); err != nil {
		return err
	}
	if err := s.tellInspectors(ctx, tx, v, m.Case, "cancelled", v.Cancelled); err != nil {
		return err
	}
	return s.leaf(ctx, tx, "inspection.cancel", v)
}

// Cancel calls a visit off, by whoever may order one. A step that is the visit stays open:
// another visit can be ordered.
func (s *Service) Cancel(ctx context.Context, no string, visit id.ID, why string) error {
	f, err := s.Casework.File(ctx, no)
	if err != nil {
		return err
	}
	if err := mayOrder(actor.From(ctx), f); err != nil {
		return err
	}
	why = strings.TrimSpace(why)
	if why == "" || tooLong(why, maxText) {
		return fault.InvalidFields([]fault.Field{{Name: "why", Key: "inspection.why-missing"}})
	}
	return s.write(ctx, "inspection.cancel", &Visit{CaseNo: f.Case.No}, func(ctx context.Context, tx *db.Tx) error {
		v, err := lockVisit(ctx, tx, f.Case.ID, visit)
		if err != nil {
			return err
		}
		v.ClosedAt, v.Cancelled = s.Clock.Now(), why
		if err := updateVisit(ctx, tx, v); err != nil {
			return err
		}
		if err := s.dismiss(ctx, tx, f, v); err != nil {
			return err
		}
		if err := s.tellApplicant(ctx, tx, f.Case, "visit-cancelled"); err != nil {
			return err
		}
		return s.tellInspectors(ctx, tx, v, f.Case, "cancelled", why)
	})
}

// write stores a change and its audit leaf in one unit.
func (s *Service) write(ctx context.Context, event string, v *Visit, unit db.Unit) error {
	err := s.DB.Write(ctx, v.CaseNo, func(ctx context.Context, tx *db.Tx) error {
		if err := unit(ctx, tx); err != nil {
			return err
		}
		return s.leaf(ctx, tx, event, v)
	})
	if err != nil {
		return fmt.Errorf("%s %s: %w", event, v.CaseNo, err)
	}
	return nil
}

func (s *Service) leaf(ctx context.Context, tx *db.Tx, event string, v *Visit) error {
	return audit.Record(ctx, tx, audit.Entry{Event: event, Actor: actor.From(ctx).ID, Subject: v.CaseNo, At: s.Clock.Now()})
}
