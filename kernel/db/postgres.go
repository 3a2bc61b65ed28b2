package db

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"hash/maphash"
	"net/url"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"tongban/kernel/clock"
)

const (
	postgresConns = 16               // more are slower, not faster
	lanes         = 1024             // units of one lane wait here, not on row locks
	maxTries      = 8                // for a unit that loses against another node
	maxUnit       = 30 * time.Second // then the connection is given up
)

// postgresDB is a pool of connections; every unit is a transaction of its own.
type postgresDB struct {
	pool   *pgxpool.Pool
	stats  *counters
	lanes  [lanes]chan struct{}
	seed   maphash.Seed
	closed atomic.Bool
}

func openPostgres(ctx context.Context, c Config, stats *counters) (*postgresDB, error) {
	config, err := pgxpool.ParseConfig(c.URL)
	if err != nil {
		return nil, err
	}
	if u, err := url.Parse(c.URL); err != nil || !u.Query().Has("pool_max_conns") {
		config.MaxConns = int32(max(postgresConns, 2*runtime.GOMAXPROCS(0)))
	}
	connection := config.ConnConfig
	connection.RuntimeParams["synchronous_commit"] = "on"
	if c.Hasty {
		connection.RuntimeParams["synchronous_commit"] = "off"
	}
	connection.RuntimeParams["application_name"] = "tongban"
	connection.RuntimeParams["idle_in_transaction_session_timeout"] = fmt.Sprint(2 * maxUnit.Milliseconds())
	connection.RuntimeParams["lock_timeout"] = fmt.Sprint(maxRead.Milliseconds())
	connection.StatementCacheCapacity = 0
	connection.DescriptionCacheCapacity = 0
	connection.DefaultQueryExecMode = pgx.QueryExecModeExec
	connection.BuildContextWatcherHandler = cancelRequests
	config.AfterConnect = prepareControl
	p := &postgresDB{stats: stats, seed: maphash.MakeSeed()}
	for i := range p.lanes {
		p.lanes[i] = make(chan struct{}, 1)
	}
	if p.pool, err = pgxpool.NewWithConfig(ctx, config); err != nil {
		return nil, err
	}
	if err := p.pool.Ping(ctx); err != nil {
		p.pool.Close()
		return nil, err
	}
	return p, nil
}

// cancelRequests ends the statement of a reader who has left and keeps the
// connection.
func cancelRequests(c *pgconn.PgConn) ctxwatch.Handler {
	return &pgconn.CancelRequestContextWatcherHandler{Conn: c, DeadlineDelay: time.Second}
}

// read runs fn on a snapshot. A connection that broke or prepared its statements
// before the tables changed is no reason to bother the caller.
func (p *postgresDB) read(ctx context.Context, fn Unit) error {
	for try := 1; ; try++ {
		err := p.readOnce(ctx, fn)
		if err == nil || ctx.Err() != nil || try == maxTries || !worthAnother(err) {
			return final(err)
		}
		p.stats.again.Add(1)
	}
}

func (p *postgresDB) readOnce(ctx context.Context, fn Unit) error {
	c, err := p.acquire(ctx)
	if err != nil {
		return err
	}
	defer c.Release()
	unit := beginUnit(ctx, c.Conn(), beginRead)
	defer unit.end()
	return unit.verdict(run(ctx, fn, &Tx{conn: unit}))
}

// acquire takes a connection from the pool. Who has left while waiting for one is
// told just that.
func (p *postgresDB) acquire(ctx context.Context) (*pgxpool.Conn, error) {
	if p.closed.Load() {
		return nil, errStopped()
	}
	p.stats.waiting.Add(1)
	c, err := p.pool.Acquire(ctx)
	p.stats.waiting.Add(-1)
	switch {
	case err == nil:
		return c, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case p.closed.Load():
		return nil, errStopped()
	}
	return nil, errBusy(err)
}

// write runs fn in a transaction. The lane is taken before the connection, so that
// whoever waits in it holds none.
func (p *postgresDB) write(ctx context.Context, lane string, fn Unit) (*Tx, error) {
	if lane != "" {
		place := p.lanes[maphash.String(p.seed, lane)%lanes]
		select {
		case place <- struct{}{}:
			defer func() { <-place }()
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	for try := 1; ; try++ {
		tx, err := p.once(ctx, lane, fn)
		if err == nil {
			p.stats.commits.Add(1)
			return tx, nil
		}
		if try == maxTries || !worthAnother(err) {
			return nil, final(err)
		}
		p.stats.again.Add(1)
		time.Sleep(backoff(try))
	}
}

// once runs fn in one transaction. The connection's own deadline bounds it: a
// context would cost a goroutine.
func (p *postgresDB) once(ctx context.Context, lane string, fn Unit) (*Tx, error) {
	c, err := p.acquire(ctx)
	if err != nil {
		return nil, err
	}
	defer c.Release()
	defer p.stats.ran(ctx, lane, clock.Start())
	socket := c.Conn().PgConn().Conn()
	if err := socket.SetDeadline(clock.Real.Now().Add(maxUnit)); err != nil {
		return nil, errors.Join(errLost, err)
	}
	defer func() { _ = socket.SetDeadline(time.Time{}) }()
	unit := beginUnit(context.Background(), c.Conn(), beginWrite)
	defer unit.end()
	tx := &Tx{conn: unit}
	if err := unit.verdict(run(context.WithoutCancel(ctx), fn, tx)); err != nil {
		return nil, err
	}
	return tx, unit.commit()
}

// worthAnother reports whether a unit of which nothing is stored may succeed when
// it is run again: it lost against another, its prepared statements are older than
// the tables, or its connection broke before the commit.
func worthAnother(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) && (pg.Code == serialization || pg.Code == deadlock || outdated(pg)) {
		return true
	}
	return errors.Is(err, errLost)
}

// final is the error of the last try. A lost connection means that nothing is
// stored and that it may work later.
func final(err error) error {
	if errors.Is(err, errLost) {
		return errBusy(err)
	}
	return err
}

func (p *postgresDB) close() error {
	p.closed.Store(true)
	p.pool.Close()
	return nil
}

func (p *postgresDB) migrate(ctx context.Context, sources []Source) error {
	const tables = `SELECT tablename FROM pg_tables
		WHERE schemaname = current_schema() AND tablename LIKE 'goose!_%' ESCAPE '!'`
	pool := stdlib.OpenDBFromPool(p.pool)
	defer pool.Close()
	missing, err := unapplied(ctx, pool, tables, sources)
	if err != nil || len(missing) == 0 {
		return err
	}
	return p.alone(ctx, "db.migrate", func(ctx context.Context) error {
		missing, err := unapplied(ctx, pool, tables, missing) // another node may have been first
		if err != nil {
			return err
		}
		return apply(ctx, pool, goose.DialectPostgres, missing)
	})
}

// alone holds an advisory lock, which ends with its connection: a node that dies
// leaves nothing locked. The turn of another may take long, so that the limit of other
// locks does not count here.
func (p *postgresDB) alone(ctx context.Context, name string, fn func(context.Context) error) error {
	c, err := p.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer c.Release()
	digest := fnv.New64a()
	_, _ = digest.Write([]byte("tongban " + name)) // never fails
	key := int64(digest.Sum64())
	defer func() { _, _ = c.Exec(context.WithoutCancel(ctx), "RESET lock_timeout") }()
	if _, err := c.Exec(ctx, "SET lock_timeout = 0"); err != nil {
		return err
	}
	if _, err := c.Exec(ctx, "SELECT pg_advisory_lock($1)", key); err != nil {
		return err
	}
	defer func() { _, _ = c.Exec(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", key) }()
	return fn(ctx)
}
