package commitment

import (
	"context"
	"fmt"

	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
)

// Check writes down what came of a check: that all is as promised (Pass), that something has
// to be put right by a day (Order), or that it was false or not put right (Doubt), so that a
// withdrawal is intended. The applicant is told, and in the last case heard.
//
// Basis: 行政许可法, arts 61, 69.
func (s *Service) Check(ctx context.Context, key id.ID, e Event, f Finding) error {
	if e != Pass && e != Order && e != Doubt {
		return errNotNow
	}
	return s.change(ctx, key, e, f.plain(), func(c *Commitment, f Finding) (Said, error) {
		said := Said{Words: f.Words, Ground: f.Ground, Way: f.Way, With: f.With, Visit: f.Visit}
		cal := s.Calendar()
		switch e {
		case Pass:
			said.Ground = ""
		case Order:
			c.DueOn = cal.AddWorkdays(s.today(), f.Days)
		case Doubt:
			c.DueOn, c.Finder = cal.AddWorkdays(s.today(), answerDays), actor.From(ctx).ID
		}
		if e != Pass {
			said.Due = c.DueOn
		}
		return said, nil
	})
}

// Answer is what the applicant says to an intended withdrawal, once.
func (s *Service) Answer(ctx context.Context, key id.ID, words string) error {
	f := Finding{Words: words}
	return s.change(ctx, key, Answer, f.plain(), func(c *Commitment, f Finding) (Said, error) {
		c.Answered = true
		return Said{Words: f.Words}, nil
	})
}

// Decide withdraws what was granted (Revoke) or leaves it (Keep), with reasons, after the
// applicant was heard or their time to answer is over. Who found the commitment false does not
// decide. With a withdrawal the licence ends and the fact enters the applicant's record.
//
// Basis: 行政许可法, art. 69(2); 国办发〔2020〕42号.
func (s *Service) Decide(ctx context.Context, key id.ID, e Event, f Finding) error {
	if e != Revoke && e != Keep {
		return errNotNow
	}
	return s.change(ctx, key, e, f.plain(), func(_ *Commitment, f Finding) (Said, error) {
		return Said{Words: f.Words, Ground: f.Ground, Reply: f.Reply}, nil
	})
}

// change does e with a commitment that its actor may do it with. It is planned on what was
// read and stored if nobody has changed that since.
func (s *Service) change(ctx context.Context, key id.ID, e Event, f Finding, plan func(*Commitment, Finding) (Said, error)) error {
	op, asked := "commitment."+string(e), []any{key, f}
	done, err := s.changed(ctx, key, e, f, plan)
	if _, err = once.Again(ctx, s.Once, op, asked, done, err); err != nil {
		return fmt.Errorf("%s commitment %s: %w", e, key, err)
	}
	return nil
}

func (s *Service) changed(ctx context.Context, key id.ID, e Event, f Finding, plan func(*Commitment, Finding) (Said, error)) (bool, error) {
	c, err := s.Find(ctx, key)
	if err != nil {
		return false, err
	}
	if err := c.may(actor.From(ctx), e, s.today()); err != nil {
		return false, err
	}
	if f.Version != 0 && f.Version != c.Version {
		return false, errChanged
	}
	if faults := f.check(c, e); len(faults) > 0 {
		return false, fault.InvalidFields(faults)
	}
	said, err := plan(c, f)
	if err != nil {
		return false, err
	}
	c.State, _ = Lifecycle.To(c.State, e) // it was asked before
	of, err := s.Cases.File(ctx, c.Case.No)
	if err != nil {
		return false, err
	}
	read := *c
	return once.Do(ctx, s.Once, c.Case.No, "commitment."+string(e), []any{key, f}, func(ctx context.Context, tx *db.Tx) (bool, error) {
		*c = read
		if err := moveCommitment(ctx, tx, c); err != nil {
			return false, err
		}
		if err := s.step(ctx, tx, of, c, e, said); err != nil {
			return false, err
		}
		if e == Revoke {
			if err := s.takeBack(ctx, tx, of, c); err != nil {
				return false, err
			}
		}
		if e == Answer {
			return true, s.tellFinder(ctx, tx, c)
		}
		return true, s.inform(ctx, tx, of.Case, c, e)
	})
}

// takeBack ends the licence that c brought about, and puts the breach into the record of whom
// the case is for.
func (s *Service) takeBack(ctx context.Context, tx *db.Tx, f *casework.File, c *Commitment) error {
	decision := c.Last(Revoke)
	if result := f.Result(); result != nil && f.Item.Result.LicenceType != "" {
		if err := s.Licences.TakeBack(ctx, tx, f.Item.Result.LicenceType, result.Detail.Licence, c.Finder, decision.Words, decision.Ground); err != nil {
			return err
		}
	}
	return s.Credit.Broken(ctx, tx, Breach{Case: f.Case, Words: decision.Words, Paper: decision.PaperNo})
}

// tellFinder tells who intends to withdraw that the applicant has answered.
func (s *Service) tellFinder(ctx context.Context, tx *db.Tx, c *Commitment) error {
	finder, err := id.Parse(c.Finder)
	if err != nil {
		return err
	}
	return s.Informer.Inform(ctx, tx, finder, "commitment.inform.answer", []string{c.Case.ItemName, c.Case.ShortNo}, c.URL())
}
