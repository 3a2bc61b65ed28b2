package workflow

import (
	"slices"

	"tongban/capability/workflow/bpmn"
)

// Move answers whether a case in state s of d can go on in another version of its
// process. It can if everything it stands at, waits for and remembers is in the same
// place there, if from there it flows freely to the end, if nothing it has done is asked
// of it again, and if it has not missed a step the version brings. Then the state for the
// new version is returned; else why not.
func (d *Definition) Move(s State, to *Definition) (State, []Fault) {
	if s.Over() {
		return s, []Fault{{Element: d.root.id, Name: d.root.name, Key: "workflow.move.over", Severity: bpmn.Error}}
	}
	m := &mover{from: d, to: to}
	moved := s
	moved.Tokens, moved.Visits = slices.Clone(s.Tokens), slices.Clone(s.Visits)
	for i, t := range s.Tokens {
		m.token(t)
		moved.Tokens[i].At, _ = m.place(t.At)
	}
	for i, v := range s.Visits {
		m.past(v.Node)
		moved.Visits[i].Arrivals = slices.Clone(v.Arrivals)
		for j, a := range v.Arrivals {
			m.past(a.At)
			moved.Visits[i].Arrivals[j].At, _ = m.place(a.At)
		}
	}
	if len(m.faults) == 0 {
		m.ahead(s, moved)
	}
	if len(m.faults) > 0 {
		return s, m.faults
	}
	return moved, nil
}

// mover collects what stands in the way.
type mover struct {
	from, to *Definition
	faults   []Fault
}

func (m *mover) no(n *node, key string, args ...any) {
	f := Fault{Element: n.id, Name: n.name, Line: n.line, Key: "workflow.move." + key, Args: append([]any{m.from.Label(n.id)}, args...), Severity: bpmn.Error}
	if m.to.nodes[n.id] != nil {
		f.Args[0] = m.to.Label(n.id)
	}
	if !slices.ContainsFunc(m.faults, func(o Fault) bool { return o.Element == f.Element && o.Key == f.Key }) {
		m.faults = append(m.faults, f)
	}
}

// token looks whether a token can stand in the new version where it stands.
func (m *mover) token(t Token) {
	n := m.from.at(t.At)
	place, same := m.place(t.At)
	if !same {
		if n.joins() {
			m.no(n, "join")
		} else {
			m.no(n, "gone")
		}
		return
	}
	other := m.to.at(place)
	if n.kind == human && len(t.Work) > 0 {
		a, b := n.task, other.task
		switch {
		case a.Role != b.Role || a.Department != b.Department || a.Candidates != b.Candidates:
			m.no(n, "who")
		case !slices.Equal(a.Outcomes, b.Outcomes) || a.Countersign != b.Countersign || a.Decides != b.Decides || a.Visit != b.Visit || a.Clock != b.Clock:
			m.no(n, "how")
		}
	}
	for _, w := range t.Waits {
		if !m.alike(m.from.nodes[w.Node], m.to.nodes[w.Node]) {
			m.no(m.from.nodes[w.Node], "event")
		}
	}
	if len(t.Work) > 0 {
		for _, b := range other.boundaries {
			if m.from.nodes[b.id] == nil && (b.trigger == timed || b.trigger == message || b.trigger == signal) {
				m.no(b, "new-event")
			}
		}
	}
}

// past looks whether what is remembered is in the new version.
func (m *mover) past(place string) {
	if _, same := m.place(place); !same {
		m.no(m.from.at(place), "past")
	}
}

// place returns where in the new version a token is that stands at a node or on a flow.
func (m *mover) place(at string) (string, bool) {
	f := m.from.flows[at]
	if f == nil {
		return at, m.alike(m.from.nodes[at], m.to.nodes[at])
	}
	same := func(o *flow) bool { return o != nil && m.alike(f.from, o.from) && m.alike(f.to, o.to) }
	if same(m.to.flows[at]) {
		return at, true
	}
	if to := m.to.nodes[f.to.id]; to != nil {
		if i := slices.IndexFunc(to.incoming, same); i >= 0 {
			return to.incoming[i].id, true
		}
	}
	return at, false
}

// alike reports whether two nodes are the same kind of thing in the same place.
func (m *mover) alike(a, b *node) bool {
	for {
		switch {
		case a == m.from.root || b == m.to.root:
			return a == m.from.root && b == m.to.root
		case a == nil || b == nil || a.id != b.id || a.kind != b.kind || a.trigger != b.trigger || a.ref != b.ref || a.stays != b.stays,
			(a.many == nil) != (b.many == nil), a.inTurn() != b.inTurn(), (a.host == nil) != (b.host == nil), a.host != nil && a.host.id != b.host.id:
			return false
		}
		a, b = a.in, b.in
	}
}

// ahead looks at everything that can happen to the case in the new version.
func (m *mover) ahead(s, moved State) {
	x := m.to.exploreFrom(moved)
	if x.beyond {
		m.no(m.to.root, "unproven", mostMarkings)
		return
	}
	for _, f := range x.found {
		m.no(f.at, "stuck", x.witness(f))
	}
	before := m.from.exploreFrom(s)
	for _, t := range m.to.tasks {
		n := m.to.nodes[t.Node]
		switch {
		case m.from.nodes[t.Node] == nil && !x.scout.reached[n]:
			m.no(n, "missed")
		case s.Results[t.Node] != "" && x.scout.reached[n] && !before.scout.reached[m.from.nodes[t.Node]]:
			m.no(n, "again")
		}
	}
}

// bare returns a state as the check sees it: tokens marked by what they run beside, and
// one of those that came over the same border one after the other.
func (d *Definition) bare(s State) State {
	tokens := s.Tokens
	s.Tokens = nil
	for _, t := range tokens {
		t.Outcome = d.origin(s, t.From, 0)
		twin := func(o Token) bool {
			return t.Outcome != "" && o.Outcome == t.Outcome && o.At == t.At && o.Scope == t.Scope
		}
		if !slices.ContainsFunc(s.Tokens, twin) {
			s.Tokens = append(s.Tokens, t)
		}
	}
	for {
		all := len(s.Tokens)
		s.Tokens = slices.DeleteFunc(slices.Clone(s.Tokens), func(t Token) bool {
			return t.Scope != 0 && !slices.ContainsFunc(s.Tokens, func(o Token) bool {
				return slices.ContainsFunc(o.Work, func(w Instance) bool { return w.ID == t.Scope })
			})
		})
		if len(s.Tokens) == all {
			return s
		}
	}
}

// origin returns the border over which what came from a visit runs beside the main flow.
func (d *Definition) origin(s State, visit, depth int) string {
	i := slices.IndexFunc(s.Visits, func(v Visit) bool { return v.ID == visit })
	if i < 0 || depth > maxVisits {
		return ""
	}
	v := s.Visits[i]
	switch n := d.nodes[v.Node]; {
	case n.kind == boundary && n.stays:
		return n.id
	case n.joins():
		from := d.origin(s, v.Arrivals[0].From, depth+1)
		for _, a := range v.Arrivals[1:] {
			if d.origin(s, a.From, depth+1) != from {
				return ""
			}
		}
		return from
	}
	return d.origin(s, v.From, depth+1)
}
