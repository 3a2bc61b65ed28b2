package warning

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/job"
)

// kindLook looks at one case.
const kindLook = "warning.look"

// How long things are kept.
const (
	keptTraces   = 400 * 24 * time.Hour
	keptWarnings = 3 * 365 * 24 * time.Hour
)

type lookPayload struct {
	No    string `json:"no"`
	Again bool   `json:"again,omitempty"`
}

// Follow has a case looked at once what was handed in is stored, and once it is over.
func (s *Service) Follow(ctx context.Context, tx *db.Tx, m casework.Moved) error {
	if len(m.Records) == 0 || m.Handed == nil && m.Case.Status.IsOpen() {
		return nil
	}
	return job.Enqueue(ctx, tx, job.Job{Kind: kindLook, Key: m.Case.ID.String(), Payload: lookPayload{No: m.Case.No}})
}

// lookLater is the job.
func (s *Service) lookLater(ctx context.Context, payload json.RawMessage) error {
	var p lookPayload
	if err := json.Unmarshal(payload, &p); err != nil {
		return fmt.Errorf("%s: %w", kindLook, err)
	}
	ctx = actor.With(ctx, actor.AsSystem("warning"))
	f, err := s.Cases.File(ctx, p.No)
	if err != nil && fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	return s.look(ctx, f, errand{again: p.Again})
}

// SweepOld deletes what has been kept long enough.
func (s *Service) SweepOld(ctx context.Context) error {
	const batch = 200
	now := s.Clock.Now()
	for _, drop := range []func(context.Context, *db.Tx) (int, error){
		func(ctx context.Context, tx *db.Tx) (int, error) {
			return deleteHandedBefore(ctx, tx, now.Add(-keptTraces), batch)
		},
		func(ctx context.Context, tx *db.Tx) (int, error) {
			n, err := deleteFoundBefore(ctx, tx, now.Add(-keptWarnings), batch)
			return int(n), err
		},
	} {
		for more := true; more; {
			err := s.DB.Write(ctx, "warning.old", func(ctx context.Context, tx *db.Tx) error {
				if err := job.StillLeader(ctx, tx); err != nil {
					return err
				}
				n, err := drop(ctx, tx)
				more = n == batch
				return err
			})
			if err != nil {
				return fmt.Errorf("sweep warnings: %w", err)
			}
		}
	}
	return nil
}
