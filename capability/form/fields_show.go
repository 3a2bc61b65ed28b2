package form

import (
	"context"
	"slices"
	"strings"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/message"
	"tongban/ui"

	"github.com/a-h/templ"
)

// Summary returns the answers of a form for reading: on the check page, at the desk,
// on receipts. Tables are tables, codes their labels, regions their names. Masked hides
// what others must not read.
func Summary(ctx context.Context, d *Definition, v Values, masked bool) []ui.SummaryRow {
	var rows []ui.SummaryRow
	for _, topic := range d.topics {
		rows = append(rows, topic.Rows(ctx, d, v, "", masked)...)
	}
	return rows
}

// Rows returns the answers of a topic for reading. With change, each row leads there.
func (t Topic) Rows(ctx context.Context, d *Definition, v Values, change string, masked bool) []ui.SummaryRow {
	s := summary{ctx, d, masked}
	var rows []ui.SummaryRow
	for _, f := range t.Fields {
		if f.Kind == Info {
			continue
		}
		row := ui.SummaryRow{Key: f.LabelIn(ctx), Lang: question{ctx: ctx, f: f}.lang()}
		if cells, ok := v[f.Key].([]Values); ok && len(cells) > 0 {
			row.Body = s.table(f, cells)
		} else {
			row.Value = s.text(f, v[f.Key])
		}
		if change != "" && f.asked() {
			row.Change = change + "#" + ui.FieldID(f.Key)
		}
		rows = append(rows, row)
	}
	return rows
}

// summary writes answers for one reader.
type summary struct {
	ctx    context.Context
	d      *Definition
	masked bool
}

// text writes an answer on one line.
func (s summary) text(f *Field, answer any) string {
	text := f.Show(s.ctx, answer)
	parts, _ := answer.(Values)
	if region, ok := parts["region"].(string); ok {
		detail, _ := parts["detail"].(string)
		text = strings.TrimSpace(s.d.regionPath(s.ctx, region) + " " + detail)
	}
	if code, ok := answer.(string); ok && f.list == divisions {
		text = s.d.regionPath(s.ctx, code)
	}
	if s.masked {
		text = f.Masked(text)
	}
	if f.Kind == Money && text != "" && !unitInLabel.MatchString(f.LabelIn(s.ctx)) {
		text += " " + message.T(s.ctx, "form.page.yuan")
	}
	return text
}

// table shows the rows of a table.
func (s summary) table(f *Field, rows []Values) templ.Component {
	p := ui.TableProps{Caption: f.LabelIn(s.ctx)}
	main := f.mainColumn()
	for c := range f.Columns {
		column := &f.Columns[c]
		p.Columns = append(p.Columns, ui.Column{Title: column.LabelIn(s.ctx), Number: column.isNumber(), Main: c == main, Said: c != main})
	}
	for _, row := range rows {
		var cells []templ.Component
		for c := range f.Columns {
			column := &f.Columns[c]
			cells = append(cells, ui.Plain(s.text(column, row[column.Key])))
		}
		p.Rows = append(p.Rows, ui.TableRow{Cells: cells})
	}
	return ui.DataTable(p)
}

// mainColumn is the column that says what a row is about: the first answered in words of
// one's own, such as a name.
func (f *Field) mainColumn() int {
	return max(0, slices.IndexFunc(f.Columns, func(c Field) bool { return c.Kind == String }))
}

// isNumber reports whether answers to f are numbers that are compared by size.
func (f *Field) isNumber() bool {
	switch f.Kind {
	case Integer, Decimal, Money, Computed:
		return true
	}
	return false
}

// Show writes an answer for ctx's reader.
func (f *Field) Show(ctx context.Context, answer any) string {
	switch answer := answer.(type) {
	case bool:
		return message.T(ctx, map[bool]string{true: "form.yes", false: "form.no"}[answer])
	case []string:
		labels := make([]string, len(answer))
		for i, value := range answer {
			labels[i] = f.OptionLabel(ctx, value)
		}
		return message.Join(ctx, labels)
	case Values:
		from, _ := answer["from"].(string)
		to, _ := answer["to"].(string)
		if f.Kind == DateRange {
			return message.T(ctx, "form.page.period.both", shownDay(ctx, from), shownDay(ctx, to))
		}
	case string:
		switch f.Kind {
		case Date:
			return shownDay(ctx, answer)
		case DateTime:
			return strings.Replace(answer, "T", " ", 1)
		case Money, Decimal, Computed:
			if _, ok := number(answer); ok {
				return thousands(answer)
			}
			return answer
		}
		return f.OptionLabel(ctx, answer)
	}
	return f.Text(answer)
}

// shownDay writes a day for ctx's reader, and what is none as it was typed.
func shownDay(ctx context.Context, text string) string {
	if t, err := time.ParseInLocation(time.DateOnly, text, clock.Shanghai); err == nil {
		return message.Date(ctx, t)
	}
	return text
}

// regionPath writes a region with those above it.
func (d *Definition) regionPath(ctx context.Context, code string) string {
	var names []string
	for _, end := range []int{2, 4, 6, 9, 12} {
		if len(code) < end || end <= 6 && end > 2 && strings.Trim(code[end-2:min(6, len(code))], "0") == "" {
			continue
		}
		above := code[:end]
		for len(above) < 6 {
			above += "0"
		}
		if name := d.RegionName(ctx, above); name != above {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return code
	}
	return strings.Join(names, " ")
}
