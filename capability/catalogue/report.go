package catalogue

import (
	"context"
	"strings"

	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
)

// Outcome is what became of one row of an imported list.
type Outcome string

// The outcomes.
const (
	Added     Outcome = "added"
	Changed   Outcome = "changed"
	Unchanged Outcome = "unchanged"
	Refused   Outcome = "refused"
)

// Report says what an import did, row by row.
type Report struct {
	ID   id.ID // of the import; 0 of a dry run
	Rows []Row
}

// Row is the report on one row of the list.
type Row struct {
	Number   int // in the list, from 1
	Code     string
	Name     string
	Outcome  Outcome
	Faults   []fault.Field // why it was refused
	Findings []Finding
}

// Count returns how many rows ended so.
func (r *Report) Count(outcome Outcome) (n int) {
	for _, row := range r.Rows {
		if row.Outcome == outcome {
			n++
		}
	}
	return n
}

// Text writes the report for ctx's reader: the totals, then every refused row with
// its reasons.
func (r *Report) Text(ctx context.Context) string {
	var b strings.Builder
	b.WriteString(message.T(ctx, "catalogue.import.totals", len(r.Rows),
		r.Count(Added), r.Count(Changed), r.Count(Unchanged), r.Count(Refused)) + "\n")
	for _, row := range r.Rows {
		for _, f := range row.Faults {
			b.WriteString(message.T(ctx, "catalogue.import.row", row.Number, row.Code, f.Name, message.T(ctx, f.Key, f.Args...)) + "\n")
		}
	}
	return b.String()
}
