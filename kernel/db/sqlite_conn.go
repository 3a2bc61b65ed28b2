package db

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"

	"modernc.org/sqlite"
)

// maxStatements is how many prepared statements a connection keeps. Ours are
// fewer; lists with many filters may be more.
const maxStatements = 512

// sqliteConn is a connection with its prepared statements. It speaks to the driver
// directly: database/sql would cost as much again as the statement itself. It is
// used by one goroutine at a time.
type sqliteConn struct {
	raw        driver.Conn
	statements map[string]*sqliteStatement // prepared for units, by SQL
	controls   map[string]driver.Stmt      // prepared for this package, such as COMMIT
	values     []driver.NamedValue         // reused from call to call

	ctx     context.Context // of the unit: a reader may leave, the writer never
	open    *sqliteRows     // the result not yet closed
	doomed  error           // the first error of a statement of this unit
	changed bool            // the unit has changed something, or may have
}

type sqliteStatement struct {
	driver.Stmt
	order  []int // the argument each placeholder stands for
	args   int   // how many arguments there are
	reads  bool  // it is a SELECT
	counts bool  // it says how many rows it has changed
}

func dialSQLite(dsn string) (*sqliteConn, error) {
	raw, err := new(sqlite.Driver).Open(dsn)
	if err != nil {
		return nil, err
	}
	return &sqliteConn{
		raw: raw, statements: map[string]*sqliteStatement{}, controls: map[string]driver.Stmt{},
		ctx: context.Background(),
	}, nil
}

func (c *sqliteConn) close() error {
	err := c.forget()
	for _, s := range c.controls {
		err = errors.Join(err, s.Close())
	}
	return errors.Join(err, c.raw.Close())
}

// forget finalizes the statements prepared for units.
func (c *sqliteConn) forget() (err error) {
	for _, s := range c.statements {
		err = errors.Join(err, s.Close())
	}
	clear(c.statements)
	return err
}

// control runs a statement no unit may run.
func (c *sqliteConn) control(sql string) (err error) {
	s, known := c.controls[sql]
	if !known {
		if s, err = c.raw.Prepare(sql); err != nil {
			return err
		}
		c.controls[sql] = s
	}
	_, err = s.(driver.StmtExecContext).ExecContext(context.Background(), nil)
	return err
}

// reset makes the connection ready for the next unit and returns what doomed the
// last one, if anything did.
func (c *sqliteConn) reset() error {
	var err error
	if c.open != nil {
		err = errors.Join(errRowsOpen, c.open.Close())
	}
	err = errors.Join(c.doomed, err)
	c.doomed = nil
	if len(c.statements) > maxStatements {
		err = errors.Join(err, c.forget())
	}
	return err
}

// doom remembers the first failure: whatever the unit does then, it is undone.
func (c *sqliteConn) doom(sql string, err error) error {
	if err == nil {
		return nil
	}
	switch code := sqliteCode(err) & 0xff; code {
	case 0: // not the database's doing, so nothing has happened to it
	case sqliteReadOnly:
		err = errors.Join(ErrReadOnly, err)
	default:
		c.changed = true
	}
	err = fmt.Errorf("%w in %s", err, sql)
	if c.doomed == nil {
		c.doomed = err
	}
	return err
}

// ready returns the statement with its arguments bound in order.
func (c *sqliteConn) ready(sql string, args []any) (*sqliteStatement, []driver.NamedValue, error) {
	if c.doomed != nil {
		return nil, nil, c.doomed
	}
	if c.open != nil {
		return nil, nil, c.doom(sql, errRowsOpen)
	}
	s, known := c.statements[sql]
	if !known {
		var err error
		if s, err = c.prepare(sql); err != nil {
			return nil, nil, c.doom(sql, err)
		}
	}
	if len(args) != s.args {
		return nil, nil, c.doom(sql, fmt.Errorf("db: %d arguments for %d placeholders", len(args), s.args))
	}
	c.values = c.values[:0]
	for i, arg := range s.order {
		v, err := stored(args[arg])
		if err != nil {
			return nil, nil, c.doom(sql, err)
		}
		c.values = append(c.values, driver.NamedValue{Ordinal: i + 1, Value: v})
	}
	return s, c.values, nil
}

func (c *sqliteConn) prepare(sql string) (*sqliteStatement, error) {
	if control(sql) {
		return nil, errControl
	}
	plain, order, err := positional(sql)
	if err != nil {
		return nil, err
	}
	stmt, err := c.raw.Prepare(plain)
	if err != nil {
		return nil, err
	}
	word := firstWord(sql)
	s := &sqliteStatement{
		Stmt: stmt, order: order, reads: word == "SELECT",
		counts: word == "INSERT" || word == "UPDATE" || word == "DELETE",
	}
	for _, arg := range order {
		s.args = max(s.args, arg+1)
	}
	c.statements[sql] = s
	return s, nil
}

func (c *sqliteConn) exec(_ context.Context, sql string, args []any) (int64, error) {
	s, values, err := c.ready(sql, args)
	if err != nil {
		return 0, err
	}
	result, err := s.Stmt.(driver.StmtExecContext).ExecContext(c.ctx, values)
	if err != nil {
		return 0, c.doom(sql, err)
	}
	n, err := result.RowsAffected()
	if !s.reads && (n > 0 || !s.counts) {
		c.changed = true
	}
	return n, err
}

func (c *sqliteConn) send(ctx context.Context, sql string, args []any) error {
	_, err := c.exec(ctx, sql, args)
	return err
}

func (c *sqliteConn) query(_ context.Context, sql string, args []any) (Rows, error) {
	s, values, err := c.ready(sql, args)
	if err != nil {
		return nil, err
	}
	c.changed = c.changed || !s.reads
	rows, err := s.Stmt.(driver.StmtQueryContext).QueryContext(c.ctx, values)
	if err != nil {
		return nil, c.doom(sql, err)
	}
	r := &sqliteRows{conn: c, sql: sql, rows: rows}
	r.values = make([]driver.Value, len(rows.Columns()))
	c.open = r
	return r, nil
}

func (c *sqliteConn) later(ctx context.Context, sql string, args []any) func() (Rows, error) {
	return func() (Rows, error) { return c.query(ctx, sql, args) }
}

// noMore has nothing to save here.
func (c *sqliteConn) noMore() {}

// sqliteRows is an open result.
type sqliteRows struct {
	conn   *sqliteConn
	sql    string
	rows   driver.Rows
	values []driver.Value
	err    error
}

func (r *sqliteRows) Next() bool {
	if r.rows == nil || r.err != nil {
		return false
	}
	err := r.conn.ctx.Err()
	if err == nil {
		err = r.rows.Next(r.values)
	}
	if err == nil {
		return true
	}
	if err != io.EOF {
		r.err = r.conn.doom(r.sql, err)
	}
	_ = r.Close() // the error of the step is the one that counts
	return false
}

func (r *sqliteRows) Scan(dest ...any) error {
	if len(dest) != len(r.values) {
		return fmt.Errorf("db: scan %d columns into %d variables", len(r.values), len(dest))
	}
	for i := range dest {
		v := any(r.values[i])
		if b, ok := v.([]byte); ok && b == nil {
			v = []byte{} // the driver's way to say empty; NULL is a plain nil
		}
		if err := assign(dest[i], v); err != nil {
			return fmt.Errorf("column %d: %w", i+1, err)
		}
	}
	return nil
}

func (r *sqliteRows) Err() error { return r.err }

func (r *sqliteRows) Close() error {
	if r.rows == nil {
		return nil
	}
	err := r.rows.Close()
	r.rows, r.conn.open = nil, nil
	return err
}
