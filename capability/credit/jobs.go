package credit

import (
	"context"
	"fmt"

	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/db"
)

// sweepBatch is how many rows one look takes.
const sweepBatch = 100

// Sweep ends facts whose time has run out, and tells those whose repair is answered late.
// Sweeping twice, or on two nodes, does it once.
func (s *Service) Sweep(ctx context.Context) error {
	ctx = actor.With(ctx, actor.AsSystem("credit"))
	today := calendar.DateOf(s.Clock.Now())
	if err := s.lapse(ctx, today); err != nil {
		return fmt.Errorf("end facts: %w", err)
	}
	if err := s.remind(ctx, today); err != nil {
		return fmt.Errorf("tell of late repairs: %w", err)
	}
	return nil
}

// swept does one with each row that find returns, a batch at a time, each in a unit of its own.
func swept[R any](ctx context.Context, d *db.DB, find func(ctx context.Context, tx *db.Tx) ([]R, error), lane func(R) string, one func(ctx context.Context, tx *db.Tx, r R) error) error {
	for {
		var found []R
		err := d.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			found, err = find(ctx, tx)
			return err
		})
		if err != nil || len(found) == 0 {
			return err
		}
		for _, r := range found {
			if err := d.Write(ctx, lane(r), func(ctx context.Context, tx *db.Tx) error { return one(ctx, tx, r) }); err != nil {
				return err
			}
		}
	}
}

func (s *Service) lapse(ctx context.Context, today calendar.Date) error {
	return swept(ctx, s.DB, func(ctx context.Context, tx *db.Tx) ([]*row, error) { return listLapsed(ctx, tx, today, sweepBatch) },
		func(r *row) string { return r.Matter.CaseNo },
		func(ctx context.Context, tx *db.Tx, r *row) error {
			now, err := findFact(ctx, tx, r.ID)
			if err != nil || !Lifecycle.May(now.State, Lapse) { // somebody was faster
				return err
			}
			return s.end(ctx, tx, now, Lapse)
		})
}

func (s *Service) remind(ctx context.Context, today calendar.Date) error {
	return swept(ctx, s.DB, func(ctx context.Context, tx *db.Tx) ([]*repairRow, error) {
		return listLate(ctx, tx, today, sweepBatch)
	},
		func(r *repairRow) string { return r.Matter.CaseNo },
		func(ctx context.Context, tx *db.Tx, r *repairRow) error {
			if marked, err := markLate(ctx, tx, r.ID); err != nil || !marked {
				return err
			}
			return s.tell(ctx, tx, &r.Matter, "credit.inform.repair-late", "/me/credit/repairs/"+r.ID.String())
		})
}
