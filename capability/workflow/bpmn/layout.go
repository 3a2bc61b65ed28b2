package bpmn

import (
	"cmp"
	"slices"
	"strconv"
)

// What bpmn-js draws nodes as large as, and the room between them.
const (
	eventSize   = 36
	gatewaySize = 50
	taskWidth   = 120
	taskHeight  = 80
	gapAcross   = 60
	gapDown     = 50
	margin      = 40
)

// LayOut draws a document that has no diagram.
func (d *Document) LayOut() {
	if !slices.ContainsFunc(d.Element.Nodes, isDiagram) {
		d.Arrange()
	}
}

// Arrange draws the processes of a document anew: from left to right, branches below each
// other; those of a collaboration in their pools, one below the other.
func (d *Document) Arrange() {
	d.Element.Nodes = slices.DeleteFunc(d.Element.Nodes, isDiagram)
	d.Element.Declare(Diagram, Canvas, Drawn)
	var shared *Element
	if together := d.Element.Child("collaboration"); together != nil {
		shared = d.plane(together)
	}
	top := margin
	for _, p := range d.Processes {
		g := gridOf(p.Scope)
		if shared == nil {
			g.draw(d.plane(p.Element), margin, margin)
			continue
		}
		pool := box{margin, top, g.width + 3*margin, g.height + 2*margin}
		for _, party := range d.Participants {
			if party.Process == p.ID {
				shared.Append(pool.shape(party.ID).Set("isHorizontal", "true"))
			}
		}
		g.draw(shared, pool.x+2*margin, pool.y+margin) // the name of a pool stands at its left
		top += pool.height + gapDown
	}
	for _, c := range d.Element.Nodes {
		if isDiagram(c) {
			indent(c.Element, "\n")
		}
	}
}

func isDiagram(c Content) bool { return c.Sort == Child && c.Element.Is(Diagram, "BPMNDiagram") }

// plane adds a diagram of a process or a collaboration and returns what is drawn on.
func (d *Document) plane(of *Element) *Element {
	id := of.Attr("id")
	plane := New(Diagram, "BPMNPlane", "id", id+"_plane", "bpmnElement", id)
	d.Element.Append(New(Diagram, "BPMNDiagram", "id", id+"_diagram").Append(plane))
	return plane
}

// cell is a place of the grid.
type cell struct{ column, row int }

// grid is where the nodes of one level stand. Flows that are longer than from one column
// to the next have cells as well, so that they pass no node.
type grid struct {
	scope         *Scope
	nodes         []*Node // boundary events apart
	at            map[*Node]cell
	taken         map[cell]bool
	full          map[[2]cell]int // rows above this one are known to be taken, by where was searched
	lanes         map[*Flow]int   // rows in which long flows run
	inner         map[*Node]*grid
	across, down  []int // where columns and rows begin; one more for the end
	width, height int
}

func gridOf(s *Scope) *grid {
	g := &grid{scope: s, at: map[*Node]cell{}, taken: map[cell]bool{}, full: map[[2]cell]int{}, lanes: map[*Flow]int{}, inner: map[*Node]*grid{}}
	for _, n := range s.Nodes {
		if n.AttachedTo == nil {
			g.nodes = append(g.nodes, n)
		}
		if n.Content != nil {
			g.inner[n] = gridOf(n.Content)
		}
	}
	g.columns()
	g.rows()
	g.measure()
	return g
}

// next returns the nodes that follow n, those its boundary events lead to included.
func next(n *Node) []*Flow {
	flows := slices.Clone(n.Out)
	for _, b := range n.Boundary {
		flows = append(flows, b.Out...)
	}
	return flows
}

// columns puts every node one column behind the last of those before it. Flows that
// lead back do not count.
func (g *grid) columns() {
	const begun, done = 1, 2
	state, order := map[*Node]int{}, []*Node{}
	back := map[*Flow]bool{}
	var visit func(n *Node)
	visit = func(n *Node) {
		state[n] = begun
		for _, f := range next(n) {
			switch state[f.To] {
			case begun:
				back[f] = true
			case done:
			default:
				visit(f.To)
			}
		}
		state[n], order = done, append(order, n)
	}
	for _, n := range g.nodes {
		if state[n] == 0 {
			visit(n)
		}
	}
	for _, n := range slices.Backward(order) {
		for _, f := range next(n) {
			if !back[f] {
				g.at[f.To] = cell{max(g.at[f.To].column, g.at[n].column+1), 0}
			}
		}
		g.at[n] = g.at[n]
	}
}

// rows puts every node into the first free row at or below that of the node before it,
// then every long flow into one that is free all along.
func (g *grid) rows() {
	inOrder := slices.Clone(g.nodes)
	slices.SortStableFunc(inOrder, func(a, b *Node) int { return cmp.Compare(g.at[a].column, g.at[b].column) })
	for _, n := range inOrder {
		column := g.at[n].column
		g.at[n] = cell{column, g.free(cell{column, g.wish(n)}, column, column)}
	}
	for _, f := range g.scope.Flows {
		from, to := g.at[host(f.From)], g.at[f.To]
		switch {
		case to.column > from.column+1:
			g.lanes[f] = g.free(cell{from.column, min(from.row, to.row)}, from.column+1, to.column-1)
		case to.column <= from.column: // it leads back
			g.lanes[f] = g.free(cell{from.column, min(from.row, to.row)}, to.column, from.column)
		}
	}
}

// wish returns the row of the uppermost node before n that stands further to the left.
func (g *grid) wish(n *Node) int {
	row := -1
	for _, f := range n.In {
		if before := g.at[host(f.From)]; before.column < g.at[n].column && (row < 0 || before.row < row) {
			row = before.row
		}
	}
	return max(row, 0)
}

// free returns the first row at or below a place in which nothing stands from one column
// to another, and takes it.
func (g *grid) free(place cell, first, last int) int {
	search := [2]cell{place, {first, last}}
	row := max(place.row, g.full[search])
	for stands := true; stands; row++ {
		stands = false
		for column := first; column <= last && !stands; column++ {
			stands = g.taken[cell{column, row}]
		}
	}
	g.full[search] = row
	for column := first; column <= last; column++ {
		g.taken[cell{column, row - 1}] = true
	}
	return row - 1
}

// host returns the activity a boundary event stands at, and every other node itself.
func host(n *Node) *Node {
	if n.AttachedTo != nil {
		return n.AttachedTo
	}
	return n
}

// size returns how large a node is drawn.
func (g *grid) size(n *Node) (width, height int) {
	switch {
	case n.Kind.IsEvent():
		return eventSize, eventSize
	case n.Kind.IsGateway():
		return gatewaySize, gatewaySize
	case g.inner[n] != nil:
		return g.inner[n].width + 2*margin, g.inner[n].height + 2*margin
	}
	return taskWidth, taskHeight
}

// measure makes every column as wide and every row as high as what stands in it.
func (g *grid) measure() {
	var wide, high []int
	grow := func(list []int, at, size int) []int {
		for len(list) <= at {
			list = append(list, 0)
		}
		list[at] = max(list[at], size)
		return list
	}
	for c := range g.taken {
		wide, high = grow(wide, c.column, eventSize), grow(high, c.row, eventSize)
	}
	for n, c := range g.at {
		width, height := g.size(n)
		wide, high = grow(wide, c.column, width), grow(high, c.row, height)
	}
	begin := func(sizes []int, gap int) (starts []int, end int) {
		for _, size := range sizes {
			starts, end = append(starts, end), end+size+gap
		}
		return append(starts, end), max(end-gap, 0)
	}
	g.across, g.width = begin(wide, gapAcross)
	g.down, g.height = begin(high, gapDown)
}

// draw adds the shapes and edges of g to a plane, its upper left corner at x, y.
func (g *grid) draw(plane *Element, x, y int) {
	boxes := map[*Node]box{}
	for _, n := range g.nodes {
		c := g.at[n]
		width, height := g.size(n)
		b := box{x + (g.across[c.column]+g.across[c.column+1]-gapAcross-width)/2, y + (g.down[c.row]+g.down[c.row+1]-gapDown-height)/2, width, height}
		boxes[n] = b
		shape := b.shape(n.ID)
		if n.Content != nil {
			shape.Set("isExpanded", "true")
		}
		plane.Append(shape)
		if inner := g.inner[n]; inner != nil {
			inner.draw(plane, b.x+margin, b.y+margin)
		}
		for i, event := range n.Boundary {
			boxes[event] = box{b.x + b.width - (i+1)*(eventSize+10), b.y + b.height - eventSize/2, eventSize, eventSize}
			plane.Append(boxes[event].shape(event.ID))
		}
	}
	for _, f := range g.scope.Flows {
		plane.Append(edge(f.ID, g.way(f, boxes[f.From], boxes[f.To], x, y)))
	}
}

type box struct{ x, y, width, height int }

type point struct{ x, y int }

func (b box) middle() point { return point{b.x + b.width/2, b.y + b.height/2} }

func (b box) shape(of string) *Element {
	bounds := New(Canvas, "Bounds", "x", strconv.Itoa(b.x), "y", strconv.Itoa(b.y), "width", strconv.Itoa(b.width), "height", strconv.Itoa(b.height))
	return New(Diagram, "BPMNShape", "id", of+"_di", "bpmnElement", of).Append(bounds)
}

func edge(of string, way []point) *Element {
	e := New(Diagram, "BPMNEdge", "id", of+"_di", "bpmnElement", of)
	for _, p := range way {
		e.Append(New(Drawn, "waypoint", "x", strconv.Itoa(p.x), "y", strconv.Itoa(p.y)))
	}
	return e
}

// way returns the points a flow passes: it turns between the columns, where no node is,
// and only by right angles.
func (g *grid) way(f *Flow, from, to box, x, y int) []point {
	enter := point{to.x, to.middle().y}
	out := x + g.across[g.at[host(f.From)].column+1] - gapAcross/2
	turn := x + g.across[g.at[f.To].column] - gapAcross/2
	points := []point{{from.x + from.width, from.middle().y}}
	if f.From.AttachedTo != nil {
		below := point{from.middle().x, from.y + from.height}
		points = []point{below, {below.x, below.y + (gapDown-eventSize/2)/2}}
	}
	level := points[len(points)-1].y
	points = append(points, point{out, level})
	if row, long := g.lanes[f]; long {
		lane := y + (g.down[row]+g.down[row+1]-gapDown)/2
		points = append(points, point{out, lane}, point{turn, lane})
	}
	return straight(append(points, point{turn, enter.y}, enter))
}

// straight leaves out points between which nothing turns.
func straight(points []point) []point {
	way := []point{points[0]}
	for i := 1; i < len(points)-1; i++ {
		last, here, then := way[len(way)-1], points[i], points[i+1]
		if last != here && !(last.x == here.x && here.x == then.x) && !(last.y == here.y && here.y == then.y) {
			way = append(way, here)
		}
	}
	return append(way, points[len(points)-1])
}
