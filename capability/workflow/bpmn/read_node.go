package bpmn

import (
	"slices"
	"strconv"
	"strings"
)

// node takes an event, a task, a gateway or a sub-process.
func (v *viewer) node(e *Element, level *Scope) *Node {
	n := &Node{
		Item: itemOf(e), Kind: Kind(e.Name.Local), Level: level,
		Compensation: e.Attr("isForCompensation") == "true", Called: e.Attr("calledElement"), Message: e.Attr("messageRef"),
		Operation: e.Attr("operationRef"), Service: e.Attr("implementation"), Script: e.ChildText("script"), Format: e.Attr("scriptFormat"),
		Instantiate: e.Attr("instantiate") == "true", ByEvent: e.Attr("triggeredByEvent") == "true",
		Completion: e.ChildText("completionCondition"), Sequential: e.Attr("ordering") == "Sequential",
		Activation: e.ChildText("activationCondition"), WaitsFor: e.Attr("eventGatewayType"),
	}
	if n.ID != "" && v.doc.nodes[n.ID] == nil {
		v.doc.nodes[n.ID] = n
	}
	if n.Kind.IsEvent() {
		v.event(n)
	}
	if n.Kind.IsActivity() {
		n.Loop = loopOf(e)
	}
	if n.Kind.IsSubProcess() || n.Kind == SubChoreography {
		n.Content = v.scope(e, n)
	}
	if id := e.Attr("default"); id != "" {
		v.later = append(v.later, func() { v.fallback(n, id) })
	}
	return n
}

// fallback finds the flow that a node takes when no condition holds.
func (v *viewer) fallback(n *Node, id string) {
	f := v.flows[id]
	switch {
	case f == nil:
		v.at(n.Element, Error, "default-missing", id)
	case f.Element.Attr("sourceRef") != n.ID:
		v.at(n.Element, Error, "default-foreign", id)
	default:
		n.Default, f.Default = f, true
	}
}

// event takes what is particular to events.
func (v *viewer) event(n *Node) {
	e := n.Element
	n.Parallel = e.Attr("parallelMultiple") == "true"
	n.Interrupting = e.Attr("cancelActivity") != "false" && e.Attr("isInterrupting") != "false"
	for _, c := range e.Children() {
		switch {
		case c.Name.Space == Model && strings.HasSuffix(c.Name.Local, "EventDefinition"):
			n.Events = append(n.Events, v.definition(c))
		case c.Is(Model, "eventDefinitionRef"):
			v.later = append(v.later, func() {
				if shared := v.known[v.target(strings.TrimSpace(c.Text()))]; shared != nil {
					n.Events = append(n.Events, v.definition(shared))
				}
			})
		}
	}
	if n.Kind == BoundaryEvent {
		v.later = append(v.later, func() { v.attach(n) })
	}
}

// attach puts a boundary event to the activity at whose border it stands.
func (v *viewer) attach(n *Node) {
	id := n.Element.Attr("attachedToRef")
	host := v.doc.nodes[v.target(id)]
	switch {
	case id == "":
		v.at(n.Element, Error, "attached-none")
	case host == nil && v.ids[v.target(id)] == nil:
		v.at(n.Element, Error, "attached-missing", id)
	case host == nil || !host.Kind.IsActivity():
		v.at(n.Element, Error, "attached-kind", id)
	default:
		n.AttachedTo = host
		host.Boundary = append(host.Boundary, n)
	}
}

// definition takes what an event waits for or makes happen.
func (v *viewer) definition(e *Element) *Event {
	d := &Event{
		Item: itemOf(e), Kind: EventKind(strings.TrimSuffix(e.Name.Local, "EventDefinition")),
		Date: e.ChildText("timeDate"), Duration: e.ChildText("timeDuration"), Cycle: e.ChildText("timeCycle"),
		Condition: e.ChildText("condition"), Wait: e.Attr("waitForCompletion") != "false",
	}
	for _, local := range []string{"timeDate", "timeDuration", "timeCycle", "condition"} {
		if c := e.Child(local); c != nil && d.Language == "" {
			d.Language = c.Attr("language")
		}
	}
	for _, attr := range []string{"messageRef", "signalRef", "errorRef", "escalationRef", "activityRef"} {
		if d.Ref == "" {
			d.Ref = v.target(e.Attr(attr))
		}
	}
	v.later = append(v.later, func() { d.Declared = v.declared[d.Ref] })
	return d
}

// loopOf returns how often an activity happens, nil for once.
func loopOf(e *Element) *Loop {
	if c := e.Child("standardLoopCharacteristics"); c != nil {
		most, _ := strconv.Atoi(c.Attr("loopMaximum")) // absent: no limit
		return &Loop{Item: itemOf(c), Condition: c.ChildText("loopCondition"), First: c.Attr("testBefore") == "true", Most: most}
	}
	c := e.Child("multiInstanceLoopCharacteristics")
	if c == nil {
		return nil
	}
	l := &Loop{
		Item: itemOf(c), Multi: true, Sequential: c.Attr("isSequential") == "true", Count: c.ChildText("loopCardinality"),
		Collection: c.ChildText("loopDataInputRef"), Condition: c.ChildText("completionCondition"),
	}
	if member := c.Child("inputDataItem"); member != nil {
		l.Member = member.Attr("name")
	}
	return l
}

// target returns the id a reference means. It may have a prefix for the namespace of
// the document.
func (v *viewer) target(ref string) string {
	if v.ids[ref] != nil {
		return ref
	}
	if _, local, prefixed := strings.Cut(ref, ":"); prefixed {
		return local
	}
	return ref
}

// refer are the references whose targets stand in the same file, as attributes and as
// the text of children. What they name may be missing: then less can be executed, and
// the file is still what its author drew.
var refer = []string{
	"messageRef", "signalRef", "errorRef", "escalationRef", "activityRef", "operationRef", "eventDefinitionRef", "processRef",
	"flowNodeRef", "incoming", "outgoing", "dataObjectRef", "dataStoreRef", "categoryValueRef", "participantRef", "partitionElementRef",
	"inMessageRef", "outMessageRef", "bpmnElement", "sourceRef", "targetRef",
}

// references looks for references to nothing that no rule above has judged, and for
// shapes of nothing, in e and below. near is the nearest element with an id.
func (v *viewer) references(e, near *Element) {
	if e.Attr("id") != "" {
		near = e
	}
	if e.Name.Space == Model && e.Name.Local != "sequenceFlow" || e.Name.Space == Diagram {
		for _, a := range e.Attrs {
			if a.Name.Space == "" && slices.Contains(refer, a.Name.Local) {
				v.refers(e, near, a.Name.Local, a.Value)
			}
		}
		if slices.Contains(refer, e.Name.Local) {
			v.refers(e, near, e.Name.Local, strings.TrimSpace(e.Text()))
		}
	}
	if (e.Is(Diagram, "BPMNShape") || e.Is(Diagram, "BPMNEdge")) && e.Attr("bpmnElement") == "" {
		v.at(e, Warning, "shape-of-nothing")
	}
	for _, n := range e.Nodes {
		if n.Sort == Child {
			v.foreign(n.Element, e)
			v.references(n.Element, near)
		}
	}
}

func (v *viewer) refers(e, near *Element, what, ref string) {
	if ref == "" || v.ids[v.target(ref)] != nil {
		return
	}
	v.add(Fault{
		Element: near.Attr("id"), Name: near.Attr("name"), Line: e.Line, Severity: Warning,
		Key: "workflow.bpmn.reference-loose", Args: []any{what, ref},
	})
}
