package drawing

import (
	"slices"
	"strconv"

	"tongban/capability/workflow/bpmn"
)

// Arrange lays a document out anew: a tidy drawing in place of the one it has.
func Arrange(doc *bpmn.Document) {
	root := doc.Element
	root.Nodes = slices.DeleteFunc(root.Nodes, func(n bpmn.Content) bool { return n.Sort == bpmn.Child && n.Element.Is(bpmn.Diagram, "BPMNDiagram") })
	plane := bpmn.New(bpmn.Diagram, "BPMNPlane", "id", "BPMNPlane_1")
	pen := &pen{plane: plane}
	y := 80.0
	for _, p := range doc.Processes {
		plane.Set("bpmnElement", p.ID)
		g := layOut(p.Scope)
		for _, pool := range doc.Participants {
			if pool.Process == p.ID {
				pen.shape(pool.ID, 60, y-40, g.total+160, g.tall+80, "isHorizontal", "true")
			}
		}
		pen.draw(g, 140, y)
		y += g.tall + 160
	}
	for _, c := range root.Children() {
		if c.Is(bpmn.Model, "collaboration") {
			plane.Set("bpmnElement", c.Attr("id"))
		}
	}
	root.Append(bpmn.New(bpmn.Diagram, "BPMNDiagram", "id", "BPMNDiagram_1").Append(plane))
}

// pen writes shapes and edges.
type pen struct{ plane *bpmn.Element }

func (p *pen) shape(id string, x, y, w, h float64, attrs ...string) {
	p.plane.Append(bpmn.New(bpmn.Diagram, "BPMNShape", append([]string{"id", id + "_di", "bpmnElement", id}, attrs...)...).Append(
		bpmn.New(bpmn.Canvas, "Bounds", "x", number(x), "y", number(y), "width", number(w), "height", number(h))))
}

func (p *pen) edge(id string, points ...Point) {
	e := bpmn.New(bpmn.Diagram, "BPMNEdge", "id", id+"_di", "bpmnElement", id)
	for _, at := range points {
		e.Append(bpmn.New(bpmn.Drawn, "waypoint", "x", number(at.X), "y", number(at.Y)))
	}
	p.plane.Append(e)
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// draw writes a level whose upper left corner is at x, y.
func (p *pen) draw(g *grid, x, y float64) {
	box := map[*bpmn.Node]Box{}
	for _, n := range g.scope.Nodes {
		if n.AttachedTo != nil {
			continue
		}
		w, h := g.size(n)
		b := Box{x + g.x[g.col[n]] - w/2, y + g.y[g.row[n]] - h/2, w, h}
		box[n] = b
		if inner := g.inner[n]; inner != nil {
			p.shape(n.ID, b.X, b.Y, b.W, b.H, "isExpanded", "true")
			p.draw(inner, b.X+margin, b.Y+margin)
			continue
		}
		p.shape(n.ID, b.X, b.Y, b.W, b.H)
	}
	for _, n := range g.scope.Nodes {
		for i, e := range n.Boundary {
			host := box[n]
			b := Box{host.X + host.W - 54 - 44*float64(i), host.Y + host.H - eventSize/2, eventSize, eventSize}
			box[e] = b
			p.shape(e.ID, b.X, b.Y, b.W, b.H)
		}
	}
	for _, f := range g.scope.Flows {
		p.edge(f.ID, g.route(f, box[f.From], box[f.To], y)...)
	}
}

// route returns the corners of a flow between two boxes; y is where the level begins.
func (g *grid) route(f *bpmn.Flow, a, b Box, y float64) []Point {
	switch {
	case g.detour(f):
		g.loops++
		below := y + g.tall - 24*float64(g.loops-1)
		return []Point{{a.midX(), a.bottom()}, {a.midX(), below}, {b.midX(), below}, {b.midX(), b.bottom()}}
	case f.From.AttachedTo != nil:
		return []Point{{a.midX(), a.bottom()}, {a.midX(), b.midY()}, {b.X, b.midY()}}
	case a.midY() == b.midY():
		return []Point{{a.right(), a.midY()}, {b.X, b.midY()}}
	case f.From.Kind.IsGateway() && !f.To.Kind.IsGateway():
		return []Point{{a.midX(), a.toward(b)}, {a.midX(), b.midY()}, {b.X, b.midY()}}
	case f.To.Kind.IsGateway():
		return []Point{{a.right(), a.midY()}, {b.midX(), a.midY()}, {b.midX(), b.toward(a)}}
	}
	turn := b.X - between/2
	return []Point{{a.right(), a.midY()}, {turn, a.midY()}, {turn, b.midY()}, {b.X, b.midY()}}
}

// Point is a place in a drawing.
type Point struct{ X, Y float64 }

// Box is the room of a node.
type Box struct{ X, Y, W, H float64 }

func (b Box) midX() float64   { return b.X + b.W/2 }
func (b Box) midY() float64   { return b.Y + b.H/2 }
func (b Box) right() float64  { return b.X + b.W }
func (b Box) bottom() float64 { return b.Y + b.H }

// toward returns the upper or the lower edge, whichever is nearer to another box.
func (b Box) toward(other Box) float64 {
	if other.midY() > b.midY() {
		return b.bottom()
	}
	return b.Y
}
