package deferral

import (
	"context"
	"fmt"
	"slices"

	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/check"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/once"
)

// change does e with a commitment that its actor may do it with: planned on what was read,
// stored if nobody has changed that since. Then more, in the same unit.
func (s *Service) change(ctx context.Context, key id.ID, e Event, asked any, plan func(*Commitment) (db.Unit, error)) (err error) {
	op := "deferral." + string(e)
	c, err := s.Find(ctx, key)
	if err == nil {
		err = c.may(actor.From(ctx), e)
	}
	var more db.Unit
	if err == nil {
		more, err = plan(c)
	}
	done := false
	if err == nil {
		read := *c
		done, err = once.Do(ctx, s.Once, c.Case.No, op, []any{key, asked}, func(ctx context.Context, tx *db.Tx) (bool, error) {
			*c = read // the unit may run again
			if err := moveCommitment(ctx, tx, c); err != nil {
				return false, err
			}
			return true, more(ctx, tx)
		})
	}
	if _, err = once.Again(ctx, s.Once, op, []any{key, asked}, done, err); err != nil {
		return fmt.Errorf("%s commitment %s: %w", e, key, err)
	}
	return nil
}

// judged is the paper with a code that was brought.
func judged(c *Commitment, code string) (*Paper, error) {
	p := c.Paper(code)
	switch {
	case p == nil:
		return nil, errUnknown
	case p.Standing != Brought:
		return nil, errNotNow
	}
	return p, nil
}

// Confirm finds a paper right that was brought, and gives the applicant a receipt. With the last
// one the case may be granted.
func (s *Service) Confirm(ctx context.Context, key id.ID, code string) error {
	by, now := actor.From(ctx), s.Clock.Now()
	return s.change(ctx, key, Confirm, code, func(c *Commitment) (db.Unit, error) {
		p, err := judged(c, code)
		if err != nil {
			return nil, err
		}
		f, err := s.Cases.File(ctx, c.Case.No)
		if err != nil {
			return nil, err
		}
		p.Standing, p.Wrong, p.JudgedBy, p.JudgedAt = Confirmed, "", by.Name, now
		key := "confirmed"
		if len(c.Unconfirmed()) == 0 {
			c.State, c.OverAt, key = Cured, now, "cured"
		}
		body := casework.NoticeBody{Materials: []string{p.Name}, Owed: s.lines(c.Owed())}
		return func(ctx context.Context, tx *db.Tx) error {
			if _, err := s.Cases.Write(ctx, tx, f, casework.DeferralReceipt, now, body); err != nil {
				return err
			}
			if err := s.tell(ctx, tx, c, key, p.Name); err != nil {
				return err
			}
			return s.record(ctx, tx, "confirm", c, code)
		}, nil
	})
}

// Reject says what is wrong with a paper that was brought: it is owed again.
func (s *Service) Reject(ctx context.Context, key id.ID, code, why string) error {
	by, now, why := actor.From(ctx), s.Clock.Now(), check.Words(why)
	return s.change(ctx, key, Reject, []any{code, why}, func(c *Commitment) (db.Unit, error) {
		p, err := judged(c, code)
		if err != nil {
			return nil, err
		}
		if faults := written("why", why); len(faults) > 0 {
			return nil, fault.InvalidFields(faults)
		}
		p.Wrong, p.JudgedBy, p.JudgedAt = why, by.Name, now
		c.reject(p, s.Calendar(), s.today())
		return func(ctx context.Context, tx *db.Tx) error {
			if err := s.tell(ctx, tx, c, "rejected", p.Name, p.DueOn.String()); err != nil {
				return err
			}
			return s.record(ctx, tx, "reject", c, code)
		}, nil
	})
}

// Extend puts the last day of what is owed off, once, with a reason.
func (s *Service) Extend(ctx context.Context, key id.ID, until, why string) error {
	by, now, why := actor.From(ctx), s.Clock.Now(), check.Words(why)
	return s.change(ctx, key, Extend, []any{until, why}, func(c *Commitment) (db.Unit, error) {
		switch {
		case !c.Extended.At.IsZero():
			return nil, fault.New(fault.Conflict, "deferral.extended")
		case len(c.Owed()) == 0:
			return nil, errNotNow
		}
		day, _ := calendar.ParseDate(until) // none is found wrong
		if faults := c.checkExtension(s.Calendar(), day, why); len(faults) > 0 {
			return nil, fault.InvalidFields(faults)
		}
		f, err := s.Cases.File(ctx, c.Case.No)
		if err != nil {
			return nil, err
		}
		c.extend(s.Calendar(), day)
		c.retell(s.Calendar(), s.today())
		c.Extended = Extension{By: by.Name, Why: why, At: now}
		body := casework.NoticeBody{Owed: s.lines(c.Owed()), Reason: why}
		return func(ctx context.Context, tx *db.Tx) error {
			if _, err := s.Cases.Write(ctx, tx, f, casework.DeferralExtension, now, body); err != nil {
				return err
			}
			if err := s.tell(ctx, tx, c, "extended", names(c.Owed()), day.String()); err != nil {
				return err
			}
			return s.record(ctx, tx, "extend", c, "")
		}, nil
	})
}

// clone returns c so that it can be changed without changing c.
func (c *Commitment) clone() *Commitment {
	other := *c
	other.Papers = slices.Clone(c.Papers)
	return &other
}

// official is a text of deferral as papers have it.
func (s *Service) official(key string, args ...any) string {
	return s.Texts.Text(message.Chinese, "deferral."+key, args...)
}
