package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"math/rand/v2"
	"runtime/debug"
	"strings"
	"time"

	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/db"
)

// errLeaseLost is why the context of a job or sweep ends early.
var errLeaseLost = errors.New("job: the lease is lost")

// begin does a claimed job on a goroutine of its own.
func (r *Runner) begin(c claim) {
	ctx, lost := context.WithCancelCause(actor.With(context.Background(), actor.AsSystem(c.Kind)))
	h := &held{claim: c, lost: lost, done: make(chan struct{})}
	r.mu.Lock()
	r.running[c.ID] = h
	r.mu.Unlock()
	r.working.Go(func() {
		defer func() {
			lost(nil)
			r.mu.Lock()
			delete(r.running, c.ID)
			r.mu.Unlock()
			close(h.done)
			select {
			case r.freed <- struct{}{}:
			default:
			}
		}()
		r.work(ctx, c)
	})
}

// work does one job and settles it.
func (r *Runner) work(ctx context.Context, c claim) {
	var err error
	watch := clock.Start()
	if c.Attempt > MaxAttempts {
		err = errors.New("job: its worker died: " + c.Error)
	} else {
		err = r.handle(ctx, c)
	}
	if errors.Is(context.Cause(ctx), errLeaseLost) {
		slog.WarnContext(ctx, "job lost", "kind", c.Kind, "job", c.ID)
		return
	}
	r.watcher.JobEnded(c.Kind, outcome(c, err), watch.Elapsed())
	mine, settled := r.settle(context.WithoutCancel(ctx), c, err)
	switch {
	case settled != nil:
		slog.ErrorContext(ctx, "settle job", "kind", c.Kind, "job", c.ID, "error", settled)
	case !mine:
		slog.WarnContext(ctx, "job lost", "kind", c.Kind, "job", c.ID)
	case err != nil:
		slog.ErrorContext(ctx, "job failed", "kind", c.Kind, "job", c.ID, "attempt", c.Attempt, "error", err)
	}
}

// handle runs the handler and turns a panic into its error.
func (r *Runner) handle(ctx context.Context, c claim) (err error) {
	defer func() {
		if p := recover(); p != nil {
			slog.ErrorContext(ctx, "job panicked", "kind", c.Kind, "job", c.ID, "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("job: panicked: %v", p)
		}
	}()
	return r.handlers[c.Kind].Run(ctx, c.Payload)
}

// settle deletes the job or puts it back, and reports whether it was still ours.
func (r *Runner) settle(ctx context.Context, c claim, failed error) (mine bool, err error) {
	err = r.d.Write(ctx, c.ID.String(), func(ctx context.Context, tx *db.Tx) error {
		if failed != nil {
			state, due := afterFailure(c.Attempt, r.clock.Now())
			mine, err = postponeJob(ctx, tx, c, state, due, shorten(failed.Error()))
			return err
		}
		if mine, err = deleteJob(ctx, tx, c.ID, c.Fence); mine || err != nil {
			return err
		}
		tx.Ring(bell)
		mine, err = repeatJob(ctx, tx, c.ID, c.Fence)
		return err
	})
	return mine, err
}

// afterFailure says what becomes of a job that failed for the attempt-th time: the
// pause doubles from two seconds up to an hour, give or take a quarter, so that
// jobs that failed together do not come back together.
func afterFailure(attempt int, now time.Time) (State, time.Time) {
	if attempt >= MaxAttempts {
		return Dead, now
	}
	pause := math.Min(math.Pow(2, float64(attempt)), time.Hour.Seconds())
	pause *= 0.75 + rand.Float64()/2
	return Ready, now.Add(time.Duration(pause * float64(time.Second)))
}

// shorten keeps an error readable on a page.
func shorten(s string) string {
	const limit = 500
	s = strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "?")
	if r := []rune(s); len(r) > limit {
		return string(r[:limit]) + "…"
	}
	return s
}

// renewJobs is the loop that keeps the leases of the jobs under way, until there
// are none and will be none.
func (r *Runner) renewJobs(drained <-chan struct{}) {
	tick := time.NewTicker(r.lease / 3)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			if err := r.renew(context.Background()); err != nil {
				slog.Error("renew jobs", "error", err)
			}
		case <-drained:
			return
		}
	}
}

// renew extends every lease of this node and ends the work whose lease another
// has taken.
func (r *Runner) renew(ctx context.Context) error {
	all := r.held()
	if len(all) == 0 {
		return nil
	}
	var gone []*held
	err := r.d.Write(ctx, "", func(ctx context.Context, tx *db.Tx) error {
		gone = gone[:0]
		for _, h := range all {
			mine, err := renewJob(ctx, tx, h.ID, h.Fence, r.clock.Now().Add(r.lease))
			if err != nil {
				return err
			}
			if !mine {
				gone = append(gone, h)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, h := range gone {
		h.lost(errLeaseLost) // or it has just finished, which comes to the same
	}
	return nil
}
