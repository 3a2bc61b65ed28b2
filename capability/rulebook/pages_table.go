package rulebook

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"tongban/capability/decision"
	"tongban/capability/rulebook/sheet"
	"tongban/kernel/web"
	"tongban/ui"
)

// save takes the form of the draft: inputs, table, examples, settings; then does the one thing
// its button says. Everything that was typed is kept, whichever button it was.
func (p pages) save(w http.ResponseWriter, r *http.Request) error {
	if err := shape(r); err != nil {
		return err
	}
	v, err := p.drafted(r)
	if err != nil {
		return err
	}
	c, at, err := v.typed(r)
	if err == nil {
		_, err = p.Save(keyed(r), v.Item, edits(r), c)
	}
	if err == nil {
		address := pageURL(v.Item)
		switch {
		case strings.Contains(at, "-"): // a row, which takes the focus: an address with a fragment would keep it off
			address += "?at=" + at
		case at != "":
			address += "#" + at
		}
		return web.Redirect(w, r, address)
	}
	if !isShown(err) {
		return err
	}
	v.ran = nil
	v.look(p.Service, c)
	v.Draft.Edits = edits(r)
	v.errs = ui.ErrorsOf(r.Context(), err)
	return web.Render(w, r, web.StatusOf(err), showPage(v))
}

// typed returns the content a form holds after its button was pressed, and what of the page
// it was about.
func (v *view) typed(r *http.Request) (Content, string, error) {
	c := v.Draft.Content
	file, none := sheet.Open(c.XML)
	if none != nil {
		return c, "", errNotNow
	}
	box := r.PostForm.Get
	c.SampleShare, c.DailyLimit = number(box("share")), number(box("limit"))
	if d := box("decision"); d != "" {
		c.Decision = d
	}
	c.Inputs = slices.Clone(c.Inputs)
	for i := range c.Inputs {
		at := fmt.Sprintf("in.%d.", i)
		if source, ok := v.offered.find(sourceOf(box(at + "source"))); ok {
			c.Inputs[i].Kind, c.Inputs[i].Key, c.Inputs[i].Label = source.Kind, source.Key, source.Chinese
		}
	}
	c.Examples = v.examplesOf(r, c)
	do, argument, _ := strings.Cut(box("do"), ":")
	n, _ := strconv.Atoi(argument)
	if table, ok := file.Table(v.Draft.Decision); ok && box("rows") != "" && c.Decision == v.Draft.Decision {
		tableOf(r, table)
		at := changeTable(table, do, n)
		file.Put(c.Decision, table)
		c.XML = file.XML()
		if at != "" {
			return c, at, nil
		}
	}
	return c.change(file, v.offered, do, n, box("add"))
}

// change does what a button says that is about inputs and examples.
func (c Content) change(file *sheet.File, offered Sources, do string, n int, source string) (Content, string, error) {
	switch {
	case do == "in-add":
		found, ok := offered.find(sourceOf(source))
		if !ok {
			return c, "", wrongSource
		}
		name := sheet.NameFor(found.Chinese, c.names())
		c.Inputs = append(c.Inputs, Input{name, found.Chinese, found.Kind, found.Key, found.Type})
		file.Add(c.Decision, sheet.Datum{Name: name, Type: found.Type})
		c.XML = file.XML()
		return c, "inputs", nil
	case do == "in-remove" && n >= 0 && n < len(c.Inputs):
		file.Remove(c.Decision, c.Inputs[n].Name)
		c.Inputs = slices.Delete(c.Inputs, n, n+1)
		c.XML = file.XML()
		return c, "inputs", nil
	case do == "ex-add":
		c.Examples = append(c.Examples, Example{Given: map[string]string{}, Expect: Approve})
		return c, fmt.Sprintf("ex-%d", len(c.Examples)), nil
	case do == "ex-remove" && n >= 0 && n < len(c.Examples):
		c.Examples = slices.Delete(c.Examples, n, n+1)
		return c, "examples", nil
	}
	return c, "", nil
}

// changeTable does what a button says that is about rows and columns, and returns what it
// was about, "" if it was not.
func changeTable(s *sheet.Sheet, do string, n int) string {
	row := func(i int) string { return fmt.Sprintf("row-%d", i+1) }
	switch {
	case do == "row-add" && n >= 0 && n <= len(s.Rows):
		s.Rows = slices.Insert(s.Rows, n, s.Fresh())
		return row(n)
	case do == "row-remove" && n >= 0 && n < len(s.Rows):
		s.Rows = slices.Delete(s.Rows, n, n+1)
		return row(max(min(n, len(s.Rows)-1), 0))
	case do == "row-up" && n > 0 && n < len(s.Rows):
		s.Rows[n-1], s.Rows[n] = s.Rows[n], s.Rows[n-1]
		return row(n - 1)
	case do == "row-down" && n >= 0 && n+1 < len(s.Rows):
		s.Rows[n+1], s.Rows[n] = s.Rows[n], s.Rows[n+1]
		return row(n + 1)
	case do == "col-add":
		s.Columns = append(s.Columns, sheet.Column{Type: "Any"})
		for i := range s.Rows {
			s.Rows[i].Cells = append(s.Rows[i].Cells, "-")
		}
		return fmt.Sprintf("col-%d", len(s.Columns))
	case do == "col-remove" && n >= 0 && n < len(s.Columns):
		s.Drop(n)
		return "columns"
	}
	return ""
}

// tableOf reads the columns and rows of a form into a table.
func tableOf(r *http.Request, s *sheet.Sheet) {
	box := r.PostForm.Get
	if policy := box("policy"); slices.Contains(sheet.Policies, policy) {
		s.Policy = policy
	}
	for i := range s.Columns {
		at := fmt.Sprintf("col.%d.", i)
		c := &s.Columns[i]
		c.Label, c.Expression = strings.TrimSpace(box(at+"label")), strings.TrimSpace(box(at+"expression"))
		if kind := box(at + "type"); kind != "" {
			c.Type = kind
		}
	}
	rows := s.Rows
	s.Rows = nil
	for i := range min(number(box("rows")), mostRows+1) {
		at := fmt.Sprintf("row.%d.", i)
		row := s.Fresh()
		if had := slices.IndexFunc(rows, func(one sheet.Row) bool { return one.ID != "" && one.ID == box(at+"id") }); had >= 0 {
			row.ID, row.Notes, row.About = rows[had].ID, rows[had].Notes, rows[had].About
		}
		for n := range s.Columns {
			row.Cells[n] = strings.TrimSpace(box(fmt.Sprintf("%sc.%d", at, n)))
		}
		for n, out := range s.Outputs {
			row.Outputs[n] = unboxed(out, strings.TrimSpace(box(fmt.Sprintf("%so.%d", at, n))))
		}
		s.Rows = append(s.Rows, row)
	}
}

// An output of words is shown without its quotation marks; what is an expression begins with
// the sign of equality.

// boxed is how an output stands in its box.
func boxed(out sheet.Output, expression string) string {
	if out.Type != "string" || expression == "" {
		return expression
	}
	if text, ok := sheet.Unquote(expression); ok && !strings.HasPrefix(text, "=") {
		return text
	}
	return "=" + expression
}

// unboxed is what a box of an output says.
func unboxed(out sheet.Output, text string) string {
	if out.Type != "string" || text == "" {
		return text
	}
	if expression, ok := strings.CutPrefix(text, "="); ok {
		return strings.TrimSpace(expression)
	}
	return sheet.Quote(text)
}

// examplesOf reads the examples of a form.
func (v *view) examplesOf(r *http.Request, c Content) (list []Example) {
	box := r.PostForm.Get
	for i := range min(number(box("examples")), mostExamples+1) {
		at := fmt.Sprintf("ex.%d.", i)
		e := Example{Name: strings.TrimSpace(box(at + "name")), Expect: Expected(box(at + "expect")), Given: map[string]string{}}
		for n, in := range c.Inputs {
			e.Given[in.Name] = strings.TrimSpace(box(fmt.Sprintf("%sv.%d", at, n)))
		}
		list = append(list, e)
	}
	return list
}

func number(text string) int {
	n, _ := strconv.Atoi(strings.TrimSpace(text))
	return n
}

// sourceOf reads the value of a choice of sources.
func sourceOf(value string) (Kind, string) {
	kind, key, _ := strings.Cut(value, "|")
	return Kind(kind), key
}

// choices are what inputs can come from.
func (v *view) choices(ctx context.Context) (list []ui.Option) {
	for _, kind := range Kinds {
		for _, s := range v.offered {
			if s.Kind == kind {
				list = append(list, ui.Option{Value: string(s.Kind) + "|" + s.Key, Label: s.Label, Group: t(ctx, "kind."+string(kind))})
			}
		}
	}
	return list
}

// of lists the sources of one kind.
func (v *view) of(kind Kind) (list []ui.Option) {
	for _, s := range v.offered {
		if s.Kind == kind {
			list = append(list, ui.Option{Value: s.Key, Label: s.Label})
		}
	}
	return list
}

// inputGrid are the inputs with where they come from.
func (v *view) inputGrid(ctx context.Context) ui.GridProps {
	p := ui.GridProps{Caption: t(ctx, "inputs.title"), Row: t(ctx, "inputs.name"), Columns: []string{t(ctx, "inputs.source"), t(ctx, "inputs.type")}, Do: t(ctx, "do-column")}
	options := v.choices(ctx)
	for i, in := range v.Inputs {
		name := fmt.Sprintf("in.%d.source", i)
		p.Rows = append(p.Rows, ui.GridRow{
			ID: fmt.Sprintf("in-%d", i+1), Title: in.Name, Actions: removing("in-remove", i, in.Name),
			Cells: []ui.GridCell{
				{Name: name, Label: t(ctx, "inputs.source"), Value: string(in.Kind) + "|" + in.Key, Options: options, Empty: t(ctx, "inputs.choose"), Error: v.errs.Of(name)},
				{Shown: ui.Plain(typeIn(ctx, in.Type))},
			},
		})
	}
	return p
}

// feels are the types of FEEL a column may have.
var feels = []string{"string", "number", "boolean", "date", "Any"}

// typeIn is what people call a type of FEEL.
func typeIn(ctx context.Context, feel string) string {
	switch feel {
	case "string", "number", "boolean", "date":
		return t(ctx, "type."+feel)
	case "date and time":
		return t(ctx, "type.moment")
	}
	return t(ctx, "type.any")
}

// columnGrid is what the columns of the table ask.
func (v *view) columnGrid(ctx context.Context) ui.GridProps {
	p := ui.GridProps{Caption: t(ctx, "columns.title"), Row: t(ctx, "columns.number"), Columns: []string{t(ctx, "columns.label"), t(ctx, "columns.expression"), t(ctx, "inputs.type")}, Do: t(ctx, "do-column")}
	var types []ui.Option
	for _, f := range feels {
		types = append(types, ui.Option{Value: f, Label: typeIn(ctx, f)})
	}
	for i, c := range v.table.Columns {
		at, id := fmt.Sprintf("col.%d.", i), fmt.Sprintf("col-%d", i+1)
		title := t(ctx, "columns.one", i+1)
		p.Rows = append(p.Rows, ui.GridRow{
			ID: id, Title: title, Actions: removing("col-remove", i, title), Focus: v.at == id,
			Cells: []ui.GridCell{
				{Name: at + "label", Label: t(ctx, "columns.label"), Value: c.Label},
				{Name: at + "expression", Label: t(ctx, "columns.expression"), Value: c.Expression, Wide: true},
				{Name: at + "type", Label: t(ctx, "inputs.type"), Value: c.Type, Options: withOwn(types, c.Type)},
			},
		})
	}
	return p
}

// withOwn returns options with a value that is none of them.
func withOwn(options []ui.Option, value string) []ui.Option {
	if value == "" || slices.ContainsFunc(options, func(o ui.Option) bool { return o.Value == value }) {
		return options
	}
	return append(slices.Clone(options), ui.Option{Value: value, Label: value})
}

// columnName is what a column of the table is called.
func columnName(c sheet.Column) string {
	if c.Label != "" {
		return c.Label
	}
	return c.Expression
}

// outputName is what an output of the table is called.
func outputName(ctx context.Context, o sheet.Output) string {
	switch {
	case o.Name == sheet.Result:
		return t(ctx, "table.result")
	case o.Name == sheet.Reason:
		return t(ctx, "table.reason")
	case o.Label != "":
		return o.Label
	}
	return o.Name
}

// heads are the titles of the table's columns.
func (v *view) heads(ctx context.Context) (heads []string) {
	for _, c := range v.table.Columns {
		heads = append(heads, columnName(c))
	}
	for _, o := range v.table.Outputs {
		heads = append(heads, outputName(ctx, o))
	}
	return heads
}

// rowGrid is the table, to be filled in.
func (v *view) rowGrid(ctx context.Context) ui.GridProps {
	p := ui.GridProps{Caption: t(ctx, "table.title"), Row: t(ctx, "table.row"), Columns: v.heads(ctx), Do: t(ctx, "do-column")}
	for i, row := range v.table.Rows {
		at, id := fmt.Sprintf("row.%d.", i), fmt.Sprintf("row-%d", i+1)
		g := ui.GridRow{ID: id, Title: t(ctx, "table.one", i+1), Notes: v.rowNotes(ctx, i), Focus: v.at == id}
		for n := range v.table.Columns {
			g.Cells = append(g.Cells, ui.GridCell{Name: fmt.Sprintf("%sc.%d", at, n), Label: p.Columns[n], Value: cell(row.Cells, n)})
		}
		for n, o := range v.table.Outputs {
			label := p.Columns[len(v.table.Columns)+n]
			box := ui.GridCell{Name: fmt.Sprintf("%so.%d", at, n), Label: label, Value: boxed(o, cell(row.Outputs, n)), Wide: o.Name != sheet.Result}
			if o.Name == sheet.Result && (box.Value == "" || box.Value == string(Approve) || box.Value == string(Refer)) {
				box.Options, box.Empty = outcomes(ctx), t(ctx, "inputs.choose")
			}
			g.Cells = append(g.Cells, box)
		}
		g.Actions = rowActions(v, i, row.ID, g.Title)
		p.Rows = append(p.Rows, g)
	}
	return p
}

func cell(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}

// outcomes are what rules may say.
func outcomes(ctx context.Context) []ui.Option {
	return []ui.Option{{Value: string(Approve), Label: t(ctx, "outcome.approve")}, {Value: string(Refer), Label: t(ctx, "outcome.refer")}}
}

// rowNotes is what is to be said of a row of the table.
func (v *view) rowNotes(ctx context.Context, row int) (notes []ui.GridNote) {
	for _, f := range v.faults {
		if n, of := v.marks[f.Element]; of && n == row {
			notes = append(notes, ui.GridNote{Tone: toneOf(f), Text: f.Sentence(ctx)})
		}
	}
	return notes
}

func toneOf(f decision.Fault) ui.Tone {
	if f.Severity == decision.Error {
		return ui.Bad
	}
	return ui.Warn
}
