package decision

import (
	"slices"

	"tongban/capability/decision/dmn"
	"tongban/capability/decision/feel"
)

// Model is what one file of DMN says, compiled. It is safe for use by several.
type Model struct {
	document *dmn.Document
	inputs   []*input
	nodes    []*node // decisions
	services map[string]*service
	callees  map[string]*callee // by id
	tables   []*table
}

// input is something that has to be known.
type input struct {
	*dmn.InputData
	typ   *typ
	place place
}

// node is one decision with what it rests on.
type node struct {
	*dmn.Decision
	typ    *typ
	place  place
	scope  *scope
	uses   []source
	body   body
	table  *table // if its body is one
	broken []Fault
}

// source is where the value of a name of a decision comes from: one of these.
type source struct {
	input   int // index, -1 if it is none
	node    int
	callee  *callee
	service *service
}

// callee is a function that decisions share.
type callee struct {
	*dmn.Knowledge
	typ    *typ
	place  place
	scope  *scope
	uses   []source
	params []*typ
	body   body
	source *callee
}

// service is decisions that are asked together, as a function.
type service struct {
	*dmn.Service
	inputs, decisions, outputs []int
	params                     []string
}

// Parse reads and compiles a file of DMN. There is no model if one of the faults is an
// error.
func Parse(xml []byte) (*Model, []Fault) {
	m, faults := compile(xml)
	if slices.ContainsFunc(faults, func(f Fault) bool { return f.Severity == Error }) {
		return nil, faults
	}
	return m, faults
}

// ParseAnyway is Parse for models of others: what does not compile becomes a decision that
// is null, with the fault as its trouble. There is no model if the file cannot be read.
func ParseAnyway(xml []byte) (*Model, []Fault) { return compile(xml) }

// Write returns the file the model was read from, as XML.
func (m *Model) Write() []byte { return m.document.Write() }

// Decisions lists the decisions of a model in the order of the file.
func (m *Model) Decisions() []Info {
	list := make([]Info, len(m.nodes))
	for i, n := range m.nodes {
		list[i] = Info{n.ID, n.Item.Name}
	}
	return list
}

// node returns the index of a decision, named by its id or its name, -1 if there is none.
func (m *Model) node(decision string) int {
	if i := slices.IndexFunc(m.nodes, func(n *node) bool { return n.ID == decision && decision != "" }); i >= 0 {
		return i
	}
	return slices.IndexFunc(m.nodes, func(n *node) bool { return n.Item.Name == decision })
}

// Inputs lists what a decision has to be told, by itself or by what it rests on, in the
// order of the file.
func (m *Model) Inputs(decision string) []Input {
	first := m.node(decision)
	if first < 0 {
		return nil
	}
	needed, seen := make([]bool, len(m.inputs)), make([]bool, len(m.nodes))
	var visit func(i int)
	visit = func(i int) {
		if seen[i] {
			return
		}
		seen[i] = true
		for _, u := range m.nodes[i].uses {
			switch {
			case u.input >= 0:
				needed[u.input] = true
			case u.node >= 0:
				visit(u.node)
			}
		}
	}
	visit(first)
	var list []Input
	for i, in := range m.inputs {
		if needed[i] {
			list = append(list, Input{in.ID, in.Item.Name, in.Type})
		}
	}
	return list
}

// Values lists what an input may be, as far as its type names single values: those a
// person can choose from.
func (m *Model) Values(name string) (values []any) {
	for _, in := range m.inputs {
		if in.Item.Name != name {
			continue
		}
		for _, t := range in.typ.domains() {
			for _, c := range t.cases {
				if c.Kind == feel.CaseValue && !c.Not {
					values = append(values, c.Value)
				}
			}
		}
	}
	return values
}
