package workflow

import "slices"

// scout makes a step of the engine take a way the check chooses: conditions hold as it
// says, scripts leave nothing, an activity done by several is done by one. What the
// applicant answers does not matter, so what is proven is proven for all answers.
//
// While it looks, the outcome of a token is the border it came over without interrupting
// anything, "" for what was there anyway: work beside the main flow may be open when that
// ends.
type scout struct {
	picks, widths []int // the choices of this step, and how many there were each time
	reached       map[*node]bool

	path    []*node // what was passed in this step
	decides []*node // the steps that decide it came to
	taken   []leg
	wrong   []wrong
}

// leg is a flow taken in a scope.
type leg struct {
	by    *flow
	scope int
}

// wrong is something found in a step: the end of a key of workflow.sound, and where.
type wrong struct {
	key string
	at  *node
}

// pick chooses one of n.
func (s *scout) pick(n int) int {
	if n == 1 {
		return 0
	}
	if len(s.widths) == len(s.picks) {
		s.picks = append(s.picks, 0)
	}
	s.widths = append(s.widths, n)
	return s.picks[len(s.widths)-1]
}

// again prepares the next choice of the same step. It reports whether there is one.
func (s *scout) again() bool {
	for i, n := range slices.Backward(s.widths) {
		if s.picks[i]+1 < n {
			s.picks = s.picks[:i+1]
			s.picks[i]++
			s.rewind()
			return true
		}
	}
	s.picks = s.picks[:0]
	s.rewind()
	return false
}

func (s *scout) rewind() {
	s.widths, s.taken, s.path, s.decides, s.wrong = s.widths[:0], s.taken[:0], nil, nil, nil
}

// passes notes that a token comes to a node. It reports whether it may go on: not if a
// token came the same way in the same step.
func (s *scout) passes(r *run, a arrival) bool {
	s.reached[a.to] = true
	if !a.to.activity() && a.to.kind != catch && a.to.kind != eventBased {
		s.path = append(s.path, a.to)
	}
	if a.to.task.Decides {
		s.decides = append(s.decides, a.to)
	}
	if a.to.kind == end && slices.ContainsFunc(r.tokens, func(t *Token) bool { return t.At == a.to.id && t.Scope == a.scope && !t.Cut }) {
		s.wrong = append(s.wrong, wrong{"twice", a.to})
	}
	if a.by == nil {
		return true
	}
	way := leg{a.by, a.scope}
	if !slices.Contains(s.taken, way) {
		s.taken = append(s.taken, way)
		return true
	}
	key := "twice"
	if a.by.circles() {
		key = "circle"
	}
	s.wrong = append(s.wrong, wrong{key, a.to})
	return false
}

// circles reports whether a token can come from a flow to that flow without a wait.
func (f *flow) circles() bool {
	seen := map[*node]bool{}
	var on func(n *node) bool
	on = func(n *node) bool {
		if seen[n] || n.kind == catch || n.kind == eventBased || n.kind == human || n.kind == service || n.kind == receive {
			return false
		}
		seen[n] = true
		return slices.ContainsFunc(n.outgoing, func(next *flow) bool { return next == f || on(next.to) })
	}
	return on(f.to)
}

// ways chooses which flows a token takes out of n.
func (s *scout) ways(n *node) []*flow {
	var certain, perhaps []*flow
	for _, way := range n.outgoing {
		switch {
		case way == n.fallback:
		case way.condition == nil:
			certain = append(certain, way)
		default:
			perhaps = append(perhaps, way)
		}
	}
	switch {
	case n.kind == exclusive:
		i := s.pick(len(n.outgoing))
		return n.outgoing[i : i+1]
	case len(perhaps) == 0 && len(certain) > 0:
		return certain
	}
	least := 0 // of the perhaps: one has to hold, if nothing else does
	if len(certain) == 0 && n.fallback == nil {
		least = 1
	}
	chosen := s.pick(1<<len(perhaps)-least) + least
	for i, way := range perhaps {
		if chosen&(1<<i) != 0 {
			certain = append(certain, way)
		}
	}
	if len(certain) == 0 {
		return []*flow{n.fallback}
	}
	return certain
}

// beside marks a token that comes over a border without interrupting anything. One at a
// time is looked at: what came over it before has to have come to its end.
func (s *scout) beside(r *run, b *node, tr *traveller) bool {
	tr.outcome = b.id
	for _, t := range slices.Clone(r.tokens) {
		switch {
		case t.Outcome != b.id:
		case r.at(t).kind != end:
			return false
		case t.Scope == tr.scope:
			r.take(t)
		}
	}
	return true
}

// cuts notes work that an end throws away: everything of the flow it belongs to, or of
// the main one, that has not come to an end itself.
func (s *scout) cuts(r *run, tr traveller, n *node) {
	lost := func(place *node, scope int, beside string) bool {
		return (beside == "" || beside == tr.outcome) && place.kind != end && r.within(scope, tr.scope)
	}
	if slices.ContainsFunc(r.tokens, func(t *Token) bool { return lost(r.at(t), t.Scope, t.Outcome) && !r.holds(t, tr.scope) }) ||
		slices.ContainsFunc(r.moving, func(a arrival) bool { return lost(a.to, a.scope, a.outcome) }) {
		s.wrong = append(s.wrong, wrong{"cuts", n})
	}
}

// within reports whether a scope is another one or lies in it.
func (r *run) within(scope, outer int) bool {
	for scope != outer {
		host, _ := r.host(scope)
		if host == nil {
			return false
		}
		scope = host.Scope
	}
	return true
}

// holds reports whether a token is at a sub-process in which the scope runs.
func (r *run) holds(t *Token, scope int) bool {
	for host, _ := r.host(scope); host != nil; host, _ = r.host(host.Scope) {
		if host == t {
			return true
		}
	}
	return false
}
