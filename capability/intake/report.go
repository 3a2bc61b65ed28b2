package intake

import (
	"cmp"
	"context"
	"encoding/csv"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"tongban/capability/catalogue"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/record"
)

// Report says what an import did, row by row.
type Report struct {
	ID       id.ID // of the import in the journal; 0 of a dry run
	File     record.File
	DryRun   bool // nothing was written; the rows say what would have been
	Withheld bool // nothing was published because a row was refused
	Rows     []*Row
	Bodies   []Body // that the sound rows belong to, once each
}

// Body is a department with the region it serves, as a list names them.
type Body struct {
	Department catalogue.Department
	Region     catalogue.Region
}

// names notes whom a sound row belongs to.
func (r *Report) names(i *catalogue.Item) {
	body := Body{i.Department, i.Region}
	if i.Region.Code != "" && !slices.Contains(r.Bodies, body) {
		r.Bodies = append(r.Bodies, body)
	}
}

// Row is the report on one row of the list.
type Row struct {
	Number   int // in the list, from 1
	Code     string
	Name     string
	Outcome  catalogue.Outcome
	Faults   []fault.Field // why it was refused
	Findings []catalogue.Finding
}

// Count returns how many rows ended so.
func (r *Report) Count(outcome catalogue.Outcome) (n int) {
	for _, row := range r.Rows {
		if row.Outcome == outcome {
			n++
		}
	}
	return n
}

// rules counts the findings by rule.
func (r *Report) rules() map[string]int {
	count := map[string]int{}
	for _, row := range r.Rows {
		for _, f := range row.Findings {
			count[f.Rule]++
		}
	}
	return count
}

// example returns the first finding of a rule.
func (r *Report) example(rule string) catalogue.Finding {
	for _, row := range r.Rows {
		for _, f := range row.Findings {
			if f.Rule == rule {
				return f
			}
		}
	}
	return catalogue.Finding{}
}

// Text writes the report for ctx's reader: the totals, the findings by rule, then
// every refused row with its reasons.
func (r *Report) Text(ctx context.Context) string {
	var b strings.Builder
	line := func(key string, args ...any) { b.WriteString(catalogue.Legible(message.T(ctx, key, args...)) + "\n") }
	if r.File.Encoding != "" && r.File.Encoding != record.UTF8 {
		line("intake.encoding", r.File.Encoding)
	}
	line("intake.totals", len(r.Rows), r.Count(catalogue.Added), r.Count(catalogue.Changed), r.Count(catalogue.Unchanged), r.Count(catalogue.Refused))
	switch {
	case r.DryRun:
		line("intake.dry-run")
	case r.Withheld:
		line("intake.withheld")
	}
	rules := r.rules()
	total := 0
	for _, n := range rules {
		total += n
	}
	line("intake.findings", total)
	for _, rule := range slices.SortedFunc(maps.Keys(rules), func(a, b string) int {
		return cmp.Or(-cmp.Compare(rules[a], rules[b]), cmp.Compare(a, b))
	}) {
		line("intake.finding", rules[rule], rule, r.example(rule).Sentence(ctx))
	}
	for _, row := range r.Rows {
		for _, f := range row.Faults {
			what := strings.Join([]string{row.Code, row.Name, f.Name}, " ")
			line("intake.row", row.Number, strings.Join(strings.Fields(what), " "), message.T(ctx, f.Key, f.Args...))
		}
	}
	return b.String()
}

// CSV writes the report as a table for ctx's reader: a line for each row, and one for
// each of its reasons and findings.
func (r *Report) CSV(ctx context.Context, w io.Writer) error {
	text := func(key string, args ...any) string { return message.T(ctx, "intake."+key, args...) }
	table, err := newTable(w, text("column.number"), text("column.outcome"), text("column.code"), text("column.name"),
		text("column.severity"), text("column.rule"), text("column.element"), text("column.sentence"))
	if err != nil {
		return err
	}
	for _, row := range r.Rows {
		start := []string{strconv.Itoa(row.Number), text("outcome." + string(row.Outcome)), row.Code, row.Name}
		if len(row.Faults)+len(row.Findings) == 0 {
			table.write(append(start, "", "", "", "")...)
		}
		for _, f := range row.Faults {
			table.write(append(start, text("reason"), f.Key, f.Name, message.T(ctx, f.Key, f.Args...))...)
		}
		for _, f := range row.Findings {
			table.write(append(start, text("severity."+string(f.Severity)), f.Rule, f.Element, f.Sentence(ctx))...)
		}
	}
	return table.close()
}

// table is one that opens in a spreadsheet: with a byte order mark, and no cell is a
// formula.
type table struct{ *csv.Writer }

func newTable(w io.Writer, heads ...string) (table, error) {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return table{}, err
	}
	t := table{csv.NewWriter(w)}
	t.UseCRLF = true
	t.write(heads...)
	return t, nil
}

func (t table) write(cells ...string) {
	for i, cell := range cells {
		cells[i] = guarded(cell)
	}
	_ = t.Write(cells) // close says it
}

// close writes what is held back and says what went wrong.
func (t table) close() error {
	t.Flush()
	return t.Error()
}

// guarded keeps a spreadsheet from taking a text for a formula.
func guarded(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

// mostName is how many characters name a row in a report.
const mostName = 500

// heading returns text as one line of a report names a row by it.
func heading(text string) string {
	characters := []rune(strings.Join(strings.Fields(catalogue.Legible(text)), " "))
	if len(characters) <= mostName {
		return string(characters)
	}
	return string(characters[:mostName]) + "…"
}
