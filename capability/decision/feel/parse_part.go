package feel

import (
	"slices"
	"strings"
)

// postfix reads a part with what is taken from it: .name, [filter] and (arguments).
func (p *parser) postfix() (*node, *Fault) {
	n, f := p.part()
	for f == nil {
		switch {
		case p.sees("..") || p.pos >= len(p.text):
			return n, nil
		case p.takes("."):
			key := p.words()
			if key == "" {
				return nil, p.unexpected()
			}
			n, f = p.make(path, n.at, key, n)
		case p.sees("(") && callable(n):
			n, f = p.arguments(n)
		case p.sees("[") && !p.opens(n):
			n, f = p.filter(n)
		default:
			return n, nil
		}
	}
	return nil, f
}

// callable reports whether brackets behind n can be a call.
func callable(n *node) bool {
	return n.kind == name || n.kind == call || n.kind == path || n.kind == lambda || n.kind == filter
}

// opens reports whether a bracket here ends the range that a number begins: [1..3[.
func (p *parser) opens(n *node) bool {
	if n.kind != literal {
		return false
	}
	behind := &parser{text: p.text, pos: p.pos + 1}
	switch word := behind.word(); word {
	case "and", "or", "then", "else", "return", "satisfies":
		return true
	}
	rest := p.text[behind.pos:]
	if rest == "" || strings.ContainsRune(",)}]=", rune(rest[0])) {
		return true
	}
	return rest[0] == '.' && len(rest) > 1 && !isDigit(rest[1])
}

func (p *parser) filter(of *node) (*node, *Fault) {
	p.takes("[")
	p.items++
	release := p.bind("item")
	condition, f := p.expression()
	release()
	p.items--
	if f != nil {
		return nil, f
	}
	if f := p.expect("]"); f != nil {
		return nil, f
	}
	return p.make(filter, of.at, "", of, condition)
}

// arguments reads what a function is called with.
func (p *parser) arguments(of *node) (*node, *Fault) {
	p.takes("(")
	kids := []*node{of}
	var names []string
	for !p.takes(")") {
		if len(kids) > 1 {
			if f := p.expect(","); f != nil {
				return nil, f
			}
		}
		p.skip()
		at := p.pos
		label, named := p.label()
		if named != (len(names) > 0) && len(kids) > 1 {
			return nil, fail(at, p.pos-at, "arguments-mixed")
		}
		if named {
			if slices.Contains(names, label) {
				return nil, fail(at, len(label), "argument-twice", label)
			}
			names = append(names, label)
		}
		argument, f := p.expression()
		if f != nil {
			return nil, f
		}
		kids = append(kids, argument)
	}
	n, f := p.make(call, of.at, "", kids...)
	if n != nil {
		n.names = names
	}
	return n, f
}

// part reads the smallest expressions.
func (p *parser) part() (*node, *Fault) {
	p.skip()
	at := p.pos
	if at >= len(p.text) {
		return nil, p.unexpected()
	}
	switch c := p.text[at]; {
	case isDigit(c), c == '.' && at+1 < len(p.text) && isDigit(p.text[at+1]):
		return p.readNumber()
	case c == '"':
		s, f := p.readString()
		if f != nil {
			return nil, f
		}
		return p.leaf(literal, at, s), nil
	case c == '@':
		return p.atLiteral()
	case c == '?':
		p.pos++
		return p.leaf(input, at, nil), nil
	case c == '(', c == '[', c == ']':
		return p.bracket(at, c)
	case c == '{':
		return p.entries(at)
	}
	return p.named(at)
}

// named reads what begins with a letter.
func (p *parser) named(at int) (*node, *Fault) {
	word := p.word()
	if _, length := p.longest(p.names); length <= len(word) {
		switch word {
		case "true", "false", "null":
			p.pos += len(word)
			return p.leaf(literal, at, map[string]Value{"true": true, "false": false}[word]), nil
		case "if", "for", "some", "every", "function":
			return p.expression()
		}
	}
	text, ok := p.readName()
	if !ok {
		return nil, p.unexpected()
	}
	n := p.leaf(name, at, nil)
	n.text = text
	n.local = slices.Contains(p.names[p.outer:], text)
	return n, nil
}

// atLiteral reads @"2026-02-26".
func (p *parser) atLiteral() (*node, *Fault) {
	at := p.pos
	p.pos++
	if p.pos >= len(p.text) || p.text[p.pos] != '"' {
		return nil, p.unexpected()
	}
	s, f := p.readString()
	if f != nil {
		return nil, f
	}
	v, ok := temporal(s)
	if !ok {
		return nil, fail(at, p.pos-at, "date-literal", shorten(s))
	}
	return p.leaf(literal, at, v), nil
}

// bracket reads what is in brackets: an expression, a list or a range.
func (p *parser) bracket(at int, open byte) (*node, *Fault) {
	if f := p.enter(); f != nil {
		return nil, f
	}
	defer func() { p.nest-- }()
	p.pos++
	if open == '[' && p.takes("]") {
		return p.make(list, at, "")
	}
	if open == '(' && slices.ContainsFunc(relations, p.sees) {
		n, f := p.unary()
		if f != nil {
			return nil, f
		}
		if f := p.expect(")"); f != nil {
			return nil, f
		}
		return n, nil
	}
	first, f := p.expression()
	if f != nil {
		return nil, f
	}
	switch {
	case p.takes(".."):
		return p.rangeFrom(at, open, first)
	case open == '[':
		return p.listFrom(at, first)
	case open == ']':
		return nil, p.missing("..")
	}
	if f := p.expect(")"); f != nil {
		return nil, f
	}
	return first, nil
}

// rangeFrom reads the rest of a range.
func (p *parser) rangeFrom(at int, open byte, low *node) (*node, *Fault) {
	high, f := p.expression()
	if f != nil {
		return nil, f
	}
	for _, closing := range []string{"]", ")", "["} {
		if p.takes(closing) {
			return p.make(span, at, string(open)+closing, low, high)
		}
	}
	return nil, p.missing("]")
}

func (p *parser) listFrom(at int, first *node) (*node, *Fault) {
	kids := []*node{first}
	for !p.takes("]") {
		if f := p.expect(","); f != nil {
			return nil, f
		}
		next, f := p.expression()
		if f != nil {
			return nil, f
		}
		kids = append(kids, next)
	}
	return p.make(list, at, "", kids...)
}

// entries reads a context; what stands before is in scope of what stands behind.
func (p *parser) entries(at int) (*node, *Fault) {
	if f := p.enter(); f != nil {
		return nil, f
	}
	defer func() { p.nest-- }()
	p.pos++
	before := len(p.names)
	defer func() { p.names = p.names[:before] }()
	var names []string
	var kids []*node
	for !p.takes("}") {
		if len(kids) > 0 {
			if f := p.expect(","); f != nil {
				return nil, f
			}
		}
		key, f := p.key()
		if f != nil {
			return nil, f
		}
		if slices.Contains(names, key) {
			return nil, p.fail(p.pos, "entry-twice", key)
		}
		if len(names) >= maxEntries {
			return nil, p.fail(p.pos, "entries", maxEntries)
		}
		value, f := p.expression()
		if f != nil {
			return nil, f
		}
		names, kids = append(names, key), append(kids, value)
		p.bind(key)
	}
	n, f := p.make(entries, at, "", kids...)
	if n != nil {
		n.names = names
	}
	return n, f
}

// key reads the name of an entry with its colon.
func (p *parser) key() (string, *Fault) {
	if p.sees(`"`) {
		s, f := p.readString()
		if f != nil {
			return "", f
		}
		return s, p.expect(":")
	}
	key, ok := p.label()
	if !ok {
		return "", p.unexpected()
	}
	return key, nil
}
