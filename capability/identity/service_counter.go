package identity

import (
	"context"
	"fmt"
	"strings"

	"tongban/kernel/actor"
	"tongban/kernel/check"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Met returns the person whose ID card the member of staff by has before them. Somebody
// whom nobody knew yet becomes known by the card, without a mobile; whoever proves later
// that the number is theirs takes that account over. The number decides who it is: people
// share names. The name may be left out for who is known.
//
// Basis: 居民身份证法, art. 13 and 14 (the card proves who somebody is).
func (s *Service) Met(ctx context.Context, by actor.Actor, name, number string) (Person, error) {
	name = strings.TrimSpace(name)
	staff, err := id.Parse(by.ID)
	if err != nil || by.Kind != actor.Staff {
		return Person{}, fault.New(fault.Forbidden, "fault.forbidden")
	}
	if faults := check.IDNumber(number, s.cfg.Demo, s.real.Now()); len(faults) > 0 {
		return Person{}, fault.InvalidFields(check.Named("idNumber", faults))
	}
	p, err := s.PersonByIDNumber(ctx, number)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		if p, err = s.meet(ctx, staff, name, check.Compact(number)); db.IsUnique(err) {
			p, err = s.PersonByIDNumber(ctx, number) // another counter was faster
		}
	}
	switch {
	case err != nil:
		return Person{}, fmt.Errorf("meet at the counter: %w", err)
	case name != "" && p.Name != name:
		return Person{}, fault.InvalidFields([]fault.Field{{Name: "name", Key: "identity.counter.other-name"}})
	case p.Level >= Seen:
		return p, nil
	}
	p.Level = Seen
	return p, s.d.Write(ctx, p.ID.String(), func(ctx context.Context, tx *db.Tx) error {
		stored, err := s.seal(p)
		if err != nil {
			return err
		}
		if err := updatePerson(ctx, tx, stored); err != nil {
			return err
		}
		return s.recordPerson(ctx, tx, personMet, staff, p.ID)
	})
}

// meet makes somebody known by their card.
func (s *Service) meet(ctx context.Context, staff id.ID, name, number string) (Person, error) {
	if err := fault.InvalidFields(nameFaults("name", name)); err != nil {
		return Person{}, err
	}
	p := Person{ID: id.New(), Name: name, IDNumber: number, Level: Seen}
	fresh, err := s.seal(p)
	if err != nil {
		return Person{}, err
	}
	return p, s.d.Write(ctx, p.ID.String(), func(ctx context.Context, tx *db.Tx) error {
		if err := insertPerson(ctx, tx, fresh); err != nil {
			return err
		}
		return s.recordPerson(ctx, tx, personMet, staff, p.ID)
	})
}

// inherit gives the account that a counter made for somebody to whoever the register says
// that they are: mobile and session of fresh move to it. It reports false if the account
// with the number was not made at a counter, or is somebody's already.
func (s *Service) inherit(ctx context.Context, a actor.Actor, fresh Person, name, number string) (bool, error) {
	old, err := s.PersonByIDNumber(ctx, number)
	if err != nil || old.Level < Seen || old.Mobile != "" || old.Name != strings.TrimSpace(name) {
		return false, err
	}
	session, err := id.Parse(a.Session)
	if err != nil {
		return false, errSession
	}
	if err := s.takeOver(ctx, fresh, old, session); err != nil {
		return false, err
	}
	s.forgetOf(actor.Citizen, fresh.ID)
	s.forgetOf(actor.Citizen, old.ID)
	return true, nil
}
