package app_test

import (
	"os"
	"slices"
	"testing"

	"tongban/app"
	"tongban/capability/place"
)

func TestAnImportMakesItsBodiesKnown(t *testing.T) {
	a, _ := demoCity(t)
	out, err := os.Create(t.TempDir() + "/report.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	list := app.Import{Format: "gdzwfw", File: "../adapter/gdzwfw/testdata/items.jsonl"}
	dry := list
	dry.DryRun = true
	before := departments(t, a)
	var first []place.Department
	for i, one := range []app.Import{dry, list, list} {
		if err := a.Import(t.Context(), one, out, out); err != nil {
			t.Fatal(err)
		}
		known := slices.DeleteFunc(departments(t, a), func(d place.Department) bool { return slices.Contains(before, d) })
		switch i {
		case 0:
			if len(known) > 0 {
				t.Errorf("a dry run has added %v", known)
			}
		case 1:
			first = known
			if len(known) == 0 {
				t.Error("no department was added")
			}
		case 2:
			if !slices.Equal(known, first) {
				t.Errorf("a second import made %v of %v", known, first)
			}
		}
	}
	for _, d := range first {
		if d.Name == "" || d.Nature == "" {
			t.Errorf("%+v", d)
		}
	}
}

// departments returns all there are, as another node sees them.
func departments(t *testing.T, a *app.App) []place.Department {
	t.Helper()
	all, err := place.New(a.DB, a.Clock, nil).Departments(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return slices.Clone(all)
}
