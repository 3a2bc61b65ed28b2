package workflow_test

import (
	"testing"
	"time"

	"tongban/capability/workflow"
	"tongban/capability/workflow/workflowtest"
)

var monday = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func TestASequenceOpensOneTaskAfterTheOther(t *testing.T) {
	d, faults := workflow.Compile(workflow.Sequence("item", "Item", []workflow.Task{{Node: "REVIEW"}, {Node: "DECIDE"}}))
	if d == nil {
		t.Fatal(faults)
	}
	s, effects, err := d.Start(workflow.Input{Now: monday})
	if err != nil {
		t.Fatal(err)
	}
	t.Log(effects, string(s.Encode()))
	s, effects, err = d.Step(s, workflow.Completed{Activity: d.Open(s)[0].ID}, workflow.Input{Now: monday})
	t.Log(effects, string(s.Encode()), err)
	s, effects, err = d.Step(s, workflow.Completed{Activity: d.Open(s)[0].ID}, workflow.Input{Now: monday})
	t.Log(effects, string(s.Encode()), err)
	if !s.Over() {
		t.Error("it has not ended")
	}
}

func TestParallelBranchesWaitForEachOther(t *testing.T) {
	d := workflowtest.Compile(t, "p", `
		and fork
		and join
		user fire
		user water
		user decide
		end done
		start > fork > fire > join > decide > done
		fork > water > join
	`)
	s, _, _ := d.Start(workflow.Input{Now: monday})
	t.Log(string(s.Encode()))
	for !s.Over() {
		var err error
		s, _, err = d.Step(s, workflow.Completed{Activity: d.Open(s)[0].ID}, workflow.Input{Now: monday})
		t.Log(string(s.Encode()), err)
	}
}
