package procedure

import (
	"context"
	"fmt"
	"slices"

	"tongban/capability/procedure/drawing"
	"tongban/capability/workflow"
	"tongban/capability/workflow/bpmn"
	"tongban/kernel/fault"
)

// checked is a drawing with everything that is to be said of it.
type checked struct {
	doc        *bpmn.Document       // nil if it is no BPMN at all
	definition *workflow.Definition // nil if it cannot be executed
	faults     []workflow.Fault
}

// check looks a drawing over: that it is BPMN, that it can be executed, that its cases flow
// freely. Every place that asks whether a drawing is good asks here.
func (s *Service) check(ctx context.Context, xml string) (checked, error) {
	c := parse(xml)
	if c.definition == nil {
		return c, nil
	}
	departments, err := s.Places.Departments(ctx)
	if err != nil {
		return c, fmt.Errorf("check a drawing: %w", err)
	}
	codes := make([]string, len(departments))
	for i, d := range departments {
		codes[i] = d.Code
	}
	known := workflow.Known{
		Role:       func(role string) bool { return roles[role] },
		Department: func(code string) bool { return slices.Contains(codes, code) },
	}
	sound := s.found.of(xml, fmt.Sprint(codes), func() []workflow.Fault { return c.definition.Sound(known) })
	c.faults = append(c.faults, sound...)
	return c, nil
}

// parse reads a drawing and compiles it.
func parse(xml string) checked {
	doc, faults := bpmn.Read([]byte(xml))
	if doc == nil || bpmn.Refused(faults) {
		return checked{faults: faults}
	}
	definition, more := workflow.Compile(doc)
	return checked{doc, definition, append(faults, more...)}
}

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
