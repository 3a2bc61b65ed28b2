package drawing

import (
	"maps"
	"slices"

	"tongban/capability/workflow/bpmn"
)

// What nodes measure, and the room between them.
const (
	taskWidth, taskHeight = 120, 80
	eventSize             = 36
	gatewaySize           = 50
	between               = 60 // columns
	among                 = 40 // rows
	margin                = 40 // around what lies in a sub-process
)

// grid is one level being laid out: columns by how far a node is from the start, rows by
// branch.
type grid struct {
	scope *bpmn.Scope
	back  map[*bpmn.Flow]bool // lead back to where the way has been
	col   map[*bpmn.Node]int
	row   map[*bpmn.Node]int
	taken map[[2]int]bool // row, column
	inner map[*bpmn.Node]*grid

	x, width    map[int]float64 // of columns: centre and width
	y, height   map[int]float64 // of rows
	total, tall float64
	loops       int // flows that run below everything
}

func layOut(scope *bpmn.Scope) *grid {
	g := &grid{
		scope: scope, back: map[*bpmn.Flow]bool{}, col: map[*bpmn.Node]int{}, row: map[*bpmn.Node]int{},
		taken: map[[2]int]bool{}, inner: map[*bpmn.Node]*grid{}, x: map[int]float64{}, width: map[int]float64{}, y: map[int]float64{}, height: map[int]float64{},
	}
	for _, n := range scope.Nodes {
		if n.Content != nil {
			g.inner[n] = layOut(n.Content)
		}
	}
	g.columns()
	for _, n := range g.roots() {
		if _, placed := g.row[n]; !placed {
			g.place(n, g.free(n, 0))
		}
	}
	g.measure()
	return g
}

// roots are the nodes with which ways begin, then all others.
func (g *grid) roots() []*bpmn.Node {
	var first, rest []*bpmn.Node
	for _, n := range g.scope.Nodes {
		switch {
		case n.AttachedTo != nil:
		case n.Kind == bpmn.StartEvent, len(n.In) == 0:
			first = append(first, n)
		default:
			rest = append(rest, n)
		}
	}
	return append(first, rest...)
}

// leaving returns the flows that lead on from n, those of the events at its border too.
func leaving(n *bpmn.Node) []*bpmn.Flow {
	flows := slices.Clone(n.Out)
	for _, b := range n.Boundary {
		flows = append(flows, b.Out...)
	}
	return flows
}

// columns gives every node its column: one more than the furthest of those before it.
func (g *grid) columns() {
	state, order := map[*bpmn.Node]int{}, []*bpmn.Node{}
	var visit func(n *bpmn.Node)
	visit = func(n *bpmn.Node) {
		state[n] = 1
		for _, f := range leaving(n) {
			switch state[f.To] {
			case 0:
				visit(f.To)
			case 1:
				g.back[f] = true
			}
		}
		state[n] = 2
		order = append(order, n)
	}
	for _, n := range g.roots() {
		if state[n] == 0 {
			visit(n)
		}
	}
	for _, n := range slices.Backward(order) {
		for _, f := range leaving(n) {
			if !g.back[f] {
				g.col[f.To] = max(g.col[f.To], g.col[n]+1)
			}
		}
	}
}

// place puts n into a row and what follows it beside or below.
func (g *grid) place(n *bpmn.Node, row int) {
	g.row[n] = row
	g.taken[[2]int{row, g.col[n]}] = true
	first := true
	for _, f := range leaving(n) {
		if _, placed := g.row[f.To]; placed || g.back[f] {
			continue
		}
		from := row + 1
		if first && f.From == n {
			from = row
		}
		first = false
		g.place(f.To, g.free(f.To, from))
	}
}

// free returns the first row, from one on, in which the way from n on has room until it
// branches or meets another.
func (g *grid) free(n *bpmn.Node, from int) int {
	last := g.col[n]
	for m := n; len(m.Out) == 1; {
		next := m.Out[0].To
		if _, placed := g.row[next]; placed || g.back[m.Out[0]] {
			last = max(last, g.col[next]-1)
			break
		}
		m = next
		last = g.col[m]
	}
	for row := from; ; row++ {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(g.taken)), func(at [2]int) bool {
			return at[0] == row && at[1] >= g.col[n] && at[1] <= last
		}) {
			return row
		}
	}
}

// size returns what a node measures.
func (g *grid) size(n *bpmn.Node) (w, h float64) {
	switch {
	case g.inner[n] != nil:
		return max(taskWidth, g.inner[n].total+2*margin), max(taskHeight, g.inner[n].tall+2*margin)
	case n.Kind.IsEvent():
		return eventSize, eventSize
	case n.Kind.IsGateway():
		return gatewaySize, gatewaySize
	}
	return taskWidth, taskHeight
}

// measure finds where columns and rows lie.
func (g *grid) measure() {
	for n, row := range g.row {
		w, h := g.size(n)
		g.width[g.col[n]] = max(g.width[g.col[n]], w)
		g.height[row] = max(g.height[row], h, taskHeight)
	}
	for _, col := range slices.Sorted(maps.Keys(g.width)) {
		g.x[col] = g.total + g.width[col]/2
		g.total += g.width[col] + between
	}
	for row := range 1 + slices.Max(append(slices.Collect(maps.Keys(g.height)), 0)) {
		h := max(g.height[row], taskHeight)
		g.y[row] = g.tall + h/2
		g.tall += h + among
	}
	g.total, g.tall = max(0, g.total-between), max(0, g.tall-among)
	for _, n := range g.scope.Nodes {
		for _, f := range n.Out {
			if g.detour(f) {
				g.loops++
			}
		}
	}
	g.tall += 24 * float64(g.loops)
	g.loops = 0
}

// detour reports whether a flow has to run below everything.
func (g *grid) detour(f *bpmn.Flow) bool {
	from := f.From
	if from.AttachedTo != nil {
		return g.back[f]
	}
	a, b := g.col[from], g.col[f.To]
	if g.back[f] || b <= a {
		return true
	}
	if g.row[from] != g.row[f.To] {
		return false
	}
	for c := a + 1; c < b; c++ {
		if g.taken[[2]int{g.row[from], c}] {
			return true
		}
	}
	return false
}
