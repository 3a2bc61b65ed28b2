package tck

import (
	"cmp"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestEveryCaseOfLevelTwoPasses(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(cmp.Or(os.Getenv("TONGBAN_TESTDATA"), "../../../../shared/data"), "dmn-tck")
	files, err := Open(folder)
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("not run: the cases of the kit are not here")
	}
	if err != nil {
		t.Fatal(err)
	}
	levels, err := Run(files, "compliance-level-")
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range levels {
		t.Logf("%s: passed %d of %d", l.Name, l.Passed, l.Total)
		if l.Name != "compliance-level-2" {
			continue
		}
		for _, f := range l.Failures {
			t.Errorf("%s %s %s: want %s, got %s %v", f.File, f.Case, f.Decision, f.Want, f.Got, f.Why)
		}
		if l.Passed != l.Total || l.Total != 116 {
			t.Errorf("passed %d of %d", l.Passed, l.Total)
		}
	}
	if len(levels) != 2 {
		t.Errorf("%d levels", len(levels))
	}
}
