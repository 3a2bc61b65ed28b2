package form

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"

	"tongban/capability/element"
	"tongban/kernel/message"
	"tongban/ui"
)

// foldedFrom is how many rows a table has when they are folded.
const foldedFrom = 4

// rows is a table as questions row by row.
func (q question) rows() ui.RowsProps {
	rows, _ := q.value.([]Values)
	name := q.rowName()
	p := ui.RowsProps{
		Name: q.path, Label: q.label(), Hint: q.hint(), Source: q.source(), Error: q.errs.Of(q.path), Optional: !q.f.Required,
		Notes: q.notes(), Sums: q.sums(rows), Paste: q.paste(),
	}
	opened := q.opened(len(rows))
	for i, row := range rows {
		p.Rows = append(p.Rows, q.row(i, row, name, i == opened))
	}
	switch most := q.f.MostRows(); {
	case len(rows) < most:
		p.Add = message.T(q.ctx, "form.page.rows.add", name)
	default:
		p.Full = message.T(q.ctx, "form.page.rows.full", most)
	}
	return p
}

// opened is the row that was just added, or stands where one was removed; -1 if the
// page did not come back for a row of this table.
func (q question) opened(rows int) int {
	if q.Input.Get("row-add") == q.path {
		return rows - 1
	}
	if table, row, _ := splitRow(q.Input.Get("row-remove")); table == q.path {
		return min(row, rows-1)
	}
	return -1
}

// row is one row. It stands open if it is the one worked on, has a mistake or is empty.
func (q question) row(i int, row Values, name string, opened bool) ui.RowsRow {
	at := Path(q.path, i, "")
	r := ui.RowsRow{
		Title: message.T(q.ctx, "form.page.rows."+q.rowWord(), i+1, name), Brief: q.brief(row), Error: q.errs.Of(at), Remove: true,
	}
	r.Open = opened || row.blank() || slices.ContainsFunc(q.errs, func(e ui.FieldError) bool { return e.Name == at || strings.HasPrefix(e.Name, at+".") })
	for c := range q.f.Columns {
		column := &q.f.Columns[c]
		cell := question{Asking: q.Asking, ctx: q.ctx, f: column, path: Path(q.path, i, column.Key), value: row[column.Key], errs: q.errs, again: i > 0, focus: opened && c == 0}
		r.Cells = append(r.Cells, ask(cell))
	}
	return r
}

// brief tells a folded row from others by its first answers; long numbers tell nobody
// anything.
func (q question) brief(row Values) string {
	var parts []string
	for c := range q.f.Columns {
		column := &q.f.Columns[c]
		if text := column.Show(q.ctx, row[column.Key]); text != "" && column.Rules.Format == "" && len(parts) < 3 {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, " · ")
}

// rowName is what one row is about: 股东.
func (q question) rowName() string { return listWords.ReplaceAllString(q.label(), "") }

// rowWord says how rows are counted: people, and whoever else has papers to show who
// they are, in 位, things in 项.
func (q question) rowWord() string {
	for _, column := range q.f.Columns {
		if e, known := element.Find(column.Element); known && e.Kind == element.IDNumber || column.Rules.Format == "cn_id18" || strings.HasSuffix(column.Element, ".documentNumber") {
			return "person"
		}
	}
	return "thing"
}

// added finds the columns that rules and computed fields add up.
var added = regexp.MustCompile(`total\(\s*(\w+)\s*,\s*['"](\w+)['"]\s*\)`)

// sums are what the columns come to that a rule or a computed field adds up.
func (q question) sums(rows []Values) (sums []ui.RowsSum) {
	if len(rows) == 0 {
		return nil
	}
	var texts []string
	for _, r := range q.Form.Rules {
		texts = append(texts, r.Holds)
	}
	for _, f := range q.Form.Fields {
		texts = append(texts, f.Compute)
	}
	var seen []string
	for _, m := range added.FindAllStringSubmatch(strings.Join(texts, "\n"), -1) {
		column, known := q.f.Column(m[2])
		if m[1] != q.f.Key || !known || slices.Contains(seen, m[2]) {
			continue
		}
		seen = append(seen, m[2])
		cell := question{Asking: q.Asking, ctx: q.ctx, f: column}
		sums = append(sums, ui.RowsSum{
			Column: m[2], Label: message.T(q.ctx, "form.page.rows.sum", unitInLabel.ReplaceAllString(column.LabelIn(q.ctx), "")), Value: thousands(columnTotal(rows, m[2])), Unit: cell.unit(),
		})
	}
	return sums
}

// columnTotal adds the numbers of a column, exactly. What is no number is left out.
func columnTotal(rows []Values, column string) string {
	sum, decimals := new(big.Rat), 0
	for _, row := range rows {
		text, ok := number(plainNumber(fmt.Sprint(row[column])))
		if !ok {
			continue
		}
		sum.Add(sum, rational(text))
		_, after, _ := strings.Cut(text, ".")
		decimals = max(decimals, len(after))
	}
	text, _ := number(sum.FloatString(decimals))
	return text
}

// thousands puts commas between the thousands of a number.
func thousands(text string) string {
	whole, decimals, fraction := strings.Cut(text, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	for at := len(whole) - 3; at > 0; at -= 3 {
		whole = whole[:at] + "," + whole[at:]
	}
	if fraction {
		return sign + whole + "." + decimals
	}
	return sign + whole
}

// paste is the way in for a table from elsewhere; what could not be read stays there.
func (q question) paste() ui.PasteProps {
	p := ui.PasteProps{Limit: message.T(q.ctx, "form.page.rows.limit", q.f.MostRows()), Lang: q.lang()}
	for _, one := range q.Faults {
		if one.Name == q.path && refusedPaste[one.Key] && q.Input.Get("row-paste") == q.path {
			p.Text = firstCharacters(q.Input.Get(q.path+".paste"), mostPasted)
		}
	}
	for _, column := range q.f.Columns {
		if column.Kind != Computed {
			p.Columns = append(p.Columns, column.LabelIn(q.ctx))
		}
	}
	return p
}

// refusedPaste are the faults after which nothing of what was pasted was taken.
var refusedPaste = map[string]bool{
	"form.paste.max": true, "form.paste.unreadable": true, "form.table.max": true,
}

// mostPasted is how much of a table that could not be read is shown again.
const mostPasted = 20_000

func firstCharacters(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most])
	}
	return text
}
