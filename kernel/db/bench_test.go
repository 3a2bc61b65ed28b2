package db_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/db/pgserver"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// A case step is what a clerk's click stores: the case is read, moved on if nobody
// else has, and gets an event, an audit leaf, a task and a job.
const (
	stepSelect = `SELECT state, version FROM thing_case WHERE id = $1`
	stepUpdate = `UPDATE thing_case SET state = $1, version = version + 1 WHERE id = $2 AND version = $3`
	stepEvent  = `INSERT INTO thing_event (id, case_id, body) VALUES ($1, $2, $3)`
	stepLeaf   = `INSERT INTO thing_leaf (id, digest, body) VALUES ($1, $2, $3)`
	stepTask   = `INSERT INTO thing_task (id, case_id, state, due_at) VALUES ($1, $2, $3, $4)`
	stepJob    = `INSERT INTO thing_job (id, kind, body, due_at) VALUES ($1, $2, $3, $4)`

	stepBody  = `{"event":"accept","by":"0abcdefghijkl","opinion":"材料齐全，予以受理","window":"N-12","stage":"accept"}`
	stepCases = 4096
)

var digest = func() []byte { d := sha256.Sum256([]byte("leaf")); return d[:] }()

// step is the case step as a unit.
func step(n int64) db.Unit {
	return func(ctx context.Context, tx *db.Tx) error {
		var state string
		var version int64
		if err := tx.Row(ctx, stepSelect, n).Scan(&state, &version); err != nil {
			return err
		}
		moved, err := tx.Exec(ctx, stepUpdate, "accepted", n, version)
		if err != nil {
			return err
		}
		if moved == 0 {
			return fault.New(fault.Conflict, "thing.stale")
		}
		now := time.Now().UnixMilli()
		if err := tx.Send(ctx, stepEvent, id.New(), n, stepBody); err != nil {
			return err
		}
		if err := tx.Send(ctx, stepLeaf, id.New(), digest, stepBody); err != nil {
			return err
		}
		if err := tx.Send(ctx, stepTask, id.New(), n, "open", now); err != nil {
			return err
		}
		return tx.Send(ctx, stepJob, id.New(), "thing.notify", stepBody, now)
	}
}

// The benches take turns, so that what else runs on the machine disturbs all alike:
//
//	go test -run - -bench Step -benchtime 5x ./kernel/db
func BenchmarkStepSQLite(b *testing.B) {
	dir := b.TempDir()
	d := dbtest.Open(b, db.Config{Dir: dir})
	seedSteps(b, d)
	plain := plainSQLite(b, filepath.Join(dir, "tongban.db"))
	turns(b, []contestant{
		{"ours", 64, func(n int64) error { return d.Write(b.Context(), "", step(n)) }},
		{"plain-16", 16, plain},
		{"plain-64", 64, plain},
	})
	b.ReportMetric(float64(d.Stats().Units)/float64(d.Stats().Commits), "units/commit")
}

func BenchmarkStepPostgres(b *testing.B) {
	server, err := pgserver.Start(true)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(server.Stop)
	url := server.URL("postgres")
	d := dbtest.Open(b, db.Config{URL: url})
	seedSteps(b, d)
	turns(b, []contestant{
		{"ours", 64, func(n int64) error { return d.Write(b.Context(), fmt.Sprint(n), step(n)) }},
		{"plain-16", 16, plainPostgres(b, url, 16)},
		{"plain-64", 64, plainPostgres(b, url, 64)},
	})
}

// contestant does steps from so many goroutines at once.
type contestant struct {
	name    string
	callers int
	do      func(n int64) error
}

// turns lets each contestant work for a while, again and again, and reports the
// median of its rates and of the first one's ratio to the best of the others.
func turns(b *testing.B, all []contestant) {
	rates := make([][]float64, len(all))
	var ratios []float64
	for b.Loop() {
		best := 0.0
		for i, c := range all {
			rate := c.rate(b, 400*time.Millisecond)
			rates[i] = append(rates[i], rate)
			if i > 0 {
				best = max(best, rate)
			}
		}
		ratios = append(ratios, rates[0][len(rates[0])-1]/best)
	}
	for i, c := range all {
		b.ReportMetric(median(rates[i]), c.name+"/s")
	}
	b.ReportMetric(median(ratios), "ratio")
}

func median(list []float64) float64 {
	slices.Sort(list)
	return list[len(list)/2]
}

// rate works for so long, each caller on cases of its own.
func (c contestant) rate(b *testing.B, during time.Duration) float64 {
	var wg sync.WaitGroup
	var steps atomic.Int64
	start := time.Now()
	for caller := range c.callers {
		wg.Go(func() {
			for i := 0; time.Since(start) < during; i++ {
				if err := c.do(int64((caller + i*c.callers) % stepCases)); err != nil {
					b.Error(err)
					return
				}
				steps.Add(1)
			}
		})
	}
	wg.Wait()
	return float64(steps.Load()) / time.Since(start).Seconds()
}

func seedSteps(b *testing.B, d *db.DB) {
	dbtest.Migrate(b, d, things)
	err := d.Write(b.Context(), "", func(ctx context.Context, tx *db.Tx) error {
		for n := range stepCases {
			if err := insertCase(int64(n))(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

// plainSQLite writes the same rows by prepared statements, one commit each.
func plainSQLite(b *testing.B, path string) func(int64) error {
	pool, err := sql.Open("sqlite", path+"?_txlock=immediate&_pragma=busy_timeout(60000)&_pragma=synchronous(full)&_pragma=foreign_keys(1)")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { pool.Close() })
	pool.SetMaxOpenConns(1)
	var prepared []*sql.Stmt
	for _, q := range []string{stepSelect, stepUpdate, stepEvent, stepLeaf, stepTask, stepJob} {
		s, err := pool.Prepare(q)
		if err != nil {
			b.Fatal(err)
		}
		prepared = append(prepared, s)
	}
	return func(n int64) error {
		tx, err := pool.Begin()
		if err != nil {
			return err
		}
		defer tx.Rollback()
		var state string
		var version int64
		if err := tx.Stmt(prepared[0]).QueryRow(n).Scan(&state, &version); err != nil {
			return err
		}
		now := time.Now().UnixMilli()
		for i, args := range [][]any{
			{"accepted", n, version}, {int64(id.New()), n, stepBody}, {int64(id.New()), digest, stepBody},
			{int64(id.New()), n, "open", now}, {int64(id.New()), "thing.notify", stepBody, now},
		} {
			if _, err := tx.Stmt(prepared[i+1]).Exec(args...); err != nil {
				return err
			}
		}
		return tx.Commit()
	}
}

// plainPostgres does the same on the native pool, whose statements are prepared.
func plainPostgres(b *testing.B, url string, clients int) func(int64) error {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		b.Fatal(err)
	}
	config.MaxConns = int32(clients)
	pool, err := pgxpool.NewWithConfig(b.Context(), config)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(pool.Close)
	ctx := b.Context()
	return func(n int64) error {
		tx, err := pool.Begin(ctx)
		if err != nil {
			return err
		}
		defer tx.Rollback(ctx)
		var state string
		var version int64
		if err := tx.QueryRow(ctx, stepSelect, n).Scan(&state, &version); err != nil {
			return err
		}
		now := time.Now().UnixMilli()
		for i, args := range [][]any{
			{"accepted", n, version}, {int64(id.New()), n, stepBody}, {int64(id.New()), digest, stepBody},
			{int64(id.New()), n, "open", now}, {int64(id.New()), "thing.notify", stepBody, now},
		} {
			if _, err := tx.Exec(ctx, []string{stepUpdate, stepEvent, stepLeaf, stepTask, stepJob}[i], args...); err != nil {
				return err
			}
		}
		return tx.Commit(ctx)
	}
}
