package drawing

import (
	"slices"

	"tongban/capability/workflow/bpmn"
)

// Sort says what a row of the list is.
type Sort string

// The sorts of rows.
const (
	Step   Sort = "step"   // a task, an event, a sub-process
	Part   Sort = "part"   // a gateway that divides; its branches follow
	Branch Sort = "branch" // one way through the part
	Leap   Sort = "leap"   // the way goes on at a step that stands elsewhere
	Lost   Sort = "lost"   // no way leads to the steps that follow
)

// Row is a line of the list.
type Row struct {
	Sort   Sort
	Depth  int
	Node   *bpmn.Node // of a Step and a Part; where a Leap leads; nil for a Branch
	Flow   *bpmn.Flow // of a Branch and a Leap: the flow that leads in
	Number int        // of a Branch, from 1
	Join   *bpmn.Node // of a Part: where its branches meet; nil if they do not
	Empty  bool       // of a Branch: nothing in it
	After  *bpmn.Flow // what comes next goes in here; nil where nothing can follow
	Up     bool       // it can change places with what is before it
	Down   bool

	block        *block // of a Step and a Part
	before, next *block
}

// Outline lists the steps of a document in the order a plain reader would walk them.
func Outline(doc *bpmn.Document) []Row {
	o := outline{seen: map[*bpmn.Node]bool{}}
	for _, p := range doc.Processes {
		o.scope(p.Scope, 0)
	}
	return o.rows
}

type outline struct {
	rows []Row
	seen map[*bpmn.Node]bool
}

// scope lists one level: what its starts lead to, then what nothing leads to.
func (o *outline) scope(s *bpmn.Scope, depth int) {
	for _, n := range s.Nodes {
		if n.Kind == bpmn.StartEvent || len(n.In) == 0 && len(n.Out) > 0 && n.AttachedTo == nil && !n.ByEvent {
			o.sequence(n, nil, nil, depth)
		}
	}
	for _, n := range s.Nodes {
		if !o.seen[n] && n.AttachedTo == nil {
			o.rows = append(o.rows, Row{Sort: Lost, Depth: depth, Node: n})
			o.sequence(n, nil, nil, depth)
		}
	}
}

// block is a step or a whole part within a sequence, with the flows around it.
type block struct {
	row         int // of its head
	first, last *bpmn.Node
	in, out     *bpmn.Flow
}

// sequence lists what follows one upon the other from n, reached by in, up to stop.
func (o *outline) sequence(n *bpmn.Node, in *bpmn.Flow, stop *bpmn.Node, depth int) {
	var blocks []*block
	for n != nil && n != stop {
		if o.seen[n] {
			o.rows = append(o.rows, Row{Sort: Leap, Depth: depth, Node: n, Flow: in})
			break
		}
		b := &block{row: len(o.rows), first: n, in: in}
		b.last = o.node(n, depth)
		b.out = only(b.last)
		o.rows[b.row].block, o.rows[b.row].After = b, b.out
		blocks = append(blocks, b)
		in, n = b.out, nil
		if b.out != nil {
			n = b.out.To
		}
	}
	for i := 1; i < len(blocks); i++ {
		a, b := blocks[i-1], blocks[i]
		if exchangeable(a, b) {
			o.rows[a.row].Down, o.rows[a.row].next = true, b
			o.rows[b.row].Up, o.rows[b.row].before = true, a
		}
	}
}

// only returns the one flow that leaves n, nil if there is none or more than one.
func only(n *bpmn.Node) *bpmn.Flow {
	if n == nil || len(n.Out) != 1 {
		return nil
	}
	return n.Out[0]
}

// exchangeable reports whether two blocks that follow each other can change places.
func exchangeable(a, b *block) bool {
	return a.in != nil && a.out != nil && b.out != nil && a.out.Condition == "" && b.out.Condition == "" &&
		!ends(a.first) && !ends(b.first)
}

func ends(n *bpmn.Node) bool { return n.Kind == bpmn.StartEvent || n.Kind == bpmn.EndEvent }

// node lists a step with what belongs to it, or a part with its branches, and returns the
// node after which the way goes on; nil where it does not.
func (o *outline) node(n *bpmn.Node, depth int) *bpmn.Node {
	o.seen[n] = true
	if len(n.Out) < 2 {
		o.rows = append(o.rows, Row{Sort: Step, Depth: depth, Node: n})
		if n.Content != nil {
			o.scope(n.Content, depth+1)
		}
		for _, b := range n.Boundary {
			o.sequence(b, nil, nil, depth+1)
		}
		return n
	}
	join := Meeting(n)
	o.rows = append(o.rows, Row{Sort: Part, Depth: depth, Node: n, Join: join})
	for i, f := range n.Out {
		o.rows = append(o.rows, Row{Sort: Branch, Depth: depth + 1, Flow: f, Number: i + 1, Empty: f.To == join, After: f})
		o.sequence(f.To, f, join, depth+2)
	}
	if join == nil || o.seen[join] {
		return nil
	}
	if len(join.Out) < 2 && join.Kind.IsGateway() {
		o.seen[join] = true // it is the end of the part, not a step of its own
		return join
	}
	return o.last(n, join)
}

// last is what the way of a part goes on after where its branches meet in a step: the step
// follows by itself.
func (o *outline) last(split, join *bpmn.Node) *bpmn.Node {
	depth := o.rows[slices.IndexFunc(o.rows, func(r Row) bool { return r.Node == split })].Depth
	o.sequence(join, nil, nil, depth)
	return nil
}

// Meeting returns where the ways that leave n meet again, nil if they do not: the first
// node, as the first way goes, that all ways come to.
func Meeting(n *bpmn.Node) *bpmn.Node {
	var common map[*bpmn.Node]bool
	for _, f := range n.Out {
		reached := reach(f.To, n)
		if common == nil {
			common = reached
			continue
		}
		for m := range common {
			if !reached[m] {
				delete(common, m)
			}
		}
	}
	// Breadth first, so that the nearest is found.
	queue, seen := []*bpmn.Node{n.Out[0].To}, map[*bpmn.Node]bool{n: true}
	for len(queue) > 0 {
		m := queue[0]
		queue = queue[1:]
		if seen[m] {
			continue
		}
		seen[m] = true
		if common[m] {
			return m
		}
		for _, f := range m.Out {
			queue = append(queue, f.To)
		}
	}
	return nil
}

// reach returns what can be come to from a node without passing by another.
func reach(from, without *bpmn.Node) map[*bpmn.Node]bool {
	reached, queue := map[*bpmn.Node]bool{}, []*bpmn.Node{from}
	for len(queue) > 0 {
		n := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		if n == without || reached[n] {
			continue
		}
		reached[n] = true
		for _, f := range n.Out {
			queue = append(queue, f.To)
		}
	}
	return reached
}
