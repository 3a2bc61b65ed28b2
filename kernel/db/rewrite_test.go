package db_test

import (
	"fmt"
	"testing"

	"tongban/kernel/db"
)

func TestPlaceholdersBecomePositional(t *testing.T) {
	for _, test := range []struct {
		sql, want string
		order     string
	}{
		{`SELECT 1`, `SELECT 1`, `[]`},
		{`SELECT $1, $2`, `SELECT ?, ?`, `[0 1]`},
		{`SELECT $2, $1, $2`, `SELECT ?, ?, ?`, `[1 0 1]`},
		{`SELECT $12`, `SELECT ?`, `[11]`},
		{`SELECT '$1', $1`, `SELECT '$1', ?`, `[0]`},
		{`SELECT 'it''s $1', $1`, `SELECT 'it''s $1', ?`, `[0]`},
		{`SELECT "$1", $1`, `SELECT "$1", ?`, `[0]`},
		{`SELECT '?', $1`, `SELECT '?', ?`, `[0]`},
		{"SELECT 1 -- $1\n, $1", "SELECT 1 , ?", `[0]`},
		{`SELECT 1 /* $1 */, $1`, `SELECT 1 , ?`, `[0]`},
		{`SELECT '受理', $1`, `SELECT '受理', ?`, `[0]`},
		{`SELECT 'open $1`, `SELECT 'open $1`, `[]`},
	} {
		got, order, err := db.Positional(test.sql)
		if err != nil || got != test.want || fmt.Sprint(order) != test.order {
			t.Errorf("%s: got %q %v %v, want %q %s", test.sql, got, order, err, test.want, test.order)
		}
	}
}

func TestOtherPlaceholdersAreRefused(t *testing.T) {
	for _, sql := range []string{`SELECT ?`, `SELECT ?1`, `SELECT $name`, `SELECT $0`, `SELECT $`} {
		if got, _, err := db.Positional(sql); err == nil {
			t.Errorf("%s became %s", sql, got)
		}
	}
}

func FuzzPositional(f *testing.F) {
	f.Add(`SELECT $1, '$2' -- $3`)
	f.Fuzz(func(t *testing.T, sql string) {
		_, _, _ = db.Positional(sql) // must not panic
	})
}
