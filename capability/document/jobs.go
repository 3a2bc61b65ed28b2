package document

import (
	"context"
	"fmt"
	"time"

	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
	"tongban/kernel/job"
)

// unheldFor is how long a file stays that nobody refers to.
const unheldFor = 7 * 24 * time.Hour

func (s *Service) sweeps() []job.Sweep {
	return []job.Sweep{
		{Name: "document.unheld", Every: time.Hour, Run: s.SweepUnheld},
		{Name: "document.transfer", Every: time.Hour, Run: s.SweepTransfers},
	}
}

// SweepUnheld removes the files nobody has referred to for a week, one unit each.
func (s *Service) SweepUnheld(ctx context.Context) error {
	const batch = 100
	ctx = actor.With(ctx, actor.AsSystem("document"))
	for {
		var files []id.ID
		err := s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			files, err = listUnheld(ctx, tx, clock.Millis(s.now.Now().Add(-unheldFor)), batch)
			return err
		})
		if err != nil {
			return fmt.Errorf("sweep files: %w", err)
		}
		for _, file := range files {
			if err := s.removeUnheld(ctx, file); err != nil {
				return fmt.Errorf("sweep file %s: %w", file, err)
			}
		}
		if len(files) < batch {
			return nil
		}
	}
}

// removeUnheld removes a file unless somebody has kept it meanwhile.
func (s *Service) removeUnheld(ctx context.Context, file id.ID) error {
	return s.db.Write(ctx, file.String(), func(ctx context.Context, tx *db.Tx) error { return s.letGo(ctx, tx, file) })
}
