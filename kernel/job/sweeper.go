package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/db"
)

// ErrNotLeader is returned by StillLeader when another node has taken over.
var ErrNotLeader = errors.New("job: another node leads")

// sweeper runs one sweep on this node while it holds the lease.
type sweeper struct {
	Sweep
	runner *Runner

	running sync.Mutex // one run at a time

	mu     sync.Mutex
	fence  int64     // of the lease held, 0 for none
	until  time.Time // end of the lease, ours or the other's
	cancel context.CancelCauseFunc
}

// leaseKey marks the context of a sweep.
type leaseKey struct{}

type leadership struct {
	name  string
	fence int64
}

// StillLeader is called in a unit of a sweep that must not be repeated by an old
// leader: it fails the unit if the lease has passed on, and otherwise keeps it from
// passing on until the unit ends. Outside a sweep it does nothing.
func StillLeader(ctx context.Context, tx *db.Tx) error {
	l, ok := ctx.Value(leaseKey{}).(leadership)
	if !ok {
		return nil
	}
	held, err := confirmLease(ctx, tx, l.name, l.fence)
	if err == nil && !held {
		return ErrNotLeader
	}
	return err
}

// loop sweeps every so often until ctx ends, then gives the lease back.
func (s *sweeper) loop(ctx context.Context) {
	defer s.resign(context.WithoutCancel(ctx))
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-timer.C:
		case <-ctx.Done():
			return
		}
		if _, err := s.once(ctx); err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, "sweep failed", "sweep", s.Name, "error", err)
		}
		timer.Reset(s.pause())
	}
}

// pause is how long to wait before the next try. Who does not lead waits for the
// end of the leader's lease.
func (s *sweeper) pause() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fence == 0 {
		return max(s.until.Sub(s.runner.clock.Now()), time.Millisecond)
	}
	return s.Every
}

// due sweeps now. A dead node's lease it waits out; if the lease is renewed, a living
// node leads and sweeps by itself.
func (s *sweeper) due(ctx context.Context) error {
	for seen := (time.Time{}); ; {
		swept, err := s.once(ctx)
		if swept || err != nil {
			return err
		}
		s.mu.Lock()
		until := s.until
		s.mu.Unlock()
		if !seen.IsZero() && until.After(seen) {
			return nil
		}
		seen = until
		select {
		case <-time.After(s.pause()):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// once sweeps now, if this node leads or can take the lead.
func (s *sweeper) once(ctx context.Context) (swept bool, err error) {
	s.running.Lock()
	defer s.running.Unlock()
	leads, err := s.lead(ctx)
	if err != nil || !leads {
		return false, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	s.mu.Lock()
	fence := s.fence
	s.cancel = cancel
	s.mu.Unlock()
	defer s.lose(nil)
	ctx = context.WithValue(ctx, leaseKey{}, leadership{s.Name, fence})
	ctx = actor.With(ctx, actor.AsSystem(s.Name))
	stopped := s.keep(ctx)
	defer stopped()
	watch := clock.Start()
	err = s.run(ctx)
	s.runner.watcher.SweepEnded(s.Name, err, watch.Elapsed())
	return true, err
}

// run runs the sweep and turns a panic into its error.
func (s *sweeper) run(ctx context.Context) (err error) {
	defer func() {
		if p := recover(); p != nil {
			slog.ErrorContext(ctx, "sweep panicked", "sweep", s.Name, "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("job: sweep panicked: %v", p)
		}
	}()
	return s.Run(ctx)
}

// keep renews the lease while the sweep runs.
func (s *sweeper) keep(ctx context.Context) (stop func()) {
	done := make(chan struct{})
	var loop sync.WaitGroup
	loop.Go(func() {
		tick := time.NewTicker(s.runner.lease / 3)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
			}
			leads, err := s.lead(ctx)
			if err != nil && ctx.Err() == nil {
				slog.ErrorContext(ctx, "renew sweep", "sweep", s.Name, "error", err)
			}
			if !leads {
				s.lose(errLeaseLost)
			}
		}
	})
	return func() { close(done); loop.Wait() }
}

func (s *sweeper) lose(cause error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cancel != nil {
		s.cancel(cause)
	}
}

// lead reports whether this node leads. A lease with more than half its time left
// is not written again, so that a sweep every few milliseconds costs nothing.
func (s *sweeper) lead(ctx context.Context) (bool, error) {
	now := s.runner.clock.Now()
	s.mu.Lock()
	left := s.until.Sub(now)
	mine := s.fence != 0
	s.mu.Unlock()
	if mine && left > s.runner.lease/2 {
		return true, nil
	}
	if !mine && left > 0 {
		return false, nil
	}
	var fence int64
	var until time.Time
	var ok bool
	err := s.runner.d.Write(ctx, s.Name, func(ctx context.Context, tx *db.Tx) (err error) {
		fence, until, ok, err = takeLease(ctx, tx, s.Name, s.runner.holder, now, now.Add(s.runner.lease))
		return err
	})
	if err != nil {
		return mine && left > 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.until = until
	s.fence = 0
	if ok {
		s.fence = fence
	}
	return ok, nil
}

// resign gives the lease back so that another node need not wait for its end.
func (s *sweeper) resign(ctx context.Context) {
	s.mu.Lock()
	fence := s.fence
	s.fence = 0
	s.mu.Unlock()
	if fence == 0 {
		return
	}
	err := s.runner.d.Write(ctx, s.Name, func(ctx context.Context, tx *db.Tx) error {
		return freeLease(ctx, tx, s.Name, fence)
	})
	if err != nil {
		slog.ErrorContext(ctx, "give lease back", "sweep", s.Name, "error", err)
	}
}
