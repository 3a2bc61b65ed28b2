// Package tck runs the cases of the DMN Technology Compatibility Kit, by which engines of
// DMN are compared, and says which of them our engine answers as they want it.
package tck

import (
	"encoding/xml"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"tongban/capability/decision"
	"tongban/capability/decision/feel"
)

// Level is how one folder of the kit went.
type Level struct {
	Name     string // "compliance-level-2"
	Total    int
	Passed   int
	Failures []Failure
}

// Failure is a case that was not answered as wanted.
type Failure struct {
	File, Case, Decision string
	Want, Got            string
	Why                  []string // keys of what kept it from being computed
}

// file is one file of test cases.
type file struct {
	Model string     `xml:"modelName"`
	Cases []testCase `xml:"testCase"`
}

type testCase struct {
	ID      string       `xml:"id,attr"`
	Type    string       `xml:"type,attr"`
	Invoked string       `xml:"invocableName,attr"`
	Inputs  []inputNode  `xml:"inputNode"`
	Results []resultNode `xml:"resultNode"`
}

type inputNode struct {
	Name string `xml:"name,attr"`
	value
}

type resultNode struct {
	Name     string `xml:"name,attr"`
	Expected *value `xml:"expected"`
}

// value is a value of the kit: one of its three.
type value struct {
	Value      *simple     `xml:"value"`
	Components []component `xml:"component"`
	List       *struct {
		Nil   bool    `xml:"nil,attr"`
		Items []value `xml:"item"`
	} `xml:"list"`
}

type simple struct {
	Type string `xml:"http://www.w3.org/2001/XMLSchema-instance type,attr"`
	Nil  bool   `xml:"http://www.w3.org/2001/XMLSchema-instance nil,attr"`
	Text string `xml:",chardata"`
}

type component struct {
	Name string `xml:"name,attr"`
	Nil  bool   `xml:"http://www.w3.org/2001/XMLSchema-instance nil,attr"`
	value
}

// Run runs all cases in folders whose name begins with prefix, and returns a Level for each
// such folder. A case passes if all its results do.
func Run(files Files, prefix string) ([]Level, error) {
	var levels []Level
	for _, name := range slices.Sorted(maps.Keys(files)) {
		parts := strings.Split(name, "/")
		at := slices.IndexFunc(parts, func(part string) bool { return strings.HasPrefix(part, prefix) })
		if at < 0 || path.Ext(name) != ".xml" {
			continue
		}
		if n := len(levels); n == 0 || levels[n-1].Name != parts[at] {
			levels = append(levels, Level{Name: parts[at]})
		}
		if err := levels[len(levels)-1].run(files, name); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return levels, nil
}

// run runs the cases of one file.
func (l *Level) run(files Files, name string) error {
	var f file
	if err := xml.Unmarshal(files[name], &f); err != nil {
		return err
	}
	drawn := files[path.Join(path.Dir(name), f.Model)]
	model, faults := decision.ParseAnyway(drawn)
	for _, c := range f.Cases {
		l.Total++
		failed := len(l.Failures)
		for _, r := range c.Results {
			if failure, ok := answered(model, faults, c, r); !ok {
				failure.File, failure.Case, failure.Decision = path.Base(name), c.ID, r.Name
				l.Failures = append(l.Failures, failure)
			}
		}
		if len(l.Failures) == failed {
			l.Passed++
		}
	}
	return nil
}

// answered asks for one result of a case.
func answered(model *decision.Model, faults []decision.Fault, c testCase, r resultNode) (Failure, bool) {
	var want feel.Value
	if r.Expected != nil {
		want = r.Expected.feel()
	}
	failure := Failure{Want: feel.Write(want), Got: "no model"}
	if model == nil {
		failure.Why = keys(faults)
		return failure, false
	}
	inputs := map[string]any{}
	for _, in := range c.Inputs {
		inputs[in.Name] = in.feel()
	}
	var answer decision.Answer
	var err error
	if c.Invoked != "" {
		answer, err = model.Invoke(c.Invoked, inputs)
	} else {
		answer, err = model.Decide(r.Name, inputs)
	}
	if err != nil {
		failure.Got = err.Error()
		return failure, false
	}
	got := answer.FEEL()
	if c.Invoked != "" {
		if all, many := got.(feel.Context); many {
			if one, named := all.Get(r.Name); named {
				got = one
			}
		}
	}
	for _, f := range answer.Findings {
		failure.Why = append(failure.Why, keys(f.Troubles)...)
	}
	failure.Got = feel.Write(got)
	return failure, same(want, got)
}

func keys(faults []decision.Fault) (list []string) {
	for _, f := range faults {
		list = append(list, strings.TrimSpace(f.Key+" "+fmt.Sprint(f.Args...)))
	}
	return list
}

// feel returns a value of the kit as one of FEEL.
func (v value) feel() feel.Value {
	switch {
	case v.List != nil:
		list := feel.List{}
		for _, item := range v.List.Items {
			list = append(list, item.feel())
		}
		if v.List.Nil {
			return nil
		}
		return list
	case len(v.Components) > 0:
		made := feel.Context{}
		for _, c := range v.Components {
			made = append(made, feel.Entry{Key: c.Name, Value: c.feel()})
		}
		return made
	case v.Value == nil || v.Value.Nil:
		return nil
	}
	return v.Value.feel()
}

// feel reads a simple value by its type.
func (s simple) feel() feel.Value {
	_, kind, _ := strings.Cut(s.Type, ":")
	trimmed := strings.TrimSpace(s.Text)
	makers := map[string]string{"date": "date", "time": "time", "dateTime": "date and time", "duration": "duration"}
	switch kind {
	case "decimal", "double", "integer", "int":
		if n, err := feel.NumberOf(trimmed); err == nil {
			return n
		}
	case "boolean":
		return trimmed == "true"
	}
	if makers[kind] == "" {
		return s.Text
	}
	e, fault := feel.Parse(makers[kind] + "(" + feel.Write(trimmed) + ")")
	if fault != nil {
		return s.Text
	}
	p, fault := feel.Compile(e, feel.Scope{})
	if fault != nil {
		return s.Text
	}
	v, _ := p.Eval(nil, nil)
	return v
}

// same reports whether an answer is what is wanted. The kit's numbers have eight digits.
func same(want, got feel.Value) bool {
	switch w := want.(type) {
	case feel.Number:
		g, ok := got.(feel.Number)
		return ok && near(w, g)
	case feel.List:
		g, ok := got.(feel.List)
		return ok && slices.EqualFunc(w, g, same)
	case feel.Context:
		g, ok := got.(feel.Context)
		if !ok || len(w) != len(g) {
			return false
		}
		for _, e := range w {
			if v, known := g.Get(e.Key); !known || !same(e.Value, v) {
				return false
			}
		}
		return true
	}
	return feel.Equal(want, got) == true
}

func near(a, b feel.Number) bool {
	x, y := a.Float64(), b.Float64()
	difference := x - y
	return a.Cmp(b) == 0 || difference < 1e-8 && difference > -1e-8
}
