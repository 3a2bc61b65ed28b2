package workflow

import (
	"math/big"
	"slices"
)

// Branch is one of several ways that are gone beside each other: behind which node, and by
// which flow. Where a list is gone through at once, Flow is empty. What lies on the one way
// that there is has the zero Branch.
type Branch struct{ Fork, Flow string }

// Branch returns in which branch a node or a flow lies. Of forks within each other the
// outermost counts.
func (d *Definition) Branch(at string) Branch { return d.ways().branch[at] }

// Coming returns the human tasks that have not been reached and will be whatever people
// say, in reading order: as long as nothing is refused or takes too long. With a state that
// has no tokens yet it is from the beginning.
func (d *Definition) Coming(s State) (coming []Activity) {
	if s.Over() {
		return nil
	}
	w, ahead := d.ways(), new(big.Int)
	if len(s.Tokens) == 0 {
		ahead.Or(ahead, w.known(d.root.entry))
	}
	pending := map[string][]Activity{}
	for _, t := range s.Tokens {
		ahead.Or(ahead, w.past(t))
		for _, i := range t.Work {
			if i.Mark == Pending && d.nodes[t.At].kind == human {
				pending[t.At] = append(pending[t.At], activity(&t, i))
			}
		}
	}
	for i, t := range d.tasks {
		if ahead.Bit(i) == 1 {
			coming = append(coming, Activity{Node: t.Node})
		}
		coming = append(coming, pending[t.Node]...)
	}
	return coming
}

// ways is what can be said of the ways through a drawing without going them.
type ways struct {
	d      *Definition
	branch map[string]Branch
	sure   map[*node]*big.Int // the tasks from a node on that every way to the end of its scope comes by; nil: none leads there
}

// waysOf works out the ways of d.
func waysOf(d *Definition) ways {
	w := ways{d, map[string]Branch{}, map[*node]*big.Int{}}
	w.part(d.root, Branch{})
	for _, f := range d.flows {
		if _, known := w.branch[f.id]; !known {
			w.branch[f.id] = w.branch[f.from.id]
		}
	}
	nodes := w.order()
	for range len(nodes) + 1 {
		changed := false
		for _, n := range nodes {
			was, is := w.sure[n], w.from(n)
			w.sure[n] = is
			changed = changed || (was == nil) != (is == nil) || is != nil && was.Cmp(is) != 0
		}
		if !changed {
			break
		}
	}
	return w
}

// forks reports whether tokens go several ways from n at once.
func (n *node) forks() bool {
	return len(n.outgoing) > 1 && n.kind != exclusive && n.kind != eventBased
}

// part divides what lies in a scope into branches; in is the one that the scope lies in.
func (w ways) part(s *node, in Branch) {
	inside := w.inside(s)
	for _, n := range inside {
		if in != (Branch{}) {
			w.branch[n.id] = in
		}
	}
	for _, n := range inside {
		if w.branch[n.id] == (Branch{}) && n.forks() {
			w.fork(n)
		}
	}
	for _, n := range inside {
		if w.branch[n.id] == (Branch{}) && n.many != nil && !n.many.sequential {
			w.branch[n.id] = Branch{Fork: n.id}
		}
		if n.kind == scope {
			w.part(n, w.branch[n.id])
		}
	}
}

// fork gives each way out of n what lies on it alone.
func (w ways) fork(n *node) {
	reached := make([]map[*node]bool, len(n.outgoing))
	count := map[*node]int{}
	for i, f := range n.outgoing {
		reached[i] = map[*node]bool{n: true}
		walk(f.to, reached[i])
		for o := range reached[i] {
			count[o]++
		}
	}
	for i, f := range n.outgoing {
		w.branch[f.id] = Branch{n.id, f.id}
		for o := range reached[i] {
			if count[o] == 1 {
				w.branch[o.id] = Branch{n.id, f.id}
			}
		}
	}
}

// walk notes what can be reached from n within its scope.
func walk(n *node, seen map[*node]bool) {
	if n == nil || seen[n] {
		return
	}
	seen[n] = true
	for _, f := range n.outgoing {
		walk(f.to, seen)
	}
	for _, b := range n.boundaries {
		walk(b, seen)
	}
}

// inside returns the nodes of a scope, what comes first on every way first.
func (w ways) inside(s *node) (list []*node) {
	seen := map[*node]bool{}
	var put func(n *node)
	put = func(n *node) {
		if n == nil || seen[n] {
			return
		}
		seen[n] = true
		for _, f := range n.outgoing {
			put(f.to)
		}
		for _, b := range n.boundaries {
			put(b)
		}
		list = append(list, n)
	}
	put(s.entry)
	slices.Reverse(list)
	return list
}

// order returns all nodes, the last first.
func (w ways) order() (list []*node) {
	var add func(s *node)
	add = func(s *node) {
		inside := w.inside(s)
		slices.Reverse(inside)
		for _, n := range inside {
			if n.kind == scope {
				add(n)
			}
			list = append(list, n)
		}
	}
	add(w.d.root)
	return list
}

// from works out what is sure from n on. An error is no way that anybody wants to go.
func (w ways) from(n *node) *big.Int {
	switch n.kind {
	case end:
		if n.trigger == failure {
			return nil
		}
		return new(big.Int)
	case human:
		at := slices.IndexFunc(w.d.tasks, func(t Task) bool { return t.Node == n.id })
		return both(new(big.Int).SetBit(new(big.Int), at, 1), w.after(n))
	case scope:
		return both(w.sure[n.entry], w.after(n))
	}
	return w.after(n)
}

// after works out what is sure once n is done.
func (w ways) after(n *node) *big.Int {
	if len(n.outgoing) == 0 {
		return new(big.Int)
	}
	var all, any *big.Int // of the flows that are taken in any case, of those of which one is
	taken := false
	for _, f := range n.outgoing {
		next := w.sure[f.to]
		switch {
		case n.kind == parallel, n.forks() && f.condition == nil && f != n.fallback:
			all, taken = either(all, next), true
		default:
			any = common(any, next)
		}
	}
	if taken {
		return all
	}
	return any
}

// both is what is sure of two parts done one after the other; nil if one has no way through.
func both(a, b *big.Int) *big.Int {
	if a == nil || b == nil {
		return nil
	}
	return new(big.Int).Or(a, b)
}

// either is what is sure of two parts done beside each other; one without a way through
// leaves the other.
func either(a, b *big.Int) *big.Int {
	if a == nil || b == nil {
		return other(a, b)
	}
	return new(big.Int).Or(a, b)
}

// common is what is sure of two parts of which one is done.
func common(a, b *big.Int) *big.Int {
	if a == nil || b == nil {
		return other(a, b)
	}
	return new(big.Int).And(a, b)
}

func other(a, b *big.Int) *big.Int {
	if a == nil {
		return b
	}
	return a
}

// known is what is sure from n on, nothing where no way leads to the end.
func (w ways) known(n *node) *big.Int {
	if s := w.sure[n]; s != nil {
		return s
	}
	return new(big.Int)
}

// past is what is sure once a token goes on: what it stands at is open already.
func (w ways) past(t Token) *big.Int {
	n := w.d.at(t.At)
	switch {
	case n == nil:
		return new(big.Int)
	case w.d.flows[t.At] != nil || n.activity() && len(t.Work) == 0:
		return w.known(n)
	}
	ahead := w.after(n)
	if n.kind == scope && slices.ContainsFunc(t.Work, func(i Instance) bool { return i.Mark == Pending }) {
		ahead = either(ahead, w.sure[n.entry])
	}
	if ahead == nil {
		return new(big.Int)
	}
	return ahead
}
