package workflowtest

import "slices"

// Clone copies a model.
func (m *Model) Clone() *Model {
	copied := *m
	copied.root = m.root.clone(nil)
	return &copied
}

func (p *part) clone(up *part) *part {
	if p == nil {
		return nil
	}
	c := *p
	c.up = up
	c.elements, c.cut, c.said = slices.Clone(p.elements), slices.Clone(p.cut), slices.Clone(p.said)
	c.kids, c.beside = slices.Clone(p.kids), slices.Clone(p.beside)
	for i, kid := range c.kids {
		c.kids[i] = kid.clone(&c)
	}
	for i, other := range c.beside {
		c.beside[i] = other.clone(&c)
	}
	c.handler = p.handler.clone(&c)
	return &c
}

// Done lists the human tasks that were done and not begun anew since.
func (m *Model) Done() (ids []string) {
	for _, p := range m.root.all() {
		if p.phase == done && (p.block.Kind == Work || p.block.Kind == List) && !slices.Contains(ids, p.id()) {
			ids = append(ids, p.id())
		}
	}
	return ids
}

// Elements returns what a task is done for.
func (m *Model) Elements(id string) []string {
	for _, p := range m.root.all() {
		if p.id() == id && p.block.Kind == List {
			return p.block.Elements
		}
	}
	return nil
}

// Once reports whether a block is there once only: not in a sub-process that runs several
// times, nor on a border that was crossed twice.
func (m *Model) Once(id string) bool {
	n := 0
	for _, p := range m.root.all() {
		if p.id() == id {
			n++
		}
	}
	return n == 1
}

// path lists p and what is around it, the innermost first.
func (p *part) path() (path []*part) {
	for ; p != nil; p = p.up {
		path = append(path, p)
	}
	return path
}

// Return sends work back from one task to an earlier one, which was done last of all that
// bear its name, or to one element of it. It reports whether that may be.
func (m *Model) Return(from, to, element string) bool {
	a, t := m.pair(from, to)
	above, below := a.path(), t.path()
	common := meet(below, above)
	l, at := below[common], slices.Index(above, below[common])
	if common == 0 || at == 0 || !l.follows(below[common-1], above[at-1]) || slices.ContainsFunc(above[:at], (*part).several) {
		return false
	}
	l.rewind(below[common-1])
	for i, p := range below[1:common] {
		p.phase = live
		p.rewind(below[i])
	}
	if element == "" {
		m.start(t)
		return true
	}
	t.phase = live
	for i, e := range t.block.Elements {
		if e == element || t.cut[i] {
			t.elements[i], t.said[i], t.cut[i] = live, "", false
		}
	}
	return true
}

// pair finds the two tasks of a return: where a sub-process runs several times, both in
// the same one.
func (m *Model) pair(from, to string) (a, t *part) {
	least := 0
	for _, from1 := range m.root.all() {
		if from1.id() != from || from1.phase != live {
			continue
		}
		for _, to1 := range m.root.all() {
			if to1.id() != to || to1.phase != done {
				continue
			}
			if common := meet(to1.path(), from1.path()); a == nil || common <= least {
				a, t, least = from1, to1, common
			}
		}
	}
	return a, t
}

// meet returns where a path first comes to one that is on the other, too.
func meet(path, other []*part) int {
	return slices.IndexFunc(path, func(p *part) bool { return slices.Contains(other, p) })
}

// follows reports whether of two kids of p the second comes after the first.
func (p *part) follows(first, second *part) bool {
	return (p.block.Kind == Chain || p.block.Kind == Again) && slices.Index(p.kids, first) < slices.Index(p.kids, second)
}

// several reports whether p has branches, or is done for several.
func (p *part) several() bool {
	switch p.block.Kind {
	case All, Some:
		return len(p.chosen()) > 1
	case List:
		return len(p.elements) > 1
	case Each:
		begun := 0
		for _, kid := range p.kids {
			if kid.phase != idle {
				begun++
			}
		}
		return begun > 1
	}
	return false
}

// rewind forgets what came after kid.
func (p *part) rewind(kid *part) {
	if p.block.Kind != Chain && p.block.Kind != Again {
		return
	}
	for _, later := range p.kids[slices.Index(p.kids, kid)+1:] {
		later.reset()
	}
}

// SignerAdded says that one more person signs a task.
func (m *Model) SignerAdded(id string) { m.find(id).open++ }

// SignerRemoved says that one fewer does. It reports whether that may be.
func (m *Model) SignerRemoved(id string) bool {
	p := m.find(id)
	if p.open+p.signed <= p.block.Signers {
		return false
	}
	p.open--
	m.signed(p)
	return true
}
