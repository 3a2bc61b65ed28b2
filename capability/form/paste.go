package form

import (
	"encoding/csv"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"tongban/kernel/fault"
)

// Limits of what can be pasted at once.
const (
	maxPaste  = 1 << 20 // bytes
	maxPasted = 20      // faults that are told
	maxCells  = 200     // of a line that may name columns
)

// Act does what a button of a page asks for besides going on: it adds or removes a
// row of a table, or takes in rows that were pasted. It returns the answers of the
// page with blank rows kept, what is wrong with what was pasted, and whether there was
// such a button.
func (d *Definition) Act(input url.Values, topic Topic) (v Values, wrong []fault.Field, acted bool) {
	v = d.decode(input, topic)
	for _, f := range topic.Fields {
		if f.Kind != Table {
			continue
		}
		rows := v.Rows(f.Key)
		removed, row, _ := splitRow(input.Get("row-remove"))
		switch f.Key {
		case input.Get("row-add"):
			if len(rows) < f.MostRows() {
				rows = append(rows, Values{})
			} else {
				wrong = append(wrong, fault.Field{Name: f.Key, Key: "form.table.full", Args: []any{f.name(), f.MostRows()}})
			}
		case input.Get("row-paste"):
			var pasted []Values
			pasted, wrong = d.Paste(f, input.Get(f.Key+".paste"))
			rows = append(slices.DeleteFunc(rows, Values.blank), pasted...)
			if n := len(rows); n > f.MostRows() {
				rows = rows[:n-len(pasted)]
				wrong = append(wrong, fault.Field{Name: f.Key, Key: "form.table.max", Args: []any{f.name(), f.MostRows(), n}})
			}
		case removed:
			if row >= 0 && row < len(rows) {
				rows = slices.Delete(rows, row, row+1)
			}
		default:
			continue
		}
		v[f.Key], acted = rows, true
	}
	return v, wrong, acted
}

// Paste reads the rows of a table from what was copied out of a spreadsheet or typed:
// cells divided by tabs, commas or, as Markdown has it, bars. A first line that names
// columns says which cell is which; without one the cells stand in the form's order.
// What does not fit is reported by line; more rows than the table takes are refused
// altogether.
func (d *Definition) Paste(table *Field, text string) (rows []Values, wrong []fault.Field) {
	refuse := func(key string, args ...any) ([]Values, []fault.Field) {
		return nil, []fault.Field{{Name: table.Key, Key: key, Args: append([]any{table.name()}, args...)}}
	}
	if strings.TrimSpace(text) == "" {
		return refuse("form.paste.empty")
	}
	most := table.MostRows()
	if lines := strings.Count(text, "\n"); len(text) > maxPaste || lines > 4*most+20 {
		return refuse("form.paste.max", most, lines+1)
	}
	lines, err := cellsOf(text)
	if err != nil || len(lines[0]) > maxCells {
		return refuse("form.paste.unreadable")
	}
	columns, headed, strange := table.headings(lines[0])
	if headed {
		lines = lines[1:]
	}
	for _, name := range strange[:min(maxPasted, len(strange))] {
		wrong = append(wrong, fault.Field{Name: table.Key, Key: "form.paste.column", Args: []any{table.name(), name}})
	}
	if len(lines) > most {
		return refuse("form.paste.max", most, len(lines))
	}
	for i, cells := range lines {
		row, over := table.row(columns, cells)
		if over && len(wrong) < maxPasted {
			wrong = append(wrong, fault.Field{Name: table.Key, Key: "form.paste.wide", Args: []any{table.name(), i + 1, len(columns)}})
		}
		rows = append(rows, row)
	}
	return rows, wrong
}

// row reads the cells of a line; over says that there were more than columns.
func (f *Field) row(columns []*Field, cells []string) (row Values, over bool) {
	row = Values{}
	for n, cell := range cells {
		switch {
		case n >= len(columns):
			over = over || strings.TrimSpace(cell) != ""
		case columns[n] != nil:
			if answer := columns[n].read(columns[n].coded(cell)); !unseen(answer) {
				row[columns[n].Key] = answer
			}
		}
	}
	return row, over
}

// coded returns the code of an option that was pasted by its label, a number without
// its per cent sign, 是 as true.
func (f *Field) coded(cell string) string {
	cell = strings.TrimSpace(cell)
	switch f.Kind {
	case Enum, Code, Ref:
		for _, o := range f.Options {
			if cell == o.Label || strings.EqualFold(cell, o.LabelEn) && cell != "" {
				return o.Value
			}
		}
	case Decimal:
		return strings.TrimRight(cell, "%％")
	case Bool:
		switch strings.ToLower(cell) {
		case "是", "yes", "y", "√":
			return "true"
		case "否", "no", "n", "×":
			return "false"
		}
	}
	return cell
}

// cellsOf divides a text into lines of cells. Lines with nothing in them are left out.
func cellsOf(text string) ([][]string, error) {
	text = strings.TrimPrefix(lines.Replace(text), "\ufeff")
	first, _, _ := strings.Cut(strings.TrimLeft(text, "\n"), "\n")
	if strings.HasPrefix(strings.TrimSpace(first), "|") {
		return barred(text), nil
	}
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	switch {
	case strings.Contains(first, "\t"):
		r.Comma = '\t'
	case !strings.Contains(first, ",") && strings.ContainsAny(first, "，"):
		r.Comma = '，'
	case !strings.Contains(first, ",") && strings.Contains(first, ";"):
		r.Comma = ';'
	}
	all, err := r.ReadAll()
	all = slices.DeleteFunc(all, func(cells []string) bool { return strings.TrimSpace(strings.Join(cells, "")) == "" })
	if err == nil && len(all) == 0 {
		err = csv.ErrFieldCount
	}
	return all, err
}

// barred divides a table of Markdown.
func barred(text string) (all [][]string) {
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.Trim(strings.TrimSpace(line), "|")
		if strings.Trim(line, "|-: ") == "" { // nothing, or the line below the heading
			continue
		}
		all = append(all, strings.Split(line, "|"))
	}
	return all
}

// headings reads the first line as the names of columns. It is one if half of its
// cells are; those that are not are returned as strange, and their cells left out.
func (f *Field) headings(cells []string) (columns []*Field, headed bool, strange []string) {
	known := 0
	for _, cell := range cells {
		i := slices.IndexFunc(f.Columns, func(c Field) bool { return c.isCalled(cell) })
		if i < 0 {
			columns = append(columns, nil)
			if name := strings.TrimSpace(cell); name != "" {
				strange = append(strange, name)
			}
			continue
		}
		columns = append(columns, &f.Columns[i])
		known++
	}
	if known > 0 && 2*known >= len(cells) {
		return columns, true, strange
	}
	columns = nil
	for i := range f.Columns {
		if f.Columns[i].asked() {
			columns = append(columns, &f.Columns[i])
		}
	}
	return columns, false, nil
}

// isCalled reports whether a heading names f, with or without its unit.
func (f *Field) isCalled(heading string) bool {
	heading = bare(heading)
	name := f.name()
	return heading != "" && slices.ContainsFunc([]string{name.Chinese, name.English, f.Key}, func(s string) bool { return bare(s) == heading })
}

// bare writes a heading as it is compared: without its unit in brackets, without
// spaces, in small letters.
func bare(heading string) string {
	if at := strings.IndexAny(heading, "（("); at > 0 {
		heading = heading[:at]
	}
	return strings.ToLower(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || invisible(r) || r == '*' {
			return -1
		}
		return r
	}, heading))
}
