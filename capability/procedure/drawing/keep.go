package drawing

import (
	"strconv"

	"tongban/capability/workflow/bpmn"
)

// layout is how a document was drawn before it was changed, beside how it would be arranged:
// what lies between the two was moved by hand.
type layout struct {
	tidy         bool // nobody moved anything, or there is no diagram
	own, guide   map[string]Box
	ends         map[string][2]string // of flows
	ways, guided map[string][]Point
}

func layoutOf(doc *bpmn.Document) layout {
	l := layout{ends: map[string][2]string{}}
	if l.tidy = planeOf(doc) == nil; l.tidy {
		return l
	}
	for _, s := range scopes(doc) {
		for _, f := range s.Flows {
			l.ends[f.ID] = [2]string{f.From.ID, f.To.ID}
		}
	}
	l.own, l.ways = drawnOf(doc)
	l.guide, l.guided = arranged(doc)
	l.tidy = true
	for id, box := range l.guide {
		own, drawn := l.own[id]
		l.tidy = l.tidy && (!drawn || own == box)
	}
	for id, way := range l.guided {
		own, drawn := l.ways[id]
		l.tidy = l.tidy && (!drawn || same(own, way))
	}
	return l
}

// arranged returns where everything would stand if the document was arranged.
func arranged(doc *bpmn.Document) (map[string]Box, map[string][]Point) {
	other, _ := bpmn.Read(doc.Write())
	if other == nil {
		return nil, nil
	}
	other.Arrange()
	return drawnOf(other)
}

// drawnOf returns where everything stands, by the ids of the elements.
func drawnOf(doc *bpmn.Document) (map[string]Box, map[string][]Point) {
	boxes, ways := map[string]Box{}, map[string][]Point{}
	walk(doc.Element, func(e *bpmn.Element) {
		switch of := e.Attr("bpmnElement"); {
		case e.Is(bpmn.Diagram, "BPMNShape"):
			boxes[of] = boxOf(e)
		case e.Is(bpmn.Diagram, "BPMNEdge"):
			ways[of] = wayOf(e)
		}
	})
	return boxes, ways
}

func boxOf(shape *bpmn.Element) Box {
	if b := bounds(shape); b != nil {
		return Box{float(b, "x"), float(b, "y"), float(b, "width"), float(b, "height")}
	}
	return Box{}
}

func bounds(of *bpmn.Element) *bpmn.Element {
	for _, b := range of.Children() {
		if b.Is(bpmn.Canvas, "Bounds") {
			return b
		}
	}
	return nil
}

func wayOf(edge *bpmn.Element) (way []Point) {
	for _, at := range edge.Children() {
		if at.Is(bpmn.Drawn, "waypoint") {
			way = append(way, Point{float(at, "x"), float(at, "y")})
		}
	}
	return way
}

func same(a, b []Point) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// keeper puts the nodes of a changed document where they stood.
type keeper struct {
	layout
	doc    *bpmn.Document
	wanted map[string]Box     // where the changed document would be arranged
	ways2  map[string][]Point // likewise
	put    map[string]Box
	shapes map[string]*bpmn.Element // and edges, by the ids of what they show
	tree   *tree
}

// keep draws a changed document so that what was moved by hand stays as far from where it
// would be put as it was; false if nobody moved anything.
func (l layout) keep(doc *bpmn.Document) bool {
	if l.tidy {
		return false
	}
	k := keeper{layout: l, doc: doc, put: map[string]Box{}, shapes: map[string]*bpmn.Element{}, tree: treeOf(doc)}
	if k.wanted, k.ways2 = arranged(doc); k.wanted == nil {
		return false
	}
	walk(doc.Element, func(e *bpmn.Element) {
		if of := e.Attr("bpmnElement"); of != "" {
			k.shapes[of] = e
		}
	})
	levels := scopes(doc)
	for _, s := range levels {
		for _, n := range s.Nodes {
			k.put[n.ID] = k.place(n, 0)
		}
	}
	for i := len(levels) - 1; i >= 0; i-- {
		k.enclose(levels[i])
	}
	k.clear()
	for _, s := range levels {
		k.draw(s)
	}
	return true
}

// place is where a node goes: where it would be put, and as far from there as it was, or as
// what it follows upon is.
func (k keeper) place(n *bpmn.Node, depth int) Box {
	to := k.wanted[n.ID]
	own, drawn := k.own[n.ID]
	if drawn {
		by := k.guide[n.ID]
		return Box{to.X + own.X - by.X, to.Y + own.Y - by.Y, to.W + own.W - by.W, to.H + own.H - by.H}
	}
	before := n.AttachedTo
	if before == nil && len(n.In) > 0 {
		before = n.In[0].From
	}
	if before == nil || depth > 100 {
		return to
	}
	at := k.place(before, depth+1)
	to.X, to.Y = to.X+at.X-k.wanted[before.ID].X, to.Y+at.Y-k.wanted[before.ID].Y
	for n.AttachedTo == nil && k.covers(n, to) {
		to.Y += 20
	}
	return to
}

// covers reports whether a node would lie on another one of its level.
func (k keeper) covers(n *bpmn.Node, at Box) bool {
	for _, m := range n.Level.Nodes {
		on, placed := k.put[m.ID]
		if placed && m != n && m.AttachedTo == nil && at.X < on.right() && on.X < at.right() && at.Y < on.bottom() && on.Y < at.bottom() {
			return true
		}
	}
	return false
}

// enclose makes what holds a level large enough for it: a sub-process, a pool.
func (k keeper) enclose(s *bpmn.Scope) {
	holders := map[string]bool{}
	for _, n := range s.Nodes {
		if n.Content != nil {
			k.hold(n.ID, n.Content)
		}
	}
	for _, p := range k.doc.Processes {
		if p.Scope != s {
			continue
		}
		for _, party := range k.doc.Participants {
			if party.Process == p.ID && !holders[party.ID] {
				holders[party.ID] = true
				k.put[party.ID] = k.own[party.ID]
				k.hold(party.ID, s)
			}
		}
	}
}

// hold grows a box until all of a level lies in it.
func (k keeper) hold(id string, s *bpmn.Scope) {
	const edge = 30
	box, is := k.put[id]
	if !is || box.W == 0 {
		return
	}
	right, bottom := box.right(), box.bottom()
	for _, n := range s.Nodes {
		in := k.put[n.ID]
		box.X, box.Y = min(box.X, in.X-edge), min(box.Y, in.Y-edge)
		right, bottom = max(right, in.right()+edge), max(bottom, in.bottom()+edge)
	}
	box.W, box.H = right-box.X, bottom-box.Y
	k.put[id] = box
}

// clear takes away what shows elements that are gone.
func (k keeper) clear() {
	for of, e := range k.shapes {
		if k.tree.byID[of] == nil {
			k.tree.cut(e)
			delete(k.shapes, of)
		}
	}
}

// draw writes where the nodes of a level stand and where its flows run.
func (k keeper) draw(s *bpmn.Scope) {
	for _, n := range s.Nodes {
		k.shape(n.ID, n.Content != nil)
	}
	for _, party := range k.doc.Participants {
		k.shape(party.ID, false)
	}
	for _, f := range s.Flows {
		k.edge(f)
	}
}

// shape writes where a node stands; its name moves with it.
func (k keeper) shape(id string, open bool) {
	at, known := k.put[id]
	if !known {
		return
	}
	e := k.shapes[id]
	if e == nil {
		e = bpmn.New(bpmn.Diagram, "BPMNShape", "id", id+"_di", "bpmnElement", id)
		if open {
			e.Set("isExpanded", "true")
		}
		planeOf(k.doc).Append(e.Append(bpmn.New(bpmn.Canvas, "Bounds")))
	}
	dx, dy := at.X-k.own[id].X, at.Y-k.own[id].Y
	write(bounds(e), at)
	for _, label := range e.Children() {
		if b := bounds(label); label.Is(bpmn.Diagram, "BPMNLabel") && b != nil {
			box := boxOf(label)
			write(b, Box{box.X + dx, box.Y + dy, box.W, box.H})
		}
	}
}

// edge writes where a flow runs: as it did between nodes that stand to each other as they
// did, as it would be drawn between those that nobody moved apart, else straight on.
func (k keeper) edge(f *bpmn.Flow) {
	from, to := f.From.ID, f.To.ID
	a, b := k.moved(from, k.own), k.moved(to, k.own)
	way := k.ways[f.ID]
	switch {
	case len(way) > 1 && k.ends[f.ID] == [2]string{from, to} && a == b:
		way = shift(way, a)
	case k.moved(from, k.wanted) == k.moved(to, k.wanted) && k.put[from].W == k.wanted[from].W && len(k.ways2[f.ID]) > 1:
		way = shift(k.ways2[f.ID], k.moved(from, k.wanted))
	default:
		way = route(k.put[from], k.put[to], f.From.AttachedTo != nil)
	}
	e := k.shapes[f.ID]
	if e == nil {
		e = bpmn.New(bpmn.Diagram, "BPMNEdge", "id", f.ID+"_di", "bpmnElement", f.ID)
		planeOf(k.doc).Append(e)
	}
	kept := e.Nodes[:0]
	for _, c := range e.Nodes {
		if c.Sort != bpmn.Child || !c.Element.Is(bpmn.Drawn, "waypoint") && (a == (Point{}) || !c.Element.Is(bpmn.Diagram, "BPMNLabel")) {
			kept = append(kept, c)
		}
	}
	points := make([]bpmn.Content, len(way))
	for i, at := range way {
		points[i] = bpmn.Content{Sort: bpmn.Child, Element: bpmn.New(bpmn.Drawn, "waypoint", "x", text(at.X), "y", text(at.Y))}
	}
	e.Nodes = append(points, kept...)
}

// moved is how far a node stands from where it stood or would stand.
func (k keeper) moved(id string, from map[string]Box) Point {
	return Point{k.put[id].X - from[id].X, k.put[id].Y - from[id].Y}
}

func shift(way []Point, by Point) []Point {
	moved := make([]Point, len(way))
	for i, at := range way {
		moved[i] = Point{at.X + by.X, at.Y + by.Y}
	}
	return moved
}

// route leads from the right of one box to the left of another by right angles; back, it
// runs below both.
func route(from, to Box, below bool) []Point {
	const gap = 20
	out, in := Point{from.right(), from.Y + from.H/2}, Point{to.X, to.Y + to.H/2}
	if below {
		out = Point{from.midX(), from.bottom()}
		return []Point{out, {out.X, in.Y}, in}
	}
	if in.X >= out.X+gap {
		turn := (out.X + in.X) / 2
		if out.Y == in.Y {
			return []Point{out, in}
		}
		return []Point{out, {turn, out.Y}, {turn, in.Y}, in}
	}
	under := max(from.bottom(), to.bottom()) + gap
	return []Point{out, {out.X + gap, out.Y}, {out.X + gap, under}, {in.X - gap, under}, {in.X - gap, in.Y}, in}
}

func write(bounds *bpmn.Element, at Box) {
	bounds.Set("x", text(at.X)).Set("y", text(at.Y)).Set("width", text(at.W)).Set("height", text(at.H))
}

func text(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
