package form

import (
	"context"
	"strconv"
	"strings"

	"tongban/capability/element"
	"tongban/kernel/mask"
	"tongban/kernel/message"
)

// Text returns an answer as it stands in an input. An answer with parts is written on
// one line, a table on one line for each row.
func (f *Field) Text(answer any) string {
	switch answer := answer.(type) {
	case string:
		return answer
	case int64:
		return strconv.FormatInt(answer, 10)
	case bool:
		return strconv.FormatBool(answer)
	case []string:
		return message.List(answer).In(message.Chinese)
	case Values:
		var parts []string
		for _, part := range partsOf[f.Kind] {
			if text := f.part(part).Text(answer[part]); text != "" {
				parts = append(parts, text)
			}
		}
		return strings.Join(parts, between[f.Kind])
	case []Values:
		rows := make([]string, len(answer))
		for i, row := range answer {
			cells := make([]string, len(f.Columns))
			for c := range f.Columns {
				cells[c] = f.Columns[c].Text(row[f.Columns[c].Key])
			}
			rows[i] = strings.Join(cells, "\t")
		}
		return strings.Join(rows, "\n")
	}
	return ""
}

// between is what divides the parts of an answer.
var between = map[Kind]string{DateRange: " — ", Address: " ", Location: ", "}

// Line is one row of a table in words.
type Line struct {
	Cells []Cell
}

// Cell is one answer in a row, with what it answers.
type Cell struct{ Label, Value string }

// Lines writes the rows of a table for ctx's reader. Masked hides in each cell what
// others must not read.
func (f *Field) Lines(ctx context.Context, answer any, masked bool) []Line {
	rows, _ := answer.([]Values)
	lines := make([]Line, len(rows))
	for i, row := range rows {
		for c := range f.Columns {
			column := &f.Columns[c]
			cell := Cell{Label: column.LabelIn(ctx), Value: column.Show(ctx, row[column.Key])}
			if masked {
				cell.Value = column.Masked(cell.Value)
			}
			if cell.Value != "" {
				lines[i].Cells = append(lines[i].Cells, cell)
			}
		}
	}
	return lines
}

// OptionLabel returns what a code of f's list or options is called for ctx's reader.
// A code nobody knows is returned as it is.
func (f *Field) OptionLabel(ctx context.Context, value string) string {
	for _, o := range f.Options {
		if o.Value == value {
			return o.In(ctx)
		}
	}
	list, _ := element.CodeList(f.list)
	for _, v := range list.Codes {
		if v.Code == value {
			return v.In(ctx)
		}
	}
	return value
}

// RegionName returns what a region is called for ctx's reader, its code if nobody
// knows.
func (d *Definition) RegionName(ctx context.Context, code string) string {
	if d.Regions != nil {
		if name, known := d.Regions(code); known {
			return message.Words{Chinese: name.Name, English: name.NameEn}.In(message.In(ctx))
		}
	}
	return code
}

// Sensitive reports whether answers to f must be stored encrypted and are masked for
// everybody but their owner: whether its data element is protected, or that of one of
// its columns. Where somebody is, is protected unless an element says otherwise.
// Basis: 个人信息保护法, art. 28 and art. 51(3).
func (f *Field) Sensitive() bool {
	for i := range f.Columns {
		if f.Columns[i].Sensitive() {
			return true
		}
	}
	e, known := element.Find(f.Element)
	return known && e.Protected() || !known && f.Kind == Location
}

// Masked hides the greater part of an answer in words if f is sensitive.
func (f *Field) Masked(text string) string {
	e, known := element.Find(f.Element)
	switch {
	case text == "":
		return ""
	case known && e.Protected():
		return e.Masked(text)
	case f.Sensitive():
		return mask.Whole(text)
	}
	return text
}
