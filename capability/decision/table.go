package decision

import (
	"strings"

	"tongban/capability/decision/dmn"
	"tongban/capability/decision/feel"
)

// maxRows and maxCells bound a table: nobody can oversee a larger one.
const (
	maxRows  = 10_000
	maxCells = 200_000
)

// table is a compiled decision table.
type table struct {
	*dmn.Table
	item    *dmn.Item
	typ     *typ // of the result
	columns []column
	outputs []output
	rows    []row
	shown   []Row
	names   []string
	add     map[dmn.Policy]*formula // how Collect computes one value
}

// column is an input of a table.
type column struct {
	label      string
	expression *formula
	typ        *typ       // of the values, nil if nobody said
	of         *typ       // of the variable it is, if it is one
	values     *test      // that are allowed
	space      *space     // in which its conditions are ranges
	tests      []*test    // of all rows
	allowed    []span     // the same of values, if they are plain
	ranges     [][]span   // of all rows: where the test holds; nil if it is no range
	masks      [][]uint64 // by place: the rows that may fit, a bit for each; nil if that is too much
	speaks     []kind     // sorts of values its conditions compare with
}

// output is an output of a table.
type output struct {
	name     string
	typ      *typ
	values   *test // that are allowed, in the order of their priority
	fallback *formula
}

// row is the answers of a row.
type row struct {
	place
	outputs []*formula
}

// table compiles a table.
func (c *compiler) table(at *dmn.Item, b *dmn.Table, s *scope) *table {
	if len(b.Rules) > maxRows || len(b.Rules)*(len(b.Inputs)+len(b.Outputs)) > maxCells {
		c.fault(at, Error, "table-large", maxRows, maxCells)
		return nil
	}
	t := &table{Table: b, item: at, shown: make([]Row, len(b.Rules)), rows: make([]row, len(b.Rules))}
	c.outputs(t, s)
	for i := range b.Inputs {
		c.column(t, i, s)
	}
	for i := range b.Rules {
		c.row(t, i, s)
	}
	c.aggregate(t)
	t.prepare()
	c.model.tables = append(c.model.tables, t)
	return t
}

// naming gives an item the table's name and id where it has none.
func (t *table) naming(item *dmn.Item) *dmn.Item {
	if item.ID == "" {
		item.ID = t.item.ID
	}
	if item.Name == "" {
		item.Name = t.item.Name
	}
	return item
}

func (c *compiler) column(t *table, i int, s *scope) {
	in := &t.Inputs[i]
	source := strings.TrimSpace(in.Expression.Source)
	one := column{label: in.Label, typ: c.typeNamed(&in.Item, in.Type), expression: c.formula(t.naming(&in.Item), in.Expression, s)}
	if one.label == "" {
		one.label = source
	}
	if source == "" {
		c.fault(&in.Item, Error, "input-none", i+1)
	}
	if one.expression != nil && one.expression.variable >= 0 {
		one.of = s.types[one.expression.variable]
	}
	if in.Values != nil && strings.TrimSpace(in.Values.Source) != "" {
		one.values = c.test(&in.Item, *in.Values, s)
	}
	t.columns = append(t.columns, one)
}

func (c *compiler) outputs(t *table, s *scope) {
	for i := range t.Outputs {
		out := &t.Outputs[i]
		one := output{name: out.Name, typ: c.typeNamed(t.naming(&out.Item), out.Type)}
		if one.name == t.item.Name && out.Element.Attr("name") == "" {
			one.name = ""
		}
		if out.Values != nil && strings.TrimSpace(out.Values.Source) != "" {
			one.values = c.test(&out.Item, *out.Values, s)
		}
		if out.Default != nil {
			one.fallback = c.formula(&out.Item, *out.Default, s)
		}
		if one.name == "" && len(t.Outputs) > 1 {
			c.fault(&out.Item, Error, "output-name", i+1)
		}
		t.outputs = append(t.outputs, one)
		label := one.name
		if label == "" || out.Label != "" {
			label = out.Label
		}
		if label == "" {
			label = t.item.Name
		}
		t.names = append(t.names, label)
	}
}

// row compiles one row. Cells that are not written ask nothing, and answer null.
func (c *compiler) row(t *table, i int, s *scope) {
	rule := &t.Rules[i]
	item := t.naming(&rule.Item)
	shown := Row{ID: rule.Element.Attr("id"), Annotation: strings.Join(rule.Annotations, " ")}
	for j := range min(len(rule.Tests), len(t.columns)) {
		shown.Cells = append(shown.Cells, strings.TrimSpace(rule.Tests[j].Source))
		t.columns[j].tests = append(t.columns[j].tests, c.test(item, rule.Tests[j], s))
	}
	one := row{place: place{item, rule.Line}}
	for j := range min(len(rule.Outputs), len(t.outputs)) {
		shown.Outputs = append(shown.Outputs, strings.TrimSpace(rule.Outputs[j].Source))
		f := c.formula(item, rule.Outputs[j], s)
		one.outputs = append(one.outputs, f)
		if f != nil && f.constant {
			c.permitted(t, &t.outputs[j], f)
		}
	}
	t.rows[i], t.shown[i] = one, shown
}

// permitted refuses an answer that is no value of its column.
func (c *compiler) permitted(t *table, out *output, f *formula) {
	v, wrong := out.typ.fit(f.value)
	switch {
	case wrong != nil:
		c.wrong(Fault{Element: f.item.ID, Name: f.item.Name, Line: f.line, Key: "decision." + wrong.key, Args: append([]any{f.item.Name}, wrong.args...), Severity: Warning})
	case v != nil && out.values != nil && out.values.plain && truthOf(out.values.cases, v) != True:
		c.wrong(f.trouble("trouble.allowed", f.item.Name, shown(v), strings.TrimSpace(out.values.source)))
	}
}

// aggregate compiles how one value is computed of several.
func (c *compiler) aggregate(t *table) {
	names := map[dmn.Policy]string{dmn.Sum: "sum", dmn.Min: "min", dmn.Max: "max"}
	if name := names[t.Policy]; name != "" {
		t.add = map[dmn.Policy]*formula{t.Policy: c.formula(t.item, dmn.Text{Source: name + "(values)", Line: t.item.Line}, &scope{names: []string{"values"}, types: []*typ{nil}})}
		if len(t.outputs) > 1 {
			c.fault(t.item, Error, "aggregate-outputs")
		}
	}
}

// eval reads the table for the values of its scope.
func (t *table) eval(r *run, values frame) any {
	inputs := make([]any, len(t.columns))
	for i := range t.columns {
		inputs[i] = t.columns[i].value(r, values)
	}
	hits, open := t.hits(r, inputs, values)
	t.doubt(r, inputs, values, hits, open)
	if r.now != nil && r.model.nodes != nil {
		t.explain(r, inputs, values, hits)
	}
	return r.fit(place{t.item, t.item.Line}, t.typ, t.answer(r, values, hits))
}

// value returns the value that is asked, null with a trouble if it is none the column
// speaks of.
func (c *column) value(r *run, values frame) any {
	if c.expression == nil {
		return nil
	}
	v := c.expression.eval(r, values)
	if c.typ != nil {
		v = r.fit(c.expression.place, c.typ, v)
	}
	if v != nil && !c.permits(r, v, values) {
		r.trouble(c.expression.trouble("trouble.allowed", c.label, shown(v), strings.TrimSpace(c.values.source)))
		return nil
	}
	return v
}

// permits reports whether the column allows a value.
func (c *column) permits(r *run, v any, values frame) bool {
	switch {
	case c.values == nil:
		return true
	case c.values.plain:
		return within(c.allowed, c.space.place(v))
	}
	return c.values.eval(r, v, values) == True
}

// explain keeps how the table was read.
func (t *table) explain(r *run, inputs []any, values frame, hits []int) {
	if r.now.Table != nil || r.model.nodes == nil || r.depth > 0 {
		return
	}
	found := &TableFinding{Inputs: make([]Cell, len(t.columns)), Outputs: t.names, Rows: t.shown, Hits: hits}
	for i := range t.columns {
		found.Inputs[i] = Cell{t.columns[i].label, strings.TrimSpace(t.Inputs[i].Expression.Source), feel.Plain(inputs[i])}
	}
	var again *run // one for all conditions that are asked about: they share its limits
	found.truth = func(row, col int) Truth {
		x := t.columns[col].tests[row]
		if x == nil {
			return Unknown
		}
		if again == nil {
			again = r.model.begin(nil, &Answer{})
		}
		return x.eval(again, inputs[col], values)
	}
	r.now.Table = found
}
