package pdf

import (
	"bytes"
	"strconv"
)

// The values of PDF. Booleans, null and numbers are kept as they are written: keyword.
type (
	name    string // unescaped, without the slash
	keyword string // true, null, 12.5, obj, endobj, R, …
	text    []byte // a string, unescaped
	array   []any
	dict    map[name]any
	ref     struct{ num, gen int }
	stream  struct {
		dict dict
		raw  []byte // as in the file, filters not undone
	}
)

// mark is a piece of syntax: "<<", ">>", "[" or "]".
type mark string

// lexer cuts a file into tokens.
type lexer struct {
	in   []byte
	at   int
	work *int // left to spend on tokens, shared by all lexers of a file
}

// tokenCost is what a token costs besides its bytes, about what it takes in memory.
const tokenCost = 48

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func isDelimiter(c byte) bool { return bytes.IndexByte([]byte("()<>[]{}/%"), c) >= 0 }

// skip passes spaces and comments.
func (l *lexer) skip() {
	for l.at < len(l.in) {
		switch c := l.in[l.at]; {
		case isSpace(c):
			l.at++
		case c == '%':
			end := bytes.IndexAny(l.in[l.at:], "\r\n")
			if end < 0 {
				end = len(l.in) - l.at
			}
			l.at += end
		default:
			return
		}
	}
}

// token returns the next token, nil at the end.
func (l *lexer) token() (any, error) {
	start := l.at
	token, err := l.next()
	if *l.work -= tokenCost + l.at - start; *l.work < 0 {
		return nil, ErrTooLarge
	}
	return token, err
}

func (l *lexer) next() (any, error) {
	l.skip()
	if l.at >= len(l.in) {
		return nil, nil
	}
	switch c := l.in[l.at]; c {
	case '/':
		l.at++
		return l.name(), nil
	case '(':
		return l.literal()
	case '<':
		if bytes.HasPrefix(l.in[l.at:], []byte("<<")) {
			l.at += 2
			return mark("<<"), nil
		}
		return l.hex()
	case '>':
		if bytes.HasPrefix(l.in[l.at:], []byte(">>")) {
			l.at += 2
			return mark(">>"), nil
		}
		return nil, ErrDamaged
	case '[', ']':
		l.at++
		return mark(c), nil
	case ')', '{', '}':
		return nil, ErrDamaged
	}
	return keyword(l.regular()), nil
}

// regular returns the characters up to the next space or delimiter.
func (l *lexer) regular() []byte {
	start := l.at
	for l.at < len(l.in) && !isSpace(l.in[l.at]) && !isDelimiter(l.in[l.at]) {
		l.at++
	}
	return l.in[start:l.at]
}

// name reads a name, undoing #xx, so that /J#53 is seen as /JS.
func (l *lexer) name() name {
	raw := l.regular()
	if !bytes.Contains(raw, []byte("#")) {
		return name(raw)
	}
	var out []byte
	for i := 0; i < len(raw); i++ {
		if raw[i] == '#' && i+2 < len(raw) {
			if v, err := strconv.ParseUint(string(raw[i+1:i+3]), 16, 8); err == nil {
				out = append(out, byte(v))
				i += 2
				continue
			}
		}
		out = append(out, raw[i])
	}
	return name(out)
}

// literal reads a string in parentheses, which may nest.
func (l *lexer) literal() (text, error) {
	out := text{}
	depth := 0
	for ; l.at < len(l.in); l.at++ {
		switch c := l.in[l.at]; c {
		case '(':
			if depth++; depth == 1 {
				continue
			}
		case ')':
			if depth--; depth == 0 {
				l.at++
				return out, nil
			}
		case '\\':
			out = l.escape(out)
			continue
		}
		out = append(out, l.in[l.at])
	}
	return nil, ErrDamaged
}

// escape appends what a backslash stands for; at is left on its last character.
func (l *lexer) escape(out text) text {
	l.at++
	if l.at >= len(l.in) {
		return out
	}
	c := l.in[l.at]
	switch {
	case c >= '0' && c <= '7':
		v, end := 0, min(l.at+3, len(l.in))
		for ; l.at < end && l.in[l.at] >= '0' && l.in[l.at] <= '7'; l.at++ {
			v = v*8 + int(l.in[l.at]-'0')
		}
		l.at--
		return append(out, byte(v))
	case c == '\r' || c == '\n': // the line goes on
		if c == '\r' && l.at+1 < len(l.in) && l.in[l.at+1] == '\n' {
			l.at++
		}
		return out
	}
	if i := bytes.IndexByte([]byte("nrtbf"), c); i >= 0 {
		c = "\n\r\t\b\f"[i]
	}
	return append(out, c)
}

// hex reads a string in angle brackets.
func (l *lexer) hex() (text, error) {
	end := bytes.IndexByte(l.in[l.at:], '>')
	if end < 0 {
		return nil, ErrDamaged
	}
	var out text
	half, high := false, byte(0)
	for _, c := range l.in[l.at+1 : l.at+end] {
		if isSpace(c) {
			continue
		}
		v, err := strconv.ParseUint(string(c), 16, 8)
		if err != nil {
			return nil, ErrDamaged
		}
		if half {
			out = append(out, high|byte(v))
		}
		half, high = !half, byte(v)<<4
	}
	if half {
		out = append(out, high)
	}
	l.at += end + 1
	return out, nil
}

// value reads a value that begins with token.
func (l *lexer) value(token any, depth int) (any, error) {
	if depth > maxDepth {
		return nil, ErrDamaged
	}
	switch t := token.(type) {
	case mark:
		switch t {
		case "[":
			return l.array(depth)
		case "<<":
			return l.dict(depth)
		}
		return nil, ErrDamaged
	case keyword:
		return l.reference(t), nil // running out of work shows with the next token
	case nil:
		return nil, ErrDamaged
	}
	return token, nil
}

// reference returns "12 0 R" as a ref and every other keyword as it is.
func (l *lexer) reference(k keyword) any {
	num, ok := k.number()
	if !ok {
		return k
	}
	back := l.at
	token, err := l.token()
	g, isKeyword := token.(keyword)
	gen, isNumber := g.number()
	if err == nil && isKeyword && isNumber {
		if r, err := l.token(); err == nil && r == keyword("R") {
			return ref{num, gen}
		}
	}
	l.at = back
	return k
}

// number returns a keyword that is a whole number from zero.
func (k keyword) number() (int, bool) {
	n, err := strconv.ParseUint(string(k), 10, 31)
	return int(n), err == nil
}

func (l *lexer) array(depth int) (any, error) {
	list := array{}
	for {
		token, err := l.token()
		if err != nil {
			return nil, err
		}
		if token == mark("]") {
			return list, nil
		}
		v, err := l.value(token, depth+1)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
}

func (l *lexer) dict(depth int) (any, error) {
	d := dict{}
	for {
		token, err := l.token()
		if err != nil {
			return nil, err
		}
		if token == mark(">>") {
			return d, nil
		}
		key, ok := token.(name)
		if !ok {
			return nil, ErrDamaged
		}
		if token, err = l.token(); err != nil {
			return nil, err
		}
		v, err := l.value(token, depth+1)
		if err != nil {
			return nil, err
		}
		d[key] = v
	}
}
