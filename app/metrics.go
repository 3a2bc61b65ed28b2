package app

import (
	"context"
	"crypto/subtle"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"tongban/capability/audit"
	"tongban/capability/casework"
	"tongban/capability/identity"
	"tongban/kernel/clock"
	"tongban/kernel/job"
	"tongban/kernel/metric"
)

// metrics are what operators watch; docs/metrics.md lists them. Labels are routes, kinds
// of work and codes of departments.
type metrics struct {
	metric.Set
	requests *metric.Counter
	took     *metric.Histogram
	jobs     *metric.Counter
	jobTook  *metric.Histogram
	sweeps   *metric.Counter

	mu    sync.Mutex
	swept map[string]sweep
}

// sweep is when a sweep last ended, and how long it took.
type sweep struct {
	at   time.Time
	took time.Duration
}

const (
	counts = metric.CounterKind
	gauge  = metric.GaugeKind
)

func newMetrics(a *App) *metrics {
	m := &metrics{swept: map[string]sweep{}}
	m.Read(metric.Family{Name: "tongban_build_info", Help: "1; the label says which version runs.", Kind: gauge, Labels: []string{"version", "engine"}},
		func(context.Context) ([]metric.Sample, error) {
			return []metric.Sample{{Value: 1, Labels: []string{Version, string(a.DB.Engine())}}}, nil
		})
	m.requests = m.Counter("tongban_http_requests_total", "Requests answered.", "method", "route", "status")
	m.took = m.Histogram("tongban_http_request_seconds", "Time to the end of an answer.", "route")
	m.jobs = m.Counter("tongban_jobs_ended_total", "Tries of jobs that have ended: done, failed (tried again) or dead.", "kind", "outcome")
	m.jobTook = m.Histogram("tongban_job_seconds", "Time a try of a job took.", "kind")
	m.sweeps = m.Counter("tongban_sweeps_total", "Sweeps that have ended on this node: done or failed.", "sweep", "outcome")
	m.Read(metric.Family{Name: "tongban_sweep_last_end_seconds", Help: "When a sweep last ended on this node, in seconds since 1970.", Kind: gauge, Labels: []string{"sweep"}},
		m.eachSweep(func(s sweep) float64 { return float64(s.at.UnixMilli()) / 1000 }))
	m.Read(metric.Family{Name: "tongban_sweep_last_seconds", Help: "How long that sweep took.", Kind: gauge, Labels: []string{"sweep"}},
		m.eachSweep(func(s sweep) float64 { return s.took.Seconds() }))
	m.database(a)
	m.business(a)
	m.disk(a)
	m.Process()
	return m
}

// number adds a metric of one value.
func (m *metrics) number(name, help string, kind metric.Kind, read func() int64) {
	m.Read(metric.Family{Name: name, Help: help, Kind: kind}, func(context.Context) ([]metric.Sample, error) {
		return []metric.Sample{{Value: float64(read())}}, nil
	})
}

func (m *metrics) database(a *App) {
	d := a.DB
	m.Durations("tongban_db_unit_seconds", "Time from asking for a unit of work to its durable answer.", d.Took())
	m.number("tongban_db_units_total", "Units of work asked for.", counts, func() int64 { return d.Stats().Units })
	m.number("tongban_db_units_failed_total", "Units that were not stored, refusals included.", counts, func() int64 { return d.Stats().Failed })
	m.number("tongban_db_units_again_total", "Units run again because another got in the way.", counts, func() int64 { return d.Stats().Again })
	m.number("tongban_db_units_long_total", "Units that held the database longer than 50 ms.", counts, func() int64 { return d.Stats().Long })
	m.number("tongban_db_commits_total", "Transactions committed; on SQLite many units share one.", counts, func() int64 { return d.Stats().Commits })
	m.number("tongban_db_reads_total", "Snapshots read.", counts, func() int64 { return d.Stats().Reads })
	m.number("tongban_db_waiting", "Units that wait for their commit (SQLite) or a connection (PostgreSQL).", gauge, func() int64 { return d.Stats().Waiting })
}

// rest is how long what is counted in the database is kept: many may ask, one looks.
const rest = 15 * time.Second

func (m *metrics) business(a *App) {
	waiting := remember(func(ctx context.Context) ([]metric.Sample, error) { return jobsWaiting(ctx, a.Runner) })
	m.Read(metric.Family{Name: "tongban_jobs", Help: "Jobs by where they stand: ready, running or dead.", Kind: gauge, Labels: []string{"kind", "state"}}, waiting)

	size := remember(func(ctx context.Context) ([]metric.Sample, error) { return logSize(ctx, a.Audit) })
	m.Read(metric.Family{Name: "tongban_log_entries", Help: "Entries of the transparency log: placed in the tree, or waiting for it.", Kind: gauge, Labels: []string{"state"}}, size)

	open := remember(func(ctx context.Context) ([]metric.Sample, error) { return casesOpen(ctx, a.Casework) })
	m.Read(metric.Family{Name: "tongban_cases", Help: "Cases not finished, by department; overdue ones are counted as open too.", Kind: gauge, Labels: []string{"department", "state"}}, open)

	sessions := remember(func(ctx context.Context) ([]metric.Sample, error) { return sessionsOpen(ctx, a.Identity) })
	m.Read(metric.Family{Name: "tongban_sessions", Help: "Sessions that have not ended.", Kind: gauge}, sessions)
}

func (m *metrics) disk(a *App) {
	m.number("tongban_blob_kept_bytes_total", "Bytes of files kept by this node since its start.", counts, func() int64 { return a.blobs.Kept() })
	m.number("tongban_disk_free_bytes", "Room left where the data folder is.", gauge, func() int64 { return freeBytes(a.Config.Data) })
}

// freeBytes is the room an ordinary user has left where dir is; 0 if nobody can tell.
func freeBytes(dir string) int64 {
	var s syscall.Statfs_t
	if syscall.Statfs(dir, &s) != nil {
		return 0
	}
	return int64(s.Bavail) * int64(s.Bsize)
}

// remember asks read at most once in a while, one after the other.
func remember(read func(ctx context.Context) ([]metric.Sample, error)) func(context.Context) ([]metric.Sample, error) {
	var mu sync.Mutex
	var watch clock.Stopwatch
	var last []metric.Sample
	return func(ctx context.Context) ([]metric.Sample, error) {
		mu.Lock()
		defer mu.Unlock()
		if last != nil && watch.Elapsed() < rest {
			return last, nil
		}
		samples, err := read(ctx)
		if err != nil {
			return nil, err
		}
		last, watch = append([]metric.Sample{}, samples...), clock.Start()
		return last, nil
	}
}

func jobsWaiting(ctx context.Context, r *job.Runner) (samples []metric.Sample, err error) {
	counts, err := r.Counts(ctx)
	for _, c := range counts {
		samples = append(samples, metric.Sample{Value: float64(c.Jobs), Labels: []string{c.Kind, string(c.State)}})
	}
	return samples, err
}

func logSize(ctx context.Context, log *audit.Service) ([]metric.Sample, error) {
	size, waiting, err := log.Size(ctx)
	return []metric.Sample{{Value: float64(size), Labels: []string{"placed"}}, {Value: float64(waiting), Labels: []string{"waiting"}}}, err
}

func casesOpen(ctx context.Context, cases *casework.Service) (samples []metric.Sample, err error) {
	counts, err := cases.OpenCounts(ctx)
	for _, c := range counts {
		samples = append(samples, metric.Sample{Value: float64(c.Open), Labels: []string{c.Department, "open"}},
			metric.Sample{Value: float64(c.Overdue), Labels: []string{c.Department, "overdue"}})
	}
	return samples, err
}

func sessionsOpen(ctx context.Context, people *identity.Service) ([]metric.Sample, error) {
	n, err := people.SessionCount(ctx)
	return []metric.Sample{{Value: float64(n)}}, err
}

// answered is told of every answer.
func (m *metrics) answered(method, route string, status int, took time.Duration) {
	if route == "" {
		route, method = "none", "any" // what people type does not become a label
	}
	m.requests.Add(1, method, route, strconv.Itoa(status))
	m.took.Observe(took, route)
}

// JobEnded is told of every try of a job.
func (m *metrics) JobEnded(kind string, o job.Outcome, took time.Duration) {
	m.jobs.Add(1, kind, string(o))
	m.jobTook.Observe(took, kind)
}

// SweepEnded is told of every sweep.
func (m *metrics) SweepEnded(name string, failed error, took time.Duration) {
	outcome := job.Done
	if failed != nil {
		outcome = job.Failed
	}
	m.sweeps.Add(1, name, string(outcome))
	m.mu.Lock()
	defer m.mu.Unlock()
	m.swept[name] = sweep{clock.Real.Now(), took}
}

func (m *metrics) eachSweep(value func(sweep) float64) func(context.Context) ([]metric.Sample, error) {
	return func(context.Context) (samples []metric.Sample, err error) {
		m.mu.Lock()
		defer m.mu.Unlock()
		for name, s := range m.swept {
			samples = append(samples, metric.Sample{Value: value(s), Labels: []string{name}})
		}
		return samples, nil
	}
}

// serveMetrics answers /metrics to those who may read it; to others there is nothing there.
func (a *App) serveMetrics(w http.ResponseWriter, r *http.Request) {
	if !a.mayMeasure(r) {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_ = a.metrics.Write(r.Context(), w) // fails when the reader has left
}

// mayMeasure lets those in who bring the token; without one, whoever asks on this machine
// itself. What a proxy passes on comes from elsewhere.
func (a *App) mayMeasure(r *http.Request) bool {
	if a.Config.Metrics != "" {
		token, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		return bearer && subtle.ConstantTimeCompare([]byte(token), []byte(a.Config.Metrics)) == 1
	}
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	for _, passed := range []string{"X-Forwarded-For", "Forwarded", "X-Real-Ip", "Via"} {
		if r.Header.Get(passed) != "" {
			return false
		}
	}
	return err == nil && from.Addr().Unmap().IsLoopback()
}
