package markup

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

// Fault is one thing wrong in a drawing, with where it is. Key is a text that
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
		return message.T(ctx, "markup.place.line", f.Line)
	case f.Name == "":
		return message.T(ctx, "markup.place.element", f.Line, f.Element)
	}
	return message.T(ctx, "markup.place.named", f.Line, f.Element, f.Name)
}

// Refused reports whether any of faults is an error.
func Refused(faults []Fault) bool {
	return slices.ContainsFunc(faults, func(f Fault) bool { return f.Severity == Error })
}
