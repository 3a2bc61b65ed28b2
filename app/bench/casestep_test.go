package bench

import (
	"context"
	"math"
	"strings"
	"testing"

	"tongban/app"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
)

// tables are those a step writes to.
var tables = []string{
	"casework_case", "casework_event", "casework_task", "casework_notice", "casework_sequence",
	"audit_entry", "notification_message", "job_job", "once_answer",
}

func TestBaselineWritesTheSameRows(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { sameRows(t, sqliteEngine{t.TempDir()}) })
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
		sameRows(t, e)
	})
}

func sameRows(t *testing.T, e engine) {
	ctx := t.Context()
	city, err := build(ctx, e, 8)
	if err != nil {
		t.Fatal(err)
	}
	defer city.app.Close()
	m, err := newMeasure(ctx, "case-step", Options{}, e, city.app)
	if err != nil {
		t.Fatal(err)
	}
	defer m.close()
	m.town = city
	before := counts(t, city.app)
	units, _, err := m.calls(ctx, 8)
	if err != nil {
		t.Fatal(err)
	}
	for i, half := range [][]written{units[:4], units[4:]} {
		if _, err := m.replay(ctx, m.plain[i], 2, half); err != nil {
			t.Fatal(err)
		}
	}
	after := counts(t, city.app)
	for _, table := range tables {
		n, err := e.count(ctx, table)
		if err != nil || n != after[table] {
			t.Errorf("%s: %d rows in the twin, %d in ours; %v", table, n, after[table], err)
		}
	}
	for table, each := range map[string]int64{
		"casework_event": 3, "audit_entry": 3, "casework_task": 2, "casework_notice": 1, "notification_message": 1,
		"job_job": 2, // the text, and drawing the notice
	} {
		if n := after[table] - before[table]; n != 8*each {
			t.Errorf("%s: %d rows for 8 cases, want %d", table, n, 8*each)
		}
	}
}

// counts counts the rows of every table of the installation.
func counts(t *testing.T, a *app.App) map[string]int64 {
	t.Helper()
	list := map[string]int64{}
	err := a.DB.Read(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		for _, table := range tables {
			var n int64
			if err := tx.Row(ctx, "SELECT COUNT(*) FROM "+table).Scan(&n); err != nil {
				return err
			}
			list[table] = n
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestBenchReportsEveryFigure(t *testing.T) {
	results, err := Run(t.Context(), "case-step", Options{Engine: "sqlite", Size: Size{Rounds: 1, Cases: 4}})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, r := range results {
		names = append(names, r.Name)
		if !(r.Ours > 0 && r.Limit > 0) || math.Abs(r.Ratio-r.Ours/r.Limit) > 0.01*(1+r.Ratio) {
			t.Errorf("%+v", r)
		}
	}
	if got := strings.Join(names, ", "); got != "case-step sqlite, case-step-http sqlite, case-step-http-p99 sqlite" {
		t.Error(got)
	}
}

func TestUnknownBenchIsRefused(t *testing.T) {
	if _, err := Run(t.Context(), "nonsense", Options{}); err == nil || !strings.Contains(err.Error(), "case-step") {
		t.Error(err)
	}
}
