package db

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"

	"tongban/kernel/clock"
)

// maxBatch is how many units share one fsync at most.
const maxBatch = 256

// request is a unit on its way through the writer.
type request struct {
	ctx   context.Context
	lane  string
	fn    Unit
	taken atomic.Bool   // by the writer, or by the caller who gives up
	done  chan struct{} // closed when tx and err are settled
	tx    *Tx
	err   error
}

// write queues the unit and waits for its outcome. The caller may leave the queue,
// but not the writer: a statement cut short would undo the whole batch.
func (s *sqliteDB) write(ctx context.Context, lane string, fn Unit) (*Tx, error) {
	if err := s.refusal(); err != nil {
		return nil, err
	}
	r := &request{ctx: ctx, lane: lane, fn: fn, done: make(chan struct{})}
	s.stats.waiting.Add(1)
	defer s.stats.waiting.Add(-1)
	select {
	case s.queue <- r:
	case <-s.closing:
		return nil, errStopped()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	select {
	case <-r.done:
	case <-s.stopped:
	case <-ctx.Done():
		if r.taken.CompareAndSwap(false, true) {
			return nil, ctx.Err()
		}
	}
	return s.outcome(r)
}

// outcome waits for a unit the writer has, or would have had if it had not stopped.
func (s *sqliteDB) outcome(r *request) (*Tx, error) {
	select {
	case <-r.done:
	case <-s.stopped:
		select {
		case <-r.done:
		default:
			return nil, errStopped()
		}
	}
	return r.tx, r.err
}

// writeAll is the writer: it takes whoever is waiting, up to maxBatch, until the
// database is closed and the queue is empty.
func (s *sqliteDB) writeAll() {
	defer close(s.stopped)
	w := &writer{db: s, conn: s.writer}
	for {
		select {
		case r := <-s.queue:
			w.commit(s.collect(r))
			continue
		default:
		}
		select {
		case r := <-s.queue:
			w.commit(s.collect(r))
		case <-s.closing:
			return
		}
	}
}

// collect takes first and whoever waits behind it and has not given up.
func (s *sqliteDB) collect(first *request) []*request {
	batch := make([]*request, 0, len(s.queue)+1)
	for r := first; ; {
		if r.taken.CompareAndSwap(false, true) {
			batch = append(batch, r)
		}
		if len(batch) == maxBatch {
			return batch
		}
		select {
		case r = <-s.queue:
		default:
			return batch
		}
	}
}

// writer runs batches on the one connection that writes.
type writer struct {
	db      *sqliteDB
	conn    *sqliteConn
	careful int // so many batches still get savepoints
}

// carefulFor is how many batches get savepoints after one that needed them.
const carefulFor = 64

// errDead says that the transaction is gone and nothing of it is stored.
var errDead = errors.New("db: the transaction is gone")

// commit runs the units of a batch and answers them. Savepoints cost a fifth of
// the writer's time and are needed only by a unit that fails after it has changed
// something. So the batch is tried without, and run again with them if it has to
// be. When a unit has killed the transaction, each is run again by itself.
func (w *writer) commit(batch []*request) {
	savepoints := w.careful > 0 && len(batch) > 1
	w.careful = max(w.careful-1, 0)
	err := w.together(batch, savepoints)
	if !savepoints && len(batch) > 1 && errors.Is(err, errDead) {
		w.careful = carefulFor
		w.db.stats.again.Add(int64(len(batch)))
		err = w.together(batch, true)
	}
	if len(batch) == 1 || !errors.Is(err, errDead) {
		answer(batch, err)
		return
	}
	w.db.stats.again.Add(int64(len(batch)))
	for i := range batch {
		alone := batch[i : i+1]
		answer(alone, w.together(alone, false))
	}
}

// answer gives every unit its own error, or else that of the batch.
func answer(batch []*request, err error) {
	for _, r := range batch {
		if r.err == nil {
			r.err = err
		}
		close(r.done)
	}
}

// together runs the units in one transaction and commits those that succeed.
func (w *writer) together(batch []*request, savepoints bool) error {
	for _, r := range batch {
		r.err = nil
	}
	if w.db.fatal.Load() != nil {
		return errStopped()
	}
	if err := w.db.gate.through(func() error { return w.conn.control("BEGIN IMMEDIATE") }); err != nil {
		return w.beginFailed(err)
	}
	kept := 0
	for _, r := range batch {
		undone, err := w.run(r, savepoints)
		if err != nil || !undone && len(batch) > 1 {
			return w.dead(errors.Join(err, r.err))
		}
		if r.err == nil {
			kept++
		}
	}
	if kept == 0 {
		_ = w.dead(nil)
		return nil
	}
	if err := w.conn.control("COMMIT"); err != nil {
		return w.commitFailed(err)
	}
	w.db.stats.commits.Add(1)
	return nil
}

// run runs one unit and reports whether what it changed is undone if it failed. It
// returns an error only if the transaction is lost with it.
func (w *writer) run(r *request, savepoint bool) (undone bool, err error) {
	if savepoint {
		if err := w.conn.control("SAVEPOINT unit"); err != nil {
			return false, err
		}
	}
	watch := clock.Start()
	r.tx = &Tx{conn: w.conn}
	w.conn.changed = false
	err = w.guarded(r)
	r.err = because(err, w.conn.reset())
	w.db.stats.ran(r.ctx, r.lane, watch)
	if !savepoint {
		return r.err == nil || !w.conn.changed, nil
	}
	if r.err != nil {
		if err := w.conn.control("ROLLBACK TO unit"); err != nil {
			return false, err
		}
	}
	return true, w.conn.control("RELEASE unit")
}

// guarded runs the unit's function. One that ends the goroutine, as t.FailNow
// does, takes the writer with it: the database then stops rather than hangs.
func (w *writer) guarded(r *request) error {
	returned := false
	defer func() {
		if !returned {
			w.db.stop(errors.New("db: a unit ended the writer"))
		}
	}()
	err := run(context.WithoutCancel(r.ctx), r.fn, r.tx)
	returned = true
	return err
}

// dead makes sure that nothing is left of the transaction; mostly it is gone
// already and there is nothing to roll back.
func (w *writer) dead(cause error) error {
	_ = w.conn.control("ROLLBACK")
	return fmt.Errorf("%w: %w", errDead, cause)
}

// beginFailed tells another process that writes from a file that is not well.
func (w *writer) beginFailed(err error) error {
	if sqliteCode(err)&0xff == sqliteBusy || errors.Is(err, errGateHeld) {
		return errBusy(err)
	}
	w.db.stop(err)
	return errors.Join(errStopped(), err)
}

// commitFailed tells a commit that was refused, such as for a deferred foreign
// key, from one of which nobody knows what is on the disk.
func (w *writer) commitFailed(err error) error {
	if sqliteCode(err)&0xff == sqliteConstraint {
		return w.dead(err)
	}
	w.db.stop(err)
	return errUnknownOutcome(err)
}

// stop refuses all further work: what is on the disk is no longer known.
func (s *sqliteDB) stop(cause error) {
	if !s.fatal.CompareAndSwap(nil, &cause) {
		return
	}
	slog.Error("database stopped", "error", cause)
	if s.onFatal != nil {
		go s.onFatal(cause)
	}
}
