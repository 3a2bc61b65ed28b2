package job

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

const (
	defaultWorkers = 8
	defaultLease   = 20 * time.Second
	lookEvery      = time.Second // for jobs other nodes have added
)

// Runner does the jobs and sweeps of one node.
type Runner struct {
	d        *db.DB
	handlers map[string]Handler
	kinds    []any  // of the handlers, as arguments
	kindList string // their placeholders
	sweepers []*sweeper
	holder   int64 // tells runners apart
	clock    clock.Clock

	workers int           // jobs at once
	lease   time.Duration // how long a dead node's jobs wait

	freed   chan struct{} // a worker is free again
	stop    context.CancelFunc
	taker   sync.WaitGroup // the loop that takes jobs
	loops   sync.WaitGroup // the other loops
	working sync.WaitGroup // the jobs under way

	taking  sync.Mutex // from claiming jobs until they are in running
	mu      sync.Mutex
	running map[id.ID]*held
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
		workers: defaultWorkers, lease: defaultLease,
		freed: make(chan struct{}, 1), running: map[id.ID]*held{},
	}
	var list []string
	for _, h := range handlers {
		if _, twice := r.handlers[h.Kind]; twice {
			panic("job: two handlers for " + h.Kind)
		}
		r.handlers[h.Kind] = h
		r.kinds = append(r.kinds, h.Kind)
		list = append(list, placeholder(len(r.kinds)))
	}
	r.kindList = strings.Join(list, ", ")
	for _, s := range sweeps {
		r.sweepers = append(r.sweepers, &sweeper{Sweep: s, runner: r})
	}
	return r
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

// takeJobs is the loop that takes what is due, as many as workers are free.
func (r *Runner) takeJobs(ctx context.Context) {
	added, quiet := r.d.Listen(bell)
	defer quiet()
	for ctx.Err() == nil {
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
	free := r.workers - r.underWay()
	if free <= 0 {
		return lookEvery, nil // or until a worker is free
	}
	n, next, err := r.take(ctx, free)
	if n == free {
		return lookEvery, err
	}
	return max(0, min(next, lookEvery)), err
}

// take claims up to limit due jobs and begins them.
func (r *Runner) take(ctx context.Context, limit int) (n int, next time.Duration, err error) {
	r.taking.Lock()
	defer r.taking.Unlock()
	claims, next, err := r.claim(ctx, limit)
	for _, c := range claims {
		r.begin(c)
	}
	return len(claims), next, err
}

// claim claims up to limit due jobs. With nothing due it only reads, and returns
// how far away the next is.
func (r *Runner) claim(ctx context.Context, limit int) (claims []claim, next time.Duration, err error) {
	now := r.clock.Now()
	next = lookEvery
	err = r.d.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		due, ok, err := r.nextDue(ctx, tx)
		if ok {
			next = due.Sub(now)
		}
		return err
	})
	if err != nil || next > 0 {
		return nil, next, err
	}
	err = r.d.Write(ctx, "", func(ctx context.Context, tx *db.Tx) (err error) {
		claims, err = r.claimJobs(ctx, tx, now, now.Add(r.lease), limit)
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

func (r *Runner) underWay() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.running)
}

func (r *Runner) held() []*held {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Collect(maps.Values(r.running))
}
