package app

import (
	"fmt"
	"io"

	"tongban/capability/decision/tck"
)

// requiredLevel is the level of DMN that our engine has to have whole.
const requiredLevel = "compliance-level-2"

// CheckDecisions runs the cases of the DMN TCK in a folder, unpacked or as its archive, and
// prints a line for each level; if misses are asked for, one for each result that is not as
// wanted. It reports whether all cases of level 2 are there and pass.
func CheckDecisions(folder string, misses bool, out io.Writer) (whole bool, err error) {
	files, err := tck.Open(folder)
	if err != nil {
		return false, err
	}
	levels, err := tck.Run(files, "compliance-level-")
	if err != nil {
		return false, err
	}
	if len(levels) == 0 {
		return false, fmt.Errorf("no cases of the DMN TCK in %s", folder)
	}
	for _, l := range levels {
		fmt.Fprintf(out, "%s: passed %d of %d\n", l.Name, l.Passed, l.Total)
		whole = whole || l.Name == requiredLevel && l.Passed == l.Total
		if !misses {
			continue
		}
		for _, f := range l.Failures {
			fmt.Fprintf(out, "  %s %s %s: want %s, got %s %v\n", f.File, f.Case, f.Decision, f.Want, f.Got, f.Why)
		}
	}
	return whole, nil
}
