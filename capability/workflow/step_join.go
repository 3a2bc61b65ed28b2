package workflow

import "slices"

// joinParallel lets a join go when a token rests on each of its flows.
//
// Basis: BPMN 2.0.2, 13.4.1.
func (r *run) joinParallel(n *node, scope int) {
	if waiting := r.waiting(n, scope); len(waiting) == len(n.incoming) {
		r.join(n, waiting)
	}
}

// waiting returns the first token on each flow before a join that has one.
func (r *run) waiting(n *node, scope int) (waiting []*Token) {
	for _, f := range n.incoming {
		i := slices.IndexFunc(r.tokens, func(t *Token) bool { return t.At == f.id && t.Scope == scope })
		if i >= 0 {
			waiting = append(waiting, r.tokens[i])
		}
	}
	return waiting
}

// join makes one token of several.
func (r *run) join(n *node, waiting []*Token) {
	v := Visit{ID: r.next(), Node: n.id, Scope: waiting[0].Scope, Arrivals: make([]Arrival, len(waiting))}
	outcome := waiting[0].Outcome
	for i, t := range waiting {
		v.Arrivals[i] = Arrival{At: t.At, From: t.From, Outcome: t.Outcome}
		if t.Outcome != outcome {
			outcome = ""
		}
		r.free(t)
		r.take(t)
	}
	r.pass(arrival{traveller: traveller{v.Scope, r.remember(v), outcome}, to: n})
}

// joinInclusive lets the first inclusive join go that has no reason to wait: nothing
// moves any more, and no token can still come to a flow of it that has none, unless it
// could as well come to one that has. It reports whether there was one.
//
// Basis: BPMN 2.0.2, 13.4.3.
func (r *run) joinInclusive() bool {
	if r.moves > maxMoves { // a join that leads to itself
		return false
	}
	for _, t := range r.tokens {
		f := r.d.flows[t.At]
		if f == nil || f.to.kind != inclusive || !f.to.joins() || t.Cut {
			continue
		}
		waiting := r.waiting(f.to, t.Scope)
		if !r.canGrow(f.to, t.Scope, waiting) {
			r.join(f.to, waiting)
			return true
		}
	}
	return false
}

// canGrow reports whether a token can still come to a flow of n that has none.
func (r *run) canGrow(n *node, scope int, waiting []*Token) bool {
	var empty, full []*flow
	for _, f := range n.incoming {
		if slices.ContainsFunc(waiting, func(t *Token) bool { return t.At == f.id }) {
			full = append(full, f)
		} else {
			empty = append(empty, f)
		}
	}
	return slices.ContainsFunc(r.tokens, func(t *Token) bool {
		at := r.at(t)
		if t.Scope != scope || at == n {
			return false
		}
		comes := func(f *flow) bool { return f.reach[at] }
		return slices.ContainsFunc(empty, comes) && !slices.ContainsFunc(full, comes)
	})
}

// reaches says from which nodes a token can come to a flow without passing the join the
// flow leads to.
func (f *flow) reaches() map[*node]bool {
	seen := map[*node]bool{}
	var back func(n *node)
	back = func(n *node) {
		if n == f.to || seen[n] {
			return
		}
		seen[n] = true
		for _, in := range n.incoming {
			back(in.from)
		}
		if n.host != nil {
			back(n.host)
		}
	}
	back(f.from)
	return seen
}

// watchJoins finds joins that wait for ever: every token rests before one or has ended,
// and nothing that could happen would bring another.
func (r *run) watchJoins() {
	for _, t := range r.tokens {
		switch {
		case t.Stuck != "" || len(t.Waits) > 0:
			return
		case slices.ContainsFunc(t.Work, func(w Instance) bool { return w.Mark != Done }) && r.at(t).kind != scope:
			return
		}
	}
	for _, t := range r.tokens {
		if r.d.flows[t.At] != nil && !t.Cut {
			r.stuck(t, "workflow.incident.join")
		}
	}
}
