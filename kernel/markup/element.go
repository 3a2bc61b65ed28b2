package markup

import (
	"slices"
	"strings"
)

// Namespaces of XML itself.
const (
	SchemaInstance = "http://www.w3.org/2001/XMLSchema-instance"
	xmlSpace       = "http://www.w3.org/XML/1998/namespace"
	xmlnsSpace     = "http://www.w3.org/2000/xmlns/"
)

// prefixes are those of what we make ourselves: drawings of processes and decisions.
var prefixes = map[string]string{
	"http://www.omg.org/spec/BPMN/20100524/MODEL": "bpmn", "http://www.omg.org/spec/BPMN/20100524/DI": "bpmndi",
	"http://www.omg.org/spec/DD/20100524/DI": "di", "http://www.omg.org/spec/DD/20100524/DC": "dc",
	"urn:tongban:bpmn:1": "tongban",
	SchemaInstance:       "xsi", xmlSpace: "xml", xmlnsSpace: "xmlns",
}

// Name is a name of XML: the namespace, empty for none, and the name in it.
type Name struct{ Space, Local string }

// Attr is one attribute. Declarations of namespaces are attributes, too.
type Attr struct {
	Name   Name
	Value  string
	prefix string
	raw    string // as it was written, where white space in it would not survive
}

// Element is one element of the tree.
type Element struct {
	Name   Name
	Attrs  []Attr
	Nodes  []Content
	Line   int // where it begins; 0 if it was not read
	prefix string
}

// Sort says what a piece of content is.
type Sort int

// What stands in an element.
const (
	Child Sort = iota
	Text
	CData
	Comment
	Instruction
)

// Content is one piece of what stands in an element.
type Content struct {
	Sort    Sort
	Element *Element // of a Child
	Text    string   // of all others
}

// New returns an element of namespace space; attributes follow as name and value, those
// without a value are left out.
func New(space, local string, attrs ...string) *Element {
	e := &Element{Name: Name{space, local}, prefix: prefixes[space]}
	for i := 0; i+1 < len(attrs); i += 2 {
		if attrs[i+1] != "" {
			e.Set(attrs[i], attrs[i+1])
		}
	}
	return e
}

// Is reports whether e is the element of that name.
func (e *Element) Is(space, local string) bool {
	return e != nil && e.Name.Space == space && e.Name.Local == local
}

// Attr returns the attribute local without a namespace, "" if there is none.
func (e *Element) Attr(local string) string { return e.AttrOf("", local) }

// AttrOf returns the attribute local of namespace space, "" if there is none.
func (e *Element) AttrOf(space, local string) string {
	for i := range e.Attrs {
		if e.Attrs[i].Name.Local == local && e.Attrs[i].Name.Space == space {
			return e.Attrs[i].Value
		}
	}
	return ""
}

// Set gives the attribute local, without a namespace, a value.
func (e *Element) Set(local, value string) *Element { return e.SetOf("", local, value) }

// SetOf gives the attribute local of namespace space a value.
func (e *Element) SetOf(space, local, value string) *Element {
	name := Name{space, local}
	at := slices.IndexFunc(e.Attrs, func(a Attr) bool { return a.Name == name })
	if at < 0 {
		e.Attrs = append(e.Attrs, Attr{Name: name, prefix: prefixes[space]})
		at = len(e.Attrs) - 1
	}
	e.Attrs[at].Value, e.Attrs[at].raw = value, ""
	return e
}

// Declare says at e what the prefixes of some namespaces stand for, where e says nothing
// of either.
func (e *Element) Declare(spaces ...string) {
	for _, space := range spaces {
		said := func(a Attr) bool { return a.declares() && (a.Value == space || a.Name.Local == prefixes[space]) }
		if !slices.ContainsFunc(e.Attrs, said) {
			e.SetOf(xmlnsSpace, prefixes[space], space)
		}
	}
}

// Append puts elements at the end of e and returns e.
func (e *Element) Append(children ...*Element) *Element {
	for _, c := range children {
		e.Nodes = append(e.Nodes, Content{Sort: Child, Element: c})
	}
	return e
}

// Write puts text at the end of e and returns e.
func (e *Element) Write(text string) *Element {
	e.Nodes = append(e.Nodes, Content{Sort: Text, Text: text})
	return e
}

// Describe puts documentation at the beginning of e and returns e.
func (e *Element) Describe(text string) *Element {
	e.Nodes = slices.Insert(e.Nodes, 0, Content{Sort: Child, Element: New(e.Name.Space, "documentation").Write(text)})
	return e
}

// Extend puts elements into e's extension elements, which come after its documentation
// and before all else, and returns e.
func (e *Element) Extend(extensions ...*Element) *Element {
	box := e.Child("extensionElements")
	if box == nil {
		box = New(e.Name.Space, "extensionElements")
		at := 0
		for i, n := range e.Nodes {
			if n.Element.Is(e.Name.Space, "documentation") {
				at = i + 1
			}
		}
		e.Nodes = slices.Insert(e.Nodes, at, Content{Sort: Child, Element: box})
	}
	box.Append(extensions...)
	return e
}

// Children returns the elements in e, which may be nil.
func (e *Element) Children() []*Element {
	if e == nil {
		return nil
	}
	var list []*Element
	for _, n := range e.Nodes {
		if n.Sort == Child {
			list = append(list, n.Element)
		}
	}
	return list
}

// Child returns the first child with that name in e's own namespace, nil if there is
// none.
func (e *Element) Child(local string) *Element {
	for _, n := range e.Nodes {
		if n.Sort == Child && n.Element.Is(e.Name.Space, local) {
			return n.Element
		}
	}
	return nil
}

// ChildText returns the text of that child, without space around it.
func (e *Element) ChildText(local string) string {
	if c := e.Child(local); c != nil {
		return strings.TrimSpace(c.Text())
	}
	return ""
}

// Text returns the text that stands directly in e.
func (e *Element) Text() string {
	var b strings.Builder
	for _, n := range e.Nodes {
		if n.Sort == Text || n.Sort == CData {
			b.WriteString(n.Text)
		}
	}
	return b.String()
}

// Extensions returns what other namespaces add to e: the children of its extension
// elements.
func (e *Element) Extensions() []*Element {
	if box := e.Child("extensionElements"); box != nil {
		return box.Children()
	}
	return nil
}

// Extension returns the first extension of that name, nil if there is none.
func (e *Element) Extension(space, local string) *Element {
	for _, x := range e.Extensions() {
		if x.Is(space, local) {
			return x
		}
	}
	return nil
}

// All calls visit for e and every element below it, parents first.
func (e *Element) All(visit func(*Element)) {
	visit(e)
	for _, n := range e.Nodes {
		if n.Sort == Child {
			n.Element.All(visit)
		}
	}
}
