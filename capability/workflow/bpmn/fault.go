package bpmn

import "tongban/kernel/markup"

// What a file of XML is made of, and what can be wrong in it.
type (
	Fault    = markup.Fault
	Severity = markup.Severity
	Element  = markup.Element
	Attr     = markup.Attr
	Name     = markup.Name
	Content  = markup.Content
	Sort     = markup.Sort
)

// With an Error nothing is imported. A Warning is kept as it is and worth mending.
const (
	Error   = markup.Error
	Warning = markup.Warning
)

// What stands in an element.
const (
	Child       = markup.Child
	Text        = markup.Text
	CData       = markup.CData
	Comment     = markup.Comment
	Instruction = markup.Instruction
)

// MaxBytes is the size of the largest file that is read.
const MaxBytes = markup.MaxBytes

// The namespaces a process is written in.
const (
	Model   = "http://www.omg.org/spec/BPMN/20100524/MODEL"
	Diagram = "http://www.omg.org/spec/BPMN/20100524/DI"
	Drawn   = "http://www.omg.org/spec/DD/20100524/DI"
	Canvas  = "http://www.omg.org/spec/DD/20100524/DC"
	Tongban = "urn:tongban:bpmn:1" // our own properties
)

// New returns an element of namespace space; attributes follow as name and value, those
// without a value are left out.
func New(space, local string, attrs ...string) *Element {
	return markup.New(space, local, attrs...)
}

// Refused reports whether any of faults is an error.
func Refused(faults []Fault) bool { return markup.Refused(faults) }

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
