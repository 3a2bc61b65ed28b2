package casework

import (
	"cmp"
	"slices"

	"tongban/capability/access"
	"tongban/capability/catalogue"
	"tongban/kernel/actor"
)

// Codes of the stages that belong to the statutory life, not to a procedure.
const (
	stageAccept = "ACCEPT"
	stageDecide = "DECIDE"
	stageIssue  = "ISSUE"
)

// Sequence is the Procedure that walks through the item's stages one after the
// other. The stage DECIDE decides. An item without one is decided in its last stage, if
// that is worked by somebody who may decide, else in a step of its own after it.
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
		return Step{Stage: stageDecide, Role: string(actor.Approver), Decides: true}
	}
	s := stages[i]
	if s.Code == stageDecide {
		return Step{Stage: s.Code, Role: deskRole(s, actor.Approver), Decides: true}
	}
	role := deskRole(s, actor.Reviewer)
	return Step{Stage: s.Code, Role: role, Decides: i == len(stages)-1 && slices.Contains(deciding, actor.Role(role))}
}

// deciding are the roles whose work on a stage may be the decision: a registrar's entry
// is one.
//
// Basis: 不动产登记暂行条例, art. 21.
var deciding = []actor.Role{actor.Approver, actor.Registrar}

// stageRole returns who acts in a statutory stage of item, e.g. the window.
func stageRole(item *catalogue.Item, code string) string {
	for _, s := range item.Stages {
		if s.Code == code {
			return deskRole(s, actor.Window)
		}
	}
	return string(actor.Window)
}

// deskRole is whose desk a stage lies on: its actor's, or otherwise's where the item
// leaves the stage to the system. A rule may settle such a stage; somebody has to be
// there when none does.
func deskRole(s catalogue.Stage, otherwise actor.Role) string {
	if s.Actor == string(access.System) || s.Actor == "" {
		return string(otherwise)
	}
	return s.Actor
}

// OneClerk returns whose hands an item that is settled on the spot goes through from
// receipt to result, if they are one role's. Stages left to the system need nobody; where
// all are, it is the window.
func OneClerk(item *catalogue.Item) (role string, ok bool) {
	if item.CaseType.Code != onTheSpot {
		return "", false
	}
	for _, s := range item.Stages {
		switch {
		case s.Clock == "after" || deskRole(s, "") == "":
		case role == "":
			role = s.Actor
		case role != s.Actor:
			return "", false
		}
	}
	return cmp.Or(role, string(actor.Window)), true
}

// onTheSpot is the code of 即办件. Basis: GB/T 39046-2020, A.6.
const onTheSpot = 1
