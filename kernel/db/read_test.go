package db_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"tongban/kernel/db"
	"tongban/kernel/fault"
)

func TestReadCannotWrite(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		for name, unit := range map[string]db.Unit{
			"exec": func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, `INSERT INTO thing_case (id, state, version) VALUES (1, '', 1)`)
				return err
			},
			"query": func(ctx context.Context, tx *db.Tx) error {
				var n int64
				return tx.Row(ctx, `INSERT INTO thing_case (id, state, version) VALUES (1, '', 1) RETURNING id`).Scan(&n)
			},
			"swallowed": func(ctx context.Context, tx *db.Tx) error {
				_, _ = tx.Exec(ctx, `DELETE FROM thing_case`)
				return nil
			},
		} {
			if err := d.Read(t.Context(), unit); !errors.Is(err, db.ErrReadOnly) {
				t.Errorf("%s: %v", name, err)
			}
		}
		wants(t, d)
	})
}

func TestReadThatLeavesItsResultOpenIsAnError(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		for range 20 { // more than there are connections
			err := d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Query(ctx, `SELECT id FROM thing_case`)
				return err
			})
			if err == nil {
				t.Fatal("no error")
			}
		}
		wants(t, d)
	})
}

func TestReadSeesASnapshot(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		if err := d.Write(t.Context(), "", insertCase(1)); err != nil {
			t.Fatal(err)
		}
		outer := t.Context()
		err := d.Read(outer, func(ctx context.Context, tx *db.Tx) error {
			var before, after int
			if err := tx.Row(ctx, `SELECT COUNT(*) FROM thing_case`).Scan(&before); err != nil {
				return err
			}
			if err := d.Write(outer, "", insertCase(2)); err != nil {
				return err
			}
			if err := tx.Row(ctx, `SELECT COUNT(*) FROM thing_case`).Scan(&after); err != nil {
				return err
			}
			if before != 1 || after != 1 {
				t.Errorf("read %d, then %d", before, after)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		wants(t, d, 1, 2)
	})
}

func TestLongReadIsEnded(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		const endless = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n`
		d.LimitReads(50 * time.Millisecond)
		var n int
		err := scanOne(t, d, &n, endless)
		if f, ok := fault.As(err); !ok || f.Key != "db.slow" || f.Kind != fault.Unavailable {
			t.Errorf("got %v", err)
		}
		d.LimitReads(time.Minute)
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		err = d.Read(ctx, func(ctx context.Context, tx *db.Tx) error { return tx.Row(ctx, endless).Scan(&n) })
		if _, ok := fault.As(err); ok || err == nil {
			t.Errorf("the caller left and got %v", err)
		}
		for range 20 {
			if exists(t, d, 1) {
				t.Fatal("a case out of nothing")
			}
		}
	})
}

func TestListEndsWithItsReader(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		ctx, leave := context.WithCancel(t.Context())
		err := d.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
			rows, err := tx.Query(ctx, `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000000) SELECT i FROM n`)
			if err != nil {
				return err
			}
			defer rows.Close()
			for i := 0; rows.Next(); i++ {
				if i == 10 {
					leave()
				}
			}
			return rows.Err()
		})
		if err == nil {
			t.Error("no error")
		}
	})
}

func TestNoRowsIsTheSameEverywhere(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		var n int64
		none := func(ctx context.Context, tx *db.Tx) error {
			err := tx.Row(ctx, `SELECT id FROM thing_case WHERE id = $1`, 7).Scan(&n)
			if !errors.Is(err, db.ErrNoRows) {
				t.Errorf("got %v", err)
			}
			return nil // and the unit is none the worse
		}
		if err := d.Read(t.Context(), none); err != nil {
			t.Error(err)
		}
		if err := d.Write(t.Context(), "", then(none, insertCase(1))); err != nil {
			t.Error(err)
		}
		wants(t, d, 1)
	})
}

func one(row db.Scanner) (n int64, err error) { return n, row.Scan(&n) }

func TestAnswersAreReadInTheirTurn(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		for n := range int64(3) {
			if err := d.Write(t.Context(), "", insertCase(n)); err != nil {
				t.Fatal(err)
			}
		}
		unit := func(ctx context.Context, tx *db.Tx) error {
			first := db.Ask(ctx, tx, one, `SELECT id FROM thing_case WHERE id < $1 ORDER BY id`, 2)
			second := db.Ask(ctx, tx, one, `SELECT id FROM thing_case WHERE id > $1 ORDER BY id`, 5)
			third := db.Ask(ctx, tx, one, `SELECT id FROM thing_case WHERE id = $1`, 2)
			for i, want := range [][]int64{{0, 1}, nil, {2}} {
				got, err := []func() ([]int64, error){first, second, third}[i]()
				if err != nil || !slices.Equal(got, want) {
					t.Errorf("answer %d is %v, %v", i+1, got, err)
				}
			}
			return nil
		}
		for range 2 {
			if err := errors.Join(d.Read(t.Context(), unit), d.Write(t.Context(), "", unit)); err != nil {
				t.Error(err)
			}
		}
	})
}

func TestOneBadQuestionFailsTheUnitAndNoOther(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		for _, question := range []string{`SELECT nothing FROM thing_case`, `SELECT id FROM thing_case WHERE id = $1`} {
			err := d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				bad := db.Ask(ctx, tx, one, question)
				good := db.Ask(ctx, tx, one, `SELECT COUNT(*) FROM thing_case`)
				_, err := bad()
				_, after := good()
				if err == nil || after == nil {
					t.Errorf("%s: %v, then %v", question, err, after)
				}
				return nil // swallowed
			})
			if err == nil {
				t.Errorf("%s: the unit did not fail", question)
			}
		}
		wants(t, d)
	})
}
