package app_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"tongban/app"
	"tongban/kernel/db"
)

// Whoever reads the demo city's database learns nobody's ID number and nobody's mobile
// number.
func TestNoNumberOfThePeopleLiesOpen(t *testing.T) {
	c := app.Config{Data: t.TempDir(), Demo: true, BaseURL: "http://localhost:8080"}
	a, err := app.New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	if err := a.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	const lin, linMobile = "99010319900615011X", "19900001040"
	err = a.DB.Read(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		columns, err := db.List(ctx, tx, func(row db.Scanner) (s string, err error) { return s, row.Scan(&s) },
			`SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'`)
		if err != nil || len(columns) < 100 {
			return fmt.Errorf("%d columns, %w", len(columns), err)
		}
		for _, column := range columns {
			table, name, _ := strings.Cut(column, ".")
			for _, secret := range []string{lin, linMobile} {
				var n int
				sql := fmt.Sprintf(`SELECT COUNT(*) FROM %s WHERE CAST(%s AS TEXT) LIKE $1`, table, name)
				if err := tx.Row(ctx, sql, "%"+secret+"%").Scan(&n); err != nil || n > 0 {
					t.Errorf("%s holds %s in %d rows: %v", column, secret, n, err)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
