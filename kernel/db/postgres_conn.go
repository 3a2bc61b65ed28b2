package db

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// errLost says that the connection broke before the commit was sent, so that
// nothing of the unit is stored.
var errLost = errors.New("db: connection lost")

// postgresUnit is one transaction. Its statements travel in one pipeline of the
// extended protocol without a Sync before the end: BEGIN goes with the first
// statement that is waited for, queued ones with the next, the last with COMMIT.
// After an error the server skips everything up to Sync, so a COMMIT behind a
// failed statement is never executed.
type postgresUnit struct {
	ctx    context.Context
	conn   *pgconn.PgConn
	known  map[string]*postgresStatement // prepared on this connection, by SQL
	begin  string                        // name of the prepared BEGIN
	pipe   *pgconn.Pipeline              // nil until something is sent
	queued []queued                      // not sent yet
	sent   int                           // statements sent
	owed   int                           // answers to statements sent but not read yet
	open   *postgresRows                 // the result not yet closed
	doomed error                         // the first error of a statement
	stale  bool                          // the connection is not used again
	final  bool                          // a snapshot that ends with what is queued when it is sent
	ended  bool                          // committed, or the end of the snapshot sent
}

// queued is a statement on its way.
type queued struct {
	sql  string
	args []any
}

// postgresStatement is a prepared statement and how to read its answers.
type postgresStatement struct {
	*pgconn.StatementDescription
	formats []int16 // of the columns
}

// Codes of PostgreSQL's errors.
const (
	readOnly         = "25006"
	uniqueViolation  = "23505"
	serialization    = "40001"
	deadlock         = "40P01"
	lockTimeout      = "55P03"
	cannotDo         = "0A000"
	unknownStatement = "26000"
)

// outdated reports whether the connection prepared a statement before the tables
// changed.
func outdated(pg *pgconn.PgError) bool {
	return pg.Code == unknownStatement || pg.Code == cannotDo && strings.Contains(pg.Message, "cached plan")
}

// Names of the statements every connection has prepared.
const (
	beginWrite = "begin_write"
	beginRead  = "begin_read"
	commit     = "commit_unit"
	rollback   = "rollback_unit"
)

// prepareControl prepares on a new connection what every unit needs.
func prepareControl(ctx context.Context, c *pgx.Conn) error {
	for name, sql := range map[string]string{
		beginWrite: "BEGIN",
		beginRead:  "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
		commit:     "COMMIT",
		rollback:   "ROLLBACK",
	} {
		if _, err := c.PgConn().Prepare(ctx, name, sql, nil); err != nil {
			return err
		}
	}
	c.PgConn().CustomData()["statements"] = map[string]*postgresStatement{}
	return nil
}

func beginUnit(ctx context.Context, c *pgx.Conn, begin string) *postgresUnit {
	known, _ := c.PgConn().CustomData()["statements"].(map[string]*postgresStatement)
	return &postgresUnit{ctx: ctx, conn: c.PgConn(), known: known, begin: begin}
}

// doom remembers the first failure: whatever the unit does then, it is undone.
func (u *postgresUnit) doom(sql string, err error) error {
	if err == nil {
		return nil
	}
	var pg *pgconn.PgError
	switch reported := errors.As(err, &pg); {
	case errors.Is(err, os.ErrDeadlineExceeded), reported && pg.Code == lockTimeout:
		err = errBusy(err)
	case !reported && u.conn.IsClosed(), reported && pg.Severity != "ERROR":
		err = errors.Join(errLost, err)
	case reported && pg.Code == readOnly:
		err = errors.Join(ErrReadOnly, err)
	case reported && outdated(pg):
		u.stale = true
	}
	if sql != "" {
		err = fmt.Errorf("%w in %s", err, sql)
	}
	if u.doomed == nil {
		u.doomed = err
	}
	return err
}

func (u *postgresUnit) exec(_ context.Context, sql string, args []any) (int64, error) {
	if err := u.enqueue(sql, args); err != nil {
		return 0, err
	}
	result, err := u.answer(sql, u.last())
	if err != nil {
		return 0, err
	}
	tag, err := result.Close()
	return tag.RowsAffected(), u.doom(sql, err)
}

func (u *postgresUnit) send(_ context.Context, sql string, args []any) error {
	return u.enqueue(sql, args)
}

func (u *postgresUnit) query(ctx context.Context, sql string, args []any) (Rows, error) {
	return u.later(ctx, sql, args)()
}

func (u *postgresUnit) later(_ context.Context, sql string, args []any) func() (Rows, error) {
	err := u.enqueue(sql, args)
	place := u.last()
	return func() (Rows, error) {
		if err != nil {
			return nil, err
		}
		result, err := u.answer(sql, place)
		if err != nil {
			return nil, err
		}
		u.open = &postgresRows{unit: u, sql: sql, statement: u.known[sql], result: result}
		return u.open, nil
	}
}

func (u *postgresUnit) noMore() { u.final = u.begin == beginRead }

// enqueue checks a statement and puts it behind the others.
func (u *postgresUnit) enqueue(sql string, args []any) error {
	if u.doomed != nil {
		return u.doomed
	}
	if u.open != nil {
		return u.doom(sql, errRowsOpen)
	}
	if u.ended {
		return u.doom(sql, errLast)
	}
	if u.known[sql] == nil && control(sql) {
		return u.doom(sql, errControl)
	}
	if err := u.ctx.Err(); err != nil {
		return u.doom(sql, err)
	}
	values := make([]any, len(args))
	for i, arg := range args {
		v, err := stored(arg)
		if err != nil {
			return u.doom(sql, err)
		}
		values[i] = v
	}
	u.queued = append(u.queued, queued{sql, values})
	return nil
}

// last is the place in the pipeline of the statement queued last.
func (u *postgresUnit) last() int {
	if u.pipe == nil {
		return 1 + len(u.queued) // BEGIN goes first
	}
	return u.sent + len(u.queued)
}

// answer sends what is queued and returns the result of the statement at place.
func (u *postgresUnit) answer(sql string, place int) (*pgconn.ResultReader, error) {
	switch {
	case u.doomed != nil:
		return nil, u.doomed
	case u.open != nil:
		return nil, u.doom(sql, errRowsOpen)
	}
	if len(u.queued) > 0 {
		if err := u.push(); err != nil {
			return nil, u.doom(sql, err)
		}
		if err := u.flush(); err != nil {
			return nil, u.doom(sql, err)
		}
	}
	before := place - (u.sent - u.owed) - 1
	if before < 0 {
		return nil, u.doom(sql, errTurn)
	}
	if err := u.settle(before); err != nil {
		return nil, u.doom("", err)
	}
	u.owed--
	result, err := nextResult(u.pipe)
	return result, u.doom(sql, err)
}

// flush sends what has been pushed, with the end of the snapshot if nothing comes after it.
func (u *postgresUnit) flush() error {
	if u.final {
		u.ended = true
		u.pipe.SendQueryPrepared(rollback, nil, nil, nil)
		return u.pipe.Sync()
	}
	u.pipe.SendFlushRequest()
	return u.pipe.Flush()
}

// push puts everything queued into the pipeline's buffer.
func (u *postgresUnit) push() error {
	if u.pipe == nil {
		u.pipe = u.conn.StartPipeline(u.ctx)
		u.pipe.SendQueryPrepared(u.begin, nil, nil, nil)
		u.sent++
		u.owed++
	}
	if err := u.prepare(); err != nil {
		return err
	}
	var e encoder
	for _, q := range u.queued {
		s := u.known[q.sql]
		if err := e.encode(s.ParamOIDs, q.args); err != nil {
			return fmt.Errorf("%w in %s", err, q.sql)
		}
		u.pipe.SendQueryStatement(s.StatementDescription, e.values, e.formats, s.formats)
		u.sent++
		u.owed++
	}
	u.queued = u.queued[:0]
	return nil
}

// prepare prepares the queued statements this connection has not seen, all in one
// round trip.
func (u *postgresUnit) prepare() error {
	var missing []string
	for _, q := range u.queued {
		if _, ok := u.known[q.sql]; !ok {
			u.known[q.sql] = nil
			name := "s" + strconv.Itoa(len(u.known))
			u.pipe.SendPrepare(name, q.sql, nil)
			missing = append(missing, q.sql)
		}
	}
	if missing == nil {
		return nil
	}
	u.stale = true // until they are known
	u.pipe.SendFlushRequest()
	if err := u.pipe.Flush(); err != nil {
		return err
	}
	if err := u.settle(u.owed); err != nil {
		return err
	}
	first := len(u.known) - len(missing) + 1
	for i, sql := range missing {
		got, err := u.pipe.GetResults()
		if err != nil {
			return fmt.Errorf("%w in %s", err, sql)
		}
		d, ok := got.(*pgconn.StatementDescription)
		if !ok {
			return fmt.Errorf("db: %T instead of a prepared statement", got)
		}
		d.Name = "s" + strconv.Itoa(first+i)
		u.known[sql] = &postgresStatement{d, formats(d.Fields)}
	}
	u.stale = len(u.known) > maxStatements
	return nil
}

// settle reads n answers nobody waits for; the first error counts.
func (u *postgresUnit) settle(n int) error {
	for ; n > 0; n-- {
		u.owed--
		result, err := nextResult(u.pipe)
		if err == nil {
			_, err = result.Close()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func nextResult(pipe *pgconn.Pipeline) (*pgconn.ResultReader, error) {
	got, err := pipe.GetResults()
	if err != nil {
		return nil, err
	}
	result, ok := got.(*pgconn.ResultReader)
	if !ok {
		return nil, fmt.Errorf("db: %T instead of a result", got)
	}
	return result, nil
}

// verdict returns the error of a unit whose function returned err.
func (u *postgresUnit) verdict(err error) error {
	if u.open != nil {
		_ = u.doom("", errRowsOpen)
	}
	return because(err, u.doomed)
}

// commit sends what is queued together with COMMIT.
func (u *postgresUnit) commit() error {
	if u.pipe == nil && len(u.queued) == 0 {
		return nil
	}
	if err := u.push(); err != nil {
		return u.doom("", err)
	}
	u.pipe.SendQueryPrepared(commit, nil, nil, nil)
	if err := u.pipe.Sync(); err != nil {
		return u.uncertain(err)
	}
	if err := u.settle(u.owed); err != nil {
		return u.uncertain(err)
	}
	result, err := nextResult(u.pipe)
	if err != nil {
		return u.uncertain(err)
	}
	tag, err := result.Close()
	if err != nil {
		return u.uncertain(err)
	}
	if tag.String() != "COMMIT" {
		return u.doom("", fmt.Errorf("db: the commit ended in %s", tag))
	}
	u.ended = true
	return nil
}

// uncertain tells an error the server reported, after which nothing is stored,
// from a connection lost on the way, after which nobody knows. A server that is
// shut down while the commit waits for its standby has stored it already.
func (u *postgresUnit) uncertain(err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) && (u.owed > 0 || pg.Severity == "ERROR") {
		return u.doom("", err)
	}
	u.doomed = errUnknownOutcome(err)
	return u.doomed
}

// end leaves the connection ready for the next unit, or closed if that fails.
func (u *postgresUnit) end() {
	if u.pipe == nil {
		return
	}
	if !u.ended || u.doomed != nil {
		u.pipe.SendPipelineSync()
		u.pipe.SendQueryPrepared(rollback, nil, nil, nil)
		_ = u.pipe.Sync() // a connection that is lost is closed already
	}
	_ = u.pipe.Close() // repeats the error that doomed the unit
	if u.stale {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_ = u.conn.Close(ctx)
	}
}

// backoff grows with the number of tries, with jitter.
func backoff(try int) time.Duration {
	return time.Duration(1+rand.IntN(2<<try)) * time.Millisecond
}
