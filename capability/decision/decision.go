package decision

import "tongban/kernel/markup"

// Fault is one thing wrong in a model, or one thing that could not be computed, with
// where it is.
type Fault = markup.Fault

// Severity says how much a fault weighs.
type Severity = markup.Severity

// With an Error there is no model. A Warning is worth mending.
const (
	Error   = markup.Error
	Warning = markup.Warning
)

// Info names one decision of a model.
type Info struct{ ID, Name string }

// Input is something a decision has to be told.
type Input struct{ ID, Name, Type string }

// Answer is what a decision came to, and how.
type Answer struct {
	Value    any // nil, bool, string, feel.Number, dates and times, []any, map[string]any
	Findings []Finding

	value any
}

// FEEL returns the value as FEEL has it, where durations and times of day are no texts.
func (a Answer) FEEL() any { return a.value }

// Finding is what one decision came to on the way to an answer.
type Finding struct {
	Decision, Name string // id and name
	Value          any
	Table          *TableFinding // nil unless it is a table
	Troubles       []Fault       // what could not be computed: null, with a reason
}

// TableFinding is how a table was read.
type TableFinding struct {
	Inputs  []Cell
	Outputs []string // names, or labels
	Rows    []Row
	Hits    []int // rows that fit, by their place in Rows

	truth func(row, col int) Truth
}

// Cell is one input of a table and its value.
type Cell struct {
	Label, Expression string
	Value             any
}

// Row is one row of a table as it is written.
type Row struct {
	ID         string
	Cells      []string // a condition for each input; "-" asks nothing
	Outputs    []string
	Annotation string
}

// Truth is what became of a condition.
type Truth int

// A condition that could not be asked, because its input is missing or of the wrong kind,
// is Unknown and counts as not fulfilled.
const (
	Unknown Truth = iota
	True
	False
)

// Truth says what became of the condition of a row on an input. It is asked by one at a time;
// what would cost more than an answer may is Unknown.
func (t *TableFinding) Truth(row, col int) Truth {
	if t == nil || t.truth == nil || row < 0 || row >= len(t.Rows) || col < 0 || col >= len(t.Inputs) {
		return Unknown
	}
	return t.truth(row, col)
}
