package db_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

type (
	state string
	cents int64
	flag  bool
)

func ptr[T any](v T) *T { return &v }

// Every row goes in as an argument of the column, comes out as a variable of the
// type of want, and must be the same on both engines.
func TestValuesComeBackAsTheyWent(t *testing.T) {
	rows := []struct {
		name   string
		column string
		in     any
		want   any
	}{
		{"int64", "number", int64(math.MinInt64), int64(math.MinInt64)},
		{"largest", "number", int64(math.MaxInt64), int64(math.MaxInt64)},
		{"int", "number", 7, 7},
		{"int32", "number", int32(-7), int32(-7)},
		{"uint16", "number", uint16(7), uint16(7)},
		{"named int", "number", cents(1250), cents(1250)},
		{"id", "number", id.ID(5), id.ID(5)},
		{"duration", "number", time.Second, time.Second},
		{"int in INTEGER", "small", 7, int64(7)},
		{"named in INTEGER", "small", cents(-7), cents(-7)},
		{"pointer to int", "number", ptr(int64(7)), ptr(int64(7))},
		{"nil pointer to int", "number", (*int64)(nil), (*int64)(nil)},
		{"nil", "number", nil, (*int)(nil)},
		{"null scanner", "number", nil, sql.NullInt64{}},
		{"generic null scanner", "number", 7, sql.Null[int64]{V: 7, Valid: true}},
		{"valuer", "number", sql.NullInt64{Int64: 7, Valid: true}, 7},
		{"any", "number", 7, any(int64(7))},

		{"true", "yes", true, true},
		{"false", "yes", false, false},
		{"named bool", "yes", flag(true), flag(true)},
		{"pointer to bool", "yes", true, ptr(true)},
		{"nil pointer to bool", "yes", nil, (*bool)(nil)},

		{"text", "words", "道路货物运输", "道路货物运输"},
		{"empty text", "words", "", ""},
		{"rare name", "words", "𠮷", "𠮷"},
		{"named text", "words", state("accepted"), state("accepted")},
		{"pointer to text", "words", ptr("a"), ptr("a")},
		{"pointer to named text", "words", ptr(state("a")), ptr(state("a"))},
		{"nil pointer to text", "words", (*string)(nil), (*string)(nil)},
		{"JSON", "words", json.RawMessage(`{"a":"甲"}`), json.RawMessage(`{"a":"甲"}`)},
		{"JSON as text", "words", json.RawMessage(`{}`), "{}"},
		{"nil JSON", "words", json.RawMessage(nil), json.RawMessage(nil)},
		{"quotes", "words", `it's "$1" ?`, `it's "$1" ?`},
		{"digits stay text", "words", "007", "007"},
		{"text as any", "words", "a", any("a")},

		{"bytes", "bytes", []byte{0, 1, 255}, []byte{0, 1, 255}},
		{"empty bytes", "bytes", []byte{}, []byte{}},
		{"nil bytes", "bytes", []byte(nil), []byte(nil)},
		{"bytes as any", "bytes", []byte{1}, any([]byte{1})},

		{"float", "real", 1.5, 1.5},
		{"int in a float", "real", 2, 2.0},
		{"large float", "real", math.MaxFloat64, math.MaxFloat64},
	}
	each(t, func(t *testing.T, d *db.DB) {
		for n, row := range rows {
			got := reflect.New(reflect.TypeOf(&row.want).Elem())
			if row.want != nil && !strings.HasSuffix(row.name, "any") {
				got = reflect.New(reflect.TypeOf(row.want))
			}
			if _, err := d.Exec(t.Context(), `INSERT INTO thing_kind (id, `+row.column+`) VALUES ($1, $2)`, n, row.in); err != nil {
				t.Errorf("%s: %v", row.name, err)
				continue
			}
			if err := scanOne(t, d, got.Interface(), `SELECT `+row.column+` FROM thing_kind WHERE id = $1`, n); err != nil {
				t.Errorf("%s: %v", row.name, err)
			}
			if !reflect.DeepEqual(got.Elem().Interface(), row.want) {
				t.Errorf("%s: got %#v, want %#v", row.name, got.Elem().Interface(), row.want)
			}
		}
	})
}

// scanOne reads one column of one row.
func scanOne(t *testing.T, d *db.DB, dest any, sql string, args ...any) error {
	t.Helper()
	return d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		return tx.Row(ctx, sql, args...).Scan(dest)
	})
}

func TestWhatDoesNotFitIsAnError(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		_, err := d.Exec(t.Context(), `INSERT INTO thing_kind (id, number, words) VALUES ($1, $2, $3)`, 1, int64(math.MaxInt64), "a")
		if err != nil {
			t.Fatal(err)
		}
		for _, test := range []struct {
			column string
			dest   any
		}{
			{"number", new(int32)}, {"number", new(uint8)}, {"number", new(string)}, {"number", new(bool)},
			{"words", new(int)}, {"words", new(bool)}, {"words", new(chan int)},
			{"real", new(float64)}, {"yes", new(bool)}, {"small", new(state)}, // NULL
		} {
			if err := scanOne(t, d, test.dest, `SELECT `+test.column+` FROM thing_kind WHERE id = 1`); err == nil {
				t.Errorf("%s went into a %T", test.column, test.dest)
			}
		}
	})
}

func TestWhatCannotBeStoredIsRefused(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		for _, in := range []any{time.Now(), []string{"a"}, map[string]int{}, struct{}{}, uint64(math.MaxUint64)} {
			if _, err := d.Exec(t.Context(), `INSERT INTO thing_kind (id, words) VALUES (1, $1)`, in); err == nil {
				t.Errorf("%T was stored", in)
			}
		}
		for _, in := range []any{"a\x00b", "\xff", state("\x00"), json.RawMessage("\"\x00\"")} {
			_, err := d.Exec(t.Context(), `INSERT INTO thing_kind (id, words) VALUES (1, $1)`, in)
			if fault.KindOf(err) != fault.Invalid {
				t.Errorf("%q: %v", in, err)
			}
		}
	})
}

// What a query computes has types of its own.
func TestComputedColumns(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		if _, err := d.Exec(t.Context(), `INSERT INTO thing_kind (id, number, yes, words) VALUES
			(1, 10, TRUE, 'a'), (2, 20, FALSE, 'b'), (3, NULL, NULL, NULL)`); err != nil {
			t.Fatal(err)
		}
		var count, sum, most, sum2 int64
		var none *int64
		var exists, larger bool
		var joined string
		err := d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			return tx.Row(ctx, `SELECT COUNT(*), SUM(number), MAX(number), COALESCE(SUM(small), 0), MIN(small),
				EXISTS (SELECT 1 FROM thing_kind WHERE yes), MAX(number) > $2, MIN(words) || $1
				FROM thing_kind`, "!", 15).Scan(&count, &sum, &most, &sum2, &none, &exists, &larger, &joined)
		})
		if err != nil {
			t.Fatal(err)
		}
		if count != 3 || sum != 30 || most != 20 || sum2 != 0 || none != nil || !exists || !larger || joined != "a!" {
			t.Error(count, sum, most, sum2, none, exists, larger, joined)
		}
	})
}

func TestEmptyIsNotNull(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		if _, err := d.Exec(t.Context(), `INSERT INTO thing_kind (id, words, bytes) VALUES (1, $1, $2)`, "", []byte{}); err != nil {
			t.Fatal(err)
		}
		var both bool
		err := scanOne(t, d, &both, `SELECT words IS NOT NULL AND bytes IS NOT NULL FROM thing_kind`)
		if err != nil || !both {
			t.Error(both, err)
		}
	})
}

// The same argument may stand in several places, in any order.
func TestArgumentsKeepTheirNumbers(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		var got string
		err := scanOne(t, d, &got, `SELECT $2 || $1 || $2 || '$1'`, "a", "b")
		if err != nil || got != "bab$1" {
			t.Error(got, err)
		}
		if err := scanOne(t, d, &got, `SELECT $1 || $2`, "a"); err == nil {
			t.Error("an argument is missing and nobody noticed")
		}
	})
}
