package db

import (
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"tongban/kernel/fault"
)

// Errors a caller may look for.
var (
	// ErrNoRows is returned by Row.Scan when there is no row.
	ErrNoRows = errors.New("db: no rows")
	// ErrReadOnly is returned for a statement that writes in a Read.
	ErrReadOnly = errors.New("db: write in a read")
)

// Mistakes of the programmer.
var (
	errNested   = errors.New("db: a unit inside a unit; hand the tx on instead")
	errRowsOpen = errors.New("db: the last result is still open")
	errTurn     = errors.New("db: an answer read after a later one")
	errLast     = errors.New("db: asked for after what was to be the last")
	errControl  = errors.New("db: a unit begins and ends by itself")
)

// Faults of the database itself.
func errStopped() error { return fault.New(fault.Unavailable, "db.stopped") }
func errUnknownOutcome(cause error) error {
	return errors.Join(fault.New(fault.Unavailable, "db.unknown-outcome"), cause)
}
func errBusy(cause error) error {
	return errors.Join(fault.New(fault.Unavailable, "db.busy"), cause)
}

// because returns the error of a unit: its own, with the statement's error that
// doomed it unless it says so itself.
func because(err, doomed error) error {
	if doomed == nil || errors.Is(err, doomed) {
		return err
	}
	return errors.Join(err, doomed)
}

// IsUnique reports whether err says that a row with this key exists already.
func IsUnique(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == uniqueViolation
	}
	switch sqliteCode(err) {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_ROWID:
		return true
	}
	return false
}

// sqliteCode returns SQLite's extended result code, 0 if err is not SQLite's.
func sqliteCode(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code()
	}
	return 0
}
