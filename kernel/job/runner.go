package job

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

const (
	quickWorkers = 8
	slowWorkers  = 2
	defaultLease = 20 * time.Second
	lookEvery    = time.Second // for jobs other nodes have added
)

// Runner does the jobs and sweeps of one node.
type Runner struct {
	d        *db.DB
	handlers map[string]Handler
	pools    []*pool
	sweepers []*sweeper
	holder   int64 // tells runners apart
	clock    clock.Clock

	lease time.Duration // how long a dead node's jobs wait

	watcher Watcher
	looked  atomic.Int64 // when jobs were last looked for, in milliseconds

	freed   chan struct{} // a worker is free again
	stop    context.CancelFunc
	taker   sync.WaitGroup // the loop that takes jobs
	loops   sync.WaitGroup // the other loops
	working sync.WaitGroup // the jobs under way

	taking  sync.Mutex // from claiming jobs until they are in running
	mu      sync.Mutex
	running map[id.ID]*held
}

// pool is workers and the kinds of jobs they do.
type pool struct {
	kinds    []any  // as arguments
	kindList string // their placeholders
	workers  int    // jobs at once
}

// held is a job under way on this node.
type held struct {
	claim
	lost context.CancelCauseFunc
	done chan struct{}
}

// NewRunner returns a runner that does jobs of the handlers' kinds and no others:
// a node that does not know a kind yet leaves its jobs to those that do.
func NewRunner(d *db.DB, handlers []Handler, sweeps []Sweep) *Runner {
	r := &Runner{
		d: d, handlers: map[string]Handler{}, holder: int64(id.New()), clock: clock.Real,
		lease: defaultLease, watcher: nobody{}, freed: make(chan struct{}, 1), running: map[id.ID]*held{},
	}
	quick, slow := &pool{workers: quickWorkers}, &pool{workers: slowWorkers}
	for _, h := range handlers {
		if _, twice := r.handlers[h.Kind]; twice {
			panic("job: two handlers for " + h.Kind)
		}
		r.handlers[h.Kind] = h
		if h.Slow {
			slow.add(h.Kind)
		} else {
			quick.add(h.Kind)
		}
	}
	for _, p := range []*pool{quick, slow} {
		if len(p.kinds) > 0 {
			r.pools = append(r.pools, p)
		}
	}
	for _, s := range sweeps {
		r.sweepers = append(r.sweepers, &sweeper{Sweep: s, runner: r})
	}
	return r
}

func (p *pool) add(kind string) {
	p.kinds = append(p.kinds, kind)
	p.kindList = strings.TrimPrefix(p.kindList+", "+placeholder(len(p.kinds)), ", ")
}

func placeholder(n int) string { return "$" + strconv.Itoa(n) }

// Inherit takes over the sweeps of the runner before at once. It is for a database
// that only one node uses, at its start: whoever held the leases is dead. The jobs
// that runner had wait for the end of theirs, so that one which brings the node down
// does not do so again and again without a pause.
func (r *Runner) Inherit(ctx context.Context) error { return r.d.Write(ctx, "", freeLeases) }

// Start begins to do jobs and sweeps until ctx ends or Stop is called.
func (r *Runner) Start(ctx context.Context) {
	ctx, r.stop = context.WithCancel(ctx)
	if len(r.handlers) > 0 {
		drained := make(chan struct{})
		r.taker.Go(func() { r.takeJobs(ctx) })
		r.loops.Go(func() { r.renewJobs(drained) })
		r.loops.Go(func() { r.taker.Wait(); r.working.Wait(); close(drained) })
	}
	for _, s := range r.sweepers {
		r.loops.Go(func() { s.loop(ctx) })
	}
}

// Stop takes no more jobs and waits for those under way. When ctx ends first, their
// own contexts end and they are put back as failed. Sweeps are cut short at once.
func (r *Runner) Stop(ctx context.Context) error {
	if r.stop == nil {
		return nil
	}
	r.stop()
	idle := make(chan struct{})
	go func() { r.loops.Wait(); close(idle) }()
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		r.loseAll(ctx.Err())
		<-idle
		return ctx.Err()
	}
}

func (r *Runner) loseAll(cause error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, h := range r.running {
		h.lost(cause)
	}
	for _, s := range r.sweepers {
		s.lose(cause)
	}
}

// takeJobs is the loop that takes what is due, as many as workers are free in each pool.
func (r *Runner) takeJobs(ctx context.Context) {
	added, quiet := r.d.Listen(bell)
	defer quiet()
	for ctx.Err() == nil {
		r.looked.Store(clock.Millis(r.clock.Now()))
		wait, err := r.takeDue(ctx)
		if err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, "take jobs", "error", err)
			wait = lookEvery
		}
		timer := time.NewTimer(wait)
		select {
		case <-added:
		case <-r.freed:
		case <-timer.C:
		case <-ctx.Done():
		}
		timer.Stop()
	}
}

// takeDue starts due jobs and returns how long to wait before looking again.
func (r *Runner) takeDue(ctx context.Context) (time.Duration, error) {
	wait := lookEvery
	for _, p := range r.pools {
		_, next, err := r.take(ctx, p)
		if err != nil {
			return 0, err
		}
		wait = min(wait, max(0, next))
	}
	return wait, nil
}

// take claims due jobs for the free workers of p and begins them. It returns how many and
// how far away the next is, lookEvery if no worker is free.
func (r *Runner) take(ctx context.Context, p *pool) (taken int, next time.Duration, err error) {
	r.taking.Lock()
	defer r.taking.Unlock()
	free := p.workers - r.underWay(p)
	if free <= 0 {
		return 0, lookEvery, nil // or until one is free
	}
	claims, next, err := r.claim(ctx, p, free)
	if len(claims) == free {
		next = lookEvery
	}
	for _, c := range claims {
		r.begin(c)
	}
	return len(claims), next, err
}

// claim claims up to limit due jobs for p. With nothing due it only reads, and returns
// how far away the next is.
func (r *Runner) claim(ctx context.Context, p *pool, limit int) (claims []claim, next time.Duration, err error) {
	now := r.clock.Now()
	next = lookEvery
	err = r.d.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		due, ok, err := p.nextDue(ctx, tx)
		if ok {
			next = due.Sub(now)
		}
		return err
	})
	if err != nil || next > 0 {
		return nil, next, err
	}
	err = r.d.Write(ctx, "", func(ctx context.Context, tx *db.Tx) (err error) {
		claims, err = r.claimJobs(ctx, tx, p, now, now.Add(r.lease), limit)
		return err
	})
	if err != nil {
		return nil, 0, err
	}
	if len(claims) == 0 {
		next = lookEvery // another node was faster
	}
	return claims, next, nil
}

// underWay counts the jobs of p that this node is doing.
func (r *Runner) underWay(p *pool) (n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, h := range r.running {
		if slices.Contains(p.kinds, any(h.Kind)) {
			n++
		}
	}
	return n
}

func (r *Runner) held() []*held {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Collect(maps.Values(r.running))
}
