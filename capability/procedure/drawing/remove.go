package drawing

import (
	"tongban/capability/workflow/bpmn"
)

// remove takes a step out, or a part with all in it; what came before it leads on to what
// comes after.
func (e editor) remove(n *bpmn.Node) (string, error) {
	switch {
	case n.Kind == bpmn.StartEvent:
		return "", errPlace
	case n.Kind == bpmn.BoundaryEvent:
		e.erase(e.aside(n))
		return n.AttachedTo.ID, nil
	case len(n.Out) > 1:
		return e.removePart(n)
	}
	before := e.flows("targetRef", n.ID)
	after := e.flows("sourceRef", n.ID)
	if len(after) == 1 {
		for _, f := range before {
			f.Set("targetRef", after[0].Attr("targetRef"))
		}
	}
	for _, b := range n.Boundary {
		e.erase(e.aside(b))
	}
	e.erase([]*bpmn.Node{n})
	for _, f := range before {
		if len(after) == 1 {
			e.close(f)
		}
	}
	if len(before) > 0 {
		return before[0].Attr("sourceRef"), nil
	}
	return "", nil
}

// removePart takes out a part, from the gateway that divides to the one that joins.
func (e editor) removePart(split *bpmn.Node) (string, error) {
	join := Meeting(split)
	if join == nil {
		return "", errPlace
	}
	to := join
	if join.Kind.IsGateway() && len(join.Out) == 1 {
		to = join.Out[0].To
	}
	within := []*bpmn.Node{split}
	for m := range reach(split.Out[0].To, join) {
		within = append(within, m)
	}
	for _, f := range split.Out[1:] {
		for m := range reach(f.To, join) {
			within = append(within, m)
		}
	}
	if to != join {
		within = append(within, join)
	}
	at := ""
	for _, f := range split.In {
		f.Element.Set("targetRef", to.ID)
		at = f.From.ID
	}
	for _, m := range within {
		for _, b := range m.Boundary {
			e.erase(e.aside(b))
		}
	}
	e.erase(within)
	return at, nil
}

// drop takes out one branch of a part. A part with one branch left is no part any more.
func (e editor) drop(flow *bpmn.Flow) (string, error) {
	split := flow.From
	join := Meeting(split)
	if len(split.Out) < 2 || join == nil {
		return "", errPlace
	}
	kept := map[*bpmn.Node]bool{join: true}
	for _, other := range split.Out {
		if other != flow {
			for m := range reach(other.To, nil) {
				kept[m] = true
			}
		}
	}
	var gone []*bpmn.Node
	for m := range reach(flow.To, join) {
		if !kept[m] {
			gone = append(gone, m)
		}
	}
	e.cut(flow.Element)
	e.erase(gone)
	at := split.In[0].From.ID
	e.smooth(split.ID)
	e.smooth(join.ID)
	return at, nil
}

// close takes out a flow that leads straight from one end of a parallel part to the other.
func (e editor) close(flow *bpmn.Element) {
	from, to := e.byID[flow.Attr("sourceRef")], e.byID[flow.Attr("targetRef")]
	if from == nil || to == nil || !from.Is(bpmn.Model, string(bpmn.ParallelGateway)) || !to.Is(bpmn.Model, string(bpmn.ParallelGateway)) {
		return
	}
	e.cut(flow)
	e.smooth(from.Attr("id"))
	e.smooth(to.Attr("id"))
}

// smooth takes out a gateway that neither divides nor joins any more.
func (e editor) smooth(id string) {
	gateway := e.byID[id]
	before, after := e.flows("targetRef", id), e.flows("sourceRef", id)
	if gateway == nil || !bpmn.Kind(gateway.Name.Local).IsGateway() || len(before) != 1 || len(after) != 1 {
		return
	}
	before[0].Set("targetRef", after[0].Attr("targetRef"))
	e.cut(after[0])
	e.cut(gateway)
}

// aside returns a boundary event and what only it leads to.
func (e editor) aside(b *bpmn.Node) []*bpmn.Node {
	others := map[*bpmn.Node]bool{}
	for _, n := range b.Level.Nodes {
		if n != b && (n.Kind == bpmn.StartEvent || n.AttachedTo != nil) {
			for m := range reach(n, nil) {
				others[m] = true
			}
		}
	}
	only := []*bpmn.Node{b}
	for m := range reach(b, nil) {
		if m != b && !others[m] {
			only = append(only, m)
		}
	}
	return only
}

// erase takes nodes out, with the flows at them.
func (e editor) erase(nodes []*bpmn.Node) {
	for _, n := range nodes {
		if e.byID[n.ID] == nil {
			continue
		}
		for _, end := range []string{"sourceRef", "targetRef"} {
			for _, f := range e.flows(end, n.ID) {
				e.cut(f)
			}
		}
		e.cut(n.Element)
	}
}

// flows returns the flows one end of which is at a node, as they are now.
func (e editor) flows(end, id string) []*bpmn.Element {
	var list []*bpmn.Element
	walk(e.doc.Element, func(f *bpmn.Element) {
		if f.Is(bpmn.Model, "sequenceFlow") && f.Attr(end) == id {
			list = append(list, f)
		}
	})
	return list
}
