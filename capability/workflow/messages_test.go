package workflow_test

import (
	"slices"
	"testing"

	"tongban/capability/workflow/workflowtest"
)

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
