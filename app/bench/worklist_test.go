package bench

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tongban/app"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
)

func TestWorklistReportsEveryFigure(t *testing.T) {
	results, err := Run(t.Context(), "worklist", Options{Engine: "sqlite", Data: t.TempDir(), Size: Size{Rounds: 1, Listed: 2_000}})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, r := range results {
		names = append(names, r.Name)
		if !(r.Ours > 0 && r.Limit > 0) {
			t.Errorf("%+v", r)
		}
	}
	if got := strings.Join(names, ", "); got != "worklist 2k sqlite, worklist 2k sqlite, worklist growth sqlite, worklist narrowed growth sqlite" {
		t.Error(got)
	}
}

// What is copied is as the services write it: but for keys, numbers, dates and whom it is
// about, a copy is the same as a case that was handled as its model was.
func TestCopiesAreWhatTheServicesWrite(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { copiesAreAlike(t, sqliteEngine{t.TempDir()}) })
	t.Run("postgres", func(t *testing.T) {
		e, err := newPostgres(t.Context(), t.TempDir(), dbtest.PostgresURL(t))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := e.close(); err != nil {
				t.Error(err)
			}
		})
		copiesAreAlike(t, e)
	})
}

func copiesAreAlike(t *testing.T, e engine) {
	ctx := t.Context()
	c, err := gather(ctx, e, 5_000, func(string) {})
	if err != nil {
		t.Fatal(err)
	}
	defer c.app.Close()
	counts := `SELECT COUNT(*) FROM casework_case WHERE `
	if open, over := one(t, c.app, counts+`finished_at IS NULL`), one(t, c.app, counts+`finished_at IS NOT NULL`); open != "505" || over != "5001" {
		t.Errorf("%s open, %s finished", open, over)
	}
	models, err := handled(ctx, c.app)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range models {
		same := fmt.Sprintf(`(SELECT status FROM casework_case WHERE id = %d)`, m.id)
		sample := one(t, c.app, `SELECT MIN(id) FROM casework_case WHERE status = `+same)
		if one(t, c.app, fmt.Sprintf(`SELECT COUNT(*) FROM casework_task WHERE case_id = %d`, m.id)) != one(t, c.app, `SELECT COUNT(*) FROM casework_task WHERE case_id = `+sample) {
			t.Errorf("a copy of %s has another number of tasks", m.no)
		}
		tables := spread(e, m)
		alike(t, c.app, tables[1], fmt.Sprintf("id = %d", m.id), "id = "+sample)
		alike(t, c.app, tables[2], fmt.Sprintf("case_id = %d", m.id), "case_id = "+sample)
	}
}

// alike compares rows of a table but for what a copy changes, of which it compares whether
// it is there.
func alike(t *testing.T, a *app.App, of copiedTable, ours, sample string) {
	t.Helper()
	var columns []string
	for _, column := range strings.Split(one(t, a, columnsQuery(a, of.table)), ",") {
		if of.change[column] != "" {
			column += " IS NULL"
		}
		columns = append(columns, `COALESCE(CAST(`+column+` AS TEXT), '-')`)
	}
	slices.Sort(columns)
	for i, column := range columns {
		query := `SELECT ` + column + ` FROM ` + of.table + ` WHERE %s ORDER BY id LIMIT 1`
		if got, want := one(t, a, fmt.Sprintf(query, sample)), one(t, a, fmt.Sprintf(query, ours)); got != want {
			t.Errorf("%s, column %d %s: %q, the services write %q", of.table, i, column, got, want)
		}
	}
}

// columnsQuery names the columns of a table in one text.
func columnsQuery(a *app.App, table string) string {
	if a.DB.Engine() == db.SQLite {
		return `SELECT GROUP_CONCAT(name, ',') FROM PRAGMA_TABLE_INFO('` + table + `')`
	}
	return `SELECT STRING_AGG(column_name, ',') FROM information_schema.columns WHERE table_name = '` + table + `'`
}

// one reads one value.
func one(t *testing.T, a *app.App, query string) (value string) {
	t.Helper()
	err := a.DB.Read(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		return tx.Row(ctx, `SELECT CAST((`+query+`) AS TEXT)`).Scan(&value)
	})
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return value
}

func TestInsightReportsItsFigure(t *testing.T) {
	data := t.TempDir()
	results, err := Run(t.Context(), "insight", Options{Engine: "sqlite", Data: data, Size: Size{Rounds: 1, Listed: 2_000}})
	if err != nil {
		t.Fatal(err)
	}
	if len(results) != 1 || results[0].Name != "insight 2k sqlite" || !(results[0].Ours > 0 && results[0].Limit > 0) {
		t.Errorf("%+v", results)
	}
	a, err := open(t.Context(), sqliteEngine{filepath.Join(data, "insight-2000")})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	// Numbers and lists say the same, as where the services count.
	for figure, condition := range map[string]string{"received": "TRUE", "completed": "outcome IN ('granted', 'denied')", "online": "online"} {
		if sums, facts := one(t, a, `SELECT SUM(`+figure+`) FROM insight_sum`), one(t, a, `SELECT COUNT(*) FROM insight_fact WHERE `+condition); sums != facts {
			t.Errorf("%s %s, but %s cases", sums, figure, facts)
		}
	}
}
