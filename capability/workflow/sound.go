package workflow

import (
	"cmp"
	"slices"
	"strings"

	"tongban/capability/workflow/bpmn"
)

// Known says what there is outside the drawing. What is nil is not looked up.
type Known struct {
	Role       func(role string) bool
	Department func(code string) bool
}

// Sound looks whether every case in the process flows freely (通畅性): comes to an end
// whatever is answered and happens, does nothing twice, loses nothing and waits for
// nothing in vain, and whether every task has somebody to do it and a limit. What is an
// error must not be published; what could not be proven is an error, too.
func (d *Definition) Sound(known Known) []Fault {
	s := &soundness{d: d}
	s.tasks(known)
	s.choices()
	small := d.reduced().explore()
	wrong := s.ways(small)
	if len(wrong) > 0 && !small.beyond { // the drawing itself tells better where, and the way there
		if better := s.ways(d.explore()); len(better) > 0 {
			wrong = better
		}
	}
	s.faults = append(s.faults, wrong...)
	slices.SortStableFunc(s.faults, func(a, b Fault) int { return cmp.Compare(a.Line, b.Line) })
	return s.faults
}

// soundness collects what is wrong.
type soundness struct {
	d      *Definition
	faults []Fault
}

// at notes a fault at a node: of a called process at the activity that calls it.
func (s *soundness) at(severity bpmn.Severity, n *node, key string, args ...any) {
	if id, _, inner := strings.Cut(n.id, "/"); inner {
		n = s.d.nodes[id]
	}
	s.faults = append(s.faults, Fault{Element: n.id, Name: n.name, Line: n.line, Key: "workflow.sound." + key, Args: args, Severity: severity})
}

// tasks looks whether each task has somebody to do it, and a limit: those of called processes,
// too, at the activity that calls them.
func (s *soundness) tasks(known Known) {
	for _, t := range s.d.tasks {
		n := s.d.nodes[t.Node]
		if t.Role == "" && t.Department == "" && t.Candidates == "" {
			s.at(bpmn.Error, n, "nobody")
		}
		if t.Limit == 0 {
			s.at(bpmn.Error, n, "limit")
		}
		if t.Role != "" && known.Role != nil && !known.Role(t.Role) {
			s.at(bpmn.Error, n, "role", t.Role)
		}
		if t.Department != "" && known.Department != nil && !known.Department(t.Department) {
			s.at(bpmn.Error, n, "department", t.Department)
		}
		if t.Decides && n.several() {
			s.at(bpmn.Error, n, "decides-many")
		}
	}
}

// several reports whether a node is done several times at once, or lies in what is.
func (n *node) several() bool {
	for ; n != nil; n = n.in {
		if n.many != nil {
			return true
		}
	}
	return false
}

// choices looks whether there is a way for every answer.
func (s *soundness) choices() {
	for _, n := range s.d.sorted() {
		open := func(f *flow) bool { return f.condition != nil && strings.TrimSpace(f.condition.text) != "true" }
		if n.prefix == "" && n.fallback == nil && len(n.outgoing) > 0 && !slices.ContainsFunc(n.outgoing, func(f *flow) bool { return !open(f) }) {
			s.at(bpmn.Warning, n, "no-default")
		}
	}
}

// sorted lists the nodes in the order of the file.
func (d *Definition) sorted() []*node {
	nodes := make([]*node, 0, len(d.nodes))
	for _, n := range d.nodes {
		nodes = append(nodes, n)
	}
	slices.SortFunc(nodes, func(a, b *node) int { return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.id, b.id)) })
	return nodes
}

// ways says what was found on the ways through the process.
func (s *soundness) ways(x *explorer) []Fault {
	on := &soundness{d: s.d}
	if x.beyond {
		on.at(bpmn.Error, s.d.root, "unproven", mostMarkings)
	}
	for _, f := range x.found {
		on.at(bpmn.Error, s.d.same(f.at), f.key, x.witness(f))
	}
	if x.beyond || x.cut {
		return on.faults
	}
	for _, n := range s.d.sorted() {
		switch drawn := x.d.nodes[n.id]; {
		case drawn == nil || x.scout.reached[drawn]:
		case n.kind == boundary && x.scout.reached[drawn.host]:
			on.at(bpmn.Error, n, "never-happens")
		case drawn.activity(): // in a smaller drawing a gateway can stand for work
			on.at(bpmn.Error, n, "unreachable")
		}
	}
	return on.faults
}

// same returns the node that another drawing of the process calls the same.
func (d *Definition) same(n *node) *node {
	if own := d.nodes[n.id]; own != nil {
		return own
	}
	return d.root
}

// hopeless finds markings from which the process cannot end any more.
func (x *explorer) hopeless() {
	hope := make([]bool, len(x.markings))
	var queue []int
	for i, m := range x.markings {
		if m.final {
			queue = append(queue, i)
		}
	}
	for len(queue) > 0 {
		i := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		if !hope[i] {
			hope[i] = true
			queue = append(queue, x.markings[i].before...)
		}
	}
	endless := 0
	for i, m := range x.markings {
		switch {
		case hope[i]:
		case m.dead:
			for _, t := range m.state.Tokens {
				if n := x.d.at(t.At); n.joins() && !t.Cut {
					x.note(wrong{"join", n}, i)
				}
			}
		case endless == 0:
			endless = i
		}
	}
	if endless > 0 && len(x.found) == 0 {
		tokens := x.markings[endless].state.Tokens
		at := slices.IndexFunc(tokens, func(t Token) bool { return x.d.at(t.At).joins() })
		x.note(wrong{"endless", x.d.at(tokens[max(at, 0)].At)}, endless)
	}
}

// witness tells the shortest way to what was found, by the names of what is passed.
func (x *explorer) witness(f finding) string {
	var names []string
	for i := f.in; i > 0; i = x.markings[i].from {
		for _, n := range slices.Backward(x.markings[i].path) {
			if n.name != "" && n.kind != scope {
				names = append(names, n.name)
			}
		}
	}
	slices.Reverse(names)
	if len(names) == 0 || names[len(names)-1] != f.at.name && f.at.name != "" {
		names = append(names, cmp.Or(f.at.name, x.d.Name))
	}
	return strings.Join(slices.Compact(names), " → ")
}
