package casework

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Absence is a time in which somebody's deputy may take their tasks on.
type Absence struct {
	ID     id.ID
	Staff  string // account
	Deputy string // account; none ends what was set for that time
	From   time.Time
	Until  time.Time
}

// maxAbsence is the longest time somebody is away at once.
const maxAbsence = 366 * 24 * time.Hour

// SetAbsence names who may take on the tasks of somebody while they are away. Everybody
// does so for themselves, and whoever answers for their work; what was set for the same
// time before falls away. Nobody stands in who is away then; whose deputy goes away later
// is told. A deputy takes on what their colleague has claimed, and never what that one
// stood in for.
func (s *Service) SetAbsence(ctx context.Context, a Absence) error {
	by, now := actor.From(ctx), s.Clock.Now()
	staff, err := s.Colleagues.Colleague(ctx, a.Staff)
	if err != nil {
		return err
	}
	if by.ID != staff.ID {
		where := access.Object{Department: staff.Department, Outlet: staff.Outlet, Region: staff.Region}
		if err := access.May(by, access.CaseAssign, where); err != nil {
			return err
		}
	}
	if !a.From.Before(a.Until) || !now.Before(a.Until) || a.Until.Sub(a.From) > maxAbsence {
		return fault.InvalidFields([]fault.Field{{Name: "until", Key: "casework.input.absence-range"}})
	}
	if a.Deputy != "" {
		deputy, err := s.Colleagues.Colleague(ctx, a.Deputy)
		if err != nil {
			return err
		}
		if !maySubstitute(deputy, staff) {
			return fault.New(fault.Conflict, "casework.colleague-may-not", deputy.Name)
		}
	}
	a.ID = id.New()
	err = s.DB.Write(ctx, staff.ID, func(ctx context.Context, tx *db.Tx) error {
		if err := storeAbsence(ctx, tx, a, by, now); err != nil {
			return err
		}
		return s.tellAbsence(ctx, tx, a, staff, by)
	})
	if err != nil {
		return fmt.Errorf("absence of %s: %w", a.Staff, err)
	}
	return nil
}

// maySubstitute reports whether deputy does the same work as staff in the same place.
func maySubstitute(deputy, staff actor.Actor) bool {
	return deputy.ID != staff.ID && deputy.Department == staff.Department && deputy.Outlet == staff.Outlet &&
		!slices.ContainsFunc(staff.Roles, func(r actor.Role) bool { return !deputy.Is(r) })
}

func storeAbsence(ctx context.Context, tx *db.Tx, a Absence, by actor.Actor, now time.Time) error {
	if err := cutAbsences(ctx, tx, a); err != nil {
		return err
	}
	if a.Deputy != "" {
		away, err := isAway(ctx, tx, a.Deputy, a.From, a.Until)
		if err == nil && away {
			err = fault.New(fault.Conflict, "casework.deputy-away")
		}
		if err != nil {
			return err
		}
		if err := insertAbsence(ctx, tx, a, by.ID, now); err != nil {
			return err
		}
	}
	return audit.Record(ctx, tx, audit.Entry{
		Event: "casework.absence-set", Actor: by.ID, Subject: a.Staff, At: now,
		Data: struct {
			Deputy string    `json:"deputy"`
			From   time.Time `json:"from"`
			Until  time.Time `json:"until"`
		}{a.Deputy, a.From, a.Until},
	})
}

// tellAbsence tells the deputy, who is away if somebody else has set it, and those whose
// deputy that is.
func (s *Service) tellAbsence(ctx context.Context, tx *db.Tx, a Absence, staff, by actor.Actor) error {
	if a.Deputy == "" {
		return nil
	}
	from, until := calendar.DateOf(a.From).String(), calendar.DateOf(a.Until.Add(-time.Millisecond)).String()
	if a.Deputy != by.ID {
		if err := s.Informer.Inform(ctx, tx, idOf(a.Deputy), "casework.inform.task-deputy", []string{staff.Name, from, until}, "/desk/absence"); err != nil {
			return err
		}
	}
	if staff.ID != by.ID {
		if err := s.Informer.Inform(ctx, tx, idOf(staff.ID), "casework.inform.task-absence", []string{from, until}, "/desk/absence"); err != nil {
			return err
		}
	}
	others, err := listRelying(ctx, tx, a)
	if err != nil {
		return err
	}
	for _, other := range others {
		if err := s.Informer.Inform(ctx, tx, idOf(other), "casework.inform.task-deputy-away", []string{staff.Name, from, until}, "/desk/absence"); err != nil {
			return err
		}
	}
	return nil
}

// Absences returns when the actor is away and for whom they stand in, from now on.
func (s *Service) Absences(ctx context.Context) (list []Absence, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = listAbsences(ctx, tx, actor.From(ctx).ID, s.Clock.Now())
		return err
	})
	return list, err
}

// standsIn reports whether deputy may take on what staff has claimed.
func (s *Service) standsIn(ctx context.Context, deputy, staff string) (ok bool, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		ok, err = findDeputy(ctx, tx, deputy, staff, s.Clock.Now())
		return err
	})
	return ok, err
}
