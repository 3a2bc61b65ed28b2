package rating

import (
	"context"
	"fmt"

	"tongban/kernel/calendar"
	"tongban/kernel/db"
	"tongban/kernel/job"
)

// batch is how many follow-ups a unit of the sweep marks.
const batch = 100

// SweepLate marks follow-ups of which a day has passed, and tells who is responsible.
func (s *Service) SweepLate(ctx context.Context) error {
	for more := true; more; {
		err := s.DB.Write(ctx, "rating.late", func(ctx context.Context, tx *db.Tx) error {
			if err := job.StillLeader(ctx, tx); err != nil {
				return err
			}
			today := calendar.DateOf(s.Clock.Now())
			list, err := listLate(ctx, tx, today, batch)
			more = len(list) == batch
			for i := 0; err == nil && i < len(list); i++ {
				err = s.markLate(ctx, tx, list[i], today)
			}
			return err
		})
		if err != nil {
			return fmt.Errorf("mark late follow-ups: %w", err)
		}
	}
	return nil
}

func (s *Service) markLate(ctx context.Context, tx *db.Tx, f *FollowUp, today calendar.Date) error {
	f.LateContact, f.Late = f.LateContact || f.isLateContact(today), f.Late || f.isLate(today)
	if err := moveFollowUp(ctx, tx, f); err != nil {
		return err
	}
	if f.TakenBy != 0 {
		if err := s.Informer.Inform(ctx, tx, f.TakenBy, "rating.inform.late", []string{f.ItemName}, f.URL()); err != nil {
			return err
		}
	}
	return s.record(ctx, tx, "rating.late", f.ID.String(), followUpData{Status: f.Status, DueOn: f.DueOn.String()})
}
