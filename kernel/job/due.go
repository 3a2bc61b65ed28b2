package job

import (
	"context"
	"fmt"
)

// maxRounds bounds RunDue: jobs that keep adding jobs end there.
const maxRounds = 50

// RunDue runs every sweep and every due job, and what they add, until nothing is
// left to do. It is for the test clock: time has been set forward and the caller
// wants to see what that brings. Jobs put back after a failure are not waited for.
func (r *Runner) RunDue(ctx context.Context) error {
	for range maxRounds {
		for _, s := range r.sweepers {
			if err := s.due(ctx); err != nil {
				return fmt.Errorf("sweep %s: %w", s.Name, err)
			}
		}
		worked, err := r.runDueJobs(ctx)
		if err != nil || !worked {
			return err
		}
	}
	return fmt.Errorf("job: still work to do after %d rounds", maxRounds)
}

// runDueJobs does the due jobs, waits for all that are under way on this node and
// reports whether there were any.
func (r *Runner) runDueJobs(ctx context.Context) (worked bool, err error) {
	if len(r.handlers) == 0 {
		return false, nil
	}
	for {
		begun := 0 // some may be done before anybody looks
		for _, p := range r.pools {
			taken, _, err := r.take(ctx, p)
			if err != nil {
				return worked, err
			}
			begun += taken
		}
		all := r.held()
		if begun+len(all) == 0 {
			return worked, nil
		}
		worked = true
		for _, h := range all {
			select {
			case <-h.done:
			case <-ctx.Done():
				return worked, ctx.Err()
			}
		}
	}
}
