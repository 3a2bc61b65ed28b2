package bpmn

import (
	"slices"
	"strconv"

	"tongban/kernel/markup"
)

// Builder makes a process that nobody has drawn. Ids are the caller's and have to be
// names of XML; flows are numbered.
type Builder struct {
	root  *Element
	level *Element // the process or sub-process that is being filled
	made  *made
}

// made is what all levels of a document share.
type made struct {
	nodes   map[string]*Element
	flows   int
	process *Element
}

// Build begins a document with one executable process.
func Build(id, name string) *Builder {
	process := New(Model, "process", "id", id, "name", name, "isExecutable", "true")
	root := New(Model, "definitions", "id", id+"_definitions", "targetNamespace", "urn:tongban:processes")
	root.Declare(Model, Diagram, Canvas, Drawn, Tongban, markup.SchemaInstance)
	return &Builder{root: root.Append(process), level: process, made: &made{nodes: map[string]*Element{}, process: process}}
}

// Declare adds a message, a signal, an error or an escalation that events speak of. Only
// errors and escalations have a code.
func (b *Builder) Declare(kind, id, name, code string) {
	at := slices.IndexFunc(b.root.Nodes, func(c Content) bool { return c.Element == b.made.process })
	declared := New(Model, kind, "id", id, "name", name, kind+"Code", code)
	b.root.Nodes = slices.Insert(b.root.Nodes, at, Content{Sort: Child, Element: declared})
}

// Add adds a node, whose attributes, extensions and children the caller may add to.
func (b *Builder) Add(kind Kind, id, name string) *Element {
	e := New(Model, string(kind), "id", id, "name", name)
	b.made.nodes[id] = e
	b.level.Append(e)
	return e
}

// Within adds a sub-process and returns a builder of what stands in it.
func (b *Builder) Within(kind Kind, id, name string) (*Element, *Builder) {
	e := b.Add(kind, id, name)
	return e, &Builder{root: b.root, level: e, made: b.made}
}

// Attach adds a boundary event to an activity.
func (b *Builder) Attach(host, id, name string, interrupting bool) *Element {
	e := b.Add(BoundaryEvent, id, name).Set("attachedToRef", host)
	if !interrupting {
		e.Set("cancelActivity", "false")
	}
	return e
}

// Connect leads from one node of this level to another; an empty condition always holds.
func (b *Builder) Connect(from, to, condition string) *Element {
	b.made.flows++
	id := "Flow_" + strconv.Itoa(b.made.flows)
	flow := New(Model, "sequenceFlow", "id", id, "sourceRef", from, "targetRef", to)
	if condition != "" {
		flow.Append(Expression("conditionExpression", condition))
	}
	b.level.Append(flow)
	note(b.made.nodes[from], "outgoing", id)
	note(b.made.nodes[to], "incoming", id)
	return flow
}

// Otherwise makes flow the one that is taken when no condition holds.
func (b *Builder) Otherwise(flow *Element) {
	if from := b.made.nodes[flow.Attr("sourceRef")]; from != nil {
		from.Set("default", flow.Attr("id"))
	}
}

// note says in a node that a flow comes or goes, where BPMN wants it said: before what is
// particular to the kind of node, what comes before what goes.
func note(e *Element, local, flow string) {
	if e == nil {
		return
	}
	before := []string{"documentation", "extensionElements", "incoming"}
	if local == "outgoing" {
		before = append(before, local)
	}
	at := 0
	for i, n := range e.Nodes {
		if n.Sort == Child && n.Element.Name.Space == Model && slices.Contains(before, n.Element.Name.Local) {
			at = i + 1
		}
	}
	e.Nodes = slices.Insert(e.Nodes, at, Content{Sort: Child, Element: New(Model, local).Write(flow)})
}

// Document returns what was built, with a diagram. Faults are mistakes of the caller.
func (b *Builder) Document() (*Document, []Fault) {
	l := &faults{}
	d := view(b.root, l)
	if Refused(l.list) {
		return nil, l.list
	}
	d.LayOut()
	indent(b.root, "\n")
	return d, l.list
}

// Expression returns an expression of BPMN, such as a condition.
func Expression(local, text string) *Element {
	return New(Model, local).SetOf(markup.SchemaInstance, "type", "bpmn:tFormalExpression").Write(text)
}

// indent puts every element on a line of its own where an element has only elements.
func indent(e *Element, line string) {
	if len(e.Nodes) == 0 || slices.ContainsFunc(e.Nodes, func(c Content) bool { return c.Sort != Child }) {
		return
	}
	nodes := make([]Content, 0, 2*len(e.Nodes)+1)
	for _, n := range e.Nodes {
		nodes = append(nodes, Content{Sort: Text, Text: line + "  "}, n)
		indent(n.Element, line+"  ")
	}
	e.Nodes = append(nodes, Content{Sort: Text, Text: line})
}
