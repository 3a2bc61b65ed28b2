package db_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
)

var errNo = errors.New("no")

// then runs units one after the other as one.
func then(units ...db.Unit) db.Unit {
	return func(ctx context.Context, tx *db.Tx) error {
		for _, u := range units {
			if err := u(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	}
}

func fails(context.Context, *db.Tx) error { return errNo }

func insertEvent(n, of int64) db.Unit {
	return func(ctx context.Context, tx *db.Tx) error {
		return tx.Send(ctx, `INSERT INTO thing_event (id, case_id, body) VALUES ($1, $2, '')`, n, of)
	}
}

// count counts the rows of a table.
func count(t *testing.T, d *db.DB, table string) (n int) {
	t.Helper()
	if err := scanOne(t, d, &n, `SELECT COUNT(*) FROM `+table); err != nil {
		t.Fatal(err)
	}
	return n
}

func wants(t *testing.T, d *db.DB, cases ...int64) {
	t.Helper()
	for _, n := range cases {
		if !exists(t, d, n) {
			t.Errorf("case %d is not stored", n)
		}
	}
	if n := count(t, d, "thing_case"); n != len(cases) {
		t.Errorf("%d cases are stored, want %d", n, len(cases))
	}
}

// together runs units so that on SQLite they share one transaction: a first one
// keeps the writer busy until all of them wait. It returns their errors.
func together(t *testing.T, d *db.DB, units ...db.Unit) []error {
	t.Helper()
	hold := hold(t, d, "busy")
	errs := make([]error, len(units))
	var wg sync.WaitGroup
	for i, u := range units {
		wg.Go(func() { errs[i] = d.Write(t.Context(), fmt.Sprint("lane ", i), u) })
		if d.Engine() == db.SQLite {
			soon(t, "the unit waits", func() bool { return d.Waiting() == i+1 })
		}
	}
	hold()
	wg.Wait()
	return errs
}

// hold keeps a lane busy, on SQLite the writer, until the returned function is
// called.
func hold(t *testing.T, d *db.DB, lane string) func() {
	t.Helper()
	began, end, ended := make(chan struct{}), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		_ = d.Write(context.Background(), lane, func(context.Context, *db.Tx) error {
			close(began)
			<-end
			return errNo
		})
	}()
	<-began
	return func() { close(end); <-ended }
}

func soon(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !ok(); {
		if time.Now().After(deadline) {
			t.Fatal("did not happen: " + what)
		}
		time.Sleep(time.Millisecond)
	}
}

func TestFailingUnitLeavesItsNeighboursAlone(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		before := d.Stats().Commits
		errs := together(t, d,
			insertCase(1),
			then(insertCase(2), fails),
			then(insertCase(3), insertEvent(1, 3)),
			insertCase(1), // a second one
			func(context.Context, *db.Tx) error { panic("oh") },
			then(insertCase(4), insertEvent(2, 99)), // no such case
			insertCase(5),
		)
		if db.IsUnique(errs[0]) { // on PostgreSQL the other may be first
			errs[0], errs[3] = errs[3], errs[0]
		}
		for i, bad := range []bool{false, true, false, true, true, true, false} {
			if (errs[i] != nil) != bad {
				t.Fatalf("unit %d: %v", i, errs[i])
			}
		}
		if !errors.Is(errs[1], errNo) || !db.IsUnique(errs[3]) || !strings.Contains(errs[4].Error(), "oh") {
			t.Error(errs)
		}
		wants(t, d, 1, 3, 5)
		if n := d.Stats().Commits - before; d.Engine() == db.SQLite && n != 1 {
			t.Errorf("%d commits for one batch", n)
		}
	})
}

// A refusal that has changed nothing, such as a full slot, costs its neighbours no
// second run, however many there are.
func TestRefusalCostsNobodyASecondRun(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	dbtest.Migrate(t, d, things)
	stale := func(ctx context.Context, tx *db.Tx) error {
		if n, err := tx.Exec(ctx, `UPDATE thing_case SET version = 2 WHERE id = 99`); err != nil || n == 1 {
			t.Error(n, err)
		}
		if n, err := tx.Exec(ctx, `INSERT INTO thing_case (id, state, version) VALUES (0, '', 1) ON CONFLICT DO NOTHING`); err != nil || n == 1 {
			t.Error(n, err)
		}
		var n int
		if err := tx.Row(ctx, `SELECT version FROM thing_case WHERE id = 99`).Scan(&n); !errors.Is(err, db.ErrNoRows) {
			t.Error(n, err)
		}
		return errNo
	}
	if err := d.Write(t.Context(), "", insertCase(0)); err != nil {
		t.Fatal(err)
	}
	errs := together(t, d, stale, insertCase(1), stale, stale, insertCase(2), stale)
	for i, bad := range []bool{true, false, true, true, false, true} {
		if (errs[i] != nil) != bad {
			t.Errorf("unit %d: %v", i, errs[i])
		}
	}
	if n := d.Stats().Again; n != 0 {
		t.Errorf("%d units were run again", n)
	}
	wants(t, d, 0, 1, 2)
}

// A trigger that rolls the whole transaction back, as SQLite lets it, takes nobody
// else's unit with it.
func TestUnitThatKillsTheTransactionLeavesItsNeighboursAlone(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	dbtest.Migrate(t, d, things)
	if _, err := d.Exec(t.Context(), `CREATE TRIGGER thing_kill BEFORE INSERT ON thing_case WHEN NEW.state = 'kill'
		BEGIN SELECT RAISE(ROLLBACK, 'killed'); END`); err != nil {
		t.Fatal(err)
	}
	kill := func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO thing_case (id, state, version) VALUES (99, 'kill', 1)`)
		if err == nil {
			t.Error("not killed")
		}
		// Outside a transaction this would be stored at once.
		return insertCase(98)(ctx, tx)
	}
	errs := together(t, d, insertCase(1), kill, insertCase(2), then(insertCase(3), fails), kill)
	for i, bad := range []bool{false, true, false, true, true} {
		if (errs[i] != nil) != bad {
			t.Errorf("unit %d: %v", i, errs[i])
		}
	}
	wants(t, d, 1, 2)
	if err := d.Write(t.Context(), "", insertCase(4)); err != nil {
		t.Error("the writer has not recovered: ", err)
	}
}

// What is checked at the commit only fails its own unit, too.
func TestUnitRefusedAtTheCommitLeavesItsNeighboursAlone(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		if _, err := d.Exec(t.Context(), `CREATE TABLE thing_late (id BIGINT PRIMARY KEY,
			case_id BIGINT NOT NULL REFERENCES thing_case (id) DEFERRABLE INITIALLY DEFERRED)`); err != nil {
			t.Fatal(err)
		}
		late := func(n, of int64) db.Unit {
			return func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, `INSERT INTO thing_late (id, case_id) VALUES ($1, $2)`, n, of)
				return err
			}
		}
		errs := together(t, d, insertCase(1), late(1, 99), then(late(2, 2), insertCase(2)), then(late(3, 3), insertCase(3), fails))
		for i, bad := range []bool{false, true, false, true} {
			if (errs[i] != nil) != bad {
				t.Errorf("unit %d: %v", i, errs[i])
			}
		}
		if f, ok := fault.As(errs[1]); ok {
			t.Errorf("refused with %s: nothing is uncertain here", f.Key)
		}
		wants(t, d, 1, 2)
		if n := count(t, d, "thing_late"); n != 1 {
			t.Errorf("%d late rows", n)
		}
	})
}

func TestCallerMayLeaveTheQueue(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		release := hold(t, d, "lane")
		ctx, leave := context.WithCancel(t.Context())
		left := make(chan error, 1)
		go func() { left <- d.Write(ctx, "lane", insertCase(1)) }()
		time.Sleep(5 * time.Millisecond)
		leave()
		if err := <-left; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		release()
		if err := d.Write(t.Context(), "lane", insertCase(2)); err != nil {
			t.Fatal(err)
		}
		wants(t, d, 2)
	})
}

func TestCallerMayNotLeaveARunningUnit(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		ctx, leave := context.WithCancel(t.Context())
		err := d.Write(ctx, "", func(inner context.Context, tx *db.Tx) error {
			leave()
			if inner.Err() != nil {
				t.Error("the unit was told to stop")
			}
			// A unit that uses its caller's ctx by mistake must not lose the batch.
			if _, err := tx.Exec(ctx, `INSERT INTO thing_case (id, state, version) VALUES (1, '', 1)`); err != nil {
				return err
			}
			return insertCase(2)(inner, tx)
		})
		if err != nil {
			t.Error(err)
		}
		wants(t, d, 1, 2)
	})
}

func TestStatementThatFailsDoomsItsUnit(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		mistakes := map[string]db.Unit{
			"a constraint": func(ctx context.Context, tx *db.Tx) error {
				_, _ = tx.Exec(ctx, `INSERT INTO thing_case (id, state, version) VALUES (1, '', 1)`)
				_, _ = tx.Exec(ctx, `INSERT INTO thing_case (id, state, version) VALUES (1, '', 1)`)
				return nil
			},
			"a Send": func(ctx context.Context, tx *db.Tx) error {
				_ = tx.Send(ctx, `INSERT INTO thing_event (id, case_id, body) VALUES (1, 99, '')`)
				_ = insertCase(1)(ctx, tx)
				return nil
			},
			"syntax": func(ctx context.Context, tx *db.Tx) error {
				_ = insertCase(1)(ctx, tx)
				_, _ = tx.Exec(ctx, `INSRT`)
				return nil
			},
			"a Send's syntax": func(ctx context.Context, tx *db.Tx) error {
				_ = insertCase(1)(ctx, tx)
				_ = tx.Send(ctx, `INSRT`)
				return nil
			},
			"an argument": func(ctx context.Context, tx *db.Tx) error {
				_ = insertCase(1)(ctx, tx)
				_ = tx.Send(ctx, `UPDATE thing_case SET state = $1`, time.Now())
				return nil
			},
			"arguments missing": func(ctx context.Context, tx *db.Tx) error {
				_ = insertCase(1)(ctx, tx)
				_ = tx.Send(ctx, `UPDATE thing_case SET state = $1`)
				return nil
			},
			"a commit": func(ctx context.Context, tx *db.Tx) error {
				_ = insertCase(1)(ctx, tx)
				_, _ = tx.Exec(ctx, ` commit`)
				return nil
			},
			"a rollback sent": func(ctx context.Context, tx *db.Tx) error {
				_ = insertCase(1)(ctx, tx)
				_ = tx.Send(ctx, `ROLLBACK`)
				return nil
			},
			"an open result": func(ctx context.Context, tx *db.Tx) error {
				_ = insertCase(1)(ctx, tx)
				_, _ = tx.Query(ctx, `SELECT id FROM thing_case`)
				return nil
			},
			"a statement while a result is open": func(ctx context.Context, tx *db.Tx) error {
				rows, err := tx.Query(ctx, `SELECT id FROM thing_case`)
				if err != nil {
					return err
				}
				_ = insertCase(1)(ctx, tx)
				return rows.Close()
			},
		}
		for name, unit := range mistakes {
			if err := d.Write(t.Context(), "", unit); err == nil {
				t.Errorf("%s: no error", name)
			} else if _, ok := fault.As(err); ok {
				t.Errorf("%s: a fault: %v", name, err)
			}
		}
		wants(t, d)
		if err := d.Write(t.Context(), "", insertCase(1)); err != nil {
			t.Error("the connection has not recovered: ", err)
		}
	})
}

func TestOwnErrorIsKeptBesideTheStatements(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		stale := fault.New(fault.Conflict, "thing.stale")
		err := d.Write(t.Context(), "", func(ctx context.Context, tx *db.Tx) error {
			if err := then(insertCase(1), insertCase(1))(ctx, tx); err != nil {
				return stale
			}
			_, err := tx.Exec(ctx, `SELECT 1`)
			if err != nil {
				return stale
			}
			return nil
		})
		if !errors.Is(err, stale) || !db.IsUnique(err) {
			t.Error(err)
		}
	})
}

func TestUnitsDoNotNest(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		write := func(ctx context.Context, _ *db.Tx) error { return d.Write(ctx, "", insertCase(1)) }
		read := func(ctx context.Context, _ *db.Tx) error { return d.Read(ctx, fails) }
		for name, err := range map[string]error{
			"write in write": d.Write(t.Context(), "", write),
			"read in write":  d.Write(t.Context(), "", read),
			"write in read":  d.Read(t.Context(), write),
			"read in read":   d.Read(t.Context(), read),
		} {
			if err == nil || errors.Is(err, errNo) {
				t.Errorf("%s: %v", name, err)
			}
		}
		wants(t, d)
	})
}

func TestAfterAndBellsFollowTheCommit(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		heard, quiet := d.Listen("thing")
		defer quiet()
		var called atomic.Int64
		announced := func(n int64) db.Unit {
			return func(ctx context.Context, tx *db.Tx) error {
				tx.Ring("thing")
				tx.Ring("thing")
				tx.After(func() {
					if !exists(t, d, n) {
						t.Errorf("case %d is announced before it is stored", n)
					}
					called.Add(1)
				})
				return insertCase(n)(ctx, tx)
			}
		}
		if err := d.Write(t.Context(), "", then(announced(1), fails)); err == nil {
			t.Fatal("no error")
		}
		if err := d.Write(t.Context(), "", func(ctx context.Context, tx *db.Tx) error {
			return then(announced(1), insertEvent(1, 99))(ctx, tx)
		}); err == nil {
			t.Fatal("no error")
		}
		select {
		case <-heard:
			t.Error("a unit that was undone has rung")
		default:
		}
		if called.Load() != 0 {
			t.Error("a unit that was undone has called")
		}
		if err := d.Write(t.Context(), "", announced(1)); err != nil {
			t.Fatal(err)
		}
		select {
		case <-heard:
		default:
			t.Error("not heard")
		}
		if called.Load() != 1 {
			t.Errorf("called %d times", called.Load())
		}
	})
}

func TestClosedDatabaseSaysSo(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		release := hold(t, d, "lane")
		last := make(chan error, 1)
		go func() { last <- d.Write(context.Background(), "lane", insertCase(1)) }()
		time.Sleep(5 * time.Millisecond)
		closed := make(chan error, 1)
		go func() { closed <- d.Close() }()
		time.Sleep(5 * time.Millisecond)
		release()
		if err := <-closed; err != nil {
			t.Error(err)
		}
		if err := <-last; err != nil && fault.KindOf(err) != fault.Unavailable {
			t.Error("the last in the queue: ", err)
		}
		for name, err := range map[string]error{
			"write": d.Write(t.Context(), "", insertCase(2)),
			"read":  d.Read(t.Context(), fails),
		} {
			if f, ok := fault.As(err); !ok || f.Key != "db.stopped" {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestFailedCommitStopsTheDatabase(t *testing.T) {
	t.Parallel()
	told := make(chan error, 2)
	d := dbtest.Open(t, db.Config{Dir: t.TempDir(), OnFatal: func(err error) { told <- err }})
	dbtest.Migrate(t, d, things)
	disk := errors.New("the disk is gone")
	if f, ok := fault.As(d.FailCommit(disk)); !ok || f.Key != "db.unknown-outcome" {
		t.Errorf("the units of the batch are told %v", f)
	}
	for range 2 {
		err := d.Write(t.Context(), "", insertCase(1))
		if f, ok := fault.As(err); !ok || f.Key != "db.stopped" {
			t.Errorf("write: %v", err)
		}
		if err := d.Read(t.Context(), fails); fault.KindOf(err) != fault.Unavailable {
			t.Errorf("read: %v", err)
		}
	}
	if err := <-told; !errors.Is(err, disk) {
		t.Error(err)
	}
}

// A test that fails inside a unit ends the writer's goroutine. Nobody may hang.
func TestUnitThatEndsTheWriterStopsTheDatabase(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	dbtest.Migrate(t, d, things)
	errs := together(t, d, insertCase(1), func(context.Context, *db.Tx) error { runtime.Goexit(); return nil }, insertCase(2))
	errs = append(errs, d.Write(t.Context(), "", insertCase(3)))
	for i, err := range errs {
		if fault.KindOf(err) != fault.Unavailable {
			t.Errorf("unit %d: %v", i, err)
		}
	}
}

// Many callers do everything that can go wrong at once; what was acknowledged is
// stored, what failed is not, and units are whole.
func TestStorm(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		const callers, units = 32, 40
		var acknowledged, refused sync.Map
		var wg sync.WaitGroup
		for c := range callers {
			wg.Go(func() {
				for i := range units {
					n := int64(c*units + i)
					ctx, cancel := context.WithCancel(context.Background())
					unit := then(insertCase(n), insertEvent(n, n))
					switch i % 8 {
					case 1:
						unit = then(unit, fails)
					case 2:
						unit = then(unit, func(context.Context, *db.Tx) error { panic("storm") })
					case 3:
						unit = then(unit, insertEvent(n+1_000_000, -1))
					case 4:
						go cancel()
					case 5:
						unit = then(unit, func(ctx context.Context, tx *db.Tx) error {
							_, _ = tx.Query(ctx, `SELECT id FROM thing_case`)
							return nil
						})
					}
					if err := d.Write(ctx, fmt.Sprint(c%7), unit); err == nil {
						acknowledged.Store(n, true)
					} else {
						refused.Store(n, err)
					}
					cancel()
				}
			})
		}
		wg.Wait()
		for n := range int64(callers * units) {
			_, ok := acknowledged.Load(n)
			if stored := exists(t, d, n); stored != ok {
				err, _ := refused.Load(n)
				t.Errorf("case %d: stored %v, acknowledged %v, %v", n, stored, ok, err)
			}
		}
		if c, e := count(t, d, "thing_case"), count(t, d, "thing_event"); c != e {
			t.Errorf("%d cases and %d events: a unit is not whole", c, e)
		}
	})
}
