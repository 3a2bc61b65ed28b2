package dmn

// Policy is what counts if several rows of a table fit.
type Policy string

// The hit policies; those of Collect with a sign compute one value.
const (
	Unique      Policy = "U"
	Any         Policy = "A"
	Priority    Policy = "P"
	First       Policy = "F"
	RuleOrder   Policy = "R"
	OutputOrder Policy = "O"
	Collect     Policy = "C"
	Sum         Policy = "C+"
	Min         Policy = "C<"
	Max         Policy = "C>"
	Count       Policy = "C#"
)

// Table is a decision table.
type Table struct {
	Base
	Policy  Policy
	Inputs  []Input
	Outputs []Output
	Rules   []Rule
}

// Input is a column that is asked.
type Input struct {
	Item
	Expression Text
	Type       string
	Values     *Text // unary tests; nil: all values
}

// Output is a column that answers.
type Output struct {
	Item
	Type    string
	Values  *Text // the values in the order of their priority; nil: all
	Default *Text // if no row fits; nil: null
}

// Rule is one row.
type Rule struct {
	Item
	Tests       []Text
	Outputs     []Text
	Annotations []string
}

var policies = map[string]Policy{
	"": Unique, "UNIQUE": Unique, "ANY": Any, "PRIORITY": Priority, "FIRST": First,
	"RULE ORDER": RuleOrder, "OUTPUT ORDER": OutputOrder, "COLLECT": Collect,
}

var aggregations = map[string]Policy{"": Collect, "SUM": Sum, "MIN": Min, "MAX": Max, "COUNT": Count}

// table takes a decision table.
func (v *viewer) table(base Base) *Table {
	e := base.Element
	t := &Table{Base: base}
	policy, known := policies[e.Attr("hitPolicy")]
	if !known {
		v.at(e, "policy", e.Attr("hitPolicy"))
	}
	if policy == Collect {
		if policy, known = aggregations[e.Attr("aggregation")]; !known {
			v.at(e, "aggregation", e.Attr("aggregation"))
		}
	}
	t.Policy = policy
	for _, c := range e.Children() {
		if c.Name.Space != e.Name.Space {
			continue
		}
		switch c.Name.Local {
		case "input":
			in := Input{Item: itemOf(c), Values: textOf(c.Child("inputValues"))}
			if x := c.Child("inputExpression"); x != nil {
				in.Expression, in.Type = written(x), x.Attr("typeRef")
			}
			t.Inputs = append(t.Inputs, in)
		case "output":
			t.Outputs = append(t.Outputs, Output{
				Item: itemOf(c), Type: c.Attr("typeRef"), Values: textOf(c.Child("outputValues")), Default: textOf(c.Child("defaultOutputEntry")),
			})
		case "rule":
			t.Rules = append(t.Rules, v.rule(t, c))
		}
	}
	if len(t.Outputs) == 0 {
		v.at(e, "outputs-none")
	}
	return t
}

// rule takes one row. A row may leave out neither a condition nor an output.
func (v *viewer) rule(t *Table, e *element) Rule {
	r := Rule{Item: itemOf(e)}
	for _, c := range e.Children() {
		if c.Name.Space != e.Name.Space {
			continue
		}
		switch c.Name.Local {
		case "inputEntry":
			r.Tests = append(r.Tests, written(c))
		case "outputEntry":
			r.Outputs = append(r.Outputs, written(c))
		case "annotationEntry":
			r.Annotations = append(r.Annotations, c.ChildText("text"))
		}
	}
	if len(r.Annotations) == 0 && e.ChildText("description") != "" {
		r.Annotations = []string{e.ChildText("description")}
	}
	if len(r.Tests) != len(t.Inputs) {
		v.at(e, "cells", len(t.Rules)+1, len(r.Tests), len(t.Inputs))
	}
	if len(r.Outputs) != len(t.Outputs) {
		v.at(e, "results", len(t.Rules)+1, len(r.Outputs), len(t.Outputs))
	}
	return r
}
