package workflow

import (
	"slices"
	"strings"

	"cel.dev/cel-go/cel"

	"tongban/capability/workflow/bpmn"
)

// kinds are the nodes that can be executed. All others are refused.
//
// Basis: BPMN 2.0.2, 2.2.2 (common executable sub-class) and 2.3, less what no office needs.
var kinds = map[bpmn.Kind]kind{
	bpmn.StartEvent: start, bpmn.EndEvent: end, bpmn.CatchEvent: catch, bpmn.ThrowEvent: throw, bpmn.BoundaryEvent: boundary,
	bpmn.UserTask: human, bpmn.ManualTask: human, bpmn.ServiceTask: service, bpmn.BusinessRuleTask: service,
	bpmn.ScriptTask: script, bpmn.SendTask: send, bpmn.ReceiveTask: receive, bpmn.CallActivity: scope, bpmn.SubProcess: scope,
	bpmn.ExclusiveGateway: exclusive, bpmn.ParallelGateway: parallel, bpmn.InclusiveGateway: inclusive, bpmn.EventBasedGateway: eventBased,
}

// triggers are what each kind of event may wait for or make happen.
var triggers = map[kind]map[bpmn.EventKind]trigger{
	start:    {},
	end:      {bpmn.Message: message, bpmn.Signal: signal, bpmn.ErrorEvent: failure, bpmn.Escalation: escalation, bpmn.Terminate: terminate},
	throw:    {bpmn.Message: message, bpmn.Signal: signal, bpmn.Escalation: escalation, bpmn.Link: plain},
	catch:    {bpmn.Timer: timed, bpmn.Message: message, bpmn.Signal: signal, bpmn.Link: plain},
	boundary: {bpmn.Timer: timed, bpmn.Message: message, bpmn.Signal: signal, bpmn.ErrorEvent: failure, bpmn.Escalation: escalation},
}

// node makes a node, unless it cannot be executed.
func (c *compiler) node(b *bpmn.Node, in *node) {
	k, known := kinds[b.Kind]
	switch {
	case b.ID == "":
		c.fault(b.Item, "id-none")
		return
	case b.Compensation:
		c.fault(b.Item, "kind.compensation")
		return
	case b.ByEvent:
		c.fault(b.Item, "kind.eventSubProcess")
		return
	case !known:
		c.fault(b.Item, "kind."+string(b.Kind))
		return
	case b.Instantiate:
		c.fault(b.Item, "instantiate")
		return
	}
	n := &node{id: c.prefix + b.ID, name: b.Name, line: b.Line, kind: k, in: in, prefix: c.prefix}
	c.d.nodes[n.id] = n
	switch {
	case b.Kind.IsEvent():
		c.event(n, b)
	case k == human:
		c.human(n, b)
	case k == service:
		if n.ref = first(own(b, "service"), own(b, "decision"), b.Operation, b.Service); n.ref == "" {
			c.fault(b.Item, "service-none")
		}
	case k == script:
		c.script(n, b)
	case k == send || k == receive:
		n.ref = c.messageName(b)
	case k == eventBased && b.WaitsFor == "Parallel":
		c.fault(b.Item, "kind.eventParallel")
	case b.Kind == bpmn.CallActivity:
		c.call(n, b)
	case k == scope:
		c.fill(n, b.Content)
	}
	if b.Loop != nil {
		c.loop(n, b)
	}
}

// own returns an attribute of our namespace.
func own(b *bpmn.Node, local string) string {
	return strings.TrimSpace(b.Element.AttrOf(bpmn.Tongban, local))
}

// first returns the first text that is not empty.
func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// event takes what an event waits for or makes happen.
func (c *compiler) event(n *node, b *bpmn.Node) {
	if len(b.Events) == 0 {
		if n.kind == catch || n.kind == boundary {
			c.fault(b.Item, "event-nothing")
		}
		return
	}
	e := b.Events[0]
	t, known := triggers[n.kind][e.Kind]
	switch {
	case len(b.Events) > 1:
		c.fault(b.Item, "event-several")
		return
	case n.kind == start:
		c.fault(b.Item, "start-kind")
		return
	case !known:
		c.fault(b.Item, "event."+string(e.Kind))
		return
	}
	n.trigger = t
	switch {
	case e.Kind == bpmn.Link:
		n.kind = throw // either half lets tokens by
	case t == timed:
		n.timer = c.timer(b.Item, e)
	case e.Declared != nil && (t == failure || t == escalation):
		n.ref = first(e.Declared.Code, e.Declared.Name, e.Declared.ID)
	case e.Declared != nil:
		n.ref = first(e.Declared.Name, e.Declared.ID)
	case t == message || t == signal:
		c.fault(b.Item, "event-nameless")
	}
	if t == failure && n.kind == boundary && !b.Interrupting {
		c.fault(b.Item, "error-stays")
	}
}

// timer takes what a drawing says of a timer.
func (c *compiler) timer(item bpmn.Item, e *bpmn.Event) timer {
	text := strings.TrimSpace(first(e.Date, e.Duration, e.Cycle))
	if expression, computed := strings.CutPrefix(text, "="); computed {
		return timer{computed: c.program(item, strings.TrimSpace(expression), cel.DynType)}
	}
	t, ok := parseTimer(text)
	if !ok {
		c.fault(item, "timer", text)
	}
	return t
}

// script takes an expression and the variable its result goes to.
func (c *compiler) script(n *node, b *bpmn.Node) {
	n.into = own(b, "result")
	if strings.TrimSpace(b.Script) == "" {
		c.fault(b.Item, "script-none")
		return
	}
	n.compute = c.program(b.Item, b.Script, cel.DynType)
}

// messageName returns what a task sends or waits for.
func (c *compiler) messageName(b *bpmn.Node) string {
	for _, d := range c.doc.Declared {
		if d.ID == b.Message && d.Kind == "message" {
			return first(d.Name, d.ID)
		}
	}
	if b.Message == "" {
		c.fault(b.Item, "event-nameless")
	}
	return b.Message
}

// loop takes how an activity is done several times.
func (c *compiler) loop(n *node, b *bpmn.Node) {
	l := b.Loop
	over := strings.TrimSpace(l.Element.AttrOf(bpmn.Tongban, "over"))
	switch {
	case !l.Multi:
		c.fault(b.Item, "kind.loop")
		return
	case n.kind != human && n.kind != service && n.kind != scope:
		c.fault(b.Item, "many-kind")
		return
	case over == "" && l.Count == "":
		c.fault(b.Item, "many-none")
		return
	}
	n.many = &many{sequential: l.Sequential}
	if over != "" {
		n.many.over = c.program(b.Item, over, cel.ListType(cel.DynType))
	} else {
		n.many.times = c.program(b.Item, l.Count, cel.IntType)
	}
	if l.Condition != "" {
		n.many.until = c.program(b.Item, l.Condition, cel.BoolType)
	}
}

// call fills a call activity with the process it calls.
//
// Basis: BPMN 2.0.2, 10.3.6, 13.3.4.
func (c *compiler) call(n *node, b *bpmn.Node) {
	if b.Called == "" {
		c.fault(b.Item, "call-none")
		return
	}
	from := source{c.doc, c.doc.Process(b.Called), c.library}
	for _, d := range c.library {
		if from.process == nil && d.ID == b.Called {
			from = d.source
		}
	}
	switch {
	case from.process == nil:
		c.fault(b.Item, "call-unknown", b.Called)
		return
	case slices.Contains(c.calling, b.Called):
		c.fault(b.Item, "call-circle", b.Called)
		return
	}
	caller := *c
	c.doc, c.library, c.prefix = from.doc, from.library, n.id+"/"
	c.calling = append(slices.Clone(c.calling), b.Called)
	c.fill(n, from.process.Scope)
	c.doc, c.library, c.prefix, c.calling = caller.doc, caller.library, caller.prefix, caller.calling
}

// check looks at a scope as a whole.
func (c *compiler) check(into *node, drawn *bpmn.Scope) {
	starts := 0
	for _, b := range drawn.Nodes {
		n := c.known(b)
		if n == nil { // refused, and said so
			continue
		}
		switch {
		case n.kind == start:
			starts++
			into.entry = n
		case n.kind != boundary && len(n.incoming) == 0:
			c.fault(b.Item, "no-way-in")
		}
		if n.kind != end && len(n.outgoing) == 0 {
			c.fault(b.Item, "no-way-out")
		}
		c.conditions(n, b)
		if n.kind == eventBased && slices.ContainsFunc(n.outgoing, func(f *flow) bool { return !f.to.awaits() || len(f.to.incoming) > 1 }) {
			c.fault(b.Item, "event-gateway")
		}
	}
	if starts != 1 {
		c.fault(bpmn.Item{ID: into.id, Name: into.name, Line: into.line}, "starts", starts)
	}
}

// conditions looks at the conditions on the flows out of a node.
func (c *compiler) conditions(n *node, b *bpmn.Node) {
	choice := n.kind == exclusive || n.kind == inclusive || n.activity() || n.kind == script || n.kind == send
	for _, f := range n.outgoing {
		item := b.Item
		if at := slices.IndexFunc(b.Out, func(drawn *bpmn.Flow) bool { return drawn.ID == f.id }); at >= 0 {
			item = b.Out[at].Item
		}
		switch {
		case f.condition != nil && !choice:
			c.fault(item, "condition-idle")
		case n.kind == exclusive && len(n.outgoing) > 1 && f.condition == nil && f != n.fallback:
			c.fault(item, "condition-none")
		}
	}
}
