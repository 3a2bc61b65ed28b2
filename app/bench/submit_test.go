package bench

import (
	"strings"
	"testing"
)

func TestHandingInIsMeasuredAgainstTheSameRows(t *testing.T) {
	ctx, e := t.Context(), sqliteEngine{t.TempDir()}
	d, err := write(ctx, e, 8)
	if err != nil {
		t.Fatal(err)
	}
	defer d.app.Close()
	m, err := newMeasure(ctx, "submit", Options{}, e, d.app)
	if err != nil {
		t.Fatal(err)
	}
	defer m.close()
	before := counts(t, d.app)
	units, _, err := (&submission{m, d}).calls(ctx, 8)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.baseline(ctx, units); err != nil {
		t.Fatal(err)
	}
	after := counts(t, d.app)
	for _, table := range tables {
		n, err := e.count(ctx, table)
		if err != nil || n != after[table] {
			t.Errorf("%s: %d rows in the twin, %d in ours; %v", table, n, after[table], err)
		}
	}
	if n := after["casework_case"] - before["casework_case"]; n != 8 {
		t.Errorf("%d cases for 8 drafts", n)
	}
}

func TestHandingInReportsCallsAndRequests(t *testing.T) {
	results, err := Run(t.Context(), "submit", Options{Engine: "sqlite", Size: Size{Rounds: 1, Cases: 4}})
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
	if got := strings.Join(names, ", "); got != "submit sqlite, submit-http sqlite" {
		t.Error(got)
	}
}
