package workflow

import (
	"maps"
	"slices"
	"strings"
)

// reduced returns the process with everything that is plainly sound drawn as one step:
// steps in a row, branches between a fork and a join of the same kind, sub-processes in
// which nothing else is left. What is sound in the small drawing is sound in the large
// one, and the other way round.
//
// Basis: T. Murata, Petri Nets: Properties, Analysis and Applications (1989), V.A: fusion
// of series and parallel places and transitions.
func (d *Definition) reduced() *Definition {
	s := &smaller{d: d.copied()}
	for changed := true; changed; {
		changed = false
		for _, n := range s.d.sorted() {
			if s.d.nodes[n.id] == n && (s.row(n) || s.bypass(n) || s.block(n) || s.inner(n)) {
				changed = true
			}
		}
	}
	for _, f := range s.d.flows {
		if f.to.kind == inclusive && f.to.joins() {
			f.reach = f.reaches()
		}
	}
	return s.d
}

type smaller struct{ d *Definition }

// copied returns a definition whose nodes and flows can be changed.
func (d *Definition) copied() *Definition {
	c := &Definition{ID: d.ID, Name: d.Name, tasks: d.tasks, nodes: map[string]*node{}, flows: map[string]*flow{}}
	nodes, flows := map[*node]*node{nil: nil}, map[*flow]*flow{nil: nil}
	for _, n := range append(slices.Collect(maps.Values(d.nodes)), d.root) {
		twin := *n
		nodes[n] = &twin
	}
	for id, f := range d.flows {
		twin := *f
		flows[f], c.flows[id] = &twin, &twin
	}
	turned := func(list []*flow) []*flow {
		list = slices.Clone(list)
		for i, f := range list {
			list[i] = flows[f]
		}
		return list
	}
	for _, n := range nodes {
		if n == nil {
			continue
		}
		n.in, n.host, n.entry, n.fallback = nodes[n.in], nodes[n.host], nodes[n.entry], flows[n.fallback]
		n.incoming, n.outgoing, n.boundaries = turned(n.incoming), turned(n.outgoing), slices.Clone(n.boundaries)
		for i, b := range n.boundaries {
			n.boundaries[i] = nodes[b]
		}
	}
	for _, f := range c.flows {
		f.from, f.to = nodes[f.from], nodes[f.to]
	}
	for id, n := range d.nodes {
		c.nodes[id] = nodes[n]
	}
	c.root = nodes[d.root]
	return c
}

// plain reports whether nothing can happen at n but that a token waits and goes on.
func (s *smaller) plain(n *node) bool {
	switch n.kind {
	case human, receive, catch:
	case service:
		if len(s.d.catches(n)) > 0 {
			return false
		}
	default:
		return false
	}
	return len(n.boundaries) == 0 && !n.task.Decides && through(n) && n.incoming[0].from.kind != eventBased
}

// through reports whether one way leads to n and one from it.
func through(n *node) bool {
	return len(n.incoming) == 1 && len(n.outgoing) == 1 && n.outgoing[0].condition == nil
}

// row makes one of two plain steps in a row.
func (s *smaller) row(n *node) bool {
	if !s.plain(n) || !s.plain(n.outgoing[0].to) || n.outgoing[0].to == n {
		return false
	}
	next := n.outgoing[0].to
	n.name = joinedNames(" → ", n, next)
	s.plainly(n)
	s.skip(next)
	return true
}

// bypass takes a gateway away that neither splits nor joins.
func (s *smaller) bypass(n *node) bool {
	if (n.kind != exclusive && n.kind != parallel && n.kind != inclusive) || !through(n) || n.outgoing[0].to == n {
		return false
	}
	s.skip(n)
	return true
}

// skip takes a node out of the way that leads through it.
func (s *smaller) skip(n *node) {
	f, rest := n.incoming[0], n.outgoing[0]
	f.to = rest.to
	rest.to.incoming[slices.Index(rest.to.incoming, rest)] = f
	delete(s.d.nodes, n.id)
	delete(s.d.flows, rest.id)
}

// block makes one step of plain branches between a fork and its join.
func (s *smaller) block(fork *node) bool {
	if fork.kind != parallel && fork.kind != exclusive && fork.kind != inclusive || len(fork.incoming) != 1 || len(fork.outgoing) < 2 {
		return false
	}
	var join *node
	var steps []*node
	for _, f := range fork.outgoing {
		if !s.plain(f.to) || join != nil && f.to.outgoing[0].to != join {
			return false
		}
		join = f.to.outgoing[0].to
		steps = append(steps, f.to)
	}
	if join.kind != fork.kind || len(join.incoming) != len(steps) || len(join.outgoing) != 1 || join.outgoing[0].condition != nil {
		return false
	}
	for _, n := range steps {
		delete(s.d.nodes, n.id)
		delete(s.d.flows, n.incoming[0].id)
		delete(s.d.flows, n.outgoing[0].id)
	}
	delete(s.d.nodes, join.id)
	fork.name = joinedNames(" → ", append([]*node{fork}, append(steps, join)...)...)
	s.plainly(fork)
	fork.outgoing, fork.fallback = join.outgoing, nil
	fork.outgoing[0].from = fork
	return true
}

// plainly makes a plain step of a node.
func (s *smaller) plainly(n *node) {
	n.kind, n.task, n.trigger, n.many = human, Task{Node: n.id}.complete(), plain, nil
}

// inner makes one step of a sub-process that holds nothing but a plain step.
func (s *smaller) inner(n *node) bool {
	if n.kind != scope || len(n.boundaries) > 0 || !through(n) {
		return false
	}
	step := n.entry.outgoing[0].to
	if len(n.entry.outgoing) != 1 || !s.plain(step) {
		return false
	}
	over := step.outgoing[0].to
	inside := 0
	for _, o := range s.d.nodes {
		if o.in == n {
			inside++
		}
	}
	if over.kind != end || over.trigger != plain || inside != 3 {
		return false
	}
	for _, o := range []*node{n.entry, step, over} {
		delete(s.d.nodes, o.id)
	}
	delete(s.d.flows, step.incoming[0].id)
	delete(s.d.flows, step.outgoing[0].id)
	n.name, n.entry = step.name, nil
	s.plainly(n)
	return true
}

func joinedNames(with string, nodes ...*node) string {
	var names []string
	for _, n := range nodes {
		if n.name != "" {
			names = append(names, n.name)
		}
	}
	return strings.Join(names, with)
}
