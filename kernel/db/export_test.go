package db

import (
	"context"
	"time"
)

// What the tests of this package may do and nobody else.

var Positional = positional

// LimitReads sets how long a read may take.
func (d *DB) LimitReads(limit time.Duration) { d.maxRead = limit }

// FailCommit lets the writer of SQLite find that a commit has failed.
func (d *DB) FailCommit(cause error) error {
	s := d.backend.(*sqliteDB)
	return (&writer{db: s}).commitFailed(cause)
}

// Waiting returns how many units wait for the writer of SQLite.
func (d *DB) Waiting() int { return len(d.backend.(*sqliteDB).queue) }

// Commits a fresh connection's unit by hand, to see its statements.
func (d *DB) Exec(ctx context.Context, sql string, args ...any) (n int64, err error) {
	err = d.Write(ctx, "", func(ctx context.Context, tx *Tx) (err error) {
		n, err = tx.Exec(ctx, sql, args...)
		return err
	})
	return n, err
}
