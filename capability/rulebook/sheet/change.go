package sheet

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tongban/kernel/markup"
)

// DecisionID is the decision of a file that Blank writes.
const DecisionID = "Decision"

// The names of the outputs the platform reads.
const (
	Result = "result"
	Reason = "reason"
)

const (
	modelSpace = "https://www.omg.org/spec/DMN/20191111/MODEL/"
	diSpace    = "https://www.omg.org/spec/DMN/20191111/DMNDI/"
)

// Blank writes a file with one table over some inputs, whose only row refers every case for
// a reason.
func Blank(title string, inputs []Datum, reason string) string {
	f, _ := Open(`<definitions xmlns="` + modelSpace + `" xmlns:dmndi="` + diSpace + `" xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" xmlns:di="http://www.omg.org/spec/DMN/20180521/DI/" id="Definitions" namespace="urn:tongban:rulebook"/>`)
	root := f.tree.Root
	root.Set("name", title)
	d := markup.New(modelSpace, "decision", "id", DecisionID, "name", title)
	d.Append(markup.New(modelSpace, "variable", "id", "Decision_variable", "name", title), markup.New(modelSpace, "decisionTable", "id", "Table", "hitPolicy", "UNIQUE"))
	root.Append(d)
	s := &Sheet{Policy: "UNIQUE", Outputs: []Output{
		{ID: "Result", Name: Result, Type: "string", Values: Quote("approve") + "," + Quote("refer")}, {ID: "Reason", Name: Reason, Type: "string"},
	}}
	row := s.Fresh()
	row.Outputs = []string{Quote("refer"), Quote(reason)}
	s.Rows = []Row{row}
	f.Put(DecisionID, s)
	for _, in := range inputs {
		f.Add(DecisionID, in)
	}
	return f.XML()
}

// Add puts an input into the file, makes a decision rest on it, and gives its table a column
// that asks nothing yet.
func (f *File) Add(decision string, in Datum) {
	root, d := f.tree.Root, f.decision(decision)
	if d == nil {
		return
	}
	space := root.Name.Space
	key := f.fresh("Input")
	data := markup.New(space, "inputData", "id", key, "name", in.Name).
		Append(markup.New(space, "variable", "id", key+"_variable", "name", in.Name, "typeRef", in.Type))
	need := markup.New(space, "informationRequirement", "id", key+"_requirement").Append(markup.New(space, "requiredInput", "href", "#"+key))
	put(root, data, func(e *markup.Element) bool { return e.Name.Local == "DMNDI" })
	put(d, need, func(e *markup.Element) bool {
		return !slices.Contains([]string{"description", "extensionElements", "question", "allowedAnswers", "variable", "informationRequirement"}, e.Name.Local)
	})
	if s, ok := f.Table(decision); ok {
		s.Columns = append(s.Columns, Column{Expression: in.Name, Type: in.Type, Label: in.Name})
		for i := range s.Rows {
			s.Rows[i].Cells = append(s.Rows[i].Cells, "-")
		}
		f.Put(decision, s)
	}
	f.arrange()
}

// put puts an element before the first child that comes behind it.
func put(into, e *markup.Element, behind func(*markup.Element) bool) {
	at := slices.IndexFunc(into.Nodes, func(c markup.Content) bool { return c.Sort == markup.Child && behind(c.Element) })
	if at < 0 {
		at = len(into.Nodes)
	}
	into.Nodes = slices.Insert(into.Nodes, at, markup.Content{Sort: markup.Child, Element: e})
}

// Remove takes an input out of the file, and out of a table the columns that ask nothing but
// it. What else speaks of it is a fault then, and is found where it stands.
func (f *File) Remove(decision, name string) {
	for _, e := range f.all("inputData") {
		if nameOf(e) != name {
			continue
		}
		href := "#" + e.Attr("id")
		drop(f.tree.Root, func(c *markup.Element) bool { return c == e })
		for _, d := range f.all("decision") {
			drop(d, func(c *markup.Element) bool {
				return c.Name.Local == "informationRequirement" && c.Child("requiredInput") != nil && c.Child("requiredInput").Attr("href") == href
			})
		}
	}
	if s, ok := f.Table(decision); ok {
		for i := len(s.Columns) - 1; i >= 0; i-- {
			if strings.TrimSpace(s.Columns[i].Expression) == name {
				s.Drop(i)
			}
		}
		f.Put(decision, s)
	}
	f.arrange()
}

// Drop takes a column out of the table.
func (s *Sheet) Drop(i int) {
	s.Columns = slices.Delete(s.Columns, i, i+1)
	for r := range s.Rows {
		if i < len(s.Rows[r].Cells) {
			s.Rows[r].Cells = slices.Delete(s.Rows[r].Cells, i, i+1)
		}
	}
}

func drop(from *markup.Element, what func(*markup.Element) bool) {
	from.Nodes = slices.DeleteFunc(from.Nodes, func(c markup.Content) bool { return c.Sort == markup.Child && what(c.Element) })
}

// Put writes the table of a decision anew. Columns and rows without an id are given one.
func (f *File) Put(decision string, s *Sheet) {
	d := f.decision(decision)
	if d == nil || d.Child("decisionTable") == nil {
		return
	}
	t := d.Child("decisionTable")
	space := t.Name.Space
	t.Nodes = nil
	t.Set("hitPolicy", s.Policy)
	if s.Aggregation != "" && s.Policy == "COLLECT" {
		t.Set("aggregation", s.Aggregation)
	}
	ids := f.ids()
	named := func(id, prefix string) string {
		if id == "" {
			id = ids.fresh(prefix)
		}
		ids[id] = true
		return id
	}
	text := func(local, id, text string) *markup.Element {
		return markup.New(space, local, "id", id).Append(markup.New(space, "text").Write(text))
	}
	for i := range s.Columns {
		c := &s.Columns[i]
		c.ID = named(c.ID, "Column")
		e := markup.New(space, "input", "id", c.ID, "label", c.Label)
		e.Append(text("inputExpression", c.ID+"_expression", c.Expression).Set("typeRef", or(c.Type, "Any")))
		if c.Values != "" {
			e.Append(text("inputValues", c.ID+"_values", c.Values))
		}
		t.Append(e)
	}
	for i := range s.Outputs {
		o := &s.Outputs[i]
		o.ID = named(o.ID, "Output")
		e := markup.New(space, "output", "id", o.ID, "name", o.Name, "label", o.Label, "typeRef", o.Type)
		if o.Values != "" {
			e.Append(text("outputValues", o.ID+"_values", o.Values))
		}
		if o.Default != "" {
			e.Append(text("defaultOutputEntry", o.ID+"_default", o.Default))
		}
		t.Append(e)
	}
	for _, name := range s.Notes {
		t.Append(markup.New(space, "annotation", "name", name))
	}
	for i := range s.Rows {
		r := &s.Rows[i]
		r.ID = named(r.ID, "Row")
		t.Append(ruleOf(space, s, r))
	}
}

func ruleOf(space string, s *Sheet, r *Row) *markup.Element {
	e := markup.New(space, "rule", "id", r.ID)
	if r.About != "" {
		e.Append(markup.New(space, "description").Write(r.About))
	}
	entry := func(local, id string, list []string, i int, otherwise string) {
		text := otherwise
		if i < len(list) {
			text = or(strings.TrimSpace(list[i]), otherwise)
		}
		x := markup.New(space, local)
		if id != "" {
			x.Set("id", fmt.Sprintf("%s_%s%d", r.ID, id, i+1))
		}
		e.Append(x.Append(markup.New(space, "text").Write(text)))
	}
	for i := range s.Columns {
		entry("inputEntry", "in", r.Cells, i, "-")
	}
	for i := range s.Outputs {
		entry("outputEntry", "out", r.Outputs, i, "")
	}
	for i := range s.Notes {
		entry("annotationEntry", "", r.Notes, i, "")
	}
	return e
}

// known are the ids of a file.
type known map[string]bool

func (f *File) ids() known {
	ids := known{}
	f.tree.Root.All(func(e *markup.Element) {
		if id := e.Attr("id"); id != "" {
			ids[id] = true
		}
	})
	return ids
}

func (k known) fresh(prefix string) string {
	for n := 1; ; n++ {
		if id := prefix + "_" + strconv.Itoa(n); !k[id] {
			return id
		}
	}
}

func (f *File) fresh(prefix string) string { return f.ids().fresh(prefix) }
