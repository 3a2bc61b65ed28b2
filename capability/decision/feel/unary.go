package feel

import (
	"strings"
)

// ParseTest reads the unary tests of a cell. Names are those in scope.
func ParseTest(text string, names ...string) (*Test, *Fault) {
	p, f := newParser(text, names)
	if f != nil {
		return nil, f
	}
	if trimmed := strings.TrimSpace(text); trimmed == "" || trimmed == "-" {
		return &Test{text: text, any: true}, nil
	}
	if p.word() == "not" {
		if t, ok := p.negatedTests(); ok {
			return t, nil
		}
		p, _ = newParser(text, names)
	}
	tests, f := p.tests()
	if f != nil {
		return nil, f
	}
	if p.skip(); p.pos < len(text) {
		return nil, p.unexpected()
	}
	return &Test{text: text, tests: tests}, nil
}

// negatedTests reads not(…) if that is all.
func (p *parser) negatedTests() (*Test, bool) {
	p.says("not")
	if !p.takes("(") {
		return nil, false
	}
	tests, f := p.tests()
	if f != nil || !p.takes(")") {
		return nil, false
	}
	p.skip()
	return &Test{text: p.text, not: true, tests: tests}, p.pos == len(p.text)
}

// tests reads tests with commas between them.
func (p *parser) tests() ([]*node, *Fault) {
	var all []*node
	for {
		n, f := p.unary()
		if f != nil {
			return nil, f
		}
		all = append(all, n)
		if !p.takes(",") {
			return all, nil
		}
	}
}

// unary reads one test: a comparison, or an expression.
func (p *parser) unary() (*node, *Fault) {
	p.skip()
	at := p.pos
	for _, r := range relations {
		if p.takes(r) {
			limit, f := p.expression()
			if f != nil {
				return nil, f
			}
			return p.make(compared, at, r, limit)
		}
	}
	return p.expression()
}

// among reads what follows in: a test, or tests in brackets.
func (p *parser) among(left *node) (*node, *Fault) {
	p.skip()
	if !p.sees("(") {
		test, f := p.amongOne()
		if f != nil {
			return nil, f
		}
		return p.make(among, left.at, "", left, test)
	}
	at := p.pos
	if f := p.enter(); f != nil {
		return nil, f
	}
	defer func() { p.nest-- }()
	p.pos++
	tests, f := p.tests()
	if f != nil {
		return nil, f
	}
	if len(tests) == 1 && p.takes("..") {
		open, f := p.rangeFrom(at, '(', tests[0])
		if f != nil {
			return nil, f
		}
		return p.make(among, left.at, "", left, open)
	}
	if f := p.expect(")"); f != nil {
		return nil, f
	}
	return p.make(among, left.at, "", append([]*node{left}, tests...)...)
}

func (p *parser) amongOne() (*node, *Fault) {
	for _, r := range relations {
		if p.sees(r) {
			return p.unary()
		}
	}
	return p.sum()
}

// CaseKind is what a case of a test is.
type CaseKind int

// The kinds of cases.
const (
	CaseAny        CaseKind = iota // "-"
	CaseCompare                    // < 5: a bound on one side
	CaseRange                      // [1..3]
	CaseValue                      // "a"
	CaseExpression                 // what only an evaluation can tell
)

// Case is one of the tests of a cell. A cell holds if one of its cases does; where Not is
// set, all its cases have it, and the cell holds if none does.
type Case struct {
	Kind                  CaseKind
	Low, High             Value // of compare and range; nil does not bound
	LowClosed, HighClosed bool
	Value                 Value
	Not                   bool
	Offset, Length        int // of the case in the text
}

// Cases returns the cases of t as they were written.
func (t *Test) Cases() []Case {
	if t.any {
		return []Case{{Kind: CaseAny, Length: len(t.text)}}
	}
	all := make([]Case, 0, len(t.tests))
	for _, n := range t.tests {
		c := caseOf(n)
		c.Not, c.Offset, c.Length = t.not, n.at, n.end-n.at
		all = append(all, c)
	}
	return all
}

func caseOf(n *node) Case {
	switch n.kind {
	case compared:
		v, ok := constant(n.kids[0])
		if !ok {
			break
		}
		switch n.text {
		case "<", "<=":
			return Case{Kind: CaseCompare, High: v, HighClosed: n.text == "<="}
		case ">", ">=":
			return Case{Kind: CaseCompare, Low: v, LowClosed: n.text == ">="}
		case "=":
			return Case{Kind: CaseValue, Value: v}
		}
	case span:
		low, fine := constant(n.kids[0])
		high, ok := constant(n.kids[1])
		if fine && ok && low != nil && high != nil {
			return Case{Kind: CaseRange, Low: low, High: high, LowClosed: n.text[0] == '[', HighClosed: n.text[1] == ']'}
		}
	default:
		if v, ok := constant(n); ok {
			return Case{Kind: CaseValue, Value: v}
		}
	}
	return Case{Kind: CaseExpression}
}
