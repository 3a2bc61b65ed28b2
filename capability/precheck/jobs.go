package precheck

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
	"tongban/kernel/job"
)

// kindRead reads one file.
const kindRead = "precheck.read"

// keptFor is how long a reading stays at most.
const keptFor = 90 * 24 * time.Hour

type readPayload struct {
	File id.ID `json:"file"`
}

func (s *Service) jobs() []job.Handler {
	return []job.Handler{{Kind: kindRead, Run: s.runRead, Slow: true}}
}

func (s *Service) runRead(ctx context.Context, payload json.RawMessage) error {
	var p readPayload
	if err := json.Unmarshal(payload, &p); err != nil {
		return fmt.Errorf("%s: %w", kindRead, err)
	}
	if err := s.read(ctx, p.File); err != nil {
		return fmt.Errorf("%s %s: %w", kindRead, p.File, err)
	}
	return nil
}

func (s *Service) sweeps() []job.Sweep {
	return []job.Sweep{{Name: "precheck.old", Every: time.Hour, Run: s.SweepOld}}
}

// SweepOld deletes readings that have been kept long enough.
func (s *Service) SweepOld(ctx context.Context) error {
	const batch = 500
	before := clock.Millis(s.Clock.Now().Add(-keptFor))
	for {
		var n int64
		err := s.DB.Write(ctx, kindRead, func(ctx context.Context, tx *db.Tx) (err error) {
			n, err = deleteReadBefore(ctx, tx, before, batch)
			return err
		})
		if err != nil {
			return fmt.Errorf("sweep readings: %w", err)
		}
		if n < batch {
			return nil
		}
	}
}
