package job

import (
	"context"
	"fmt"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
)

// Watcher is told what a runner has done.
type Watcher interface {
	JobEnded(kind string, o Outcome, took time.Duration)
	SweepEnded(name string, failed error, took time.Duration)
}

// Outcome is how a try of a job ended.
type Outcome string

// The outcomes.
const (
	Done   Outcome = "done"
	Failed Outcome = "failed" // it is tried again
	Died   Outcome = "dead"   // for good
)

func outcome(c claim, err error) Outcome {
	switch {
	case err == nil:
		return Done
	case c.Attempt >= MaxAttempts:
		return Died
	}
	return Failed
}

type nobody struct{}

func (nobody) JobEnded(string, Outcome, time.Duration) {}
func (nobody) SweepEnded(string, error, time.Duration) {}

// Watch has w told what is done from now on. It is called before Start.
func (r *Runner) Watch(w Watcher) { r.watcher = w }

// Alive reports whether the runner has looked for jobs within the given time. One that
// has no jobs to do is always alive.
func (r *Runner) Alive(within time.Duration) bool {
	return len(r.handlers) == 0 || r.clock.Now().Sub(clock.FromMillis(r.looked.Load())) < within
}

// Count is how many jobs of a kind stand in a state.
type Count struct {
	Kind  string
	State State
	Jobs  int64
}

// Counts counts the jobs there are.
func (r *Runner) Counts(ctx context.Context) (counts []Count, err error) {
	err = r.d.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		counts, err = db.List(ctx, tx, func(row db.Scanner) (c Count, err error) {
			err = row.Scan(&c.Kind, &c.State, &c.Jobs)
			return c, err
		}, `SELECT kind, state, COUNT(*) FROM job_job GROUP BY kind, state ORDER BY kind, state`)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("count jobs: %w", err)
	}
	return counts, nil
}
