package procedure

import (
	"context"
	"slices"

	"tongban/capability/procedure/drawing"
	"tongban/capability/workflow"
	"tongban/capability/workflow/bpmn"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
)

// checked is a drawing with everything that is to be said of it.
type checked struct {
	doc        *bpmn.Document       // nil if it is no BPMN at all
	definition *workflow.Definition // nil if it cannot be executed
	faults     []workflow.Fault
}

// check looks a drawing over: that it is BPMN, that it can be executed, that it is sound.
// Every place that asks whether a drawing is good asks here.
func check(xml string) checked {
	doc, faults := bpmn.Read([]byte(xml))
	if doc == nil || bpmn.Refused(faults) {
		return checked{faults: faults}
	}
	definition, more := workflow.Compile(doc)
	faults = append(faults, more...)
	if definition != nil {
		faults = append(faults, definition.Sound(workflow.Known{Role: isRole})...)
	}
	return checked{doc, definition, faults}
}

// caseRoles are who a step can be for: the roles that do casework.
var caseRoles = []actor.Role{
	actor.Window, actor.Reviewer, actor.Approver, actor.Head, actor.Government, actor.Inspector,
	actor.Street, actor.Hospital, actor.Bank, actor.Tax, actor.Registrar, actor.Finance,
}

func isRole(role string) bool { return slices.Contains(caseRoles, actor.Role(role)) }

// errors counts the faults that keep a drawing from being published.
func (c checked) errors() (n int) {
	for _, f := range c.faults {
		if f.Severity == bpmn.Error {
			n++
		}
	}
	return n
}

// unreadable says why a file is no drawing at all, nil if it is one.
func (c checked) unreadable(ctx context.Context) error {
	if c.doc != nil {
		return nil
	}
	var fields []fault.Field
	for _, f := range c.faults[:min(len(c.faults), 5)] {
		fields = append(fields, fault.Field{Name: "file", Key: "procedure.wrong.bpmn", Args: []any{f.Place(ctx), f.Sentence(ctx)}})
	}
	return fault.InvalidFields(fields)
}

// tasks counts the steps that people work on.
func (c checked) tasks() (n int) {
	if c.doc == nil {
		return 0
	}
	for _, step := range drawing.Outline(c.doc) {
		if step.Sort == drawing.Step && (step.Node.Kind == bpmn.UserTask || step.Node.Kind == bpmn.ManualTask) {
			n++
		}
	}
	return n
}
