package instant

import (
	"slices"
	"strings"

	"tongban/capability/decision"
)

// approve is what a rule says to approve. Anything else refers.
const approve = "approve"

// refer is what a rule says that leaves a case to people; whatever else it says does so too.
const refer = "refer"

// resultKey and reasonKey are the outputs of a rule with several.
const (
	resultKey = "result"
	reasonKey = "reason"
)

// truths are how the truth of a condition is kept.
var truths = map[decision.Truth]string{decision.True: "yes", decision.False: "no", decision.Unknown: "unknown"}

// approves reports whether a rule has said to approve, and the reason it gave for anything
// else. Of several answers all have to approve.
func approves(value any) (yes bool, words string) {
	switch v := value.(type) {
	case string:
		return v == approve, ""
	case map[string]any:
		result, _ := v[resultKey].(string)
		words, _ = v[reasonKey].(string)
		return result == approve, words
	case []any:
		yes = len(v) > 0
		for _, one := range v {
			if ok, said := approves(one); !ok {
				return false, said
			}
		}
	}
	return yes, words
}

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
		kept.Inputs, kept.Found = append(kept.Inputs, labelOf(c)), append(kept.Found, textOf(c.Value))
	}
	order := make([]int, len(t.Rows))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return weight(t, b) - weight(t, a) })
	for _, i := range order[:min(len(order), mostRows)] {
		row := Row{Number: i + 1, Cells: t.Rows[i].Cells, Outputs: t.Rows[i].Outputs, Words: t.Rows[i].Annotation, Hit: slices.Contains(t.Hits, i)}
		for col := range t.Inputs {
			row.Truths = append(row.Truths, truths[t.Truth(i, col)])
		}
		kept.Rows = append(kept.Rows, row)
	}
	slices.SortFunc(kept.Rows, func(a, b Row) int { return a.Number - b.Number })
	kept.More = len(t.Rows) - len(kept.Rows)
	return kept
}

// weight is how much a row has to be kept.
func weight(t *decision.TableFinding, row int) int {
	switch {
	case slices.Contains(t.Hits, row):
		return 2
	case approving(t.Rows[row]):
		return 1
	}
	return 0
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
