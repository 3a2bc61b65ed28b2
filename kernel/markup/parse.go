package markup

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// The largest file that is read. A process of ten thousand nodes with its diagram has
// six million bytes, a hundred and fifty thousand elements and ten levels; a decision
// table of five thousand rows with ten columns has as many.
const (
	MaxBytes    = 16 << 20
	MaxElements = 400_000
	MaxDepth    = 200
	MaxAttrs    = 500
)

// parser makes a tree of a file. Names are resolved here, not by encoding/xml, which
// forgets prefixes and does not mind those nobody has declared.
type parser struct {
	source   []byte
	decoder  *xml.Decoder
	fault    *Fault // the first and last: what follows broken XML is not known
	open     []*Element
	bound    []binding // declarations of namespaces in force, the innermost last
	marks    []int     // how many of bound were in force outside each open element
	elements int

	root          *Element
	before, after []Content
}

// Tree is a file of XML: its root with what stands around it.
type Tree struct {
	Root          *Element
	Before, After []Content // comments and instructions
}

type binding struct{ prefix, space string }

// Parse returns the tree of source, or the fault that keeps it from being read.
func Parse(source []byte) (*Tree, *Fault) {
	p := &parser{source: bytes.TrimPrefix(source, []byte("\xef\xbb\xbf")), bound: []binding{{"xml", xmlSpace}}}
	if p.checkBytes(); p.fault != nil {
		return nil, p.fault
	}
	p.decoder = xml.NewDecoder(bytes.NewReader(p.source))
	p.decoder.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // checkBytes has judged it
	for p.fault == nil {
		line, _ := p.decoder.InputPos()
		begin := p.decoder.InputOffset()
		token, err := p.decoder.RawToken()
		if err != nil {
			p.end(line, err)
			break
		}
		p.take(token, line, begin)
	}
	if p.fault != nil {
		return nil, p.fault
	}
	return &Tree{Root: p.root, Before: p.before, After: p.after}, nil
}

var encodingOf = regexp.MustCompile(`^<\?xml[^>]*?\sencoding\s*=\s*["']([^"'>]*)["']`)

// checkBytes refuses what cannot be text of XML in UTF-8.
func (p *parser) checkBytes() {
	utf16 := len(p.source) > 1 && (p.source[0] == 0xff && p.source[1] == 0xfe || p.source[0] == 0xfe && p.source[1] == 0xff || p.source[0] == 0 || p.source[1] == 0)
	label := "UTF-8"
	if found := encodingOf.FindSubmatch(p.source[:min(len(p.source), 300)]); found != nil {
		label = string(found[1])
	}
	switch {
	case len(p.source) > MaxBytes:
		p.fail(1, "too-large", MaxBytes>>20)
	case len(bytes.TrimSpace(p.source)) == 0:
		p.fail(1, "empty")
	case utf16:
		p.fail(1, "encoding", "UTF-16")
	case !slices.Contains([]string{"utf-8", "utf8", "us-ascii", "ascii"}, strings.ToLower(label)):
		p.fail(1, "encoding", label)
	default:
		p.checkUTF8()
	}
}

func (p *parser) checkUTF8() {
	line := 1
	for rest := p.source; len(rest) > 0; {
		at := bytes.IndexByte(rest, '\n')
		if at < 0 {
			at = len(rest) - 1
		}
		switch text := rest[:at+1]; {
		case !utf8.Valid(text):
			p.fail(line, "not-utf8")
			return
		case bytes.ContainsFunc(text, control):
			p.fail(line, "character")
			return
		}
		rest, line = rest[at+1:], line+1
	}
}

// control reports whether XML has no place for r.
func control(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff
}

func (p *parser) fail(line int, key string, args ...any) {
	if p.fault != nil {
		return
	}
	f := Fault{Line: line, Key: "markup." + key, Args: args, Severity: Error}
	for i := len(p.open) - 1; i >= 0 && f.Element == ""; i-- { // the nearest that has a name
		f.Element, f.Name = p.open[i].Attr("id"), p.open[i].Attr("name")
	}
	p.fault = &f
}

// failAt is fail at an element that is just being opened.
func (p *parser) failAt(e *Element, key string, args ...any) {
	p.open = append(p.open, e)
	p.fail(e.Line, key, args...)
	p.open = p.open[:len(p.open)-1]
}

// end judges how reading ended.
func (p *parser) end(line int, err error) {
	var broken *xml.SyntaxError
	if errors.As(err, &broken) {
		line = broken.Line
	}
	switch {
	case errors.Is(err, io.EOF) && len(p.open) > 0:
		last := p.open[len(p.open)-1]
		p.fail(line, "truncated", last.Written(), last.Line)
	case errors.Is(err, io.EOF) && p.root == nil:
		p.fail(line, "not-xml")
	case errors.Is(err, io.EOF):
	default:
		p.fail(line, p.malformation(err.Error()))
	}
}

// malformations tell what encoding/xml complains about.
var malformations = []struct{ says, key string }{
	{"unexpected EOF", "cut"},
	{"invalid character entity", "entity"},
	{"illegal character code", "character"},
	{"attribute", "attribute"},
	{"unescaped <", "attribute"},
	{"invalid XML name", "name"},
	{"unsupported version", "version"},
}

// malformation returns what we say of it.
func (p *parser) malformation(complaint string) string {
	if p.root == nil && !bytes.HasPrefix(bytes.TrimSpace(p.source), []byte("<")) {
		return "not-xml"
	}
	for _, m := range malformations {
		if strings.Contains(complaint, m.says) {
			return m.key
		}
	}
	return "malformed"
}

// take puts one token into the tree.
func (p *parser) take(token xml.Token, line int, begin int64) {
	switch t := token.(type) {
	case xml.StartElement:
		p.start(t, line, begin)
	case xml.EndElement:
		p.close(t, line)
	case xml.CharData:
		p.text(string(t), line, bytes.HasPrefix(p.source[begin:], []byte("<![CDATA[")))
	case xml.Comment:
		p.put(Content{Sort: Comment, Text: string(t)})
	case xml.ProcInst:
		switch {
		case t.Target != "xml":
			p.put(Content{Sort: Instruction, Text: strings.TrimSpace(t.Target + " " + string(t.Inst))})
		case begin > 0:
			p.fail(line, "malformed")
		}
	case xml.Directive:
		p.fail(line, "doctype")
	}
}

func (p *parser) put(c Content) {
	switch {
	case len(p.open) > 0:
		last := p.open[len(p.open)-1]
		last.Nodes = append(last.Nodes, c)
	case p.root == nil:
		p.before = append(p.before, c)
	default:
		p.after = append(p.after, c)
	}
}

func (p *parser) text(text string, line int, cdata bool) {
	if blank := len(text) - len(strings.TrimLeft(text, " \t\n\r")); len(p.open) == 0 {
		line += strings.Count(text[:blank], "\n")
	}
	switch {
	case len(p.open) == 0 && strings.TrimSpace(text) == "" && !cdata:
	case len(p.open) == 0 && p.root == nil:
		p.fail(line, "not-xml")
	case len(p.open) == 0:
		p.fail(line, "after-end")
	case cdata:
		p.put(Content{Sort: CData, Text: text})
	default:
		p.put(Content{Sort: Text, Text: text})
	}
}

// start opens an element.
func (p *parser) start(t xml.StartElement, line int, begin int64) {
	e := &Element{Name: Name{Local: t.Name.Local}, prefix: t.Name.Space, Line: line}
	for _, a := range t.Attr {
		e.Attrs = append(e.Attrs, Attr{Name: Name{Local: a.Name.Local}, prefix: a.Name.Space, Value: a.Value})
	}
	p.marks = append(p.marks, len(p.bound))
	p.declare(e)
	p.resolve(e)
	keepSpace(e, p.source[begin:p.decoder.InputOffset()])
	if p.elements++; p.elements > MaxElements {
		p.fail(line, "too-many", MaxElements)
	}
	switch {
	case len(p.open) > 0:
		p.put(Content{Sort: Child, Element: e})
	case p.root != nil:
		p.fail(line, "after-end")
	default:
		p.root = e
	}
	if p.open = append(p.open, e); len(p.open) > MaxDepth {
		p.fail(line, "too-deep", MaxDepth)
	}
}

func (p *parser) close(t xml.EndElement, line int) {
	if len(p.open) == 0 {
		p.fail(line, "after-end")
		return
	}
	last := p.open[len(p.open)-1]
	if last.prefix != t.Name.Space || last.Name.Local != t.Name.Local {
		p.fail(line, "mismatch", qualified(t.Name.Space, t.Name.Local), last.Written(), last.Line)
		return
	}
	p.open = p.open[:len(p.open)-1]
	p.bound = p.bound[:p.marks[len(p.open)]]
	p.marks = p.marks[:len(p.open)]
}

// declare brings the namespaces into force that e declares.
func (p *parser) declare(e *Element) {
	for i := range e.Attrs {
		a := &e.Attrs[i]
		if !a.declares() {
			continue
		}
		a.Name.Space = xmlnsSpace
		b := a.binding()
		reserved := b.prefix == "xmlns" || b.space == xmlnsSpace || (b.prefix == "xml") != (b.space == xmlSpace)
		if reserved || b.prefix != "" && b.space == "" {
			p.failAt(e, "prefix-reserved", a.Written())
			return
		}
		p.bound = append(p.bound, b)
	}
}

// resolve finds the namespaces of e and its attributes, each of which may be there once.
func (p *parser) resolve(e *Element) {
	if len(e.Attrs) > MaxAttrs {
		p.failAt(e, "too-many-attributes", e.Written(), MaxAttrs)
		return
	}
	e.Name.Space = p.space(e, e.prefix, e.Written())
	for i := range e.Attrs {
		a := &e.Attrs[i]
		if a.prefix != "" && !a.declares() {
			a.Name.Space = p.space(e, a.prefix, a.Written())
		}
		if strings.Contains(a.Name.Local, ":") {
			p.failAt(e, "name")
		}
		for j := range i {
			if e.Attrs[j].Name == a.Name {
				p.failAt(e, "attribute-twice", a.Written(), e.Written())
			}
		}
	}
	if strings.Contains(e.Name.Local, ":") {
		p.failAt(e, "name")
	}
}

// space returns what a prefix stands for; the empty one may stand for nothing.
func (p *parser) space(e *Element, prefix, written string) string {
	for i := len(p.bound) - 1; i >= 0; i-- {
		if p.bound[i].prefix == prefix {
			return p.bound[i].space
		}
	}
	if prefix != "" {
		p.failAt(e, "prefix", prefix, written)
	}
	return ""
}

// declares reports whether a declares a namespace.
func (a *Attr) declares() bool {
	return a.prefix == "xmlns" || a.prefix == "" && a.Name.Local == "xmlns"
}

func (a *Attr) Written() string { return qualified(a.prefix, a.Name.Local) }

// Written returns the name of e as the file has it, with its prefix.
func (e *Element) Written() string { return qualified(e.prefix, e.Name.Local) }

func qualified(prefix, local string) string {
	if prefix == "" {
		return local
	}
	return prefix + ":" + local
}
