package bpmn

import (
	"context"
	"slices"

	"tongban/kernel/message"
)

// Severity says how much a fault weighs.
type Severity string

// With an Error nothing is imported. A Warning is kept as it is and worth mending.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
)

// Fault is one thing wrong in a drawn process, with where it is. Key is a text that
// says what to do.
type Fault struct {
	Element  string // id in the XML; empty where there is none
	Name     string // what people call that element
	Line     int    // 0 in a document that was not read
	Key      string
	Args     []any
	Severity Severity
}

// Sentence says what is wrong and what to do, for ctx's reader.
func (f Fault) Sentence(ctx context.Context) string { return message.T(ctx, f.Key, f.Args...) }

// Place says where a fault is, for ctx's reader: the line, then the element as people
// know it.
func (f Fault) Place(ctx context.Context) string {
	switch {
	case f.Element == "":
		return message.T(ctx, "workflow.bpmn.place.line", f.Line)
	case f.Name == "":
		return message.T(ctx, "workflow.bpmn.place.element", f.Line, f.Element)
	}
	return message.T(ctx, "workflow.bpmn.place.named", f.Line, f.Element, f.Name)
}

// Refused reports whether any of faults is an error.
func Refused(faults []Fault) bool {
	return slices.ContainsFunc(faults, func(f Fault) bool { return f.Severity == Error })
}

// mostFaults bounds what is said about one file; who has more to mend begins with these.
const mostFaults = 100

// faults collects what is wrong, the first ones of a file.
type faults struct {
	list []Fault
}

// at notes a fault at an element.
func (l *faults) at(e *Element, severity Severity, key string, args ...any) {
	l.add(Fault{Element: e.Attr("id"), Name: e.Attr("name"), Line: e.Line, Key: "workflow.bpmn." + key, Args: args, Severity: severity})
}

func (l *faults) add(f Fault) {
	if len(l.list) < mostFaults || f.Severity == Error && !Refused(l.list) {
		l.list = append(l.list, f)
	}
}
