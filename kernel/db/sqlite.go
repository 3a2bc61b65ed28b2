package db

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/pressly/goose/v3"
	sqlite3 "modernc.org/sqlite/lib"
)

const (
	sqliteReadOnly   = sqlite3.SQLITE_READONLY
	sqliteConstraint = sqlite3.SQLITE_CONSTRAINT
	sqliteBusy       = sqlite3.SQLITE_BUSY
)

// sqliteReaders is how many snapshots are read at once. Reads live on the
// processor, so more would only take memory.
const sqliteReaders = 8

// sqliteDB is one file with one writer and a few readers.
type sqliteDB struct {
	path        string
	synchronous string // of the writer; see Hasty
	stats       *counters
	onFatal     func(error)

	writer  *sqliteConn      // used by writeAll alone
	gate    gate             // before every unit that writes
	readers chan *sqliteConn // free ones; nil is a place for one not yet opened
	queue   chan *request
	closing chan struct{}
	closed  sync.Once
	stopped chan struct{} // closed when the writer has stopped
	fatal   atomic.Pointer[error]
}

func openSQLite(c Config, stats *counters) (*sqliteDB, error) {
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return nil, err
	}
	s := &sqliteDB{
		path:        filepath.Join(c.Dir, "tongban.db"),
		synchronous: "full",
		stats:       stats,
		onFatal:     c.OnFatal,
		readers:     make(chan *sqliteConn, sqliteReaders),
		queue:       make(chan *request, maxBatch),
		closing:     make(chan struct{}),
		stopped:     make(chan struct{}),
	}
	if c.Hasty {
		s.synchronous = "off"
	}
	if err := s.unfinished(); err != nil {
		return nil, err
	}
	var err error
	if s.gate, err = newGate(c.Dir); err != nil {
		return nil, err
	}
	if s.writer, err = dialSQLite(s.dsn("rwc")); err != nil {
		return nil, errors.Join(err, s.gate.file.Close())
	}
	for range sqliteReaders {
		s.readers <- nil
	}
	go s.writeAll()
	return s, nil
}

// dsn names the file with the settings of a connection. FULL is what makes a
// commit durable in WAL mode.
func (s *sqliteDB) dsn(mode string) string {
	q := url.Values{"mode": {mode}, "_txlock": {"immediate"}, "_pragma": {
		"busy_timeout(5000)", "foreign_keys(1)", "temp_store(memory)",
	}}
	if mode == "rwc" {
		q["_pragma"] = append(q["_pragma"],
			"journal_mode(wal)", "synchronous("+s.synchronous+")", "cache_size(-16384)", "wal_autocheckpoint(4000)", "journal_size_limit(67108864)")
	}
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: s.path}).EscapedPath(), RawQuery: q.Encode()}
	return u.String()
}

// read runs fn on a snapshot: a deferred transaction that the first statement
// pins.
func (s *sqliteDB) read(ctx context.Context, fn Unit) (err error) {
	c, err := s.reader(ctx)
	if err != nil {
		return err
	}
	c.ctx = ctx
	defer func() { s.readers <- c }()
	if err := c.control("BEGIN"); err != nil {
		c = discard(c)
		return err
	}
	defer func() {
		err = because(err, c.reset())
		if c.control("ROLLBACK") != nil {
			c = discard(c)
		}
	}()
	return run(ctx, fn, &Tx{conn: c})
}

func (s *sqliteDB) reader(ctx context.Context) (*sqliteConn, error) {
	if err := s.refusal(); err != nil {
		return nil, err
	}
	select {
	case c := <-s.readers:
		if c != nil {
			return c, nil
		}
		c, err := dialSQLite(s.dsn("ro"))
		if err != nil {
			s.readers <- nil
		}
		return c, err
	case <-s.closing:
		return nil, errStopped()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// discard closes a connection in an unknown state and leaves its place empty.
func discard(c *sqliteConn) *sqliteConn {
	_ = c.close()
	return nil
}

// refusal says why the database takes no more work, nil if it does.
func (s *sqliteDB) refusal() error {
	select {
	case <-s.closing:
		return errStopped()
	default:
	}
	if cause := s.fatal.Load(); cause != nil {
		return errors.Join(errStopped(), *cause)
	}
	return nil
}

// close closes the writer last: who closes a file last moves its journal into it, which
// a reader may not.
func (s *sqliteDB) close() (err error) {
	s.closed.Do(func() {
		close(s.closing)
		<-s.stopped
		for range sqliteReaders {
			if c := <-s.readers; c != nil {
				err = errors.Join(err, c.close())
			}
		}
		for range sqliteReaders { // who still comes finds a place, and is refused
			s.readers <- nil
		}
		err = errors.Join(err, s.writer.close(), s.gate.file.Close())
	})
	return err
}

func (s *sqliteDB) migrate(ctx context.Context, sources []Source) error {
	pool, err := sql.Open("sqlite", s.dsn("rwc"))
	if err != nil {
		return err
	}
	pool.SetMaxOpenConns(1)
	defer pool.Close()
	const tables = `SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'goose!_%' ESCAPE '!'`
	missing, err := unapplied(ctx, pool, tables, sources)
	if err != nil {
		return err
	}
	return apply(ctx, pool, goose.DialectSQLite3, missing)
}
