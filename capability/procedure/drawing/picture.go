package drawing

import (
	"strconv"
	"strings"
	"unicode"

	"tongban/capability/workflow/bpmn"
)

// Picture is a document as it is drawn, for whoever puts it on paper or a screen.
type Picture struct {
	View   Box
	Shapes []Shape
	Lines  []Line
}

// Shape is a node, a pool or a lane.
type Shape struct {
	Box
	ID    string
	Kind  bpmn.Kind // "participant", "lane" and "textAnnotation" are none of a node
	Event bpmn.EventKind
	Text  []string // its name, in lines that fit
	Loop  bool
	Open  bool // a sub-process that shows what is in it
	Side  bool // an event that does not stop what it sits on
}

// Line is a flow or an association.
type Line struct {
	ID      string
	Points  []Point
	Text    string
	Dashed  bool
	Default bool
}

// Characters of Chinese that fit: into a line of a task, into one below an event.
const (
	inTask  = 9
	inLabel = 8
)

// PictureOf returns a document as it is drawn; one that is not is arranged first.
func PictureOf(doc *bpmn.Document) Picture {
	plane := planeOf(doc)
	if plane == nil {
		doc.Arrange()
		plane = planeOf(doc)
	}
	names := map[string]*bpmn.Element{}
	walk(doc.Element, func(e *bpmn.Element) {
		if id := e.Attr("id"); id != "" && e.Name.Space == bpmn.Model {
			names[id] = e
		}
	})
	var p Picture
	for _, e := range plane.Children() {
		of := names[e.Attr("bpmnElement")]
		if of == nil {
			continue
		}
		if e.Is(bpmn.Diagram, "BPMNShape") {
			p.Shapes = append(p.Shapes, shapeOf(doc, of, e))
		} else if e.Is(bpmn.Diagram, "BPMNEdge") {
			p.Lines = append(p.Lines, lineOf(doc, of, e))
		}
	}
	p.View = p.bounds()
	return p
}

func planeOf(doc *bpmn.Document) *bpmn.Element {
	var plane *bpmn.Element
	walk(doc.Element, func(e *bpmn.Element) {
		if plane == nil && e.Is(bpmn.Diagram, "BPMNPlane") && len(e.Children()) > 0 {
			plane = e
		}
	})
	return plane
}

func shapeOf(doc *bpmn.Document, of, e *bpmn.Element) Shape {
	s := Shape{ID: of.Attr("id"), Kind: bpmn.Kind(of.Name.Local), Open: e.Attr("isExpanded") == "true"}
	for _, b := range e.Children() {
		if b.Is(bpmn.Canvas, "Bounds") {
			s.Box = Box{float(b, "x"), float(b, "y"), float(b, "width"), float(b, "height")}
		}
	}
	n, most := doc.Node(s.ID), inTask
	if n != nil && len(n.Events) > 0 {
		s.Event = n.Events[0].Kind
	}
	if n != nil {
		s.Loop, s.Side = n.Loop != nil, n.AttachedTo != nil && !n.Interrupting
		s.Open = s.Open && n.Content != nil
	}
	if s.Kind.IsEvent() || s.Kind.IsGateway() {
		most = inLabel
	}
	s.Text = wrap(of.Attr("name"), most)
	if s.Open || n == nil {
		s.Text = []string{of.Attr("name")}
	}
	return s
}

func lineOf(doc *bpmn.Document, of, e *bpmn.Element) Line {
	l := Line{ID: of.Attr("id"), Text: of.Attr("name"), Dashed: !of.Is(bpmn.Model, "sequenceFlow")}
	for _, at := range e.Children() {
		if at.Is(bpmn.Drawn, "waypoint") {
			l.Points = append(l.Points, Point{float(at, "x"), float(at, "y")})
		}
	}
	if from := doc.Node(of.Attr("sourceRef")); from != nil {
		l.Default = from.Default != nil && from.Default.ID == l.ID
	}
	return l
}

func float(e *bpmn.Element, name string) float64 {
	f, _ := strconv.ParseFloat(e.Attr(name), 64) // what is none is at the edge
	return f
}

// bounds is the room the picture takes, with names below events and gateways.
func (p Picture) bounds() Box {
	const edge = 24
	if len(p.Shapes) == 0 {
		return Box{0, 0, 1, 1}
	}
	first := p.Shapes[0].Box
	left, top, right, bottom := first.X, first.Y, first.right(), first.bottom()
	grow := func(x, y float64) {
		left, right, top, bottom = min(left, x), max(right, x), min(top, y), max(bottom, y)
	}
	for _, s := range p.Shapes {
		grow(s.X, s.Y)
		grow(s.right(), s.bottom())
		if s.Kind.IsEvent() || s.Kind.IsGateway() {
			grow(s.midX()-50, s.bottom()+18*float64(len(s.Text)))
			grow(s.midX()+50, s.bottom())
		}
	}
	for _, l := range p.Lines {
		for _, at := range l.Points {
			grow(at.X, at.Y)
		}
	}
	return Box{left - edge, top - edge, right - left + 2*edge, bottom - top + 2*edge}
}

// wrap breaks a name into lines of so many Chinese characters; Latin ones are half as wide
// and words stay whole. The fifth line is the last one.
func wrap(text string, most int) []string {
	const mostLines = 4
	var lines []string
	line, width := "", 0
	put := func(word string, wide int) {
		if width+wide > 2*most && line != "" {
			lines = append(lines, strings.TrimSpace(line))
			line, width = "", 0
		}
		line, width = line+word, width+wide
	}
	word := ""
	for _, r := range strings.TrimSpace(text) {
		if r < unicode.MaxLatin1 && !unicode.IsSpace(r) {
			word += string(r)
			continue
		}
		put(word, len(word))
		word = ""
		if r < unicode.MaxLatin1 {
			put(" ", 1)
		} else {
			put(string(r), 2)
		}
	}
	put(word, len(word))
	if line = strings.TrimSpace(line); line != "" {
		lines = append(lines, line)
	}
	if len(lines) > mostLines {
		lines = append(lines[:mostLines-1], lines[mostLines-1]+"…")
	}
	return lines
}

// Point is a place in a drawing.
type Point struct{ X, Y float64 }

// Box is the room of a node.
type Box struct{ X, Y, W, H float64 }

func (b Box) midX() float64   { return b.X + b.W/2 }
func (b Box) right() float64  { return b.X + b.W }
func (b Box) bottom() float64 { return b.Y + b.H }
