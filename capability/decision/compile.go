package decision

import (
	"strings"

	"tongban/capability/decision/dmn"
	"tongban/capability/decision/feel"
)

// compiler makes a model of a document.
type compiler struct {
	model   *Model
	types   map[string]*typ
	callees map[string]*callee  // by id
	inputs  map[string]int      // indices by id
	nodes   map[string]int      // likewise
	arrows  map[string][]string // ids of decisions and knowledge that one rests on
	faults  []Fault
	now     *node // what is being compiled
}

// mostFaults bounds what is said about one file; who has more to mend begins with these.
const mostFaults = 100

// fault notes something wrong at an item.
func (c *compiler) fault(at *dmn.Item, severity Severity, key string, args ...any) {
	c.wrong(Fault{Element: at.ID, Name: at.Name, Line: at.Line, Key: "decision." + key, Args: args, Severity: severity})
}

func (c *compiler) wrong(f Fault) {
	if f.Element == "" && c.now != nil {
		f.Element, f.Name = c.now.ID, c.now.Item.Name
	}
	if c.now != nil && f.Severity == Error {
		c.now.broken = append(c.now.broken, f)
	}
	if len(c.faults) < mostFaults {
		c.faults = append(c.faults, f)
	}
}

// compile makes a model as far as it goes.
func compile(xml []byte) (*Model, []Fault) {
	d, faults := dmn.Read(xml)
	if d == nil {
		return nil, faults
	}
	c := &compiler{
		model: &Model{document: d, services: map[string]*service{}}, types: map[string]*typ{}, callees: map[string]*callee{},
		inputs: map[string]int{}, nodes: map[string]int{}, arrows: map[string][]string{}, faults: faults,
	}
	c.typesOf(d.Types)
	for i, in := range d.Inputs {
		c.inputs[in.ID] = i
		c.model.inputs = append(c.model.inputs, &input{in, c.typeNamed(&in.Item, in.Type), place{&in.Item, in.Line}})
	}
	for i, one := range d.Decisions {
		c.nodes[one.ID], c.arrows[one.ID] = i, append(one.Knows[:len(one.Knows):len(one.Knows)], one.Needs...)
		c.model.nodes = append(c.model.nodes, &node{Decision: one, typ: c.typeNamed(&one.Item, one.Variable.Type), place: place{&one.Item, one.Line}})
	}
	for _, k := range d.Knowledge {
		c.arrows[k.ID] = k.Knows
		c.callees[k.ID] = &callee{Knowledge: k, typ: c.typeNamed(&k.Item, functionResult(k)), place: place{&k.Item, k.Line}}
	}
	c.servicesOf(d)
	c.model.callees = c.callees
	if c.circles() { // nothing could be asked of that
		return nil, c.faults
	}
	for _, k := range d.Knowledge {
		c.knowledge(c.callees[k.ID])
	}
	for _, n := range c.model.nodes {
		c.now = n
		c.decision(n)
	}
	return c.model, c.faults
}

// functionResult returns the type a function says its result is.
func functionResult(k *dmn.Knowledge) string {
	if k.Function != nil && k.Function.Body != nil {
		return k.Function.Body.Of().Type
	}
	return ""
}

func (c *compiler) servicesOf(d *dmn.Document) {
	for _, s := range d.Services {
		one := &service{Service: s}
		for _, id := range s.Inputs {
			one.inputs = append(one.inputs, c.inputs[id])
			one.params = append(one.params, c.model.inputs[c.inputs[id]].Item.Name)
		}
		for _, id := range s.Decisions {
			one.decisions = append(one.decisions, c.nodes[id])
			one.params = append(one.params, c.model.nodes[c.nodes[id]].Item.Name)
		}
		for _, id := range s.Outputs {
			one.outputs = append(one.outputs, c.nodes[id])
		}
		c.model.services[s.ID] = one
		c.arrows[s.ID] = append(s.Outputs[:len(s.Outputs):len(s.Outputs)], s.Encapsulated...)
	}
}

// circles refuses what rests on itself and reports whether there is such a thing.
func (c *compiler) circles() (found bool) {
	const (
		open = 1
		done = 2
	)
	state := map[string]int{}
	var path []string
	var visit func(id string)
	visit = func(id string) {
		switch state[id] {
		case open:
			c.circle(path, id)
			found = true
			return
		case done:
			return
		}
		state[id], path = open, append(path, id)
		for _, next := range c.arrows[id] {
			visit(next)
		}
		state[id], path = done, path[:len(path)-1]
	}
	for _, n := range c.model.nodes {
		visit(n.ID)
	}
	for _, k := range c.model.document.Knowledge {
		visit(k.ID)
	}
	return found
}

// circle says which way leads back to id.
func (c *compiler) circle(path []string, id string) {
	var names []string
	var first *dmn.Item
	for i := len(path) - 1; i >= 0; i-- {
		item := c.item(path[i])
		names = append([]string{item.Name}, names...)
		if path[i] == id {
			first = item
			break
		}
	}
	c.fault(first, Error, "circle", strings.Join(append(names, first.Name), " → "))
}

func (c *compiler) item(id string) *dmn.Item {
	if i, known := c.nodes[id]; known {
		return &c.model.nodes[i].Item
	}
	if k := c.callees[id]; k != nil {
		return &k.Item
	}
	return &c.model.services[id].Item
}

// needs brings what needs and knows name into a scope.
func (c *compiler) needs(needs, knows []string) (s *scope, uses []source) {
	s = &scope{functions: map[string]feel.Signature{}}
	add := func(name string, t *typ, u source) {
		s.names, s.types, uses = append(s.names, name), append(s.types, t), append(uses, u)
	}
	for _, id := range needs {
		if i, known := c.inputs[id]; known {
			in := c.model.inputs[i]
			add(in.Item.Name, in.typ, source{input: i, node: -1})
			continue
		}
		if i, known := c.nodes[id]; known {
			n := c.model.nodes[i]
			add(n.Variable.Name, n.typ, source{input: -1, node: i})
		}
	}
	for _, id := range knows {
		if k := c.callees[id]; k != nil {
			add(k.Variable.Name, nil, source{-1, -1, k, nil})
			s.functions[k.Variable.Name] = feel.Signature{Params: paramsOf(k.Function)}
		} else if one := c.model.services[id]; one != nil {
			add(one.Variable.Name, nil, source{-1, -1, nil, one})
			s.functions[one.Variable.Name] = feel.Signature{Params: one.params}
		}
	}
	return s, uses
}

func paramsOf(f *dmn.Function) (names []string) {
	if f != nil {
		for _, p := range f.Params {
			names = append(names, p.Name)
		}
	}
	return names
}

// decision compiles one decision.
func (c *compiler) decision(n *node) {
	n.scope, n.uses = c.needs(n.Needs, n.Knows)
	if n.Body == nil {
		c.fault(&n.Item, Error, "body-none")
		return
	}
	n.body = c.body(&n.Item, n.Body, n.scope)
	if t, ok := n.body.(*table); ok {
		n.table = t
	}
}

// knowledge compiles a function that decisions share.
func (c *compiler) knowledge(k *callee) {
	c.now = nil
	k.scope, k.uses = c.needs(nil, k.Knows)
	if k.Function == nil || k.Function.Body == nil {
		c.fault(&k.Item, Error, "body-none")
		return
	}
	if k.Function.Kind != "FEEL" {
		c.fault(&k.Item, Error, "language", k.Function.Kind)
		return
	}
	inner := k.scope
	for _, p := range k.Function.Params {
		t := c.typeNamed(&k.Item, p.Type)
		inner = inner.with(p.Name, t)
		k.params = append(k.params, t)
	}
	k.body = c.body(&k.Item, k.Function.Body, inner)
}
