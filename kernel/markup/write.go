package markup

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
)

// Write returns the tree as XML: as it was read or built, in UTF-8.
func (t *Tree) Write() []byte {
	w := &writer{}
	w.out.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
	for _, c := range t.Before {
		w.content(c)
		w.out.WriteByte('\n')
	}
	w.element(t.Root)
	w.out.WriteByte('\n')
	for _, c := range t.After {
		w.content(c)
		w.out.WriteByte('\n')
	}
	return w.out.Bytes()
}

// writer writes a tree and sees to it that every prefix stands for what its name says,
// wherever in the tree an element has come to stand.
type writer struct {
	out   bytes.Buffer
	bound []binding
}

var (
	inText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#xD;")
	inAttr = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\t", "&#x9;", "\n", "&#xA;", "\r", "&#xD;")
)

func (w *writer) content(c Content) {
	switch c.Sort {
	case Child:
		w.element(c.Element)
	case Text:
		inText.WriteString(&w.out, clean(c.Text))
	case CData:
		w.out.WriteString("<![CDATA[" + strings.ReplaceAll(clean(c.Text), "]]>", "]]]]><![CDATA[>") + "]]>")
	case Comment:
		w.out.WriteString("<!--" + c.Text + "-->")
	case Instruction:
		w.out.WriteString("<?" + c.Text + "?>")
	}
}

func (w *writer) element(e *Element) {
	outside := len(w.bound)
	for i := range e.Attrs {
		if a := &e.Attrs[i]; a.declares() {
			w.bound = append(w.bound, a.binding())
		}
	}
	declared := len(w.bound)
	name := qualified(w.prefix(e.prefix, e.Name.Space, false), e.Name.Local)
	w.out.WriteString("<" + name)
	for i := range e.Attrs {
		w.attr(&e.Attrs[i])
	}
	for _, b := range w.bound[declared:] {
		if b.prefix == "" {
			w.out.WriteString(` xmlns="` + inAttr.Replace(b.space) + `"`)
			continue
		}
		w.out.WriteString(" xmlns:" + b.prefix + `="` + inAttr.Replace(b.space) + `"`)
	}
	if len(e.Nodes) == 0 {
		w.out.WriteString("/>")
	} else {
		w.out.WriteByte('>')
		for _, c := range e.Nodes {
			w.content(c)
		}
		w.out.WriteString("</" + name + ">")
	}
	w.bound = w.bound[:outside]
}

func (w *writer) attr(a *Attr) {
	name := a.Written()
	if !a.declares() && a.Name.Space != "" {
		name = qualified(w.prefix(a.prefix, a.Name.Space, true), a.Name.Local)
	}
	w.out.WriteString(" " + name + `="`)
	if a.raw != "" {
		w.out.WriteString(strings.ReplaceAll(a.raw, `"`, "&quot;"))
	} else {
		inAttr.WriteString(&w.out, clean(a.Value))
	}
	w.out.WriteByte('"')
}

// clean returns text without what XML has no place for: names of processes we make may
// come from people who paste.
func clean(text string) string {
	text = strings.ToValidUTF8(text, "\ufffd")
	if !strings.ContainsFunc(text, control) {
		return text
	}
	return strings.Map(func(r rune) rune {
		if control(r) {
			return '\ufffd'
		}
		return r
	}, text)
}

func (a *Attr) binding() binding {
	if a.prefix == "" {
		return binding{"", a.Value}
	}
	return binding{a.Name.Local, a.Value}
}

// prefix returns a prefix that stands for space here: the wanted one, another that does,
// or one declared for it. An attribute without a prefix is in no namespace.
func (w *writer) prefix(want, space string, attr bool) string {
	if w.means(want) == space && !(attr && want == "") {
		return want
	}
	for _, b := range slices.Backward(w.bound) {
		if b.space == space && w.means(b.prefix) == space && !(attr && b.prefix == "") {
			return b.prefix
		}
	}
	if space == "" {
		w.bound = append(w.bound, binding{"", ""})
		return ""
	}
	free := want
	for i := 1; free == "" || w.means(free) != ""; i++ {
		free = "ns" + strconv.Itoa(i)
	}
	w.bound = append(w.bound, binding{free, space})
	return free
}

// means returns what a prefix stands for here.
func (w *writer) means(prefix string) string {
	if prefix == "xml" {
		return xmlSpace
	}
	for _, b := range slices.Backward(w.bound) {
		if b.prefix == prefix {
			return b.space
		}
	}
	return ""
}
