package instant

import (
	"slices"
	"strings"

	"tongban/capability/decision"
)

// approve is what a rule says to approve. Anything else refers.
const approve = "approve"

// truths are how the truth of a condition is kept.
var truths = map[decision.Truth]string{decision.True: "yes", decision.False: "no", decision.Unknown: "unknown"}

// explain keeps of an answer how it came about, and names what was not met.
func explain(answer decision.Answer) (tables []Table, failed []Failed) {
	for _, f := range answer.Findings {
		if f.Table == nil {
			continue
		}
		tables = append(tables, tableOf(f))
	}
	for i := range slices.Backward(answer.Findings) {
		if t := answer.Findings[i].Table; t != nil {
			if failed = closest(t); len(failed) > 0 {
				return tables, failed
			}
		}
	}
	return tables, nil
}

// tableOf keeps a table: the rows that hit and those that approve come first.
func tableOf(f decision.Finding) Table {
	t := f.Table
	kept := Table{Name: f.Name}
	for _, c := range t.Inputs {
		kept.Inputs = append(kept.Inputs, labelOf(c))
	}
	hits := map[int]bool{}
	for _, i := range t.Hits {
		hits[i] = true
	}
	order := make([]int, 0, len(t.Rows))
	for _, want := range []func(int) bool{
		func(i int) bool { return hits[i] },
		func(i int) bool { return !hits[i] && approving(t.Rows[i]) },
		func(i int) bool { return !hits[i] && !approving(t.Rows[i]) },
	} {
		for i := range t.Rows {
			if want(i) && len(order) < mostRows {
				order = append(order, i)
			}
		}
	}
	slices.Sort(order)
	for _, i := range order {
		row := Row{Number: i + 1, Cells: t.Rows[i].Cells, Outputs: t.Rows[i].Outputs, Words: t.Rows[i].Annotation, Hit: hits[i]}
		for col := range t.Inputs {
			row.Truths = append(row.Truths, truths[t.Truth(i, col)])
		}
		kept.Rows = append(kept.Rows, row)
	}
	kept.More = len(t.Rows) - len(kept.Rows)
	return kept
}

// approving reports whether a row says to approve.
func approving(r decision.Row) bool {
	return slices.ContainsFunc(r.Outputs, func(o string) bool { return strings.Trim(o, `" `) == approve })
}

func labelOf(c decision.Cell) string {
	if c.Label != "" {
		return c.Label
	}
	return c.Expression
}

// closest returns the conditions not met of the approving row that fails the fewest; nil
// where no row of the table approves.
func closest(t *decision.TableFinding) (fewest []Failed) {
	found := false
	for i, row := range t.Rows {
		if !approving(row) {
			continue
		}
		var failed []Failed
		for col, c := range t.Inputs {
			if t.Truth(i, col) != decision.True && wants(row, col) {
				failed = append(failed, Failed{Label: labelOf(c), Wants: row.Cells[col], Has: textOf(c.Value)})
			}
		}
		if !found || len(failed) < len(fewest) {
			fewest, found = failed, true
		}
	}
	return fewest
}

// wants reports whether a row asks something of a column.
func wants(row decision.Row, col int) bool {
	return col < len(row.Cells) && strings.TrimSpace(row.Cells[col]) != "-" && strings.TrimSpace(row.Cells[col]) != ""
}
