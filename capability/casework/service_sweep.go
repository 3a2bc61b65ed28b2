package casework

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
)

// sweepBatch is how many rows one look takes.
const sweepBatch = 100

// maxBatches bounds one sweep; what is left waits for the next.
const maxBatches = 1000

// SweepDue does what the law does by itself once a date has come: silence accepts
// an application, and a correction nobody answered ends it. Sweeping twice changes
// nothing, since the case has moved on.
func (s *Service) SweepDue(ctx context.Context) error {
	ctx = actor.With(ctx, actor.AsSystem("clock"))
	return errors.Join(
		sweep(ctx, "date not swept", s.dueBy(listCasesToSweep), s.sweepCase),
		sweep(ctx, "timer not fired", s.dueBy(listTimed), s.fire),
		sweep(ctx, "late task not told", s.lateTasks, s.tellLate))
}

// dueBy returns the numbers that list finds now.
func (s *Service) dueBy(list func(context.Context, *db.Tx, time.Time, int) ([]string, error)) func(context.Context, int) ([]string, error) {
	return func(ctx context.Context, limit int) (due []string, err error) {
		err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
			due, err = list(ctx, tx, s.Clock.Now(), limit)
			return err
		})
		return due, err
	}
}

// sweep has do look at the cases that list finds, until none is left. What goes wrong with
// some keeps no other from its turn, however many they are: they wait for the next sweep.
func sweep(ctx context.Context, wrong string, list func(context.Context, int) ([]string, error), do func(context.Context, string) error) error {
	left := map[string]bool{}
	for range maxBatches {
		due, err := list(ctx, sweepBatch+len(left))
		if err != nil {
			return err
		}
		due = slices.DeleteFunc(due, func(no string) bool { return left[no] })
		if len(due) == 0 {
			break
		}
		for _, no := range due {
			switch err := do(ctx, no); {
			case err == nil:
			case fault.KindOf(err) == fault.Conflict:
				left[no] = true
				slog.InfoContext(ctx, "case moved before it was swept", "case", no)
			default:
				left[no] = true
				slog.ErrorContext(ctx, wrong, "case", no, "error", err)
			}
		}
	}
	if len(left) > 0 {
		return fmt.Errorf("%s: %d cases", wrong, len(left))
	}
	return nil
}

// sweepCase moves one case if its date really has come.
func (s *Service) sweepCase(ctx context.Context, no string) error {
	f, err := s.read(ctx, no)
	if err != nil {
		return err
	}
	m := newMove(f, actor.From(ctx), s.Clock.Now())
	if err := s.fallDue(ctx, m); err != nil {
		return err
	}
	s.settle(m)
	return s.DB.Write(ctx, no, func(ctx context.Context, tx *db.Tx) error { return s.store(ctx, tx, m) })
}

// fallDue does what the replayed clock says has fallen due.
//
// A suspension ends when the time is over that the applicant was told: from then on the
// body's clock runs again, whoever forgot the case. A special procedure is not ended by
// itself, since nobody has its result and the law leaves the time it takes out; that it
// takes longer than was told is an incident.
//
// Basis: 行政许可法, art. 32(4): without a notice in time the application counts as
// accepted from the day it was received; art. 45.
func (s *Service) fallDue(ctx context.Context, m *move) error {
	c, now := m.file.Case, m.now
	switch {
	case c.Status.awaitsAcceptance() && isDeemed(m.file.Clock):
		c.Basis = Deemed
		if err := m.record(DeemAccept, Detail{EffectiveAt: m.file.Clock.Acceptance.On.Start()}); err != nil {
			return err
		}
		m.notice(AcceptanceNotice)
		return s.begin(ctx, m)
	case c.Status == InCorrection && isLapsed(m.file.Clock, now):
		return s.end(m, LapseCorrection, EndNotice, Input{})
	case c.Status == Suspended && isOverrun(m.file.Clock):
		return m.goOn(Detail{})
	case c.Status == Special && isOverrun(m.file.Clock):
		return m.record(RaiseIncident, Detail{Incident: incidentOverrun})
	}
	// The index was behind the clock: settle writes it anew.
	return nil
}
