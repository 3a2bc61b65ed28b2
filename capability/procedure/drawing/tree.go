package drawing

import (
	"slices"
	"strconv"
	"strings"

	"tongban/capability/workflow/bpmn"
)

// tree is a document being changed: its elements by id, and which element each is in.
type tree struct {
	doc    *bpmn.Document
	byID   map[string]*bpmn.Element
	parent map[*bpmn.Element]*bpmn.Element
}

func treeOf(doc *bpmn.Document) *tree {
	t := &tree{doc: doc, byID: map[string]*bpmn.Element{}, parent: map[*bpmn.Element]*bpmn.Element{}}
	t.add(doc.Element)
	return t
}

func (t *tree) add(e *bpmn.Element) {
	if id := e.Attr("id"); id != "" {
		t.byID[id] = e
	}
	for _, c := range e.Children() {
		t.parent[c] = e
		t.add(c)
	}
}

// fresh returns an id nobody has.
func (t *tree) fresh(prefix string) string {
	for i := 1; ; i++ {
		id := prefix + "_" + strconv.Itoa(i)
		if t.byID[id] == nil {
			return id
		}
	}
}

// put makes an element in the level another stands in, and returns it.
func (t *tree) put(beside *bpmn.Element, prefix, local string, attrs ...string) *bpmn.Element {
	id := t.fresh(prefix)
	e := bpmn.New(bpmn.Model, local, append([]string{"id", id}, attrs...)...)
	level := t.parent[beside]
	at := 0 // before the artifacts and after the flow elements, as the schema wants
	for i, n := range level.Nodes {
		if n.Sort == bpmn.Child && !artifact(n.Element) {
			at = i + 1
		}
	}
	level.Nodes = slices.Insert(level.Nodes, at, bpmn.Content{Sort: bpmn.Child, Element: e})
	t.byID[id], t.parent[e] = e, level
	return e
}

func artifact(e *bpmn.Element) bool {
	return slices.Contains([]string{"association", "group", "textAnnotation"}, e.Name.Local)
}

// cut takes an element out of the document.
func (t *tree) cut(e *bpmn.Element) {
	in := t.parent[e]
	in.Nodes = slices.DeleteFunc(in.Nodes, func(n bpmn.Content) bool { return n.Element == e && n.Sort == bpmn.Child })
	delete(t.byID, e.Attr("id"))
}

// flow makes a flow from one node to another.
func (t *tree) flow(from, to *bpmn.Element) *bpmn.Element {
	return t.put(from, "Flow", "sequenceFlow", "sourceRef", from.Attr("id"), "targetRef", to.Attr("id"))
}

// settle writes anew which flows come into each node and leave it, and takes the nodes that
// are gone out of lanes.
func (t *tree) settle() {
	for _, e := range t.byID {
		e.Nodes = slices.DeleteFunc(e.Nodes, func(n bpmn.Content) bool {
			return n.Sort == bpmn.Child && (n.Element.Is(bpmn.Model, "incoming") || n.Element.Is(bpmn.Model, "outgoing"))
		})
		if e.Is(bpmn.Model, "lane") {
			e.Nodes = slices.DeleteFunc(e.Nodes, func(n bpmn.Content) bool {
				return n.Sort == bpmn.Child && n.Element.Is(bpmn.Model, "flowNodeRef") && t.byID[strings.TrimSpace(n.Element.Text())] == nil
			})
		}
	}
	for _, end := range []struct{ local, attribute string }{{"incoming", "targetRef"}, {"outgoing", "sourceRef"}} {
		walk(t.doc.Element, func(e *bpmn.Element) {
			if e.Is(bpmn.Model, "sequenceFlow") {
				t.ends(e, end.local, end.attribute)
			}
		})
	}
}

// walk calls visit for e and everything in it.
func walk(e *bpmn.Element, visit func(*bpmn.Element)) {
	visit(e)
	for _, c := range e.Children() {
		walk(c, visit)
	}
}

// ends notes a flow at the node that an attribute of it names.
func (t *tree) ends(flow *bpmn.Element, local, attribute string) {
	node := t.byID[flow.Attr(attribute)]
	if node == nil {
		return
	}
	at := 0
	for i, n := range node.Nodes {
		if n.Sort == bpmn.Child && slices.Contains([]string{"documentation", "extensionElements", "incoming", "outgoing"}, n.Element.Name.Local) {
			at = i + 1
		}
	}
	end := bpmn.New(bpmn.Model, local).Write(flow.Attr("id"))
	node.Nodes = slices.Insert(node.Nodes, at, bpmn.Content{Sort: bpmn.Child, Element: end})
}
