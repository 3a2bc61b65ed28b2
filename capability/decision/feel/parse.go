package feel

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Parse reads an expression. Names are those in scope; they may hold spaces and signs.
func Parse(text string, names ...string) (*Expr, *Fault) {
	p, f := newParser(text, names)
	if f != nil {
		return nil, f
	}
	n, f := p.expression()
	if f != nil {
		return nil, f
	}
	if p.skip(); p.pos < len(text) {
		return nil, p.unexpected()
	}
	return &Expr{text, n}, nil
}

func newParser(text string, names []string) (*parser, *Fault) {
	if len(text) > maxText {
		return nil, fail(0, 0, "long", maxText)
	}
	if !utf8.ValidString(text) {
		return nil, fail(0, 0, "encoding")
	}
	return &parser{text: text, names: slices.Clone(names), outer: len(names)}, nil
}

// make returns a part made of others.
func (p *parser) make(k kind, at int, text string, kids ...*node) (*node, *Fault) {
	end := at + len(strings.TrimRightFunc(p.text[at:p.pos], unicode.IsSpace))
	n := &node{kind: k, at: at, end: end, text: text, kids: kids}
	for _, kid := range kids {
		n.depth = max(n.depth, kid.depth+1)
	}
	if n.depth > maxDepth {
		return nil, fail(at, 0, "deep")
	}
	return n, nil
}

func (p *parser) leaf(k kind, at int, v Value) *node {
	return &node{kind: k, at: at, end: p.pos, value: v}
}

// enter counts brackets within brackets.
func (p *parser) enter() *Fault {
	if p.nest++; p.nest > maxNest {
		return p.fail(p.pos, "deep")
	}
	return nil
}

// bind puts names in scope until the returned function is called.
func (p *parser) bind(names ...string) (release func()) {
	before := len(p.names)
	p.names = append(p.names, names...)
	return func() { p.names = p.names[:before] }
}

// expression reads any expression.
func (p *parser) expression() (*node, *Fault) {
	if f := p.enter(); f != nil {
		return nil, f
	}
	defer func() { p.nest-- }()
	p.skip()
	at := p.pos
	switch word := p.word(); word {
	case "if":
		p.pos += len(word)
		return p.conditional(at)
	case "for", "some", "every":
		p.pos += len(word)
		return p.iteration(at, word)
	case "function":
		p.pos += len(word)
		return p.function(at)
	}
	return p.disjunction()
}

func (p *parser) conditional(at int) (*node, *Fault) {
	cond, f := p.expression()
	if f != nil {
		return nil, f
	}
	if !p.says("then") {
		return nil, p.missing("then")
	}
	yes, f := p.expression()
	if f != nil {
		return nil, f
	}
	if !p.says("else") {
		return nil, p.missing("else")
	}
	no, f := p.expression()
	if f != nil {
		return nil, f
	}
	return p.make(choice, at, "", cond, yes, no)
}

// missing says which word has to come here.
func (p *parser) missing(word string) *Fault {
	p.skip()
	return p.fail(p.pos, "expected", word)
}

// iteration reads for, some and every.
func (p *parser) iteration(at int, word string) (*node, *Fault) {
	var names []string
	var kids []*node
	before := len(p.names)
	defer func() { p.names = p.names[:before] }()
	for {
		p.skip()
		start := p.pos
		variable := p.words()
		if variable == "" {
			return nil, p.fail(start, "name-expected")
		}
		if !p.says("in") {
			return nil, p.missing("in")
		}
		over, f := p.domain()
		if f != nil {
			return nil, f
		}
		names, kids = append(names, variable), append(kids, over)
		p.bind(variable)
		if !p.takes(",") {
			break
		}
	}
	kind, mark := loop, "return"
	if word != "for" {
		kind, mark = map[string]kindOf{"some": some, "every": every}[word], "satisfies"
	} else {
		p.bind("partial")
	}
	if !p.says(mark) {
		return nil, p.missing(mark)
	}
	body, f := p.expression()
	if f != nil {
		return nil, f
	}
	n, f := p.make(kind, at, "", append(kids, body)...)
	if n != nil {
		n.names = names
	}
	return n, f
}

type kindOf = kind

// domain reads what is gone through: a list, or numbers from one to another.
func (p *parser) domain() (*node, *Fault) {
	p.skip()
	at := p.pos
	from, f := p.expression()
	if f != nil || !p.takes("..") {
		return from, f
	}
	to, f := p.expression()
	if f != nil {
		return nil, f
	}
	return p.make(span, at, "..", from, to)
}

// function reads function(a, b) body.
func (p *parser) function(at int) (*node, *Fault) {
	if f := p.expect("("); f != nil {
		return nil, f
	}
	var names []string
	for !p.takes(")") {
		if len(names) > 0 {
			if f := p.expect(","); f != nil {
				return nil, f
			}
		}
		name := p.words()
		if name == "" {
			return nil, p.unexpected()
		}
		if slices.Contains(names, name) {
			return nil, p.fail(p.pos, "argument-twice", name)
		}
		names = append(names, name)
		if p.takes(":") {
			if _, f := p.typeName(); f != nil {
				return nil, f
			}
		}
	}
	if p.says("external") {
		return nil, fail(at, p.pos-at, "external")
	}
	defer p.bind(names...)()
	body, f := p.expression()
	if f != nil {
		return nil, f
	}
	n, f := p.make(lambda, at, "", body)
	if n != nil {
		n.names = names
	}
	return n, f
}

func (p *parser) disjunction() (*node, *Fault) {
	return p.joined([]string{"or"}, p.conjunction)
}

func (p *parser) conjunction() (*node, *Fault) {
	return p.joined([]string{"and"}, p.comparison)
}

// joined reads operands with words between them.
func (p *parser) joined(words []string, operand func() (*node, *Fault)) (*node, *Fault) {
	left, f := operand()
	for f == nil && slices.Contains(words, p.word()) {
		word := p.word()
		p.pos += len(word)
		var right *node
		if right, f = operand(); f == nil {
			left, f = p.make(binary, left.at, word, left, right)
		}
	}
	return left, f
}

// relations are the comparisons, longer signs first.
var relations = []string{"<=", ">=", "!=", "<", ">", "="}

func (p *parser) comparison() (*node, *Fault) {
	left, f := p.sum()
	for f == nil {
		relation := ""
		for _, r := range relations {
			if relation == "" && p.takes(r) {
				relation = r
			}
		}
		switch {
		case relation != "":
			var right *node
			if right, f = p.sum(); f == nil {
				left, f = p.make(binary, left.at, relation, left, right)
			}
		case p.says("between"):
			left, f = p.between(left)
		case p.says("in"):
			left, f = p.among(left)
		case p.word() == "instance":
			left, f = p.instance(left)
		default:
			return left, nil
		}
	}
	return nil, f
}

func (p *parser) between(left *node) (*node, *Fault) {
	low, f := p.sum()
	if f != nil {
		return nil, f
	}
	if !p.says("and") {
		return nil, p.missing("and")
	}
	high, f := p.sum()
	if f != nil {
		return nil, f
	}
	return p.make(between, left.at, "", left, low, high)
}

func (p *parser) instance(left *node) (*node, *Fault) {
	p.says("instance")
	if !p.says("of") {
		return nil, p.missing("of")
	}
	text, f := p.typeName()
	if f != nil {
		return nil, f
	}
	return p.make(instance, left.at, text, left)
}

// signs reads operands with signs between them, from left to right.
func (p *parser) signs(signs []string, operand func() (*node, *Fault)) (*node, *Fault) {
	left, f := operand()
	for f == nil {
		i := slices.IndexFunc(signs, p.sees)
		if i < 0 || signs[i] == "*" && p.sees("**") {
			return left, nil
		}
		p.takes(signs[i])
		var right *node
		if right, f = operand(); f == nil {
			left, f = p.make(binary, left.at, signs[i], left, right)
		}
	}
	return nil, f
}

func (p *parser) sum() (*node, *Fault)     { return p.signs([]string{"+", "-"}, p.product) }
func (p *parser) product() (*node, *Fault) { return p.signs([]string{"*", "/"}, p.power) }
func (p *parser) power() (*node, *Fault)   { return p.signs([]string{"**"}, p.negated) }

// negated reads an operand that may be turned around, which binds closer than a power.
// Basis: DMN 1.3, 10.3.1.2, rule 4.
func (p *parser) negated() (*node, *Fault) {
	p.skip()
	at := p.pos
	if !p.takes("-") {
		return p.postfix()
	}
	if f := p.enter(); f != nil {
		return nil, f
	}
	defer func() { p.nest-- }()
	operand, f := p.negated()
	if f != nil {
		return nil, f
	}
	return p.make(negation, at, "", operand)
}
