package procedure

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"tongban/capability/form"
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

// check looks the drawing of an item over: that it is BPMN, that it can be executed, that its
// cases flow freely, that the office does what is drawn. Every place that asks whether a
// drawing is good asks here.
func (s *Service) check(ctx context.Context, item, xml string) (checked, error) {
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
	more := carrier{doc: c.doc, definition: c.definition}
	if more.department, more.form, err = s.about(ctx, item); err != nil {
		return c, fmt.Errorf("check a drawing: %w", err)
	}
	c.faults = slices.Concat(c.faults, sound, more.uncarried())
	slices.SortStableFunc(c.faults, func(a, b workflow.Fault) int { return cmp.Compare(a.Line, b.Line) })
	return c, nil
}

// about returns who decides on an item, and its form, nil if none can be read.
func (s *Service) about(ctx context.Context, code string) (string, *form.Definition, error) {
	item, err := s.Items.Published(ctx, code)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return "", nil, nil
	}
	if err != nil {
		return "", nil, err
	}
	department := item.Department.Code
	if !item.HasForm() {
		return department, nil, nil
	}
	asked, err := form.Parse(item.Form)
	if err != nil { // whoever publishes an item is told
		return department, nil, nil
	}
	return department, asked, nil
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
