package consultation

import (
	"context"
	"fmt"

	"tongban/kernel/actor"
	"tongban/kernel/check"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
)

// change does e with a consultation that its actor may do it with. It is planned on what was
// read and stored if nobody has changed that since; then, units that more wants.
func (s *Service) change(ctx context.Context, key id.ID, e Event, asked any, plan func(*Consultation) (db.Unit, error)) error {
	op := "consultation." + string(e)
	c, err := s.plan(ctx, key, e)
	var more db.Unit
	if err == nil {
		more, err = plan(c)
	}
	done := false
	if err == nil {
		c.State, _ = Lifecycle.To(c.State, e) // it was asked before
		read := *c
		done, err = once.Do(ctx, s.Once, key.String(), op, []any{key, asked}, func(ctx context.Context, tx *db.Tx) (bool, error) {
			*c = read
			if err := moveConsultation(ctx, tx, c); err != nil {
				return false, err
			}
			if more != nil {
				if err := more(ctx, tx); err != nil {
					return false, err
				}
			}
			return true, s.record(ctx, tx, op, c)
		})
	}
	if _, err = once.Again(ctx, s.Once, op, []any{key, asked}, done, err); err != nil {
		return fmt.Errorf("%s consultation %s: %w", e, key, err)
	}
	return nil
}

func (s *Service) plan(ctx context.Context, key id.ID, e Event) (*Consultation, error) {
	c, err := s.Find(ctx, key)
	if err != nil {
		return nil, err
	}
	return c, c.may(actor.From(ctx), e, s.today())
}

// Claim takes a question on for the department that is asked.
func (s *Service) Claim(ctx context.Context, key id.ID) error {
	by := actor.From(ctx)
	return s.change(ctx, key, Claim, nil, func(c *Consultation) (db.Unit, error) {
		c.Holder = Person{by.ID, by.Name, ""}
		return nil, nil
	})
}

// Release gives a question back to the others who are asked.
func (s *Service) Release(ctx context.Context, key id.ID) error {
	return s.change(ctx, key, Release, nil, func(c *Consultation) (db.Unit, error) {
		c.Holder = Person{}
		return nil, nil
	})
}

// Answer gives an opinion and tells who asked.
func (s *Service) Answer(ctx context.Context, key id.ID, r Reply) error {
	by, now := actor.From(ctx), s.Clock.Now()
	r.Words = check.Words(r.Words)
	return s.change(ctx, key, Answer, r, func(c *Consultation) (db.Unit, error) {
		if r.Version != 0 && r.Version != c.Version {
			return nil, errChanged
		}
		if faults := r.check(); len(faults) > 0 {
			return nil, fault.InvalidFields(faults)
		}
		c.Holder, c.Opinion, c.Words, c.OverAt = Person{by.ID, by.Name, ""}, r.Opinion, r.Words, now
		return s.over(c, "answered", asker(c)), nil
	})
}

// asker is who has asked c.
func asker(c *Consultation) []actor.Actor { return []actor.Actor{{ID: c.Asker.Account}} }

// over ends what who was asked may see in full, and tells somebody.
func (s *Service) over(c *Consultation, message string, told []actor.Actor) db.Unit {
	guest := c.Whom.guest()
	return func(ctx context.Context, tx *db.Tx) error {
		if err := s.dismiss(ctx, tx, c, guest); err != nil {
			return err
		}
		return s.tell(ctx, tx, c, message, told)
	}
}

// dismiss ends what a guest may see in full, unless they are asked something else.
func (s *Service) dismiss(ctx context.Context, tx *db.Tx, c *Consultation, guest string) error {
	asked, err := isAskedElse(ctx, tx, c, guest)
	if err != nil || asked {
		return err
	}
	return s.Cases.Dismiss(ctx, tx, c.Case.ID, guest)
}

// Forward passes a question on to another department, once, with the reason; its last day
// stays.
func (s *Service) Forward(ctx context.Context, key id.ID, to Whom, why string) error {
	by, now, why := actor.From(ctx), s.Clock.Now(), check.Words(why)
	to.Colleague = ""
	return s.change(ctx, key, Forward, []any{to, why}, func(c *Consultation) (db.Unit, error) {
		faults := Asking{Whom: to, About: c.About, Question: c.Question, Days: usualDays}.check()
		_, told, wrongs, err := s.whom(ctx, by, to)
		if err != nil {
			return nil, err
		}
		if to.Department == c.Asker.Department {
			wrongs = []fault.Field{{Name: "whom", Key: "consultation.wrong.asker"}}
		}
		if len(faults) == 0 {
			faults = wrongs
		}
		if faults = append(faults, wrong("why", why, maxWords)...); len(faults) > 0 {
			return nil, fault.InvalidFields(faults)
		}
		before := c.Whom.guest()
		c.Forwarding = Forwarding{c.Whom.Department, by.Name, why, now}
		c.Whom, c.Holder = to, Person{}
		return func(ctx context.Context, tx *db.Tx) error {
			if err := s.Cases.Admit(ctx, tx, c.Case.ID, to.guest()); err != nil {
				return err
			}
			if err := s.dismiss(ctx, tx, c, before); err != nil {
				return err
			}
			if err := s.tell(ctx, tx, c, "asked", told); err != nil {
				return err
			}
			return s.tell(ctx, tx, c, "forwarded", asker(c))
		}, nil
	})
}

// Remark adds to a question, and tells whoever has taken it on.
func (s *Service) Remark(ctx context.Context, key id.ID, words string) error {
	by, now, words := actor.From(ctx), s.Clock.Now(), check.Words(words)
	return s.change(ctx, key, Remark, words, func(c *Consultation) (db.Unit, error) {
		if faults := wrong("words", words, maxWords); len(faults) > 0 {
			return nil, fault.InvalidFields(faults)
		}
		return func(ctx context.Context, tx *db.Tx) error {
			added, err := insertRemark(ctx, tx, key, Note{by.Name, words, now})
			if err == nil && !added {
				err = fault.New(fault.TooMany, "consultation.remarks-many", maxRemarks)
			}
			if err != nil {
				return err
			}
			return s.tell(ctx, tx, c, "remarked", []actor.Actor{{ID: c.Holder.Account}})
		}, nil
	})
}

// Proceed lets the asking task end without the answer, since its time is over; with the
// reason. It may still be answered.
func (s *Service) Proceed(ctx context.Context, key id.ID, why string) error {
	now, why := s.Clock.Now(), check.Words(why)
	return s.change(ctx, key, Proceed, why, func(c *Consultation) (db.Unit, error) {
		if faults := wrong("why", why, maxWords); len(faults) > 0 {
			return nil, fault.InvalidFields(faults)
		}
		c.WaivedWhy, c.WaivedAt = why, now
		return nil, nil
	})
}

// Withdraw takes a question back, with the reason, and tells whoever has taken it on.
func (s *Service) Withdraw(ctx context.Context, key id.ID, why string) error {
	now, why := s.Clock.Now(), check.Words(why)
	return s.change(ctx, key, Withdraw, why, func(c *Consultation) (db.Unit, error) {
		if faults := wrong("why", why, maxWords); len(faults) > 0 {
			return nil, fault.InvalidFields(faults)
		}
		c.Words, c.OverAt = why, now
		return s.over(c, "withdrawn", []actor.Actor{{ID: c.Holder.Account}}), nil
	})
}
