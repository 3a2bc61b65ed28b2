package casework

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"tongban/capability/access"
	"tongban/capability/catalogue"
	"tongban/capability/workflow"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Codes of the stages that belong to the statutory life, not to a procedure.
const (
	stageAccept = "ACCEPT"
	stageDecide = "DECIDE"
	stageIssue  = "ISSUE"
)

// Undrawn are the procedures of an office where nobody has drawn any.
type Undrawn struct{}

// Current returns none.
func (Undrawn) Current(context.Context, string) (id.ID, error) { return 0, nil }

// Definition finds none.
func (Undrawn) Definition(context.Context, id.ID) (*workflow.Definition, error) {
	return nil, fault.New(fault.NotFound, "casework.unknown-procedure")
}

// sequence is the process of an item for which nobody has drawn one: its stages one after
// the other.
func sequence(item *catalogue.Item) (*workflow.Definition, error) {
	d, faults := workflow.Compile(workflow.Sequence("item", item.Name, Steps(item)))
	if d == nil {
		return nil, fmt.Errorf("process of %s: %s", item.Code, faults[0].Key)
	}
	return d, nil
}

// Steps returns what is done between acceptance and delivery. The stage DECIDE decides. An
// item without one is decided in its last stage, if that is worked by somebody who may
// decide, else in a step of its own after it.
func Steps(item *catalogue.Item) []workflow.Task {
	var tasks []workflow.Task
	for _, s := range item.Stages {
		if s.Code == stageAccept || s.Code == stageIssue || s.Clock == "after" {
			continue
		}
		t := workflow.Task{Node: fmt.Sprintf("Step%d", len(tasks)+1), Name: s.Name, Stage: s.Code, Role: deskRole(s, actor.Reviewer)}
		if s.Code == stageDecide {
			t.Role, t.Decides = deskRole(s, actor.Approver), true
		}
		if tasks = append(tasks, t); t.Decides {
			return tasks
		}
	}
	if n := len(tasks); n > 0 && slices.Contains(deciding, actor.Role(tasks[n-1].Role)) {
		tasks[n-1].Decides = true
		return tasks
	}
	return append(tasks, decision(fmt.Sprintf("Step%d", len(tasks)+1)))
}

// decision is the step in which a case is decided where its process has none.
func decision(node string) workflow.Task {
	return workflow.Task{Node: node, Stage: stageDecide, Role: string(actor.Approver), Decides: true}
}

// standingAt is where a case stands that has come to a stage without its process having been
// kept: those that ran before there were any.
func standingAt(d *workflow.Definition, stage string, in workflow.Input) (workflow.State, error) {
	s, _, err := d.Start(in)
	first := s
	for err == nil {
		open := d.Open(s)
		if len(open) != 1 {
			return first, nil
		}
		if task, _ := d.Task(open[0].Node); task.Stage == stage {
			return s, nil
		}
		s, _, err = d.Step(s, workflow.Completed{Activity: open[0].ID}, in)
	}
	return first, nil
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
