package catalogue

import (
	"context"

	"tongban/kernel/message"
)

// Severity says how much a finding weighs.
type Severity string

// The severities. An Error keeps our own editors from publishing; a Warning is
// something to mend; a Notice is worth knowing.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Notice  Severity = "notice"
)

// Finding is something an editor should look at in a version of an item. It comes
// from Item.Lint, or from an importer that could not take over everything.
type Finding struct {
	Rule     string   `json:"rule"` // e.g. "promise-over-law"; its sentence is catalogue.lint.<rule>
	Severity Severity `json:"severity"`
	Element  string   `json:"element"`        // where: "materials[2].name"
	Args     []any    `json:"args,omitempty"` // of the sentence
}

// Sentence says what is wrong and what to do, for ctx's reader.
func (f Finding) Sentence(ctx context.Context) string {
	return message.T(ctx, "catalogue.lint."+f.Rule, f.Args...)
}

// Place says where a finding is, for ctx's reader: "材料 3 · 名称".
func (f Finding) Place(ctx context.Context) string { return f.Element }
