package decision_test

import (
	"encoding/xml"
	"fmt"
	"strings"
	"testing"

	"tongban/capability/decision"
)

const (
	model = "https://www.omg.org/spec/DMN/20191111/MODEL/"
	begun = `<definitions xmlns="` + model + `" id="D" name="d" namespace="urn:d">` + "\n"
	done  = "\n</definitions>"
)

// grid is a table as tests write it: the policy; the inputs, "name type" and what else is
// allowed behind a colon; the outputs likewise; rows with " | " between cells.
type grid struct {
	policy  string
	inputs  []string
	outputs []string
	rows    []string
}

func esc(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}

// xml returns a file of DMN with one decision, "answer", which is the table.
func (g grid) xml() string {
	var b strings.Builder
	b.WriteString(begun)
	for i, in := range g.inputs {
		name, kind, _ := cut(in)
		fmt.Fprintf(&b, `<inputData id="i%d" name="%s"><variable name="%s" typeRef="%s"/></inputData>`+"\n", i, name, name, kind)
	}
	b.WriteString(`<decision id="A" name="answer"><variable name="answer"/>`)
	for i := range g.inputs {
		fmt.Fprintf(&b, `<informationRequirement><requiredInput href="#i%d"/></informationRequirement>`, i)
	}
	b.WriteString("\n" + g.table() + "</decision>" + done)
	return b.String()
}

func cut(column string) (name, kind, values string) {
	head, values, _ := strings.Cut(column, ":")
	name, kind, _ = strings.Cut(head, " ")
	return name, kind, values
}

func (g grid) table() string {
	var b strings.Builder
	policy, aggregation := g.policy, ""
	if sign, found := strings.CutPrefix(policy, "COLLECT "); found {
		policy, aggregation = "COLLECT", fmt.Sprintf(` aggregation="%s"`, sign)
	}
	fmt.Fprintf(&b, `<decisionTable hitPolicy="%s"%s>`+"\n", policy, aggregation)
	for _, in := range g.inputs {
		name, kind, values := cut(in)
		fmt.Fprintf(&b, `<input><inputExpression typeRef="%s"><text>%s</text></inputExpression>`, kind, name)
		if values != "" {
			fmt.Fprintf(&b, `<inputValues><text>%s</text></inputValues>`, esc(values))
		}
		b.WriteString("</input>\n")
	}
	for _, out := range g.outputs {
		name, kind, values := cut(out)
		values, fallback, _ := strings.Cut(values, ";")
		fmt.Fprintf(&b, `<output name="%s" typeRef="%s">`, name, kind)
		if values != "" {
			fmt.Fprintf(&b, `<outputValues><text>%s</text></outputValues>`, esc(values))
		}
		if fallback != "" {
			fmt.Fprintf(&b, `<defaultOutputEntry><text>%s</text></defaultOutputEntry>`, esc(fallback))
		}
		b.WriteString("</output>\n")
	}
	for i, row := range g.rows {
		fmt.Fprintf(&b, `<rule id="r%d">`, i+1)
		for j, cell := range strings.Split(row, " | ") {
			kind := "inputEntry"
			if j >= len(g.inputs) {
				kind = "outputEntry"
			}
			fmt.Fprintf(&b, `<%s><text>%s</text></%s>`, kind, esc(strings.TrimSpace(cell)), kind)
		}
		b.WriteString("</rule>\n")
	}
	return b.String() + "</decisionTable>"
}

// parsed compiles a file that has no faults.
func parsed(t *testing.T, source string) *decision.Model {
	t.Helper()
	m, faults := decision.Parse([]byte(source))
	if m == nil || len(faults) > 0 {
		t.Fatalf("%+v\n%s", faults, source)
	}
	return m
}

// decided answers a decision.
func decided(t *testing.T, m *decision.Model, name string, inputs map[string]any) decision.Answer {
	t.Helper()
	a, err := m.Decide(name, inputs)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// troubles lists the keys of what could not be computed.
func troubles(a decision.Answer) (keys []string) {
	for _, f := range a.Findings {
		for _, one := range f.Troubles {
			keys = append(keys, strings.TrimPrefix(one.Key, "decision."))
		}
	}
	return keys
}
