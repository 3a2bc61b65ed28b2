package casework

import (
	"slices"

	"tongban/capability/catalogue"
)

// Codes of the stages that belong to the statutory life, not to a procedure.
const (
	stageAccept = "ACCEPT"
	stageDecide = "DECIDE"
	stageIssue  = "ISSUE"
)

// Sequence is the Procedure that walks through the item's stages one after the
// other. The stage DECIDE decides; an item without one decides in its last stage.
type Sequence struct{}

// Begin returns the first stage between acceptance and delivery.
func (Sequence) Begin(item *catalogue.Item) Step { return stepAt(inner(item), 0) }

// After returns the stage that follows stage.
func (Sequence) After(item *catalogue.Item, stage string) Step {
	stages := inner(item)
	return stepAt(stages, 1+slices.IndexFunc(stages, func(s catalogue.Stage) bool { return s.Code == stage }))
}

// inner returns the stages a procedure walks through: those that count towards the
// limit, without receipt and delivery.
func inner(item *catalogue.Item) []catalogue.Stage {
	var stages []catalogue.Stage
	for _, s := range item.Stages {
		if s.Code != stageAccept && s.Code != stageIssue && s.Clock != "after" {
			stages = append(stages, s)
		}
	}
	return stages
}

func stepAt(stages []catalogue.Stage, i int) Step {
	if i >= len(stages) {
		return Step{Stage: stageDecide, Role: "approver", Decides: true}
	}
	s := stages[i]
	last := i == len(stages)-1
	return Step{Stage: s.Code, Role: s.Actor, Decides: s.Code == stageDecide || last}
}

// stageRole returns who acts in a statutory stage of item, e.g. the window.
func stageRole(item *catalogue.Item, code string) string {
	for _, s := range item.Stages {
		if s.Code == code {
			return s.Actor
		}
	}
	return "window"
}
