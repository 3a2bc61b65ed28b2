package job

import (
	"context"
	"fmt"
	"math"

	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// List returns up to 50 jobs of a state, the newest first, and the cursor of the
// next page, zero on the last. cursor is zero for the first page.
func (r *Runner) List(ctx context.Context, state State, cursor id.ID) (page []Entry, next id.ID, err error) {
	const size = 50
	if cursor == 0 {
		cursor = math.MaxInt64
	}
	err = r.d.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		page, err = listJobs(ctx, tx, state, cursor, size+1)
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("list jobs: %w", err)
	}
	if len(page) > size {
		page = page[:size]
		next = page[size-1].ID
	}
	return page, next, nil
}

// Retry makes a dead job ready again. One that is not dead is NotFound.
func (r *Runner) Retry(ctx context.Context, job id.ID) error {
	return r.d.Write(ctx, job.String(), func(ctx context.Context, tx *db.Tx) error {
		tx.Ring(bell)
		found, err := reviveJob(ctx, tx, job, r.clock.Now())
		return orUnknown(found, err)
	})
}

// Drop deletes a dead job. One that is not dead is NotFound.
func (r *Runner) Drop(ctx context.Context, job id.ID) error {
	return r.d.Write(ctx, job.String(), func(ctx context.Context, tx *db.Tx) error {
		found, err := deleteDeadJob(ctx, tx, job)
		return orUnknown(found, err)
	})
}

func orUnknown(found bool, err error) error {
	if err == nil && !found {
		return fault.New(fault.NotFound, "job.unknown")
	}
	return err
}
