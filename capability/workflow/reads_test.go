package workflow_test

import (
	"slices"
	"testing"

	"tongban/capability/workflow/workflowtest"
)

func TestADrawingSaysWhatItReads(t *testing.T) {
	d := workflowtest.Compile(t, "d", `
		xor way
		user small
		user large
		end done
		start > way
		way > large if form.area > 500 || form["kind"] == "big" && has(form.kitchen) && vars.x == 1
		way > small else
		small > done
		large > done`)
	if got := d.Reads(); !slices.Equal(got, []string{"area", "kind", "kitchen"}) {
		t.Errorf("reads %v", got)
	}
	if got := d.Messages(); len(got) != 0 {
		t.Errorf("waits for %v", got)
	}
}

func TestADrawingSaysWhatMayComeFromOutside(t *testing.T) {
	d := workflowtest.Compile(t, "d", `
		user check
		end done
		end gone
		at check withdrawn message=withdrawn
		start > check > done
		withdrawn > gone`)
	if got := d.Messages(); !slices.Equal(got, []string{"withdrawn"}) {
		t.Errorf("waits for %v", got)
	}
}
