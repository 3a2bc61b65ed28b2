package identity

import (
	"context"
	"fmt"
	"strings"
	"time"

	"tongban/capability/audit"
	"tongban/kernel/actor"
	"tongban/kernel/check"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/mask"
)

// Mandates are a person's, as the page shows them.
type Mandates struct {
	Held        []Mandate // live ones, to act under
	Invitations []Mandate
	Given       []Mandate // of the person's own, newest first
	Uses        []Use     // of those given
}

// MandatesOf returns the mandates that a gave, holds or is offered.
func (s *Service) MandatesOf(ctx context.Context, a actor.Actor) (Mandates, error) {
	var all Mandates
	p, err := s.self(ctx, a)
	if err != nil {
		return all, err
	}
	now := s.real.Now()
	err = s.d.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if all.Held, err = listHeld(ctx, tx, p.ID, now); err != nil {
			return err
		}
		if all.Invitations, err = s.invitations(ctx, tx, p, now); err != nil {
			return err
		}
		if all.Given, err = listGiven(ctx, tx, p.ID); err != nil {
			return err
		}
		all.Uses, err = listUses(ctx, tx, p.ID, 100)
		return err
	})
	if err != nil {
		return Mandates{}, fmt.Errorf("list mandates of %s: %w", a.ID, err)
	}
	return all, nil
}

// invitations are found by those only who have proved their name.
func (s *Service) invitations(ctx context.Context, tx *db.Tx, p Person, now time.Time) ([]Mandate, error) {
	if p.Level < Checked {
		return nil, nil
	}
	return listInvitations(ctx, tx, s.invitee(p), now)
}

// Held returns the mandates a person may act under now.
func (s *Service) Held(ctx context.Context, a actor.Actor) ([]Mandate, error) {
	agent, err := id.Parse(a.ID)
	if err != nil {
		return nil, errUnknown
	}
	var held []Mandate
	err = s.d.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		held, err = listHeld(ctx, tx, agent, s.real.Now())
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list mandates held by %s: %w", a.ID, err)
	}
	return held, nil
}

// Speakers returns who is told what concerns an account: of a firm those who act for it in
// everything, of anybody else themselves.
func (s *Service) Speakers(ctx context.Context, tx *db.Tx, account id.ID) ([]id.ID, error) {
	speakers, err := listSpeakers(ctx, tx, account, s.real.Now())
	if err == nil && len(speakers) == 0 {
		speakers = []id.ID{account}
	}
	return speakers, err
}

// Authorise offers a mandate to whoever has the name and the mobile or ID number. It
// tells nobody whether there is such a person. It is NotFound for a firm that a does
// not represent.
func (s *Service) Authorise(ctx context.Context, a actor.Actor, o Offered) (id.ID, error) {
	giver, err := s.self(ctx, a)
	if err != nil {
		return 0, err
	}
	if giver.Level < Checked {
		return 0, errUnsure
	}
	offers, err := s.ports.Offers.Offers(ctx)
	if err != nil {
		return 0, fmt.Errorf("authorise: %w", err)
	}
	now := s.real.Now()
	until, faults := o.check(now, s.cfg.Demo, offers)
	if len(faults) > 0 {
		return 0, fault.InvalidFields(faults)
	}
	m := Mandate{
		ID: id.New(), Principal: giver.ID, Kind: actor.Person, Relation: o.Relation, AgentName: strings.TrimSpace(o.Name),
		Items: o.Items, MaySubmit: o.MaySubmit, GivenBy: giver.ID, GivenAt: now, Until: until,
	}
	m.index, m.Contact = s.contact(o.Contact)
	if p := s.invitee(giver); string(p.mobile) == string(m.index) || string(p.number) == string(m.index) {
		return 0, fault.InvalidFields([]fault.Field{{Name: "contact", Key: "identity.mandate.oneself"}})
	}
	err = s.d.Write(ctx, m.Principal.String(), func(ctx context.Context, tx *db.Tx) error {
		if o.Firm != "" {
			firm, err := s.represented(ctx, tx, giver.ID, o.Firm)
			if err != nil {
				return err
			}
			m.Principal, m.Kind, m.Relation = firm, actor.Firm, Agent
		}
		return s.offer(ctx, tx, m)
	})
	if err != nil {
		return 0, fmt.Errorf("authorise for %s: %w", giver.ID, err)
	}
	return m.ID, nil
}

// offer stores a mandate, if its principal has not too many.
func (s *Service) offer(ctx context.Context, tx *db.Tx, m Mandate) error {
	n, err := countOpen(ctx, tx, m.Principal, m.GivenAt)
	if err != nil {
		return err
	}
	if n >= mostMandates {
		return fault.New(fault.Conflict, "identity.mandate.too-many", mostMandates)
	}
	if err := insertMandate(ctx, tx, m); err != nil {
		return err
	}
	return s.recordMandate(ctx, tx, mandateGiven, m.GivenBy, m)
}

// represented returns the firm with this id if person represents it.
func (s *Service) represented(ctx context.Context, tx *db.Tx, person id.ID, firm string) (id.ID, error) {
	key, err := id.Parse(firm)
	if err != nil {
		return 0, errMandate
	}
	holds, err := holdsMandate(ctx, tx, key, person, Representative, s.real.Now())
	if err == nil && !holds {
		err = errMandate
	}
	return key, err
}

// Accept makes a the agent of a mandate that is meant for them. Of two who accept at
// once one does; it is NotFound for anybody else.
func (s *Service) Accept(ctx context.Context, a actor.Actor, mandate id.ID) error {
	return s.answer(ctx, a, mandate, acceptMandate, mandateAccepted)
}

// Decline turns down a mandate that is meant for a.
func (s *Service) Decline(ctx context.Context, a actor.Actor, mandate id.ID) error {
	return s.answer(ctx, a, mandate, declineMandate, mandateEnded)
}

type answering func(context.Context, *db.Tx, id.ID, invitee, time.Time) (bool, error)

func (s *Service) answer(ctx context.Context, a actor.Actor, mandate id.ID, move answering, event string) error {
	p, err := s.self(ctx, a)
	if err != nil {
		return err
	}
	if p.Level < Checked {
		return errUnsure
	}
	err = s.d.Write(ctx, mandate.String(), func(ctx context.Context, tx *db.Tx) error {
		m, err := findMandate(ctx, tx, mandate)
		if err != nil {
			return err
		}
		done, err := move(ctx, tx, mandate, s.invitee(p), s.real.Now())
		if err != nil {
			return err
		}
		if !done {
			return errMandate
		}
		return s.recordMandate(ctx, tx, event, p.ID, m)
	})
	if err != nil {
		return fmt.Errorf("answer mandate %s: %w", mandate, err)
	}
	return nil
}

// Revoke ends a mandate at once, whoever acts under it. The principal may, who
// represents the firm, and the agent; it is NotFound for anybody else, and a Conflict
// for a power that comes from the law.
func (s *Service) Revoke(ctx context.Context, a actor.Actor, mandate id.ID) error {
	by, err := id.Parse(a.ID)
	if err != nil || a.Kind != actor.Citizen {
		return errMandate
	}
	err = s.d.Write(ctx, mandate.String(), func(ctx context.Context, tx *db.Tx) error {
		m, err := findMandate(ctx, tx, mandate)
		if err != nil {
			return err
		}
		if err := s.mayEnd(ctx, tx, by, m); err != nil {
			return err
		}
		ended, err := endMandate(ctx, tx, mandate, s.real.Now())
		if err != nil || !ended {
			return err
		}
		return s.recordMandate(ctx, tx, mandateEnded, by, m)
	})
	if err != nil {
		return fmt.Errorf("revoke mandate %s: %w", mandate, err)
	}
	s.recent.forget(func(at stay) bool { return at.Acting == mandate })
	return nil
}

// mayEnd returns nil if by may end m.
func (s *Service) mayEnd(ctx context.Context, tx *db.Tx, by id.ID, m Mandate) error {
	concerned := by == m.Agent || by == m.Principal
	if !concerned && m.Kind == actor.Firm {
		var err error
		if concerned, err = holdsMandate(ctx, tx, m.Principal, by, Representative, s.real.Now()); err != nil {
			return err
		}
	}
	switch {
	case !concerned:
		return errMandate
	case m.Relation.byLaw():
		return fault.New(fault.Conflict, "identity.mandate.by-law")
	}
	return nil
}

// Act has the session of a act under a mandate from now on, for oneself if it is 0. It
// is NotFound for a mandate that is not live or not a's.
func (s *Service) Act(ctx context.Context, a actor.Actor, mandate id.ID) (actor.Party, error) {
	agent, err := id.Parse(a.ID)
	session, err2 := id.Parse(a.Session)
	if err != nil || err2 != nil || a.Kind != actor.Citizen {
		return actor.Party{}, errMandate
	}
	var party actor.Party
	err = s.d.Write(ctx, a.Session, func(ctx context.Context, tx *db.Tx) error {
		if mandate != 0 {
			var live bool
			if party, live, err = findParty(ctx, tx, mandate, agent, s.real.Now()); err != nil {
				return err
			}
			if !live {
				return errMandate
			}
			if err := s.begun(ctx, tx, a, mandate, party); err != nil {
				return err
			}
		}
		there, err := updateActing(ctx, tx, session, agent, mandate)
		if err == nil && !there {
			err = errSession
		}
		return err
	})
	if err != nil {
		return actor.Party{}, fmt.Errorf("act under %s: %w", mandate, err)
	}
	s.recent.forget(func(at stay) bool { return at.ID == session })
	return party, nil
}

// begun records that a begins to act for a party.
func (s *Service) begun(ctx context.Context, tx *db.Tx, a actor.Actor, mandate id.ID, party actor.Party) error {
	if err := insertUse(ctx, tx, mandate, Use{What: "begun", At: s.now.Now()}); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{
		Event: actingBegan, Actor: a.ID, Subject: mandate.String(), At: s.now.Now(), Data: map[string]string{"for": party.ID},
	})
}

// contact returns the index of a mobile or ID number, and what may be shown of it.
func (s *Service) contact(typed string) (index []byte, shown string) {
	if isMobile(typed) {
		mobile := check.CompactMobile(typed)
		return s.keys.BlindIndex(elementMobile, mobile), mask.Phone(mobile)
	}
	number := check.Compact(typed)
	return s.keys.BlindIndex(elementIDNumber, number), mask.IDNumber(number)
}

// invitee is by what p finds mandates.
func (s *Service) invitee(p Person) invitee {
	return invitee{id: p.ID, name: p.Name, mobile: s.mobileIndex(p), number: s.numberIndex(p)}
}

func (s *Service) recordMandate(ctx context.Context, tx *db.Tx, event string, by id.ID, m Mandate) error {
	return audit.Record(ctx, tx, audit.Entry{
		Event: event, Actor: by.String(), Subject: m.ID.String(), At: s.now.Now(),
		Data: map[string]string{"for": m.Principal.String(), "relation": string(m.Relation)},
	})
}

// self returns the citizen a is, Forbidden for anybody else.
func (s *Service) self(ctx context.Context, a actor.Actor) (Person, error) {
	key, err := id.Parse(a.ID)
	if err != nil || a.Kind != actor.Citizen {
		return Person{}, fault.New(fault.Forbidden, "fault.forbidden")
	}
	return s.Person(ctx, key)
}

// Used notes what an actor did for another, in the unit it was done in, so that the
// principal sees it. For oneself it notes nothing. It is NotFound, and undoes the unit,
// for a mandate that was revoked since the request came in.
func (s *Service) Used(ctx context.Context, tx *db.Tx, a actor.Actor, what, subject string) error {
	session, err := id.Parse(a.Session)
	if err != nil || a.Kind != actor.Citizen || !a.Acting() {
		return nil // without a session nobody acts for another; staff help without a mandate
	}
	noted, err := insertUseOf(ctx, tx, session, Use{What: what, Subject: subject, At: s.now.Now()})
	if err == nil && !noted {
		err = errMandate
	}
	return err
}
