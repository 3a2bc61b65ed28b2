package deferral

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/job"
)

// batch is how many commitments one look takes.
const batch = 100

// soonest is how many working days before the last day somebody is reminded first.
const soonest = 3

// SweepDue reminds whoever owes a paper, and ends the case of who has not brought it. Sweeping
// twice changes nothing. What goes wrong with one keeps no other from its turn.
func (s *Service) SweepDue(ctx context.Context) (wrong error) {
	ctx = actor.With(ctx, actor.AsSystem("clock"))
	today := s.today()
	near := s.Calendar().AddWorkdays(today, soonest)
	var after id.ID
	for {
		var list []*Commitment
		err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			list, err = listDue(ctx, tx, near, after, batch)
			return err
		})
		if err != nil {
			return errors.Join(wrong, fmt.Errorf("look for promises that fall due: %w", err))
		}
		for _, c := range list {
			after = c.ID
			switch err := s.sweep(ctx, c, today); {
			case err == nil:
			case fault.KindOf(err) == fault.Conflict:
				slog.InfoContext(ctx, "commitment moved before it was swept", "commitment", c.ID)
			default:
				wrong = errors.Join(wrong, fmt.Errorf("sweep commitment %s: %w", c.ID, err))
			}
		}
		if len(list) < batch {
			return wrong
		}
	}
}

// sweep does with c what today brings.
func (s *Service) sweep(ctx context.Context, c *Commitment, today calendar.Date) error {
	again, err := s.behind(ctx, c)
	if err != nil {
		return err
	}
	if again != nil {
		return s.DB.Write(ctx, c.Case.No, func(ctx context.Context, tx *db.Tx) error {
			now := again.clone() // the unit may run again
			return errors.Join(job.StillLeader(ctx, tx), s.moved(ctx, tx, now))
		})
	}
	if c.DueOn() < today {
		return s.lapse(ctx, c, today)
	}
	return s.remind(ctx, c, today)
}

// behind returns c with its days counted by today's calendar, nil if they stand: the notice of
// days off may have come a moment ago, and nobody's case ends on the days of yesterday.
func (s *Service) behind(ctx context.Context, c *Commitment) (*Commitment, error) {
	if c.Calendar == s.Calendar().Version() {
		return nil, nil
	}
	f, err := s.Cases.File(ctx, c.Case.No)
	if err != nil {
		return nil, err
	}
	if again := c.clone(); again.recount(s.Calendar(), decisionOf(f)) {
		return again, nil
	}
	return nil, nil
}

// remind tells whoever owes a paper how long there is, once for each of the days.
func (s *Service) remind(ctx context.Context, c *Commitment, today calendar.Date) error {
	stage, due := c.reminder(s.Calendar().WorkdaysBetween(today, c.DueOn()))
	if !due {
		return nil
	}
	return s.DB.Write(ctx, c.Case.No, func(ctx context.Context, tx *db.Tx) error {
		if err := job.StillLeader(ctx, tx); err != nil {
			return err
		}
		now := c.clone()
		now.reminded = stage
		if err := moveCommitment(ctx, tx, now); err != nil {
			return err
		}
		return s.tell(ctx, tx, now, reminderKeys[stage], names(now.Owed()), now.DueOn().String())
	})
}

// reminderKeys are the texts of the reminders, by how many working days are left.
var reminderKeys = map[int]string{3: "remind-soon", 1: "remind-tomorrow", 0: "remind-today"}

// lapse ends the case of a promise that was not kept, with the paper that says so and a fact in
// the applicant's record, all in one unit.
func (s *Service) lapse(ctx context.Context, c *Commitment, today calendar.Date) error {
	late := c.Owed()
	_, err := s.Cases.Settle(ctx, c.Case.No, casework.Settlement{
		Event: casework.Terminate, Notice: casework.DeferralEnd, Rule: s.official("paper.rule"),
		Input: casework.Input{Reason: s.official("paper.reason", names(late)), LegalGround: s.official("paper.ground")},
		Unit: func(ctx context.Context, tx *db.Tx, _ *casework.File) error {
			if err := job.StillLeader(ctx, tx); err != nil {
				return err
			}
			now, err := findCommitment(ctx, tx, c.ID)
			if err != nil {
				return err
			}
			if now.State != Running || now.DueOn() == 0 || now.DueOn() >= today {
				return errChanged // it was brought, or put off, meanwhile
			}
			now.State, now.OverAt = Broken, s.Clock.Now()
			if err := moveCommitment(ctx, tx, now); err != nil {
				return err
			}
			if err := s.tell(ctx, tx, now, "lapsed", names(now.Owed()), now.DueOn().String()); err != nil {
				return err
			}
			if err := s.Credit.Broken(ctx, tx, Breach{
				Case: now.Case, Ref: now.ID.String(), On: now.DueOn(), What: s.official("paper.breach", names(now.Owed()), day(now.DueOn())),
				Evidence: s.official("paper.evidence", now.Case.ShortNo), Told: now.told(),
			}); err != nil {
				return err
			}
			return s.record(ctx, tx, "lapse", now, "")
		},
	})
	return err
}
