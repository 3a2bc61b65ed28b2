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

// inherit gives the account that a counter made for somebody, or their guardians while they
// were a child, to whoever the register says that they are: mobile and session of fresh move
// to it. Nobody has seen the face of who has it from now on, so it is Checked. It reports
// false if the account with the number is somebody's already, or a child's.
//
// Basis: 民法典, art. 17 and 18 (of age at 18, people act for themselves).
func (s *Service) inherit(ctx context.Context, a actor.Actor, fresh Person, name, number string) (bool, error) {
	old, err := s.PersonByIDNumber(ctx, number)
	if err != nil || old.Level < Checked || old.Mobile != "" || old.Name != strings.TrimSpace(name) || grown(old.Born()).After(s.real.Now()) {
		return false, err
	}
	old.Level = Checked
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

// BindMet makes a mobile that of somebody whose card the member of staff by has seen in this
// visit: a code sent to it is read out at the counter. Their sessions end. This is how an
// account is claimed that a counter or a guardian made, and how a lost mobile is replaced.
// It is a Conflict if another proven account has the mobile; one of which nothing else is
// known gives it up.
func (s *Service) BindMet(ctx context.Context, by actor.Actor, person id.ID, mobile, code string) error {
	staff, err := id.Parse(by.ID)
	if err != nil || by.Kind != actor.Staff {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	p, err := s.Person(ctx, person)
	if err != nil {
		return err
	}
	if p.Level < Seen {
		return fault.InvalidFields([]fault.Field{{Name: "mobile", Key: "identity.counter.not-seen"}})
	}
	if err := s.CheckCode(ctx, mobile, ForBind, code); err != nil {
		return err
	}
	p.Mobile = check.CompactMobile(mobile)
	if err := s.bindMet(ctx, staff, p); err != nil {
		return fmt.Errorf("bind mobile at the counter: %w", err)
	}
	s.forgetOf(actor.Citizen, p.ID)
	return nil
}

// bindMet stores p with its new mobile.
func (s *Service) bindMet(ctx context.Context, staff id.ID, p Person) error {
	stored, err := s.seal(p)
	if err != nil {
		return err
	}
	err = s.d.Write(ctx, p.ID.String(), func(ctx context.Context, tx *db.Tx) error {
		if err := s.giveUp(ctx, tx, stored.mobileIndex, p.ID); err != nil {
			return err
		}
		if err := updatePerson(ctx, tx, stored); err != nil {
			return err
		}
		if err := deleteOthers(ctx, tx, actor.Citizen, p.ID, 0); err != nil {
			return err
		}
		return s.recordPerson(ctx, tx, mobileBound, staff, p.ID)
	})
	if db.IsUnique(err) {
		return errBound
	}
	return err
}

// giveUp takes a mobile from an account of which nothing else is known.
func (s *Service) giveUp(ctx context.Context, tx *db.Tx, index []byte, unless id.ID) error {
	there, err := findPersonByMobile(ctx, tx, index)
	if fault.KindOf(err) == fault.NotFound && err != nil || err == nil && (there.Level > Unproven || there.ID == unless) {
		return nil
	}
	if err != nil {
		return err
	}
	p, err := s.unseal(there)
	if err != nil || p.IDNumber != "" {
		return err
	}
	p.Mobile = ""
	if there, err = s.seal(p); err != nil {
		return err
	}
	if err := deleteOthers(ctx, tx, actor.Citizen, p.ID, 0); err != nil {
		return err
	}
	return updatePerson(ctx, tx, there)
}

// Presence is somebody at a counter for a firm, and by what they stand for it.
type Presence struct {
	Firm     Firm
	Relation Relation // empty: the platform knows of none
}

// Stands returns the firm with a code, which the business register is asked for if it is
// not known here, and by what a person stands for it: their live power, or being its
// representative.
//
// Basis: 民法典, arts 61, 165.
func (s *Service) Stands(ctx context.Context, by actor.Actor, person Person, uscc string) (at Presence, err error) {
	if by.Kind != actor.Staff {
		return at, fault.New(fault.Forbidden, "fault.forbidden")
	}
	if faults := check.USCC(uscc, s.cfg.Demo); len(faults) > 0 {
		return at, fault.InvalidFields(check.Named("uscc", faults))
	}
	if at.Firm, err = s.firmWith(ctx, check.Compact(uscc)); err != nil {
		return at, fmt.Errorf("find firm at the counter: %w", err)
	}
	at.Relation, err = s.StandsFor(ctx, person.ID, at.Firm.ID)
	if at.Relation == "" && err == nil {
		found, there, failed := s.ports.Firms.Firm(ctx, at.Firm.USCC)
		if failed == nil && there && found.RepresentativeID == person.IDNumber && found.Representative == person.Name {
			at.Relation = Representative
		}
	}
	return at, err
}

// StandsFor returns by what live mandate a person may hand in for somebody, empty if by
// none.
func (s *Service) StandsFor(ctx context.Context, person, principal id.ID) (r Relation, err error) {
	err = s.d.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		held, err := listHeld(ctx, tx, person, s.real.Now())
		for _, m := range held {
			if m.Principal == principal && m.MaySubmit {
				r = m.Relation
			}
		}
		return err
	})
	return r, err
}

// firmWith returns the firm with a code as known here, else as the business register has it.
func (s *Service) firmWith(ctx context.Context, uscc string) (f Firm, err error) {
	err = s.d.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		f, err = findFirmByCode(ctx, tx, uscc)
		return err
	})
	if !isFault(err, errUnknown) {
		return f, err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	found, there, err := s.ports.Firms.Firm(ctx, uscc)
	if err != nil {
		return f, err
	}
	if !there {
		return f, fault.InvalidFields([]fault.Field{{Name: "uscc", Key: "identity.firm.unknown"}})
	}
	f = found.Firm
	f.ID, f.USCC = id.New(), uscc
	return f, s.d.Write(ctx, uscc, func(ctx context.Context, tx *db.Tx) error {
		f.ID, err = putFirm(ctx, tx, f, s.real.Now())
		return err
	})
}
