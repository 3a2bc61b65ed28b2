package drawing

import (
	"slices"
	"strings"

	"tongban/capability/workflow/bpmn"
)

// Awaits is the property that says which message, signal, error or escalation an event
// waits for or makes happen, by its name.
const Awaits = "awaits"

// references are the attributes that name what is declared, by its kind.
var references = map[bpmn.EventKind]string{
	bpmn.Message: "messageRef", bpmn.Signal: "signalRef", bpmn.ErrorEvent: "errorRef", bpmn.Escalation: "escalationRef",
}

// CalledOf returns what sort of call a step waits for or makes, "" if it has to do with none.
func CalledOf(n *bpmn.Node) bpmn.EventKind {
	switch {
	case n.Kind == bpmn.SendTask, n.Kind == bpmn.ReceiveTask:
		return bpmn.Message
	case len(n.Events) == 1 && references[n.Events[0].Kind] != "":
		return n.Events[0].Kind
	}
	return ""
}

// caller is the element that names what is declared.
func caller(n *bpmn.Node) *bpmn.Element {
	if len(n.Events) == 1 {
		return n.Events[0].Element
	}
	return n.Element
}

// awaitsOf returns the name of what a step waits for.
func awaitsOf(doc *bpmn.Document, n *bpmn.Node) string {
	kind := CalledOf(n)
	if kind == "" {
		return ""
	}
	ref := caller(n).Attr(references[kind])
	for _, d := range doc.Declared {
		if d.ID == ref {
			return d.Name
		}
	}
	return ref
}

// setAwaits names what a step waits for: what is declared by that name, or is from now on.
func setAwaits(doc *bpmn.Document, n *bpmn.Node, name string) {
	kind := CalledOf(n)
	if name == "" || name == awaitsOf(doc, n) {
		return
	}
	for _, d := range doc.Declared {
		if d.Kind == string(kind) && d.Name == name {
			caller(n).Set(references[kind], d.ID)
			return
		}
	}
	id := treeOf(doc).fresh(strings.ToUpper(string(kind[:1])) + string(kind[1:]))
	declared := bpmn.New(bpmn.Model, string(kind), "id", id, "name", name)
	if kind == bpmn.ErrorEvent || kind == bpmn.Escalation {
		declared.Set(string(kind)+"Code", name)
	}
	at := slices.IndexFunc(doc.Element.Nodes, func(c bpmn.Content) bool { return c.Sort == bpmn.Child && c.Element.Is(bpmn.Model, "process") })
	doc.Element.Nodes = slices.Insert(doc.Element.Nodes, max(at, 0), bpmn.Content{Sort: bpmn.Child, Element: declared})
	caller(n).Set(references[kind], id)
}
