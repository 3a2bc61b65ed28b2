package casework

import (
	"context"
	"fmt"
	"log/slog"

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
	for range maxBatches {
		var due []string
		err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			due, err = listCasesToSweep(ctx, tx, s.Clock.Now(), sweepBatch)
			return err
		})
		if err != nil || len(due) == 0 {
			return err
		}
		moved := 0
		for _, no := range due {
			switch err := s.sweepCase(ctx, no); {
			case err == nil:
				moved++
			case fault.KindOf(err) == fault.Conflict:
				slog.InfoContext(ctx, "case moved before its date was swept", "case", no)
			default:
				slog.ErrorContext(ctx, "date not swept", "case", no, "error", err)
			}
		}
		if moved == 0 {
			return fmt.Errorf("sweep: none of %d cases could be moved", len(due))
		}
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
	if err := s.fallDue(m); err != nil {
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
func (s *Service) fallDue(m *move) error {
	c, now := m.file.Case, m.now
	switch {
	case c.Status.awaitsAcceptance() && isDeemed(m.file.Clock):
		c.Basis = Deemed
		if err := m.record(DeemAccept, Detail{EffectiveAt: m.file.Clock.Acceptance.On.Start()}); err != nil {
			return err
		}
		m.notice(AcceptanceNotice)
		return s.begin(m)
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
