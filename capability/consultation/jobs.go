package consultation

import (
	"context"
	"fmt"

	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/job"
)

// batch is how many late questions a round of the sweep urges.
const batch = 100

// SweepLate urges, once on every working day, whoever is asked a question whose time is over.
func (s *Service) SweepLate(ctx context.Context) error {
	today := s.today()
	if !s.Calendar().IsWorkday(today) {
		return nil
	}
	for more := true; more; {
		var list []*Consultation
		err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			list, err = listUnurged(ctx, tx, today, batch)
			return err
		})
		for i := 0; err == nil && i < len(list); i++ {
			err = s.urge(ctx, list[i])
		}
		if err != nil {
			return fmt.Errorf("urge consultations: %w", err)
		}
		more = len(list) == batch
	}
	return nil
}

// urge tells who has taken c on, or else all who could.
func (s *Service) urge(ctx context.Context, c *Consultation) (err error) {
	told := []actor.Actor{{ID: c.Holder.Account}}
	if c.State == Asked {
		if told, err = s.holders(ctx, c.Whom); err != nil {
			return err
		}
	}
	return s.DB.Write(ctx, c.ID.String(), func(ctx context.Context, tx *db.Tx) error {
		if err := job.StillLeader(ctx, tx); err != nil {
			return err
		}
		first, err := markUrged(ctx, tx, c.ID, s.today())
		if err != nil || !first {
			return err
		}
		if err := s.tell(ctx, tx, c, "urged", told); err != nil {
			return err
		}
		return s.record(ctx, tx, "consultation.urge", c)
	})
}
