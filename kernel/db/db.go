// Package db is the one way to the database: a snapshot to read from and units of
// work that are durable before they are answered. SQLite and PostgreSQL behave
// alike behind it; what differs lives in sqlite*.go and postgres*.go.
//
// # Statements
//
// SQL is the common subset of both engines with $1, $2, …. An argument is a
// number, a text, a bool, bytes, nil, a pointer to one of them (nil is NULL) or a
// named type of them. A time is refused: instants are stored as milliseconds.
// json.RawMessage is stored as text; other bytes belong into BYTEA columns only.
//
// A statement that fails dooms its unit: Write returns that statement's error
// even if fn swallows it. Where a row may exist already, say ON CONFLICT.
// One result is open at a time: read it to the end before the next statement.
//
// # Units
//
// Units do not nest: fn hands its tx on. A Read or Write inside a unit is an
// error. Everything that takes time (rendering, checking, encrypting, talking to
// others) happens before the unit.
package db

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/fault"
)

// Messages holds the texts of the faults of this package.
//
//go:embed messages.*.toml
var Messages embed.FS

// Engine names a database engine.
type Engine string

// The engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// Limits every unit lives under.
const (
	maxRead  = 5 * time.Second       // a longer read would stop WAL checkpoints
	longUnit = 50 * time.Millisecond // a longer unit is counted and logged
)

// Config says where the database is.
type Config struct {
	// URL is "postgres://…", or "" for SQLite in Dir.
	URL string
	// Dir is the data folder; SQLite keeps tongban.db there.
	Dir string
	// OnFatal is called once when SQLite can no longer be trusted: a commit
	// failed and nobody knows what is on the disk. The process should exit and
	// start again. Until then every call fails with fault.Unavailable.
	OnFatal func(error)
	// Hasty lets units be answered before they are durable. It is for data that is made
	// anew if the machine goes down before Close: a simulated past.
	Hasty bool
}

// Unit is one unit of work. It may run more than once, so it reads and writes
// rows and does nothing else: no I/O, no rendering, no side effects.
type Unit func(ctx context.Context, tx *Tx) error

// backend is an engine.
type backend interface {
	read(ctx context.Context, fn Unit) error
	// write returns the Tx of the unit that was stored.
	write(ctx context.Context, lane string, fn Unit) (*Tx, error)
	migrate(ctx context.Context, sources []Source) error
	alone(ctx context.Context, name string, fn func(context.Context) error) error
	close() error
}

// DB is an open database.
type DB struct {
	engine  Engine
	backend backend
	stats   *counters
	bells   bells
	maxRead time.Duration
}

// Open opens the database, making it if it is SQLite and not there yet. Tables are
// made by Migrate.
func Open(ctx context.Context, c Config) (*DB, error) {
	d := &DB{engine: SQLite, stats: &counters{}, maxRead: maxRead}
	var err error
	if c.URL == "" {
		d.backend, err = openSQLite(c, d.stats)
	} else {
		d.engine = Postgres
		d.backend, err = openPostgres(ctx, c, d.stats)
	}
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	return d, nil
}

// Engine tells which engine it is, for the few statements that must differ.
func (d *DB) Engine() Engine { return d.engine }

// Read runs fn on a snapshot for at most five seconds. Writing in it fails.
func (d *DB) Read(ctx context.Context, fn Unit) error {
	if inUnit(ctx) {
		return errNested
	}
	d.stats.reads.Add(1)
	timed, cancel := context.WithTimeout(ctx, d.maxRead)
	defer cancel()
	err := d.backend.read(timed, watched(ctx, fn))
	if err != nil && timed.Err() != nil && ctx.Err() == nil {
		return errors.Join(fault.New(fault.Unavailable, "db.slow"), err)
	}
	return err
}

// Alone runs fn while nobody else does under the same name, in this process or in
// another on the same data; the others wait their turn. It is for what is done once
// when nodes start, such as filling an empty city, and for long work such as an
// import, and no unit: fn has units of its own. The name is part of a file's name.
func (d *DB) Alone(ctx context.Context, name string, fn func(context.Context) error) error {
	if inUnit(ctx) {
		return errNested
	}
	return d.backend.alone(ctx, name, fn)
}

// Write runs fn as one unit of work and returns after it is durable. An error or
// a panic of fn undoes this unit only. ctx counts only while the unit waits: once
// it has begun, it is finished and its outcome is returned.
//
// lane is the id of the aggregate that changes (any text). Units of one lane do
// not get into each other's way on one node; across nodes the aggregate's version
// column decides.
//
// The fault db.unknown-outcome means that the connection or the disk was lost
// during the commit: the unit is stored whole or not at all, and only looking
// tells which.
func (d *DB) Write(ctx context.Context, lane string, fn Unit) error {
	if inUnit(ctx) {
		return errNested
	}
	d.stats.units.Add(1)
	watch := clock.Start()
	defer func() { d.stats.took.Observe(watch.Elapsed()) }()
	tx, err := d.backend.write(ctx, lane, fn)
	if err != nil {
		d.stats.failed.Add(1)
		return err
	}
	for _, bell := range tx.rings {
		d.bells.ring(bell)
	}
	for _, after := range tx.after {
		after()
	}
	if tx.watch != nil {
		tx.watch(tx.statements)
	}
	return nil
}

// Close lets running units finish and closes the files or connections.
func (d *DB) Close() error { return d.backend.close() }

// Tx is the unit's view of the database.
type Tx struct {
	conn  conn
	after []func()
	rings []string

	watch      func([]Statement) // nil: nobody watches
	statements []Statement
}

// conn is what an engine offers a unit.
type conn interface {
	exec(ctx context.Context, sql string, args []any) (int64, error)
	send(ctx context.Context, sql string, args []any) error
	query(ctx context.Context, sql string, args []any) (Rows, error)
	later(ctx context.Context, sql string, args []any) func() (Rows, error)
	noMore()
}

// Scanner is a row that can be read into variables.
type Scanner interface{ Scan(dest ...any) error }

// Rows is a cursor, always closed by its user.
type Rows interface {
	Scanner
	Next() bool
	Err() error
	Close() error
}

// Exec runs a statement and returns how many rows it changed.
func (t *Tx) Exec(ctx context.Context, sql string, args ...any) (int64, error) {
	t.note(sql, args)
	return t.conn.exec(ctx, sql, args)
}

// Send runs a statement whose answer nobody needs. PostgreSQL sends it with the
// next statement that is waited for, at the latest with the commit; an error
// then fails the unit there.
func (t *Tx) Send(ctx context.Context, sql string, args ...any) error {
	t.note(sql, args)
	return t.conn.send(ctx, sql, args)
}

// Query runs a statement that returns rows.
func (t *Tx) Query(ctx context.Context, sql string, args ...any) (Rows, error) {
	t.note(sql, args)
	return t.conn.query(ctx, sql, args)
}

// Row runs a statement that returns at most one row.
func (t *Tx) Row(ctx context.Context, sql string, args ...any) Scanner {
	rows, err := t.Query(ctx, sql, args...)
	return &row{rows: rows, err: err}
}

// Last says that what a snapshot is asked before its first answer is read is all: PostgreSQL
// ends it in the same round trip. Asking more then is an error. In Write it means nothing.
func (t *Tx) Last() { t.conn.noMore() }

// After calls fn before Write returns, once the unit is durable. A unit that is
// undone forgets it.
func (t *Tx) After(fn func()) { t.after = append(t.after, fn) }

type row struct {
	rows Rows
	err  error
}

func (r *row) Scan(dest ...any) (err error) {
	if r.err != nil {
		return r.err
	}
	defer func() { err = errors.Join(err, r.rows.Close()) }()
	if !r.rows.Next() {
		if err := r.rows.Err(); err != nil {
			return err
		}
		return ErrNoRows
	}
	return r.rows.Scan(dest...)
}

// List reads every row of a statement with scan.
func List[T any](ctx context.Context, tx *Tx, scan func(Scanner) (T, error), sql string, args ...any) ([]T, error) {
	rows, err := tx.Query(ctx, sql, args...)
	return read(rows, err, scan)
}

// Ask asks for the rows of a statement and returns how to read them later. PostgreSQL
// is sent everything asked so far in one round trip as soon as the first is read. Answers
// are read in the order in which they were asked for, and before anything else is waited for.
func Ask[T any](ctx context.Context, tx *Tx, scan func(Scanner) (T, error), sql string, args ...any) func() ([]T, error) {
	tx.note(sql, args)
	answer := tx.conn.later(ctx, sql, args)
	return func() ([]T, error) {
		rows, err := answer()
		return read(rows, err, scan)
	}
}

// read reads every row with scan.
func read[T any](rows Rows, err error, scan func(Scanner) (T, error)) (list []T, _ error) {
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		list = append(list, v)
	}
	return list, errors.Join(rows.Err(), rows.Close())
}

// unitKey marks the context of a running unit.
type unitKey struct{}

func inUnit(ctx context.Context) bool { return ctx.Value(unitKey{}) != nil }

// run calls fn as a unit and turns a panic into its error.
func run(ctx context.Context, fn Unit, tx *Tx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			slog.ErrorContext(ctx, "unit panicked", "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("db: unit panicked: %v", p)
		}
	}()
	tx.watch, _ = ctx.Value(watchKey{}).(func([]Statement))
	return fn(context.WithValue(ctx, unitKey{}, true), tx)
}
