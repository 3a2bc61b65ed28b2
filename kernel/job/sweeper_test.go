package job

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"tongban/kernel/db"
)

func TestOneNodeSweepsUntilItsLeaseEnds(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		now := standing()
		var by []string
		node := func(name string) *Runner {
			r := NewRunner(d, nil, []Sweep{{Name: "test.sweep", Every: time.Minute, Run: func(context.Context) error {
				by = append(by, name)
				return nil
			}}})
			r.clock = now
			return r
		}
		a, b := node("a"), node("b")
		sweep := func(r *Runner, want bool) {
			t.Helper()
			if swept, err := r.sweepers[0].once(t.Context()); swept != want || err != nil {
				t.Fatalf("swept: %v, want %v; %v", swept, want, err)
			}
		}
		sweep(a, true)
		sweep(b, false)
		sweep(a, true)
		now.Set(now.Now().Add(a.lease * 2 / 3))
		sweep(a, true) // and renews its lease
		now.Set(now.Now().Add(a.lease * 2 / 3))
		sweep(b, false)
		now.Set(now.Now().Add(a.lease)) // a is dead
		sweep(b, true)
		sweep(a, false)
		b.sweepers[0].resign(t.Context())
		now.Set(now.Now().Add(a.lease)) // a has not heard of it before
		sweep(a, true)
	})
}

func TestSweepsHandOverWhenANodeStops(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		var a, b atomic.Int64
		node := func(n *atomic.Int64) *Runner {
			r := NewRunner(d, nil, []Sweep{{Name: "test.sweep", Every: time.Millisecond, Run: func(context.Context) error {
				n.Add(1)
				return nil
			}}})
			r.lease = 200 * time.Millisecond
			return r
		}
		first := node(&a)
		first.Start(t.Context())
		soon(t, "the first sweeps", func() bool { return a.Load() > 2 })
		start(t, node(&b))
		if b.Load() > 0 {
			t.Error("both sweep")
		}
		if err := first.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		swept := a.Load()
		soon(t, "the second sweeps", func() bool { return b.Load() > 2 })
		if a.Load() != swept {
			t.Error("the first sweeps after it stopped")
		}
	})
}

func TestTheOnlyNodeInheritsTheSweepsOfADeadOne(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		now := standing()
		var swept atomic.Int64
		sweeps := []Sweep{{Name: "test.sweep", Run: func(context.Context) error { swept.Add(1); return nil }}}
		dead, next := NewRunner(d, nil, sweeps), NewRunner(d, nil, sweeps)
		dead.clock, next.clock = now, now
		if _, err := dead.sweepers[0].once(t.Context()); err != nil { // and then the power fails
			t.Fatal(err)
		}
		if err := next.Inherit(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := next.RunDue(t.Context()); err != nil || swept.Load() != 2 {
			t.Errorf("swept %d times, want again at once: %v", swept.Load(), err)
		}
	})
}

func TestALivingLeaderIsNotWaitedFor(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		never := func(context.Context) error { return nil }
		leader := NewRunner(d, nil, []Sweep{{Name: "test.sweep", Every: 5 * time.Millisecond, Run: never}})
		other := NewRunner(d, nil, []Sweep{{Name: "test.sweep", Run: func(context.Context) error {
			t.Error("swept beside the leader")
			return nil
		}}})
		leader.lease, other.lease = 100*time.Millisecond, 100*time.Millisecond
		if _, err := leader.sweepers[0].once(t.Context()); err != nil {
			t.Fatal(err)
		}
		start(t, leader)
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		if err := other.RunDue(ctx); err != nil {
			t.Error(err)
		}
	})
}

func TestOldLeaderCannotWrite(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		now := standing()
		other := NewRunner(d, nil, []Sweep{{Name: "test.sweep", Run: func(context.Context) error { return nil }}})
		other.clock = now
		write := func(ctx context.Context) error {
			return d.Write(ctx, "", func(ctx context.Context, tx *db.Tx) error { return StillLeader(ctx, tx) })
		}
		var before, after error
		old := NewRunner(d, nil, []Sweep{{Name: "test.sweep", Run: func(ctx context.Context) error {
			before = write(ctx)
			now.Set(now.Now().Add(time.Hour)) // it sleeps through its lease
			if swept, err := other.sweepers[0].once(t.Context()); !swept || err != nil {
				t.Error("the other did not take over", err)
			}
			after = write(ctx)
			return nil
		}}})
		old.clock = now
		if _, err := old.sweepers[0].once(t.Context()); err != nil {
			t.Fatal(err)
		}
		if before != nil || !errors.Is(after, ErrNotLeader) {
			t.Errorf("before %v, after %v", before, after)
		}
		if err := write(t.Context()); err != nil {
			t.Errorf("outside a sweep: %v", err)
		}
	})
}

func TestLosingTheLeaseEndsTheSweep(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		cause := make(chan error, 1)
		r := NewRunner(d, nil, []Sweep{{Name: "test.sweep", Every: time.Hour, Run: func(ctx context.Context) error {
			err := d.Write(ctx, "", func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, `UPDATE job_lease SET holder = 1, fence = fence + 1, until = until + 100000`)
				return err
			})
			if err != nil {
				return err
			}
			<-ctx.Done()
			cause <- context.Cause(ctx)
			return nil
		}}})
		r.lease = 60 * time.Millisecond
		start(t, r)
		select {
		case err := <-cause:
			if !errors.Is(err, errLeaseLost) {
				t.Error(err)
			}
		case <-time.After(5 * time.Second):
			t.Fatal("the sweep goes on")
		}
	})
}

func TestPanicOfASweepIsItsError(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		r := NewRunner(d, nil, []Sweep{{Name: "test.sweep", Run: func(context.Context) error { panic("oh") }}})
		if err := r.RunDue(t.Context()); err == nil {
			t.Error("no error")
		}
	})
}

func TestRunDueGoesOnUntilNothingIsLeft(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		var sweeps, done atomic.Int64
		r := NewRunner(d, []Handler{counts("test.count", &done)}, []Sweep{{Name: "test.sweep", Run: func(ctx context.Context) error {
			if sweeps.Add(1) > 3 {
				return nil
			}
			return d.Write(ctx, "", func(ctx context.Context, tx *db.Tx) error { return Enqueue(ctx, tx, Job{Kind: "test.count"}) })
		}}})
		if err := r.RunDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		if sweeps.Load() != 4 || done.Load() != 3 {
			t.Errorf("%d sweeps, %d jobs", sweeps.Load(), done.Load())
		}
	})
}
