package workflowtest

import (
	"slices"
	"strings"
)

// Model says what should be open in a process made of blocks: it walks the tree of blocks
// and knows nothing of tokens, flows or gateways. The engine has to agree with it after
// every step.
type Model struct {
	root   *part
	Over   bool
	Beside bool // something has run beside the flow of a sub-process
	Vetos  int  // how many there were
}

// phase says how far a block is.
type phase int

const (
	idle phase = iota
	live
	done
)

// part is a block that is being done.
type part struct {
	block  *Block
	prefix string // of the ids within a called process
	phase  phase
	up     *part
	kids   []*part // as the block's; of Each one for each element; nil where a branch is empty

	handler *part   // what the border started in place of the kids
	nudged  bool    // the border has started something beside them
	beside  []*part // what runs beside the flow of this sub-process or process

	open, signed int      // Work: signatures
	again        bool     // Work: somebody said so
	refused      bool     // Work: likewise
	elements     []phase  // List; with idle for those whose turn has not come
	cut          []bool   // List: those others made unnecessary
	said         []string // List: outcomes
}

// Begin makes the model of a block whose process has just been started.
func (b *Block) Begin() *Model {
	m := &Model{root: grow(b, nil, "")}
	m.start(m.root)
	return m
}

func grow(b *Block, up *part, prefix string) *part {
	p := &part{block: b, up: up, prefix: prefix}
	inner := prefix
	if b.Kind == Lent {
		inner += b.ID + "/"
	}
	kids := b.Kids
	if b.Kind == Each {
		kids = nil
		for range b.Elements {
			kids = append(kids, b.Kids[0])
		}
	}
	for _, kid := range kids {
		if kid == nil {
			p.kids = append(p.kids, nil)
			continue
		}
		p.kids = append(p.kids, grow(kid, p, inner))
	}
	return p
}

func (p *part) id() string { return p.prefix + p.block.ID }

// start begins a block.
func (m *Model) start(p *part) {
	p.reset()
	p.phase = live
	switch b := p.block; b.Kind {
	case Work:
		p.open = b.Signers
	case List:
		p.elements, p.cut, p.said = make([]phase, len(b.Elements)), make([]bool, len(b.Elements)), make([]string, len(b.Elements))
		for i := range p.elements {
			if !b.InTurn || i == 0 {
				p.elements[i] = live
			}
		}
	case Chain, Again, Part, Lent:
		m.start(p.kids[0])
	case All, Choice, Some:
		for _, i := range p.chosen() {
			if p.kids[i] != nil {
				m.start(p.kids[i])
			}
		}
		m.gather(p)
	case Each:
		for i, kid := range p.kids {
			if !b.InTurn || i == 0 {
				m.start(kid)
			}
		}
	}
}

// chosen are the branches that are taken.
func (p *part) chosen() []int {
	if p.block.Kind != All {
		return p.block.Chosen
	}
	all := make([]int, len(p.kids))
	for i := range all {
		all[i] = i
	}
	return all
}

// gather completes branches when all of them are done.
func (m *Model) gather(p *part) {
	for _, i := range p.chosen() {
		if kid := p.kids[i]; kid != nil && kid.phase != done {
			return
		}
	}
	m.finish(p)
}

// finish says that a block is done, and lets what is around it go on.
func (m *Model) finish(p *part) {
	p.phase = done
	up := p.up
	switch {
	case up == nil:
		m.close(p)
		return
	case slices.Contains(up.beside, p):
		m.close(up)
		return
	}
	switch up.block.Kind {
	case Chain:
		if i := slices.Index(up.kids, p); i+1 < len(up.kids) {
			m.start(up.kids[i+1])
			return
		}
		m.finish(up)
	case All, Choice, Some:
		if up.phase == live && !slices.ContainsFunc(up.kids, func(k *part) bool { return k != nil && k.phase == live }) {
			m.gather(up)
		}
	case Again:
		switch {
		case p == up.kids[0]:
			m.start(up.kids[1])
		case p.again:
			m.start(up)
		default:
			m.finish(up)
		}
	case Part:
		if p == up.handler {
			m.finish(up)
		} else {
			m.close(up)
		}
	case Lent:
		m.close(up)
	case Each:
		if next := slices.IndexFunc(up.kids, func(k *part) bool { return k.phase != done }); next < 0 {
			m.finish(up)
		} else if up.block.InTurn {
			m.start(up.kids[next])
		}
	}
}

// scope returns the sub-process, or the process, that p lies in.
func (p *part) scope() *part {
	for q := p.up; q != nil; q = q.up {
		if q.block.Kind == Part || q.block.Kind == Lent || q.block.Kind == Each || q.up == nil {
			return q
		}
	}
	return p // the process itself
}

// close completes a sub-process when its own flow is done and nothing runs beside it.
func (m *Model) close(p *part) {
	inner := p
	if p.block.Kind == Part || p.block.Kind == Lent {
		inner = p.kids[0]
	}
	if inner.phase != done || slices.ContainsFunc(p.beside, func(n *part) bool { return n.phase == live }) {
		return
	}
	if p.up == nil {
		m.Over = true
		return
	}
	m.finish(p)
}

// reset forgets what was done in a block.
func (p *part) reset() {
	p.phase, p.open, p.signed, p.again, p.refused = idle, 0, 0, false, false
	p.elements, p.cut, p.said, p.handler, p.nudged, p.beside = nil, nil, nil, nil, false, nil
	for _, kid := range p.kids {
		if kid != nil {
			kid.reset()
		}
	}
}

// all lists p and what is in it.
func (p *part) all() []*part {
	list := []*part{p}
	for _, kid := range slices.Concat(p.kids, p.beside, []*part{p.handler}) {
		if kid != nil {
			list = append(list, kid.all()...)
		}
	}
	return list
}

// find returns the live block with an id.
func (m *Model) find(id string) *part {
	for _, p := range m.root.all() {
		if p.id() == id && p.phase == live {
			return p
		}
	}
	return nil
}

// findFor returns the live block with an id that still has to be done for an element.
func (m *Model) findFor(id, element string) *part {
	for _, p := range m.root.all() {
		if p.id() == id && p.phase == live && p.elements[slices.Index(p.block.Elements, element)] == live {
			return p
		}
	}
	return nil
}

// Open lists what is open, sorted: "work t1", "call s2", "wait w3", "timer z4".
func (m *Model) Open() []string {
	open := []string{}
	if m.Over {
		return open
	}
	for _, p := range m.root.all() {
		if p.phase != live {
			continue
		}
		switch p.block.Kind {
		case Work:
			for range p.open {
				open = append(open, "work "+p.id())
			}
		case List:
			for i, e := range p.elements {
				if e == live {
					open = append(open, "work "+p.id()+":"+p.block.Elements[i])
				}
			}
		case Call:
			open = append(open, "call "+p.id())
		case Wait:
			open = append(open, "wait "+p.id())
		case Pause:
			open = append(open, "timer "+p.id())
		case Part:
			if p.handler == nil && (p.block.Edge == Late || p.block.Edge == Nudge && !p.nudged) {
				open = append(open, "timer "+p.id()+"-edge")
			}
		}
	}
	slices.Sort(open)
	return open
}

// Completed says that somebody signed a task, or a service answered.
func (m *Model) Completed(id, element, outcome string) {
	p := m.find(id)
	if element != "" {
		p = m.findFor(id, element)
	}
	switch p.block.Kind {
	case Work:
		p.open, p.signed = p.open-1, p.signed+1
		p.again, p.refused = p.again || outcome == "again", p.refused || outcome == "refuse"
		m.signed(p)
	case List:
		i := slices.Index(p.block.Elements, element)
		p.elements[i], p.said[i] = done, outcome
		m.voted(p)
	default:
		m.finish(p)
	}
}

// signed goes on when all have signed.
func (m *Model) signed(p *part) {
	switch {
	case p.open > 0:
	case p.refused && p.block.Veto:
		m.veto(p)
	default:
		m.finish(p)
	}
}

// voted goes on when enough have spoken.
func (m *Model) voted(p *part) {
	given := 0
	for _, e := range p.elements {
		if e == done {
			given++
		}
	}
	b := p.block
	if given == len(p.elements) || b.Enough > 0 && given >= b.Enough || b.Veto && slices.Contains(p.said, "refuse") {
		for i, e := range p.elements {
			p.cut[i] = e == live
			if e == live {
				p.elements[i] = idle
			}
		}
		m.finish(p)
		return
	}
	if b.InTurn && !slices.Contains(p.elements, live) {
		p.elements[slices.Index(p.elements, idle)] = live
	}
}

// veto ends the nearest part around that listens.
func (m *Model) veto(p *part) {
	q := p.up
	for !(q.block.Kind == Part && q.block.Edge == Vetos && q.handler == nil) {
		q = q.up
	}
	m.Vetos++
	m.Edge(q.id())
}

// Edge says that something happened on the border of a part.
func (m *Model) Edge(id string) {
	p := m.find(id)
	if p.block.Edge == Nudge {
		s := p.scope()
		p.nudged, m.Beside = true, true
		s.beside = append(s.beside, grow(p.block.Handler, s, p.prefix))
		m.start(s.beside[len(s.beside)-1])
		return
	}
	p.kids[0].reset()
	p.beside = nil
	p.handler = grow(p.block.Handler, p, p.prefix)
	m.start(p.handler)
}

// Happened says that what a block waited for has come.
func (m *Model) Happened(id string) {
	if part, edge := strings.CutSuffix(id, "-edge"); edge {
		m.Edge(part)
		return
	}
	m.finish(m.find(id))
}
