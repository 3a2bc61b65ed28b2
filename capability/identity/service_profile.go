package identity

import (
	"context"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tongban/capability/audit"
	"tongban/kernel/actor"
	"tongban/kernel/check"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// The faults of accounts.
var (
	errProven = fault.New(fault.Conflict, "identity.realname.already")
	errOwned  = fault.New(fault.Conflict, "identity.realname.owned")
	errBound  = fault.New(fault.Conflict, "identity.profile.mobile-bound")
)

// Prove asks the population register whether the name is that of the ID number and
// makes the account one that is Checked. It is a Conflict if another account has the
// number, without a word about whose; Reclaim is the way on. An account that a counter
// made by the card (Met) becomes a's, with what was done there.
//
// Basis: 个人信息保护法, art. 28 to 30 (the number is asked for because the law on
// applying requires it); one number is one account.
func (s *Service) Prove(ctx context.Context, a actor.Actor, name, number string) error {
	p, err := s.self(ctx, a)
	switch {
	case err != nil:
		return err
	case p.Level >= Checked:
		return errProven
	}
	if err := s.agree(ctx, p.ID, name, number); err != nil {
		return err
	}
	err = s.change(ctx, p.ID, identityProven, func(p *Person) error {
		p.Name, p.IDNumber, p.Level = strings.TrimSpace(name), check.Compact(number), Checked
		return nil
	})
	if db.IsUnique(err) {
		inherited, err := s.inherit(ctx, a, p, name, number)
		if err == nil && !inherited {
			err = errOwned
		}
		return err
	}
	if err != nil {
		return fmt.Errorf("prove identity: %w", err)
	}
	s.forgetOf(actor.Citizen, p.ID)
	return nil
}

// agree checks a name and an ID number by themselves and then with the register, which
// one account may ask a few times a day.
func (s *Service) agree(ctx context.Context, person id.ID, name, number string) error {
	faults := append(nameFaults("name", name), check.Named("idNumber", check.IDNumber(number, s.cfg.Demo, s.real.Now()))...)
	if len(faults) > 0 {
		return fault.InvalidFields(faults)
	}
	if err := s.asking(ctx, person, proving, "population"); err != nil {
		return fmt.Errorf("prove identity: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	agree, err := s.ports.Population.Agree(ctx, strings.TrimSpace(name), check.Compact(number))
	if err != nil {
		return fmt.Errorf("ask the population register: %w", err)
	}
	if !agree {
		return fault.InvalidFields([]fault.Field{{Name: "idNumber", Key: "identity.realname.differs"}})
	}
	return nil
}

// asking counts that person has a register asked, within p, and records it before: the
// register is asked about others too.
func (s *Service) asking(ctx context.Context, person id.ID, p pace, register string) error {
	return s.d.Write(ctx, person.String(), func(ctx context.Context, tx *db.Tx) error {
		if err := spendTry(ctx, tx, p, []byte(person.String()), s.real.Now()); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{
			Event: registerAsked, Actor: person.String(), Subject: person.String(), At: s.now.Now(), Data: map[string]string{"register": register},
		})
	})
}

// Reclaim gives the account that has an ID number to whoever knows its name and holds
// its mobile too: it takes over the mobile and the session of a, whose own account had
// no more than that. What is wrong is not told apart from what is unknown.
func (s *Service) Reclaim(ctx context.Context, a actor.Actor, name, number, oldMobile, code string) error {
	fresh, err := s.self(ctx, a)
	if err != nil {
		return err
	}
	if fresh.Level >= Checked {
		return errProven
	}
	if err := s.CheckCode(ctx, oldMobile, ForBind, code); err != nil {
		return err
	}
	old, err := s.PersonByIDNumber(ctx, number)
	if fault.KindOf(err) == fault.NotFound || err == nil && (old.Name != strings.TrimSpace(name) || old.Mobile != check.CompactMobile(oldMobile)) {
		return fault.InvalidFields([]fault.Field{{Name: "mobile", Key: "identity.realname.not-this"}})
	}
	if err != nil {
		return err
	}
	session, err := id.Parse(a.Session)
	if err != nil {
		return errSession
	}
	if err := s.takeOver(ctx, fresh, old, session); err != nil {
		return fmt.Errorf("reclaim account: %w", err)
	}
	s.forgetOf(actor.Citizen, fresh.ID)
	s.forgetOf(actor.Citizen, old.ID)
	return nil
}

// takeOver moves the mobile and one session of fresh to old.
func (s *Service) takeOver(ctx context.Context, fresh, old Person, session id.ID) error {
	mobile := fresh.Mobile
	fresh.Mobile, old.Mobile = "", mobile
	without, err := s.seal(fresh)
	if err != nil {
		return err
	}
	with, err := s.seal(old)
	if err != nil {
		return err
	}
	return s.d.Write(ctx, old.ID.String(), func(ctx context.Context, tx *db.Tx) error {
		for _, p := range []sealed{without, with} {
			if err := updatePerson(ctx, tx, p); err != nil {
				return err
			}
		}
		if err := moveSession(ctx, tx, session, fresh.ID, old.ID); err != nil {
			return err
		}
		if err := deleteOthers(ctx, tx, actor.Citizen, old.ID, session); err != nil {
			return err
		}
		return s.recordPerson(ctx, tx, accountReclaimed, fresh.ID, old.ID)
	})
}

// SendLeaveCode sends a code to the mobile that a is about to give up.
func (s *Service) SendLeaveCode(ctx context.Context, a actor.Actor) error {
	p, err := s.self(ctx, a)
	if err != nil {
		return err
	}
	return s.SendCode(ctx, p.Mobile, ForLeave)
}

// BindMobile makes a mobile that a holds a's own and ends a's other sessions. Who had one
// before proves with a code sent there that they still have it; who has lost it comes to a
// counter (BindMet). It is a Conflict if another account has the new one.
func (s *Service) BindMobile(ctx context.Context, a actor.Actor, leave, mobile, code string) error {
	p, err := s.self(ctx, a)
	if err != nil {
		return err
	}
	if p.Mobile != "" {
		if err := leaving(s.CheckCode(ctx, p.Mobile, ForLeave, leave)); err != nil {
			return err
		}
	}
	if err := s.CheckCode(ctx, mobile, ForBind, code); err != nil {
		return err
	}
	err = s.change(ctx, p.ID, mobileBound, func(p *Person) error {
		p.Mobile = check.CompactMobile(mobile)
		return nil
	})
	if db.IsUnique(err) {
		return errBound
	}
	if err != nil {
		return fmt.Errorf("bind mobile: %w", err)
	}
	return s.EndOthers(ctx, a)
}

// leaving is what is wrong with the code sent to the mobile that is given up, said at its
// field.
func leaving(err error) error {
	f, is := fault.As(err)
	if !is || f.Kind != fault.Invalid {
		return err
	}
	faults := slices.Clone(f.Fields)
	for i := range faults {
		faults[i].Name = "leave"
	}
	return fault.InvalidFields(faults)
}

// Particulars are what people say of themselves.
type Particulars struct{ Address, Region, Email string }

// Describe stores what a says of themselves.
func (s *Service) Describe(ctx context.Context, a actor.Actor, d Particulars) error {
	p, err := s.self(ctx, a)
	if err != nil {
		return err
	}
	districts, err := s.ports.Places.Districts(ctx)
	if err != nil {
		return fmt.Errorf("change profile: %w", err)
	}
	if err := fault.InvalidFields(d.check(districts)); err != nil {
		return err
	}
	err = s.change(ctx, p.ID, profileChanged, func(p *Person) error {
		p.SaidAddress = p.SaidAddress || p.Address != strings.TrimSpace(d.Address) || p.Region != d.Region
		p.Address, p.Region, p.Email = strings.TrimSpace(d.Address), d.Region, strings.TrimSpace(d.Email)
		return nil
	})
	if err != nil {
		return fmt.Errorf("change profile: %w", err)
	}
	return nil
}

func (d Particulars) check(districts []District) (faults []fault.Field) {
	if utf8.RuneCountInString(d.Address) > 200 {
		faults = append(faults, fault.Field{Name: "address", Key: "identity.profile.address-long", Args: []any{200}})
	}
	if d.Region != "" && !slices.ContainsFunc(districts, func(r District) bool { return r.Code == d.Region }) {
		faults = append(faults, fault.Field{Name: "region", Key: "identity.profile.region-unknown"})
	}
	if email := strings.TrimSpace(d.Email); email != "" {
		if parsed, err := mail.ParseAddress(email); err != nil || parsed.Address != email || len(email) > 254 {
			faults = append(faults, fault.Field{Name: "email", Key: "identity.profile.email-shape"})
		}
	}
	return faults
}

// change reads a person, has them changed and writes them back.
func (s *Service) change(ctx context.Context, person id.ID, event string, with func(*Person) error) error {
	return s.d.Write(ctx, person.String(), func(ctx context.Context, tx *db.Tx) error {
		stored, err := findPerson(ctx, tx, person)
		if err != nil {
			return err
		}
		p, err := s.unseal(stored)
		if err != nil {
			return err
		}
		if err := with(&p); err != nil {
			return err
		}
		if stored, err = s.seal(p); err != nil {
			return err
		}
		if err := updatePerson(ctx, tx, stored); err != nil {
			return err
		}
		return s.recordPerson(ctx, tx, event, person, person)
	})
}

func (s *Service) recordPerson(ctx context.Context, tx *db.Tx, event string, by, person id.ID) error {
	return audit.Record(ctx, tx, audit.Entry{Event: event, Actor: by.String(), Subject: person.String(), At: s.now.Now()})
}

// EndOthers ends every session of a but the one a asks from.
func (s *Service) EndOthers(ctx context.Context, a actor.Actor) error {
	subject, err := id.Parse(a.ID)
	session, err2 := id.Parse(a.Session)
	if err != nil || err2 != nil {
		return errSession
	}
	err = s.d.Write(ctx, a.ID, func(ctx context.Context, tx *db.Tx) error {
		if err := deleteOthers(ctx, tx, a.Kind, subject, session); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Event: othersEnded, Actor: a.ID, Subject: a.Session, At: s.now.Now()})
	})
	if err != nil {
		return fmt.Errorf("end other sessions of %s: %w", a.ID, err)
	}
	s.forgetOf(a.Kind, subject)
	return nil
}

// proving and founding bound how often one account may have the population register and
// the business register asked.
var (
	proving  = pace{kind: "realname", window: 24 * time.Hour, most: 5}
	founding = pace{kind: "firm", window: 24 * time.Hour, most: 20}
)
