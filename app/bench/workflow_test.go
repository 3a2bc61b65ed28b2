package bench

import (
	"strings"
	"testing"
)

func TestWorkflowReportsStepsAloneAndOfCases(t *testing.T) {
	results, err := Run(t.Context(), "workflow", Options{Engine: "sqlite", Data: t.TempDir(), Size: Size{Rounds: 1, Cases: 12, Listed: 1_000}})
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
	office := "workflow branches 1k sqlite, workflow branches to stages 1k sqlite, workflow branches at once 1k sqlite, "
	if got := strings.Join(names, ", "); got != "workflow, workflow memory, "+office+office+"workflow growth sqlite" {
		t.Error(got)
	}
}
