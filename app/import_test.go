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
	var first []place.Department
	for i, one := range []app.Import{dry, list, list} {
		if err := a.Import(t.Context(), one, out, out); err != nil {
			t.Fatal(err)
		}
		known := ofGuangdong(t, a)
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

// ofGuangdong returns the departments of the province, as another node sees them.
func ofGuangdong(t *testing.T, a *app.App) []place.Department {
	t.Helper()
	all, err := place.New(a.DB, a.Clock, nil).Departments(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(slices.Clone(all), func(d place.Department) bool { return d.Region != "440000" })
}
