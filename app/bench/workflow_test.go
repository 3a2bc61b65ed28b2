package bench

import "testing"

func TestWorkflowReportsStepsInMemoryAndStored(t *testing.T) {
	results, err := Run(t.Context(), "workflow", Options{Size: Size{Rounds: 1, Cases: 5}})
	if err != nil {
		t.Fatal(err)
	}
	if len(results) != 2 || results[0].Name != "workflow" || results[1].Name != "workflow memory" {
		t.Fatalf("the figures are %+v", results)
	}
	for _, r := range results {
		if !(r.Ours > 0 && r.Limit > 0) {
			t.Errorf("%+v", r)
		}
	}
}
