// Package db is the one way to the database: a snapshot to read from and units of
// work that are durable before they are answered. SQLite and PostgreSQL behave
// alike behind it; what differs lives in sqlite.go and postgres.go.
package db

import (
	"context"
	"errors"
)

// Engine names a database engine.
type Engine string

// The engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// ErrNoRows is returned by Row.Scan when there is no row.
var ErrNoRows = errors.New("db: no rows")

// Config says where the database is.
type Config struct {
	// URL is "postgres://…", or "" for SQLite in Dir.
	URL string
	// Dir is the data folder; SQLite keeps tongban.db there.
	Dir string
}

// backend is an engine.
type backend interface {
	read(ctx context.Context, fn Unit) error
	write(ctx context.Context, lane string, fn Unit) error
	close() error
}

// Unit is one unit of work. It may run more than once, so it reads and writes
// rows and does nothing else: no I/O, no rendering, no side effects.
type Unit func(ctx context.Context, tx *Tx) error

// DB is an open database.
type DB struct {
	engine  Engine
	backend backend
}

// Engine tells which engine it is, for the few statements that must differ.
func (d *DB) Engine() Engine { return d.engine }

// Read runs fn on a snapshot. Writing in it fails.
func (d *DB) Read(ctx context.Context, fn Unit) error { return d.backend.read(ctx, fn) }

// Write runs fn as one unit of work and returns after it is durable. An error or
// a panic of fn undoes this unit only. ctx counts only while the unit waits: once
// it has begun, it is finished and its outcome is returned.
//
// lane is the id of the aggregate that changes (any text). Units of one lane do
// not get into each other's way on one node; across nodes the aggregate's version
// column decides.
func (d *DB) Write(ctx context.Context, lane string, fn Unit) error {
	return d.backend.write(ctx, lane, fn)
}

// Close waits for running units and closes the files or connections.
func (d *DB) Close() error { return d.backend.close() }

// Tx is the unit's view of the database. SQL is written with $1, $2, ….
type Tx struct {
	conn  conn
	after []func()
}

// conn is what an engine offers a unit.
type conn interface {
	exec(ctx context.Context, sql string, args []any) (int64, error)
	send(ctx context.Context, sql string, args []any) error
	query(ctx context.Context, sql string, args []any) (Rows, error)
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
	return t.conn.exec(ctx, sql, args)
}

// Send runs a statement whose answer nobody needs. PostgreSQL sends it with the
// next statement that is waited for, at the latest with the commit; an error
// then fails the unit there.
func (t *Tx) Send(ctx context.Context, sql string, args ...any) error {
	return t.conn.send(ctx, sql, args)
}

// Query runs a statement that returns rows.
func (t *Tx) Query(ctx context.Context, sql string, args ...any) (Rows, error) {
	return t.conn.query(ctx, sql, args)
}

// Row runs a statement that returns at most one row.
func (t *Tx) Row(ctx context.Context, sql string, args ...any) Scanner {
	rows, err := t.conn.query(ctx, sql, args)
	return &row{rows: rows, err: err}
}

// After calls fn once the unit is durable, e.g. to wake a worker. A unit that is
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
func List[T any](ctx context.Context, tx *Tx, scan func(Scanner) (T, error), sql string, args ...any) (list []T, err error) {
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, rows.Err()
}
