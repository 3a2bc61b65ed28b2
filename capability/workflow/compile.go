package workflow

import (
	"slices"
	"sync"

	"cel.dev/cel-go/cel"

	"tongban/capability/workflow/bpmn"
)

// Fault is what keeps a drawing from being executed, or is worth mending in it.
type Fault = bpmn.Fault

// source is what a definition was made from, for those that call it.
type source struct {
	doc     *bpmn.Document
	process *bpmn.Process
	library []*Definition
}

// Parse reads and compiles a process. If a fault is an error, there is no definition.
func Parse(xml []byte, library ...*Definition) (*Definition, []Fault) {
	doc, faults := bpmn.Read(xml)
	if bpmn.Refused(faults) {
		return nil, faults
	}
	d, more := Compile(doc, library...)
	return d, append(faults, more...)
}

// Compile makes a definition of the one executable process of a document. Call
// activities call the other processes of the document, or definitions of the library,
// by id; what they call becomes part of the definition, so that it is complete for good
// and no process can call itself. If a fault is an error, there is no definition.
func Compile(doc *bpmn.Document, library ...*Definition) (*Definition, []Fault) {
	c := &compiler{env: environment(), doc: doc, library: library, d: &Definition{nodes: map[string]*node{}, flows: map[string]*flow{}}}
	process := c.choose()
	if process == nil {
		return nil, c.faults
	}
	c.d.ID, c.d.Name = process.ID, process.Name
	c.d.source = source{doc, process, library}
	c.d.root = &node{id: process.ID, name: process.Name, line: process.Line, kind: scope}
	c.calling = []string{process.ID}
	c.fill(c.d.root, process.Scope)
	if bpmn.Refused(c.faults) {
		return nil, c.faults
	}
	for _, f := range c.d.flows {
		if f.to.kind == inclusive && f.to.joins() {
			f.reach = f.reaches()
		}
	}
	c.d.tasks = readingOrder(c.d.root)
	c.d.ways = sync.OnceValue(func() ways { return waysOf(c.d) })
	return c.d, c.faults
}

// maxNodes bounds a process with all it calls. Nobody can oversee a larger one.
const maxNodes = 1000

// compiler makes one definition. While it is within a called process, doc, library and
// prefix are that one's.
type compiler struct {
	d       *Definition
	env     *cel.Env
	faults  []Fault
	doc     *bpmn.Document
	library []*Definition
	prefix  string
	calling []string // processes being called, the outermost first
}

// fault notes what keeps item from being executed.
func (c *compiler) fault(item bpmn.Item, key string, args ...any) {
	c.faults = append(c.faults, Fault{Element: item.ID, Name: item.Name, Line: item.Line, Key: "workflow.compile." + key, Args: args, Severity: bpmn.Error})
}

// choose returns the process to execute: the only one that says it is executable, or the
// only one.
func (c *compiler) choose() *bpmn.Process {
	all := slices.Clone(c.doc.Processes)
	if len(all) > 1 {
		called := map[string]bool{}
		for _, p := range all {
			callsOf(p.Scope, called)
		}
		all = slices.DeleteFunc(all, func(p *bpmn.Process) bool { return !p.Executable || called[p.ID] })
	}
	if len(all) != 1 {
		c.fault(c.doc.Item, "processes", len(all))
		return nil
	}
	return all[0]
}

// callsOf notes the processes that a scope calls.
func callsOf(s *bpmn.Scope, called map[string]bool) {
	for _, n := range s.Nodes {
		if n.Called != "" {
			called[n.Called] = true
		}
		if n.Content != nil {
			callsOf(n.Content, called)
		}
	}
}

// fill makes nodes and flows of what is drawn in a scope.
func (c *compiler) fill(into *node, drawn *bpmn.Scope) {
	if len(c.d.nodes)+len(drawn.Nodes) > maxNodes {
		c.fault(bpmn.Item{ID: into.id, Name: into.name, Line: into.line}, "nodes-many", maxNodes)
		return
	}
	for _, b := range drawn.Nodes {
		c.node(b, into)
	}
	for _, b := range drawn.Flows {
		c.flow(b, into)
	}
	for _, b := range drawn.Nodes {
		c.attach(b)
		c.link(b, drawn)
	}
	c.check(into, drawn)
}

// known returns the node made of a drawn one, nil if it was refused.
func (c *compiler) known(b *bpmn.Node) *node {
	if b == nil {
		return nil
	}
	return c.d.nodes[c.prefix+b.ID]
}

// flow makes a sequence flow.
func (c *compiler) flow(b *bpmn.Flow, in *node) {
	from, to := c.known(b.From), c.known(b.To)
	if from == nil || to == nil { // refused, and said so
		return
	}
	id := b.ID
	if id == "" {
		id = b.From.ID + ">" + b.To.ID
	}
	f := &flow{id: c.prefix + id, from: from, to: to}
	switch {
	case from.in != in || to.in != in:
		c.fault(b.Item, "flow-crosses")
		return
	case from.kind == end || to.kind == start || to.kind == boundary:
		c.fault(b.Item, "flow-through")
		return
	}
	if b.Condition != "" {
		f.condition = c.program(b.Item, b.Condition, cel.BoolType)
	}
	from.outgoing, to.incoming = append(from.outgoing, f), append(to.incoming, f)
	if b.Default {
		from.fallback = f
	}
	c.d.flows[f.id] = f
}

// attach puts a boundary event on its activity.
func (c *compiler) attach(b *bpmn.Node) {
	n, host := c.known(b), c.known(b.AttachedTo)
	if n == nil || n.kind != boundary || host == nil {
		return
	}
	if !host.activity() {
		c.fault(b.Item, "boundary-host")
		return
	}
	n.host, n.stays = host, !b.Interrupting
	host.boundaries = append(host.boundaries, n)
}

// link makes a flow of a pair of link events.
//
// Basis: BPMN 2.0.2, 10.5.5 (link event).
func (c *compiler) link(b *bpmn.Node, drawn *bpmn.Scope) {
	if b.Kind != bpmn.ThrowEvent || !links(b) {
		return
	}
	from, to := c.known(b), (*node)(nil)
	for _, o := range drawn.Nodes {
		if o.Kind == bpmn.CatchEvent && links(o) && o.Events[0].Name == b.Events[0].Name {
			to = c.known(o)
		}
	}
	if from == nil || to == nil {
		c.fault(b.Item, "link-loose", b.Events[0].Name)
		return
	}
	f := &flow{id: from.id + ">" + to.id, from: from, to: to}
	from.outgoing, to.incoming = append(from.outgoing, f), append(to.incoming, f)
	c.d.flows[f.id] = f
}

func links(b *bpmn.Node) bool { return len(b.Events) == 1 && b.Events[0].Kind == bpmn.Link }

// program compiles an expression whose result is of the kind given.
func (c *compiler) program(item bpmn.Item, text string, result *cel.Type) *program {
	if len(text) > maxExpression {
		c.fault(item, "expression-length", maxExpression)
		return nil
	}
	checked, issues := c.env.Compile(text)
	if issues.Err() != nil {
		first := issues.Errors()[0]
		c.fault(item, "expression", text, first.Location.Line(), first.Location.Column()+1, first.Message)
		return nil
	}
	if out := checked.OutputType(); !out.IsExactType(cel.DynType) && !result.IsAssignableType(out) {
		c.fault(item, "expression-kind", text, result.String(), out.String())
		return nil
	}
	c.d.asks = append(c.d.asks, asksOf(item, checked.NativeRep())...)
	run, err := c.env.Program(checked, cel.CostLimit(costLimit))
	if err != nil {
		c.fault(item, "expression", text, 1, 1, err.Error())
		return nil
	}
	for _, named := range checked.NativeRep().ReferenceMap() {
		c.d.readsForm = c.d.readsForm || named.Name == "form"
	}
	return &program{text, run}
}
