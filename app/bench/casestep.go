package bench

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"slices"
	"strings"
	"syscall"
	"time"

	"tongban/app"
	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// Size says how much to measure.
type Size struct {
	Rounds int // of ours and the baseline in turn
	Cases  int // taken through their steps for each figure of a round
	Items  int // of the large catalogue
	Listed int // finished cases of the large office; a tenth as many are open
}

// Usual is the size of a measurement that counts: about a minute and a half for
// both engines, and some minutes to make the large office.
var Usual = Size{Rounds: 5, Cases: 1000, Items: 100_000, Listed: 1_000_000}

const (
	clients = 64  // of ours
	share   = 0.7 // of the rate over HTTP at which answers are timed
	late    = 25  // milliseconds: the budget of the slowest of a hundred answers
	opinion = "材料齐全，符合法定条件，建议准予许可。"
)

// plainClients are the numbers of clients the baseline may choose from.
var plainClients = []int{16, 64}

// caseStep measures the durable step of a case: the window accepts it (state,
// event, audit leaf, notice with its number, message, job, task closed and task
// opened), and the reviewer passes it on (state, two events and leaves, task closed
// and task opened). The two count half each.
func caseStep(ctx context.Context, o Options) ([]Result, error) { return onEngines(ctx, o, caseStepOn) }

// onEngines measures on each engine that is asked for, in folders and databases of its
// own.
func onEngines(ctx context.Context, o Options, measure func(context.Context, Options, engine) ([]Result, error)) ([]Result, error) {
	dir, err := os.MkdirTemp("", "tongban-bench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	usual := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(log, nil))) // a line a request, as it is served
	defer slog.SetDefault(usual)

	var results []Result
	if o.Engine != string(db.Postgres) {
		if results, err = measure(ctx, o, sqliteEngine{dir}); err != nil {
			return nil, fmt.Errorf("sqlite: %w", err)
		}
	}
	if o.Engine != string(db.SQLite) {
		e, err := newPostgres(ctx, filepath.Join(dir, "postgres"), o.Database)
		if err != nil {
			return nil, fmt.Errorf("postgres: %w", err)
		}
		more, err := measure(ctx, o, e)
		if err = errors.Join(err, e.close()); err != nil {
			return nil, fmt.Errorf("postgres: %w", err)
		}
		results = append(results, more...)
	}
	return results, nil
}

func caseStepOn(ctx context.Context, o Options, e engine) ([]Result, error) {
	t, err := build(ctx, e, 3*(clients+o.Size.Rounds*o.Size.Cases))
	if err != nil {
		return nil, err
	}
	defer t.app.Close()
	m, err := newMeasure(ctx, "case-step", o, e, t.app)
	if err != nil {
		return nil, err
	}
	defer m.close()
	m.town = t
	return m.run(ctx)
}

// measure takes the figures of one engine.
type measure struct {
	Options
	bench    string // its name
	engine   engine
	town     *town
	office   *office
	plain    []plain
	profiles int
	busy     map[string][]float64 // by what was measured: microseconds of processor time a step
}

func newMeasure(ctx context.Context, bench string, o Options, e engine, a *app.App) (m *measure, err error) {
	m = &measure{Options: o, bench: bench, engine: e, busy: map[string][]float64{}}
	if m.office, err = openOffice(ctx, a.Handler(), clients); err != nil {
		return nil, err
	}
	for _, n := range plainClients {
		p, err := e.plain(ctx, n)
		if err != nil {
			m.close()
			return nil, err
		}
		m.plain = append(m.plain, p)
	}
	return m, nil
}

func (m *measure) close() {
	m.office.close()
	for _, p := range m.plain {
		p.close()
	}
}

// rates are steps a second, round by round.
type rates struct {
	calls, web []float64
	slow       []float64   // milliseconds the slowest of a hundred requests took
	plain      [][]float64 // by plainClients
}

func (r *rates) add(more rates) {
	r.calls, r.web, r.slow = append(r.calls, more.calls...), append(r.web, more.web...), append(r.slow, more.slow...)
	for i := range more.plain {
		r.plain[i] = append(r.plain[i], more.plain[i]...)
	}
}

func (m *measure) run(ctx context.Context) ([]Result, error) {
	if _, err := m.round(ctx, clients); err != nil { // to warm up
		return nil, err
	}
	all := rates{plain: make([][]float64, len(plainClients))}
	for range m.Size.Rounds {
		r, err := m.round(ctx, m.Size.Cases)
		if err != nil {
			return nil, err
		}
		all.add(r)
	}
	return m.results(all), nil
}

// rate says how one figure stands to the better of the baselines.
func (m *measure) rate(all rates, name, how string, ours []float64) Result {
	limit, by := 0.0, 0
	for i, n := range plainClients {
		if r := median(all.plain[i]); r > limit {
			limit, by = r, n
		}
	}
	r := median(ours)
	return Result{
		Name: name + " " + m.engine.name(), Ours: rounded(r), Limit: rounded(limit), Ratio: rounded(r / limit), Unit: "steps/s",
		Notes: fmt.Sprintf("%s, %d callers, medians of %d rounds, at least %.0f µs of processor time a step; limit: the same rows by prepared statements, one commit each, %d clients, at least %.0f µs",
			how, clients, m.Size.Rounds, slices.Min(m.busy[how]), by, slices.Min(m.busy[fmt.Sprint(by)])),
	}
}

// results says what was measured.
func (m *measure) results(all rates) []Result {
	slow := rounded(median(all.slow))
	return []Result{
		m.rate(all, "case-step", "service calls", all.calls),
		m.rate(all, "case-step-http", "requests to the API", all.web),
		{
			Name: "case-step-http-p99 " + m.engine.name(), Ours: slow, Limit: late, Ratio: rounded(slow / late), Unit: "ms",
			Notes: fmt.Sprintf("99th of 100 answers at %.0f requests/s, %.0f %% of case-step-http, median of %d rounds; less is better", share*median(all.web), 100*share, m.Size.Rounds),
		},
	}
}

// round takes every figure once.
func (m *measure) round(ctx context.Context, cases int) (r rates, err error) {
	units, calls, err := m.calls(ctx, cases)
	if err != nil {
		return r, fmt.Errorf("calls: %w", err)
	}
	web, err := m.web(ctx, cases)
	if err != nil {
		return r, fmt.Errorf("requests: %w", err)
	}
	slow, err := m.slowest(ctx, cases, share*web)
	if err != nil {
		return r, fmt.Errorf("requests at %.0f a second: %w", share*web, err)
	}
	r.calls, r.web, r.slow = []float64{calls}, []float64{web}, []float64{slow}
	r.plain, err = m.baseline(ctx, units)
	return r, err
}

// baseline replays units, a part of them by each number of clients, and returns how many
// steps that were a second.
func (m *measure) baseline(ctx context.Context, units []written) (plain [][]float64, err error) {
	for i, n := range plainClients {
		part := units[i*len(units)/len(plainClients) : (i+1)*len(units)/len(plainClients)]
		took, err := m.replay(ctx, m.plain[i], n, part)
		if err != nil {
			return nil, fmt.Errorf("baseline: %w", err)
		}
		plain = append(plain, []float64{perSecond(len(part[0])*len(part), took)})
	}
	return plain, nil
}

// written are the units that took one case through its steps, one for each.
type written [][]db.Statement

// settle makes the arguments of units what a driver takes.
func settle(units []written) {
	for _, of := range units {
		for _, unit := range of {
			for i := range unit {
				unit[i].Args = unit[i].Values()
			}
		}
	}
}

// calls takes cases through both steps by calling the service, and returns what was
// written and how many steps that were a second.
func (m *measure) calls(ctx context.Context, n int) ([]written, float64, error) {
	units := make([]written, n)
	note := func(ctx context.Context, i int) context.Context {
		return db.Watch(ctx, func(unit []db.Statement) { units[i] = append(units[i], unit) })
	}
	clerk, reviewer := actor.With(ctx, m.town.clerk.Actor), actor.With(ctx, m.town.reviewer.Actor)
	service := m.town.app.Casework
	took, err := m.steps(ctx, "service calls", n,
		func(_, i int, c aCase) error {
			_, err := service.Step(note(clerk, i), c.no, casework.Accept, casework.Input{Version: 1})
			return err
		},
		func(_, i int, task id.ID) error {
			_, err := service.Complete(note(reviewer, i), task, casework.Input{Version: 2, Outcome: "pass", Opinion: opinion})
			return err
		})
	settle(units)
	return units, perSecond(2*n, took), err
}

// web does the same by requests to the API.
func (m *measure) web(ctx context.Context, n int) (float64, error) {
	took, err := m.steps(ctx, "requests to the API", n, m.postAccept, m.postPass)
	return perSecond(2*n, took), err
}

func (m *measure) postAccept(caller, _ int, c aCase) error {
	return m.office.post(caller, "/desk/cases/"+c.no+"/accept", m.town.clerk.Token, `{"version":1}`)
}

func (m *measure) postPass(caller, _ int, task id.ID) error {
	return m.office.post(caller, "/desk/tasks/"+task.String()+"/complete", m.town.reviewer.Token,
		`{"version":2,"outcome":"pass","opinion":"`+opinion+`"}`)
}

// steps has n cases accepted and then passed on, and returns how long that took.
func (m *measure) steps(ctx context.Context, name string, n int,
	accept func(caller, i int, c aCase) error, pass func(caller, i int, task id.ID) error) (time.Duration, error) {
	cases, err := m.town.take(n)
	if err != nil {
		return 0, err
	}
	done := m.profile(name)
	defer done()
	defer m.meter(name, 2*n)()
	first, err := callers(clients, n, func(caller, i int) error { return accept(caller, i, cases[i]) })
	if err != nil {
		return 0, err
	}
	tasks, err := m.town.openTasks(ctx, cases)
	if err != nil {
		return 0, err
	}
	second, err := callers(clients, n, func(caller, i int) error { return pass(caller, i, tasks[i]) })
	return first + second, err
}

// replay writes units the plain way to the twin.
func (m *measure) replay(ctx context.Context, p plain, clients int, units []written) (time.Duration, error) {
	var took time.Duration
	steps := len(units[0])
	defer m.meter(fmt.Sprint(clients), steps*len(units))()
	ctx = context.WithoutCancel(ctx) // which would cost the drivers a goroutine each statement
	for step := range steps {
		t, err := callers(clients, len(units), func(_, i int) error { return p.write(ctx, units[i][step]) })
		if err != nil {
			return 0, err
		}
		took += t
	}
	return took, nil
}

// slowest returns how long the slowest of a hundred requests takes, in
// milliseconds, when n of them come at rate, half of either step.
func (m *measure) slowest(ctx context.Context, n int, rate float64) (float64, error) {
	cases, err := m.town.take(n)
	if err != nil {
		return 0, err
	}
	waiting, accepted := cases[:n/2], cases[n/2:]
	_, err = callers(clients, len(accepted), func(caller, i int) error { return m.postAccept(caller, i, accepted[i]) })
	if err != nil {
		return 0, err
	}
	tasks, err := m.town.openTasks(ctx, accepted)
	if err != nil {
		return 0, err
	}
	runtime.GC()
	times, err := arrivals(clients, n/2*2, rate, func(caller, i int) error {
		if i%2 == 0 {
			return m.postAccept(caller, i/2, waiting[i/2])
		}
		return m.postPass(caller, i/2, tasks[i/2])
	})
	took := make([]float64, len(times))
	for i, t := range times {
		took[i] = float64(t) / float64(time.Millisecond)
	}
	return quantile(took, 0.99), err
}

// meter notes the processor time of this program until the function it returns is
// called. It begins without garbage of those before.
func (m *measure) meter(name string, steps int) func() {
	runtime.GC()
	before := processorTime()
	return func() {
		m.busy[name] = append(m.busy[name], float64((processorTime()-before).Microseconds())/float64(steps))
	}
}

func processorTime() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u) // fails for unknown arguments only
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// profile writes a processor profile until the function it returns is called.
func (m *measure) profile(name string) func() {
	if m.Profile == "" {
		return func() {}
	}
	m.profiles++
	path := filepath.Join(m.Profile, fmt.Sprintf("%s-%s-%s-%02d.pprof", m.bench, strings.ReplaceAll(name, " ", "-"), m.engine.name(), m.profiles))
	file, err := os.Create(path)
	if err == nil {
		err = pprof.StartCPUProfile(file)
	}
	if err != nil {
		slog.Error("profile", "error", err)
		return func() {}
	}
	return func() {
		pprof.StopCPUProfile()
		_ = file.Close()
	}
}
