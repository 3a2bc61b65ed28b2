package workflow_test

import (
	"slices"
	"testing"

	"tongban/capability/workflow"
)

func TestCandidatesAreNamedByAnExpression(t *testing.T) {
	p := begin(t, `
		user review candidates=form.inspectors[element]
		many review over=form.departments
		user decide candidates=vars.nobody
		end done
		start > review > decide > done`, values{"departments": []string{"FIRE", "WATER"}, "inspectors": values{"FIRE": []string{"li", "wang"}, "WATER": []string{"zhao"}}})
	names, why := p.D.Candidates(p.State, p.Task("review:FIRE"), p.Input)
	if why != nil || !slices.Equal(names, []string{"li", "wang"}) {
		t.Errorf("candidates are %v, %v", names, why)
	}
	p.Complete("review:FIRE", "li", "")
	p.Complete("review:WATER", "zhao", "")
	if names, why = p.D.Candidates(p.State, p.Task("decide"), p.Input); why == nil || why.Key != "workflow.incident.expression" || names != nil {
		t.Errorf("candidates are %v, %v", names, why)
	}
}

func TestTargetsAreTheStepsWorkCanBeReturnedTo(t *testing.T) {
	p := begin(t, `
		user receive
		user review
		many review over=form.departments
		user decide
		end done
		start > receive > review > decide > done`, values{"departments": []string{"FIRE", "WATER"}})
	p.Complete("receive", "li", "")
	p.Complete("review:FIRE", "li", "")
	if targets := p.D.Targets(p.State, p.Task("review").ID, p.Input); targets != nil {
		t.Errorf("while others work on it, it can be returned to %v", targets)
	}
	p.Complete("review:WATER", "li", "")
	want := []workflow.Target{{"review", "FIRE"}, {"review", "WATER"}, {"review", ""}, {"receive", ""}}
	if targets := p.D.Targets(p.State, p.Task("decide").ID, p.Input); !slices.Equal(targets, want) {
		t.Errorf("it can be returned to %v, not %v", targets, want)
	}
}
