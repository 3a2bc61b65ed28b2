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

// AddFirm makes a the representative of the firm with a code, if the business register
// says that a is. Who represented it before no longer does.
func (s *Service) AddFirm(ctx context.Context, a actor.Actor, uscc string) (id.ID, error) {
	p, err := s.self(ctx, a)
	if err != nil {
		return 0, err
	}
	if p.Level < Checked {
		return 0, errUnsure
	}
	if faults := check.USCC(uscc, s.cfg.Demo); len(faults) > 0 {
		return 0, fault.InvalidFields(check.Named("uscc", faults))
	}
	if err := s.asking(ctx, p.ID, founding, "firms"); err != nil {
		return 0, fmt.Errorf("add firm: %w", err)
	}
	found, err := s.registered(ctx, check.Compact(uscc), p)
	if err != nil {
		return 0, err
	}
	found.Firm.ID, found.USCC = id.New(), check.Compact(uscc)
	var firm id.ID
	err = s.d.Write(ctx, found.USCC, func(ctx context.Context, tx *db.Tx) error {
		if firm, err = putFirm(ctx, tx, found.Firm, s.real.Now()); err != nil {
			return err
		}
		return s.represent(ctx, tx, firm, p)
	})
	if err != nil {
		return 0, fmt.Errorf("add firm: %w", err)
	}
	return firm, nil
}

// registered asks the business register for a firm that p represents.
func (s *Service) registered(ctx context.Context, uscc string, p Person) (Registered, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	found, there, err := s.ports.Firms.Firm(ctx, uscc)
	switch {
	case err != nil:
		return Registered{}, fmt.Errorf("ask the business register: %w", err)
	case !there:
		return Registered{}, fault.InvalidFields([]fault.Field{{Name: "uscc", Key: "identity.firm.unknown"}})
	case found.RepresentativeID != p.IDNumber || found.Representative != p.Name:
		return Registered{}, fault.InvalidFields([]fault.Field{{Name: "uscc", Key: "identity.firm.not-yours"}})
	}
	return found, nil
}

// Found enters a firm in the caller's unit, which registers it, and makes whoever has the
// number and the name of its representative act for it, if they have an account.
func (s *Service) Found(ctx context.Context, tx *db.Tx, f Firm, number string) (id.ID, error) {
	f.ID = id.New()
	firm, err := putFirm(ctx, tx, f, s.real.Now())
	if err != nil {
		return 0, fmt.Errorf("found firm: %w", err)
	}
	stored, err := findPersonByIDNumber(ctx, tx, s.keys.BlindIndex(elementIDNumber, check.Compact(number)))
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return firm, nil
	}
	if err != nil {
		return 0, fmt.Errorf("found firm: %w", err)
	}
	p, err := s.unseal(stored)
	if err != nil || p.Level < Checked || p.Name != f.Representative {
		return firm, err
	}
	return firm, s.represent(ctx, tx, firm, p)
}

// represent makes p the only representative of firm.
func (s *Service) represent(ctx context.Context, tx *db.Tx, firm id.ID, p Person) error {
	now := s.real.Now()
	given, err := listGiven(ctx, tx, firm)
	if err != nil {
		return err
	}
	for _, m := range given {
		if m.Relation != Representative || m.Standing(now) != Live {
			continue
		}
		if m.Agent == p.ID {
			return nil
		}
		if _, err := endMandate(ctx, tx, m.ID, now); err != nil {
			return err
		}
	}
	m := Mandate{
		ID: id.New(), Principal: firm, Kind: actor.Firm, Relation: Representative, Agent: p.ID, AgentName: p.Name,
		MaySubmit: true, GivenBy: p.ID, GivenAt: now, AcceptedAt: now, index: s.numberIndex(p),
	}
	if err := insertMandate(ctx, tx, m); err != nil {
		return err
	}
	return s.recordMandate(ctx, tx, firmAdded, p.ID, m)
}

// AddChild records a child under 18 of whom the population register says that a is a
// guardian. A may act for the child until the day it comes of age.
//
// Basis: 民法典, art. 19, 20, 23 and 27 (guardians represent minors).
func (s *Service) AddChild(ctx context.Context, a actor.Actor, name, number string) (id.ID, error) {
	p, err := s.self(ctx, a)
	if err != nil {
		return 0, err
	}
	if p.Level < Checked {
		return 0, errUnsure
	}
	number = check.Compact(number)
	born, _ := check.Birth(number)
	if check.IDNumber(number, s.cfg.Demo, s.real.Now()) == nil && !grown(born).After(s.real.Now()) {
		return 0, fault.InvalidFields([]fault.Field{{Name: "idNumber", Key: "identity.child.grown", Args: []any{adult}}})
	}
	if err := s.agree(ctx, p.ID, name, number); err != nil {
		return 0, err
	}
	guards, err := s.ports.Population.Guardian(ctx, p.IDNumber, number)
	if err != nil {
		return 0, fmt.Errorf("ask the population register: %w", err)
	}
	if !guards {
		return 0, fault.InvalidFields([]fault.Field{{Name: "idNumber", Key: "identity.child.not-yours"}})
	}
	child := Person{ID: id.New(), Name: strings.TrimSpace(name), IDNumber: number, Level: Checked, Region: p.Region, Address: p.Address, SaidAddress: true}
	var mandate id.ID
	if mandate, err = s.guard(ctx, p, child); err != nil {
		return 0, fmt.Errorf("add child: %w", err)
	}
	return mandate, nil
}

// guard stores the child, if no guardian has recorded it yet, and the mandate.
func (s *Service) guard(ctx context.Context, guardian, child Person) (id.ID, error) {
	fresh, err := s.seal(child)
	if err != nil {
		return 0, err
	}
	now := s.real.Now()
	m := Mandate{
		ID: id.New(), Kind: actor.Person, Relation: Guardian, Agent: guardian.ID, AgentName: guardian.Name, MaySubmit: true,
		GivenBy: guardian.ID, GivenAt: now, AcceptedAt: now, Until: grown(child.Born()), index: s.numberIndex(guardian),
	}
	err = s.d.Write(ctx, string(fresh.idNumberIndex), func(ctx context.Context, tx *db.Tx) error {
		there, err := findPersonByIDNumber(ctx, tx, fresh.idNumberIndex)
		m.Principal = there.ID
		if fault.KindOf(err) == fault.NotFound {
			m.Principal = child.ID
			err = insertPerson(ctx, tx, fresh)
		}
		if err != nil {
			return err
		}
		holds, err := holdsMandate(ctx, tx, m.Principal, guardian.ID, Guardian, now)
		if err != nil {
			return err
		}
		if holds {
			return fault.New(fault.Conflict, "identity.child.there")
		}
		if err := insertMandate(ctx, tx, m); err != nil {
			return err
		}
		return s.recordMandate(ctx, tx, childAdded, guardian.ID, m)
	})
	return m.ID, err
}

// FirmView is a firm as its representative sees it.
type FirmView struct {
	Firm
	Given []Mandate // newest first
	Uses  []Use
}

// FirmFor returns a firm with who may act for it. It is NotFound for who does not
// represent it.
func (s *Service) FirmFor(ctx context.Context, a actor.Actor, firm string) (FirmView, error) {
	person, err := id.Parse(a.ID)
	if err != nil || a.Kind != actor.Citizen {
		return FirmView{}, errMandate
	}
	var v FirmView
	err = s.d.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		key, err := s.represented(ctx, tx, person, firm)
		if err != nil {
			return err
		}
		if v.Firm, err = findFirm(ctx, tx, key); err != nil {
			return err
		}
		if v.Given, err = listGiven(ctx, tx, key); err != nil {
			return err
		}
		v.Uses, err = listUses(ctx, tx, key, 100)
		return err
	})
	if err != nil {
		return FirmView{}, fmt.Errorf("show firm: %w", err)
	}
	return v, nil
}
