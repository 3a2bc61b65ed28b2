package sheet

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"tongban/kernel/markup"
)

// Sheet is a decision table as it is written.
type Sheet struct {
	Policy      string // UNIQUE, FIRST …
	Aggregation string // of COLLECT
	Columns     []Column
	Outputs     []Output
	Notes       []string // names of columns of annotations
	Rows        []Row
}

// Column is what a table asks of.
type Column struct {
	ID, Label  string
	Expression string // of FEEL
	Type       string
	Values     string // allowed, as a unary test; may be empty
}

// Output is what a table says.
type Output struct {
	ID, Name, Label string
	Type            string
	Values          string // allowed
	Default         string // where no row fits
}

// Row is one rule.
type Row struct {
	ID      string
	Cells   []string // a condition for each column; "-" asks nothing
	Outputs []string // an expression for each output
	Notes   []string
	About   string // its description
}

// Datum is an input of the rules.
type Datum struct{ ID, Name, Type string }

// Policies are the hit policies, in the order they are offered.
var Policies = []string{"UNIQUE", "FIRST", "ANY", "PRIORITY", "COLLECT", "RULE ORDER", "OUTPUT ORDER"}

// File is a file of DMN that is being changed.
type File struct{ tree *markup.Tree }

// Open reads a file. The fault says why it is none of DMN.
func Open(xml string) (*File, *markup.Fault) {
	tree, fault := markup.Parse([]byte(xml))
	if fault != nil {
		return nil, fault
	}
	if root := tree.Root; root.Name.Local != "definitions" || !strings.Contains(root.Name.Space, "/DMN/") {
		return nil, &markup.Fault{Line: max(root.Line, 1), Key: "rulebook.wrong.no-dmn", Severity: markup.Error}
	}
	return &File{tree}, nil
}

// XML writes the file.
func (f *File) XML() string { return string(f.tree.Write()) }

// Data lists the input data of the file, named as FEEL compares names: with single spaces.
func (f *File) Data() (list []Datum) {
	for _, e := range f.all("inputData") {
		d := Datum{ID: e.Attr("id"), Name: nameOf(e)}
		if v := e.Child("variable"); v != nil {
			d.Type = v.Attr("typeRef")
		}
		list = append(list, d)
	}
	return list
}

func nameOf(e *markup.Element) string { return strings.Join(strings.Fields(e.Attr("name")), " ") }

// Decisions lists the decisions of the file, by id and name.
func (f *File) Decisions() (list []Datum) {
	for _, e := range f.all("decision") {
		list = append(list, Datum{ID: e.Attr("id"), Name: e.Attr("name")})
	}
	return list
}

// Last returns the id of the decision that no other one rests on, the last of several; "" if
// there is none.
func (f *File) Last() (last string) {
	used := map[string]bool{}
	f.tree.Root.All(func(e *markup.Element) {
		if e.Name.Local == "requiredDecision" {
			used[strings.TrimPrefix(e.Attr("href"), "#")] = true
		}
	})
	for _, d := range f.Decisions() {
		if !used[d.ID] || last == "" {
			last = d.ID
		}
	}
	return last
}

func (f *File) all(local string) (list []*markup.Element) {
	for _, e := range f.tree.Root.Children() {
		if e.Is(f.tree.Root.Name.Space, local) {
			list = append(list, e)
		}
	}
	return list
}

func (f *File) decision(id string) *markup.Element {
	for _, e := range f.all("decision") {
		if e.Attr("id") == id {
			return e
		}
	}
	return nil
}

// Table returns the table of a decision; false if it is answered in another way.
func (f *File) Table(decision string) (*Sheet, bool) {
	d := f.decision(decision)
	if d == nil || d.Child("decisionTable") == nil {
		return nil, false
	}
	t := d.Child("decisionTable")
	s := &Sheet{Policy: or(t.Attr("hitPolicy"), "UNIQUE"), Aggregation: t.Attr("aggregation")}
	for _, e := range t.Children() {
		switch e.Name.Local {
		case "input":
			c := Column{ID: e.Attr("id"), Label: e.Attr("label"), Values: textOf(e.Child("inputValues"))}
			if x := e.Child("inputExpression"); x != nil {
				c.Expression, c.Type = textOf(x), x.Attr("typeRef")
			}
			s.Columns = append(s.Columns, c)
		case "output":
			s.Outputs = append(s.Outputs, Output{
				ID: e.Attr("id"), Name: e.Attr("name"), Label: e.Attr("label"), Type: e.Attr("typeRef"),
				Values: textOf(e.Child("outputValues")), Default: textOf(e.Child("defaultOutputEntry")),
			})
		case "annotation":
			s.Notes = append(s.Notes, e.Attr("name"))
		case "rule":
			s.Rows = append(s.Rows, rowOf(e))
		}
	}
	return s, true
}

func rowOf(e *markup.Element) Row {
	r := Row{ID: e.Attr("id"), About: e.ChildText("description")}
	for _, c := range e.Children() {
		switch c.Name.Local {
		case "inputEntry":
			r.Cells = append(r.Cells, textOf(c))
		case "outputEntry":
			r.Outputs = append(r.Outputs, textOf(c))
		case "annotationEntry":
			r.Notes = append(r.Notes, textOf(c))
		}
	}
	return r
}

// textOf returns the text of an expression.
func textOf(e *markup.Element) string {
	if e == nil {
		return ""
	}
	return e.ChildText("text")
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// Fresh returns a row that asks nothing and says nothing yet.
func (s *Sheet) Fresh() Row {
	r := Row{Cells: make([]string, len(s.Columns)), Outputs: make([]string, len(s.Outputs)), Notes: make([]string, len(s.Notes))}
	for i := range r.Cells {
		r.Cells[i] = "-"
	}
	return r
}

// Quote writes a text as FEEL does.
func Quote(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", "", "\t", `\t`).Replace(text) + `"`
}

// Unquote returns the text that an expression is, false if it is another one.
func Unquote(expression string) (string, bool) {
	expression = strings.TrimSpace(expression)
	if len(expression) < 2 || expression[0] != '"' || expression[len(expression)-1] != '"' {
		return "", false
	}
	var b strings.Builder
	inner := expression[1 : len(expression)-1]
	for i := 0; i < len(inner); i++ {
		switch c := inner[i]; {
		case c == '"':
			return "", false
		case c != '\\':
			b.WriteByte(c)
		case i+1 == len(inner):
			return "", false
		default:
			i++
			switch inner[i] {
			case 'n':
				b.WriteByte('\n')
			case 't':
				b.WriteByte('\t')
			case '"', '\\':
				b.WriteByte(inner[i])
			default:
				return "", false
			}
		}
	}
	return b.String(), true
}

// NameFor makes a name of FEEL of a label: letters, digits and no sign that could be read as
// something else, different from all that are taken.
func NameFor(label string, taken []string) string {
	var b strings.Builder
	for _, r := range label {
		if unicode.IsLetter(r) || unicode.IsDigit(r) && b.Len() > 0 {
			b.WriteRune(r)
		}
	}
	name := or(b.String(), "x")
	for n, plain := 2, name; slices.Contains(taken, name); n++ {
		name = plain + strconv.Itoa(n)
	}
	return name
}
