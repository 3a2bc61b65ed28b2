package bpmn

import (
	"strings"

	"tongban/kernel/markup"
)

// Read reads a file of BPMN. If a fault is an error, there is no document.
func Read(source []byte) (*Document, []Fault) {
	tree, fault := markup.Parse(source)
	if fault != nil {
		return nil, []Fault{*fault}
	}
	l := &faults{}
	switch root := tree.Root; {
	case root.Name.Space != Model && root.Name.Local == "definitions":
		l.at(root, Error, "not-bpmn", root.Name.Space)
	case !root.Is(Model, "definitions"):
		l.at(root, Error, "fragment", root.Written())
	}
	if Refused(l.list) {
		return nil, l.list
	}
	d := view(tree.Root, l)
	if Refused(l.list) {
		return nil, l.list
	}
	d.before, d.after = tree.Before, tree.After
	return d, l.list
}

// viewer makes the typed view of a tree.
type viewer struct {
	*faults
	doc      *Document
	ids      map[string]*Element
	flows    map[string]*Flow
	declared map[string]*Declared
	known    map[string]*Element // definitions of events that several events share
	later    []func()            // what needs all nodes to be known
}

// view makes the document of a tree whose root is a definitions element.
func view(root *Element, l *faults) *Document {
	v := &viewer{
		faults: l, doc: &Document{Item: itemOf(root), Namespace: root.Attr("targetNamespace"), nodes: map[string]*Node{}},
		ids: map[string]*Element{}, flows: map[string]*Flow{}, declared: map[string]*Declared{}, known: map[string]*Element{},
	}
	root.All(v.index)
	for _, e := range root.Children() {
		v.top(e)
	}
	for i := 0; i < len(v.later); i++ { // which may add to it
		v.later[i]()
	}
	v.references(root, root)
	return v.doc
}

// index notes the id of an element of BPMN. Extensions have ids of their own.
func (v *viewer) index(e *Element) {
	id := e.Attr("id")
	switch e.Name.Space {
	case Model, Diagram, Drawn, Canvas:
	default:
		return
	}
	if id == "" {
		return
	}
	if first := v.ids[id]; first != nil {
		v.at(e, Error, "id-twice", id, first.Line)
		return
	}
	v.ids[id] = e
}

func itemOf(e *Element) Item {
	return Item{ID: e.Attr("id"), Name: e.Attr("name"), Documentation: e.ChildText("documentation"), Line: e.Line, Element: e}
}

// top takes one child of the root.
func (v *viewer) top(e *Element) {
	if e.Name.Space != Model {
		return
	}
	switch local := e.Name.Local; local {
	case "process":
		p := &Process{Item: itemOf(e), Executable: e.Attr("isExecutable") == "true"}
		p.Scope = v.scope(e, nil)
		v.doc.Processes = append(v.doc.Processes, p)
	case "message", "signal", "error", "escalation":
		one := &Declared{Item: itemOf(e), Kind: local, Code: e.Attr(local + "Code")}
		v.doc.Declared = append(v.doc.Declared, one)
		v.declared[one.ID] = one
	case "collaboration", "choreography", "globalConversation":
		for _, c := range e.Children() {
			if c.Is(Model, "participant") {
				v.doc.Participants = append(v.doc.Participants, &Participant{Item: itemOf(c), Process: c.Attr("processRef")})
			}
		}
	default:
		if strings.HasSuffix(local, "EventDefinition") {
			v.known[e.Attr("id")] = e
		}
	}
}

// scope takes a process or a sub-process with what stands in it.
func (v *viewer) scope(e *Element, owner *Node) *Scope {
	s := &Scope{Owner: owner}
	for _, c := range e.Children() {
		if c.Name.Space != Model {
			continue
		}
		switch {
		case families[Kind(c.Name.Local)] != 0:
			s.Nodes = append(s.Nodes, v.node(c, s))
		case c.Name.Local == "sequenceFlow":
			s.Flows = append(s.Flows, v.flow(c))
		case c.Name.Local == "laneSet":
			s.Lanes = append(s.Lanes, v.lanes(c)...)
		}
	}
	return s
}

// lanes takes a set of lanes.
func (v *viewer) lanes(set *Element) []*Lane {
	var lanes []*Lane
	for _, c := range set.Children() {
		if !c.Is(Model, "lane") {
			continue
		}
		lane := &Lane{Item: itemOf(c)}
		for _, ref := range c.Children() {
			if ref.Is(Model, "flowNodeRef") {
				lane.Nodes = append(lane.Nodes, strings.TrimSpace(ref.Text()))
			}
		}
		v.later = append(v.later, func() { v.settle(lane) })
		if inner := c.Child("childLaneSet"); inner != nil {
			lane.Lanes = v.lanes(inner)
		}
		lanes = append(lanes, lane)
	}
	return lanes
}

// settle tells the nodes of a lane whose they are. Inner lanes come after outer ones.
func (v *viewer) settle(lane *Lane) {
	for _, id := range lane.Nodes {
		if n := v.doc.nodes[id]; n != nil {
			n.Lane = lane
		}
	}
}

// flow takes a sequence flow.
func (v *viewer) flow(e *Element) *Flow {
	f := &Flow{Item: itemOf(e), Condition: e.ChildText("conditionExpression")}
	if c := e.Child("conditionExpression"); c != nil {
		f.Language = c.Attr("language")
	}
	if f.ID != "" {
		v.flows[f.ID] = f
	}
	v.later = append(v.later, func() {
		if f.From = v.end(e, "source"); f.From != nil {
			f.From.Out = append(f.From.Out, f)
		}
		if f.To = v.end(e, "target"); f.To != nil {
			f.To.In = append(f.To.In, f)
		}
	})
	return f
}

// end returns the node a flow begins or ends at: side is "source" or "target".
func (v *viewer) end(e *Element, side string) *Node {
	id := e.Attr(side + "Ref")
	switch n := v.doc.nodes[id]; {
	case n != nil:
		return n
	case id == "":
		v.at(e, Error, side+"-none")
	case v.ids[id] != nil:
		v.at(e, Error, side+"-kind", id, v.ids[id].Written())
	default:
		v.at(e, Error, side+"-missing", id)
	}
	return nil
}
