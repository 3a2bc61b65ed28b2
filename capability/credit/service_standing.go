package credit

import (
	"context"
	"fmt"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Standing is how somebody stands: their level, and what is open to them.
type Standing struct {
	Level   Level
	Reasons []Reason // of the level
	Ways    []Way    // in the order of Effects
}

// Way is one effect, as it is for somebody.
type Way struct {
	Effect Effect
	May    May
	Share  int // of Inspection: per cent that are looked at
}

// Mine returns how the one on whose behalf the actor acts stands.
func (s *Service) Mine(ctx context.Context) (Standing, error) {
	by := actor.From(ctx)
	account, err := id.Parse(by.Owner())
	if err != nil || by.Kind != actor.Citizen {
		return Standing{}, fault.New(fault.Unauthenticated, "fault.signin")
	}
	return s.standingOf(ctx, account)
}

func (s *Service) standingOf(ctx context.Context, account id.ID) (found Standing, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		facts, red, err := s.standing(ctx, tx, account)
		if err != nil {
			return err
		}
		level := levelOf(facts, red)
		share, raising := shareOf(facts, red)
		found = Standing{Level: level, Reasons: reasonsOf(ctx, level.Facts), Ways: []Way{
			{Effect: Commitment, May: mayOf(ctx, facts, Commitment)},
			{Effect: Deferral, May: mayOf(ctx, facts, Deferral)},
			{Effect: Inspection, May: May{OK: true, Reasons: reasonsOf(ctx, raising)}, Share: share},
		}}
		return nil
	})
	if err != nil {
		return Standing{}, fmt.Errorf("standing of %s: %w", account, err)
	}
	return found, nil
}

// OfCase returns how the applicant of a case stands to who works on it, and records that they
// looked. Other departments' facts are told by kind and time only.
func (s *Service) OfCase(ctx context.Context, no string) (Matter, Standing, error) {
	by := actor.From(ctx)
	m, err := s.Cases.Matter(ctx, no)
	if err != nil {
		return Matter{}, Standing{}, err
	}
	of := Fact{Matter: m, State: Lifecycle.Start}
	if err := access.May(by, access.CreditRead, of.object()); err != nil {
		return Matter{}, Standing{}, err
	}
	found, err := s.standingOf(ctx, m.Owner)
	if err != nil {
		return Matter{}, Standing{}, err
	}
	look := audit.Look{
		Person: m.Owner.String(), Actor: by.ID, Department: by.Department, Subject: m.CaseNo, Purpose: "credit.effects",
		Elements: []string{"credit.effects"}, At: s.Clock.Now(),
	}
	err = s.DB.Write(ctx, m.CaseNo, func(ctx context.Context, tx *db.Tx) error { return audit.Access(ctx, tx, look) })
	return m, found, err
}
