package bench

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"tongban/kernel/db"
	"tongban/kernel/db/pgserver"
	"tongban/kernel/id"
)

// engine is a database engine with two databases on it: the installation's and,
// once there is something in it, its twin for the baseline.
type engine interface {
	name() string
	// config says where the installation keeps its data.
	config() (dir, url string)
	// raw opens the installation's database beside the installation.
	raw() (*sql.DB, error)
	// copyTwin copies the installation's database while nobody has it open.
	copyTwin(ctx context.Context) error
	// plain opens the twin for so many clients.
	plain(ctx context.Context, clients int) (plain, error)
	// another makes an engine beside it, with databases of its own.
	another(ctx context.Context) (engine, error)
	// hasten has raw write as fast as it can: what it makes can be made again.
	hasten(ctx context.Context, raw *sql.DB) error
	// digest is an expression for 32 bytes of a number, no two alike.
	digest(number string) string
	// gather tells the planner what the tables hold, where it asks.
	gather(ctx context.Context, raw *sql.DB) error
	// count counts the rows of a table in the twin.
	count(ctx context.Context, table string) (int64, error)
	close() error
}

// plain writes units the plain way: prepared statements one after the other, one
// commit each, as durable as ours.
type plain interface {
	write(ctx context.Context, unit []db.Statement) error
	close()
}

// sqliteEngine keeps both databases in a folder.
type sqliteEngine struct{ dir string }

func (e sqliteEngine) name() string          { return string(db.SQLite) }
func (e sqliteEngine) config() (_, _ string) { return filepath.Join(e.dir, "ours"), "" }
func (e sqliteEngine) raw() (*sql.DB, error) { return e.open("ours") }
func (e sqliteEngine) close() error          { return os.RemoveAll(filepath.Join(e.dir, "twin")) }

func (e sqliteEngine) another(context.Context) (engine, error) {
	return sqliteEngine{filepath.Join(e.dir, "another")}, nil
}

func (e sqliteEngine) hasten(ctx context.Context, raw *sql.DB) error {
	_, err := raw.ExecContext(ctx, "PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000")
	return err
}

func (e sqliteEngine) digest(number string) string {
	return "CAST(PRINTF('%032d', (" + number + ") * 2654435761 % 4294967296) AS BLOB)"
}

// gather leaves the tables as they are: see docs/bench.md on ANALYZE.
func (e sqliteEngine) gather(context.Context, *sql.DB) error { return nil }

// open opens a database with the settings kernel/db writes with, one connection:
// several only get into each other's way.
func (e sqliteEngine) open(which string) (*sql.DB, error) {
	pool, err := sql.Open("sqlite", "file:"+filepath.Join(e.dir, which, "tongban.db")+"?_txlock=immediate"+
		"&_pragma=busy_timeout(5000)&_pragma=foreign_keys(1)&_pragma=temp_store(memory)&_pragma=journal_mode(wal)"+
		"&_pragma=synchronous(full)&_pragma=cache_size(-32768)&_pragma=wal_autocheckpoint(4000)")
	if err == nil {
		pool.SetMaxOpenConns(1)
	}
	return pool, err
}

func (e sqliteEngine) copyTwin(context.Context) error {
	if err := os.MkdirAll(filepath.Join(e.dir, "twin"), 0o700); err != nil {
		return err
	}
	from, err := os.Open(filepath.Join(e.dir, "ours", "tongban.db"))
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := os.Create(filepath.Join(e.dir, "twin", "tongban.db"))
	if err != nil {
		return err
	}
	_, err = io.Copy(to, from)
	return errors.Join(err, to.Close())
}

func (e sqliteEngine) plain(ctx context.Context, _ int) (plain, error) {
	pool, err := e.open("twin")
	if err != nil {
		return nil, err
	}
	conn, err := pool.Conn(ctx)
	return &plainSQLite{pool: pool, conn: conn, prepared: map[string]*sql.Stmt{}}, err
}

func (e sqliteEngine) count(ctx context.Context, table string) (n int64, err error) {
	pool, err := e.open("twin")
	if err != nil {
		return 0, err
	}
	defer pool.Close()
	return n, pool.QueryRowContext(ctx, "SELECT COUNT(*) FROM "+table).Scan(&n)
}

// plainSQLite lets its clients wait for each other outside of SQLite, which is
// faster than its own way of waiting.
type plainSQLite struct {
	mu       sync.Mutex
	pool     *sql.DB
	conn     *sql.Conn
	prepared map[string]*sql.Stmt
}

func (p *plainSQLite) close() { _ = errors.Join(p.conn.Close(), p.pool.Close()) }

func (p *plainSQLite) write(ctx context.Context, unit []db.Statement) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.exec(ctx, db.Statement{SQL: "BEGIN IMMEDIATE"}); err != nil {
		return err
	}
	for _, s := range unit {
		if err := p.exec(ctx, s); err != nil {
			return errors.Join(err, p.exec(ctx, db.Statement{SQL: "ROLLBACK"}))
		}
	}
	return p.exec(ctx, db.Statement{SQL: "COMMIT"})
}

// placeholder is an argument as kernel/db's statements write it.
var placeholder = regexp.MustCompile(`\$(\d+)`)

// exec runs a statement, prepared the first time.
func (p *plainSQLite) exec(ctx context.Context, s db.Statement) (err error) {
	stmt := p.prepared[s.SQL]
	if stmt == nil {
		if stmt, err = p.conn.PrepareContext(ctx, placeholder.ReplaceAllString(s.SQL, "?$1")); err != nil {
			return err
		}
		p.prepared[s.SQL] = stmt
	}
	if returning(s) {
		var n int64
		err = stmt.QueryRowContext(ctx, s.Args...).Scan(&n)
	} else {
		_, err = stmt.ExecContext(ctx, s.Args...)
	}
	if err != nil {
		return fmt.Errorf("%w in %s", err, s.SQL)
	}
	return nil
}

// returning reports whether a statement answers with a row: a number was taken.
func returning(s db.Statement) bool { return strings.Contains(s.SQL, "RETURNING") }

// postgresEngine has two databases on a server: one it has started, or somebody
// else's.
type postgresEngine struct {
	dir        string
	server     *pgserver.Server // nil: somebody else's
	url        *url.URL         // of a database that is there
	ours, twin string
}

// newPostgres makes the installation's database on the server at address, or on
// one it starts.
func newPostgres(ctx context.Context, dir, address string) (*postgresEngine, error) {
	mark := id.New().String()
	e := &postgresEngine{dir: dir, ours: "tongban_bench_" + mark, twin: "tongban_twin_" + mark}
	if address == "" {
		server, err := pgserver.Start(true)
		if err != nil {
			return nil, err
		}
		e.server, address = server, server.URL("postgres")
	}
	var err error
	if e.url, err = url.Parse(address); err == nil {
		err = e.command(ctx, "CREATE DATABASE "+e.ours)
	}
	if err != nil {
		return nil, errors.Join(err, e.close())
	}
	return e, nil
}

func (e *postgresEngine) name() string { return string(db.Postgres) }

func (e *postgresEngine) config() (dir, url string) { return e.dir, e.at(e.ours) }

// at returns the address of a database of the server.
func (e *postgresEngine) at(database string) string {
	u := *e.url
	u.Path = "/" + database
	return u.String()
}

func (e *postgresEngine) command(ctx context.Context, text string) error {
	c, err := pgx.Connect(ctx, e.url.String())
	if err != nil {
		return err
	}
	defer c.Close(ctx)
	_, err = c.Exec(ctx, text)
	return err
}

func (e *postgresEngine) raw() (*sql.DB, error) { return sql.Open("pgx", e.at(e.ours)) }

// another makes databases on the same server, which this engine ends.
func (e *postgresEngine) another(ctx context.Context) (engine, error) {
	return newPostgres(ctx, e.dir+"-another", e.url.String())
}

func (e *postgresEngine) hasten(ctx context.Context, raw *sql.DB) error {
	raw.SetMaxOpenConns(1) // of which the setting is
	_, err := raw.ExecContext(ctx, "SET synchronous_commit = off")
	return err
}

func (e *postgresEngine) digest(number string) string {
	return "sha256(CAST(CAST(" + number + " AS TEXT) AS BYTEA))"
}

func (e *postgresEngine) gather(ctx context.Context, raw *sql.DB) error {
	_, err := raw.ExecContext(ctx, "VACUUM ANALYZE") // or it would happen while we measure
	return err
}

func (e *postgresEngine) copyTwin(ctx context.Context) error {
	pool, err := e.raw()
	if err != nil {
		return err
	}
	if err = errors.Join(e.gather(ctx, pool), pool.Close()); err != nil {
		return err
	}
	return e.command(ctx, "CREATE DATABASE "+e.twin+" TEMPLATE "+e.ours)
}

func (e *postgresEngine) count(ctx context.Context, table string) (n int64, err error) {
	c, err := pgx.Connect(ctx, e.at(e.twin))
	if err != nil {
		return 0, err
	}
	defer c.Close(ctx)
	return n, c.QueryRow(ctx, "SELECT COUNT(*) FROM "+table).Scan(&n)
}

// close drops both databases, or ends the server it has started.
func (e *postgresEngine) close() error {
	if e.server != nil {
		e.server.Stop()
		return nil
	}
	ctx := context.Background() // also after the caller's has ended
	return errors.Join(
		e.command(ctx, "DROP DATABASE IF EXISTS "+e.ours+" WITH (FORCE)"),
		e.command(ctx, "DROP DATABASE IF EXISTS "+e.twin+" WITH (FORCE)"))
}

func (e *postgresEngine) plain(ctx context.Context, clients int) (plain, error) {
	config, err := pgxpool.ParseConfig(e.at(e.twin))
	if err != nil {
		return nil, err
	}
	config.MaxConns = int32(clients)
	config.ConnConfig.RuntimeParams["synchronous_commit"] = "on"
	pool, err := pgxpool.NewWithConfig(ctx, config)
	return plainPostgres{pool}, err
}

// plainPostgres keeps a connection for every client; pgx prepares each statement
// once on each.
type plainPostgres struct{ pool *pgxpool.Pool }

func (p plainPostgres) close() { p.pool.Close() }

func (p plainPostgres) write(ctx context.Context, unit []db.Statement) error {
	tx, err := p.pool.Begin(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback(ctx)
	for _, s := range unit {
		if returning(s) {
			var n int64
			err = tx.QueryRow(ctx, s.SQL, s.Args...).Scan(&n)
		} else {
			_, err = tx.Exec(ctx, s.SQL, s.Args...)
		}
		if err != nil {
			return fmt.Errorf("%w in %s", err, s.SQL)
		}
	}
	return tx.Commit(ctx)
}
