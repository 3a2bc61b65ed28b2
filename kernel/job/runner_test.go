package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
)

// each runs body on both engines with the tables of this package.
func each(t *testing.T, body func(t *testing.T, d *db.DB)) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dbtest.Migrate(t, d, Migrations)
		body(t, d)
	})
}

func enqueue(t *testing.T, d *db.DB, jobs ...Job) {
	t.Helper()
	err := d.Write(t.Context(), "", func(ctx context.Context, tx *db.Tx) error {
		for _, j := range jobs {
			if err := Enqueue(ctx, tx, j); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// does is a handler made of a function.
func does(kind string, run func(ctx context.Context, payload string) error) Handler {
	return Handler{Kind: kind, Run: func(ctx context.Context, payload json.RawMessage) error {
		return run(ctx, string(payload))
	}}
}

// counts is a handler that counts how often it is called.
func counts(kind string, n *atomic.Int64) Handler {
	return does(kind, func(context.Context, string) error { n.Add(1); return nil })
}

func runner(d *db.DB, now clock.Clock, handlers ...Handler) *Runner {
	r := NewRunner(d, handlers, nil)
	r.clock = now
	return r
}

// standing is a clock that stands a little ahead, so that what is enqueued at once
// is due.
func standing() *clock.Fixed { return clock.At(clock.Real.Now().Add(time.Second)) }

func start(t *testing.T, r *Runner) *Runner {
	t.Helper()
	r.Start(t.Context())
	t.Cleanup(func() {
		if err := r.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return r
}

func runDue(t *testing.T, r *Runner) {
	t.Helper()
	if err := r.RunDue(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// soon waits until ok holds.
func soon(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !ok(); {
		if time.Now().After(deadline) {
			t.Fatal("did not happen: " + what)
		}
		time.Sleep(2 * time.Millisecond)
	}
}

func jobs(t *testing.T, r *Runner, state State) []Entry {
	t.Helper()
	page, _, err := r.List(t.Context(), state, 0)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

func left(t *testing.T, r *Runner) int {
	t.Helper()
	return len(jobs(t, r, Ready)) + len(jobs(t, r, Running)) + len(jobs(t, r, Dead))
}

// takeOne claims the one job there is, as a worker does that then goes silent.
func takeOne(t *testing.T, r *Runner) claim {
	t.Helper()
	claims, _, err := r.claim(t.Context(), r.pools[0], 1)
	if err != nil || len(claims) != 1 {
		t.Fatalf("claimed %v, %v", claims, err)
	}
	return claims[0]
}

func TestJobIsDoneWithItsPayloadAndGone(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		got := make(chan string, 1)
		r := start(t, NewRunner(d, []Handler{does("test.greet", func(_ context.Context, p string) error {
			got <- p
			return nil
		})}, nil))
		enqueue(t, d, Job{Kind: "test.greet", Payload: map[string]string{"name": "林"}})
		if p := <-got; p != `{"name":"林"}` {
			t.Errorf("payload %s", p)
		}
		soon(t, "the job is gone", func() bool { return left(t, r) == 0 })
	})
}

func TestJobOfAnUndoneUnitDoesNotExist(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		no := errors.New("no")
		err := d.Write(t.Context(), "", func(ctx context.Context, tx *db.Tx) error {
			if err := Enqueue(ctx, tx, Job{Kind: "test.count"}); err != nil {
				return err
			}
			return no
		})
		if !errors.Is(err, no) {
			t.Fatal(err)
		}
		if n := left(t, NewRunner(d, nil, nil)); n != 0 {
			t.Errorf("%d jobs", n)
		}
	})
}

func TestJobIsNotDoneBeforeItsTime(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		var n atomic.Int64
		now := standing()
		r := runner(d, now, counts("test.count", &n))
		enqueue(t, d, Job{Kind: "test.count", RunAt: now.Now().Add(time.Hour)})
		for _, step := range []struct {
			wait time.Duration
			want int64
		}{{0, 0}, {59 * time.Minute, 0}, {time.Minute, 1}, {time.Minute, 1}} {
			now.Set(now.Now().Add(step.wait))
			runDue(t, r)
			if n.Load() != step.want {
				t.Errorf("after %v more: done %d times, want %d", step.wait, n.Load(), step.want)
			}
		}
	})
}

func TestLaterJobIsDoneSoonAfterItsTime(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		done := make(chan time.Time, 1)
		start(t, NewRunner(d, []Handler{does("test.later", func(context.Context, string) error {
			done <- time.Now()
			return nil
		})}, nil))
		due := time.Now().Add(300 * time.Millisecond)
		enqueue(t, d, Job{Kind: "test.later", RunAt: due})
		if late := (<-done).Sub(due); late < -time.Millisecond || late > lookEvery {
			t.Errorf("done %v after its time", late)
		}
	})
}

func TestTwoRunnersNeverDoOneJobTwice(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		const total = 300
		var mu sync.Mutex
		times := map[string]int{}
		handler := does("test.once", func(_ context.Context, p string) error {
			mu.Lock()
			defer mu.Unlock()
			times[p]++
			return nil
		})
		var list []Job
		for i := range total {
			list = append(list, Job{Kind: "test.once", Payload: i})
		}
		enqueue(t, d, list...)
		r := start(t, NewRunner(d, []Handler{handler}, nil))
		start(t, NewRunner(d, []Handler{handler}, nil))
		soon(t, "all jobs are gone", func() bool { return left(t, r) == 0 })
		if len(times) != total {
			t.Errorf("%d jobs done, want %d", len(times), total)
		}
		for payload, n := range times {
			if n != 1 {
				t.Errorf("job %s done %d times", payload, n)
			}
		}
	})
}

func TestJobOfADeadWorkerIsDoneByAnother(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		now := standing()
		var n atomic.Int64
		dead, other := runner(d, now, counts("test.count", &n)), runner(d, now, counts("test.count", &n))
		enqueue(t, d, Job{Kind: "test.count"})
		takeOne(t, dead) // and then the power fails
		runDue(t, other)
		if n.Load() != 0 {
			t.Fatal("done while the lease lasts")
		}
		now.Set(now.Now().Add(dead.lease))
		runDue(t, other)
		if n.Load() != 1 {
			t.Fatalf("done %d times after the lease", n.Load())
		}
	})
}

func TestStaleWorkerCannotSettleAJobTakenOver(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		now := standing()
		stale, other := runner(d, now, Handler{Kind: "test.count"}), runner(d, now, Handler{Kind: "test.count"})
		enqueue(t, d, Job{Kind: "test.count"})
		old := takeOne(t, stale)
		now.Set(now.Now().Add(stale.lease))
		taken := takeOne(t, other)
		for _, outcome := range []error{nil, errors.New("failed")} {
			if mine, err := stale.settle(t.Context(), old, outcome); mine || err != nil {
				t.Errorf("settled with %v: %v, %v", outcome, mine, err)
			}
		}
		if mine, err := other.settle(t.Context(), taken, nil); !mine || err != nil {
			t.Errorf("the new worker: %v, %v", mine, err)
		}
		if n := left(t, other); n != 0 {
			t.Errorf("%d jobs left", n)
		}
	})
}

func TestLongJobKeepsItsLeaseAndALostOneIsCutShort(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		begun, cause := make(chan struct{}), make(chan error, 1)
		r := NewRunner(d, []Handler{does("test.long", func(ctx context.Context, _ string) error {
			close(begun)
			<-ctx.Done()
			cause <- context.Cause(ctx)
			return ctx.Err()
		})}, nil)
		r.lease = 300 * time.Millisecond
		enqueue(t, d, Job{Kind: "test.long"})
		start(t, r)
		<-begun
		first := jobs(t, r, Running)[0].DueAt
		soon(t, "the lease is renewed", func() bool { return jobs(t, r, Running)[0].DueAt.After(first) })
		err := d.Write(t.Context(), "", func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE job_job SET fence = fence + 1`) // another node takes it
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := <-cause; !errors.Is(err, errLeaseLost) {
			t.Errorf("ended by %v", err)
		}
	})
}

func TestFailingJobComesBackLaterAndDiesInTheEnd(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		now := standing()
		tries := 0
		r := runner(d, now, does("test.fail", func(context.Context, string) error {
			tries++
			if tries%2 == 0 {
				panic("oh")
			}
			return errors.New("the printer is on fire")
		}))
		enqueue(t, d, Job{Kind: "test.fail"})
		for want := 1; want <= MaxAttempts; want++ {
			runDue(t, r)
			if tries != want {
				t.Fatalf("%d tries, want %d", tries, want)
			}
			if want < MaxAttempts {
				due := jobs(t, r, Ready)[0].DueAt
				if pause := due.Sub(now.Now()); pause < time.Second || pause > 90*time.Minute {
					t.Errorf("pause of %v after try %d", pause, want)
				}
				now.Set(due)
			}
		}
		dead := jobs(t, r, Dead)
		if len(dead) != 1 || !strings.Contains(dead[0].Error, "panicked: oh") {
			t.Fatalf("dead: %+v", dead)
		}

		if err := r.Retry(t.Context(), dead[0].ID); err != nil {
			t.Fatal(err)
		}
		runDue(t, r)
		if tries != MaxAttempts+1 {
			t.Errorf("%d tries after a retry", tries)
		}
		if err := r.Drop(t.Context(), dead[0].ID); fault.KindOf(err) != fault.NotFound {
			t.Errorf("dropped a job that is not dead: %v", err)
		}
	})
}

// A job that takes the whole program down is not tried for ever either, and then a
// person may drop it.
func TestJobThatKillsItsWorkerDies(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		now := standing()
		var n atomic.Int64
		r := runner(d, now, counts("test.kill", &n))
		enqueue(t, d, Job{Kind: "test.kill"})
		for range MaxAttempts {
			takeOne(t, r)
			now.Set(now.Now().Add(r.lease))
		}
		runDue(t, r)
		dead := jobs(t, r, Dead)
		if n.Load() != 0 || len(dead) != 1 {
			t.Fatalf("tried %d times more, dead: %v", n.Load(), dead)
		}
		if err := r.Drop(t.Context(), dead[0].ID); err != nil {
			t.Fatal(err)
		}
		if n := left(t, r); n != 0 {
			t.Errorf("%d jobs left", n)
		}
	})
}

func TestKeyedJobExistsOnce(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		var got []string
		r := NewRunner(d, []Handler{does("test.key", func(_ context.Context, p string) error {
			got = append(got, p)
			return nil
		})}, nil)
		r.pools[0].workers = 1
		for i := range 3 {
			enqueue(t, d, Job{Kind: "test.key", Key: "a", Payload: i})
		}
		runDue(t, r)
		enqueue(t, d, Job{Kind: "test.key", Key: "b", Payload: "b"}, Job{Kind: "test.key"}, Job{Kind: "test.key"})
		runDue(t, r)
		if len(got) != 4 || got[0] != "2" {
			t.Errorf("done: %s", got)
		}
	})
}

func TestQuickJobsDoNotWaitBehindSlowOnes(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		var begun atomic.Int32
		held, done := make(chan struct{}), make(chan struct{})
		slow := does("test.slow", func(context.Context, string) error {
			begun.Add(1)
			<-held
			return nil
		})
		slow.Slow = true
		quick := does("test.quick", func(context.Context, string) error {
			close(done)
			return nil
		})
		r := NewRunner(d, []Handler{slow, quick}, nil)
		for range 3 * quickWorkers {
			enqueue(t, d, Job{Kind: "test.slow"})
		}
		r.Start(t.Context())
		enqueue(t, d, Job{Kind: "test.quick"})
		select {
		case <-done:
		case <-time.After(10 * time.Second):
			t.Error("a quick job waits behind slow ones")
		}
		if n := begun.Load(); n > slowWorkers {
			t.Errorf("%d slow jobs at once", n)
		}
		close(held)
		if err := r.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
}

func TestKeyedJobWantedWhileItRunsIsDoneOnceMore(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		var got []string
		r := NewRunner(d, []Handler{does("test.key", func(_ context.Context, p string) error {
			got = append(got, p)
			if len(got) == 1 {
				enqueue(t, d, Job{Kind: "test.key", Key: "a", Payload: "second"}, Job{Kind: "test.key", Key: "a", Payload: "third"})
			}
			return nil
		})}, nil)
		enqueue(t, d, Job{Kind: "test.key", Key: "a", Payload: "first"})
		runDue(t, r)
		if s := fmt.Sprint(got); s != `["first" "third"]` {
			t.Errorf("done: %s", s)
		}
		if n := left(t, r); n != 0 {
			t.Errorf("%d jobs left", n)
		}
	})
}

func TestRunnerLeavesUnknownKindsAlone(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		var n atomic.Int64
		r := NewRunner(d, []Handler{counts("test.known", &n)}, nil)
		enqueue(t, d, Job{Kind: "test.new"}, Job{Kind: "test.known"})
		runDue(t, r)
		if n.Load() != 1 {
			t.Errorf("%d done", n.Load())
		}
		if waiting := jobs(t, r, Ready); len(waiting) != 1 || waiting[0].Attempt != 0 {
			t.Errorf("waiting: %+v", waiting)
		}
	})
}

func TestStopWaitsForWorkUnderWay(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		begun, finish := make(chan struct{}), make(chan struct{})
		r := NewRunner(d, []Handler{does("test.slow", func(context.Context, string) error {
			close(begun)
			<-finish
			return nil
		})}, nil)
		enqueue(t, d, Job{Kind: "test.slow"})
		r.Start(t.Context())
		<-begun
		stopped := make(chan error)
		go func() { stopped <- r.Stop(context.Background()) }()
		select {
		case <-stopped:
			t.Fatal("did not wait")
		case <-time.After(20 * time.Millisecond):
		}
		close(finish)
		if err := <-stopped; err != nil {
			t.Error(err)
		}
		if n := left(t, r); n != 0 {
			t.Errorf("%d jobs left", n)
		}
	})
}

func TestStopCutsWorkShortInTheEnd(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		begun := make(chan struct{})
		r := NewRunner(d, []Handler{does("test.endless", func(ctx context.Context, _ string) error {
			close(begun)
			<-ctx.Done()
			return ctx.Err()
		})}, nil)
		enqueue(t, d, Job{Kind: "test.endless"})
		r.Start(t.Context())
		<-begun
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		if err := r.Stop(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		if n := len(jobs(t, r, Ready)); n != 1 {
			t.Errorf("%d jobs ready, want the one cut short", n)
		}
	})
}

func TestListPages(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		var list []Job
		for i := range 120 {
			list = append(list, Job{Kind: "test.page", Payload: i})
		}
		enqueue(t, d, list...)
		r := NewRunner(d, nil, nil)
		seen := map[string]bool{}
		var sizes []int
		for cursor, more := (Entry{}).ID, true; more; more = cursor != 0 {
			page, next, err := r.List(t.Context(), Ready, cursor)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range page {
				seen[string(e.Payload)] = true
			}
			sizes = append(sizes, len(page))
			cursor = next
		}
		if fmt.Sprint(sizes) != "[50 50 20]" || len(seen) != 120 {
			t.Errorf("pages of %v, %d jobs", sizes, len(seen))
		}
	})
}
