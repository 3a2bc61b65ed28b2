package feel

import (
	"cel.dev/cel-go/common/ast"
)

// cell emits the tests of a cell: whether one of them holds of the input.
func (c *emitter) cell(t *Test) (ast.Expr, *Fault) {
	if t.any {
		return c.constant(true), nil
	}
	whole := &node{at: 0, end: len(t.text)}
	in := c.variable(slotName(0))
	if cases, ok := constants(t); ok {
		s := &site{0, len(t.text), shorten(t.text)}
		return c.callOf(whole, s.word, func(_ *site, a []Value) Value { return s.verdict(a[0], cases.hold(a[0]), t.not) }, in), nil
	}
	args := []ast.Expr{in}
	for _, n := range t.tests {
		test, f := c.cellTest(n)
		if f != nil {
			return nil, f
		}
		args = append(args, test)
	}
	not := t.not
	return c.callOf(whole, shorten(t.text), func(s *site, a []Value) Value {
		return s.verdict(a[0], anyTrue(a[1:]), not)
	}, args...), nil
}

// cellTest emits one test that is no constant.
func (c *emitter) cellTest(n *node) (ast.Expr, *Fault) {
	test, f := c.emit(n)
	if f != nil {
		return nil, f
	}
	asks, truth := n.asks(), yieldsTruth(n)
	return c.operation(n, c.textOf(n), func(_ *site, in, v Value) Value {
		if answer, ok := v.(bool); ok {
			if _, flag := in.(bool); asks || truth && !flag {
				return answer
			}
		} else if asks && v == nil {
			return nil
		}
		if v == nil && n.kind == span {
			return nil // no range, and not the value null
		}
		return Holds(in, v)
	}, c.variable(slotName(0)), test), nil
}

// yieldsTruth reports whether n is a condition rather than a value.
func yieldsTruth(n *node) bool {
	switch n.kind {
	case between, among, some, every, instance:
		return true
	case binary:
		switch n.text {
		case "and", "or", "=", "!=", "<", "<=", ">", ">=":
			return true
		}
	}
	return false
}

// verdict is the answer of a cell. Where a value is there and could not be compared, the
// reason is told; a value that is missing is told once, where it is missing.
func (s *site) verdict(in, answer Value, not bool) Value {
	truth, ok := answer.(bool)
	switch {
	case !ok && in == nil:
		return nil
	case !ok:
		return s.unfit()
	}
	return truth != not
}

// anyTrue is or over values that may be null.
func anyTrue(values []Value) Value {
	var answer Value = false
	for _, v := range values {
		if v == true {
			return true
		}
		if _, truth := v.(bool); !truth {
			answer = nil
		}
	}
	return answer
}

// cases are tests whose values are known before anything is evaluated.
type cases []Case

func constants(t *Test) (cases, bool) {
	all := t.Cases()
	for _, c := range all {
		if c.Kind == CaseExpression {
			return nil, false
		}
	}
	return all, true
}

func (cs cases) hold(v Value) Value {
	var answer Value = false
	for i := range cs {
		switch cs[i].holds(v) {
		case true:
			return true
		case nil:
			answer = nil
		}
	}
	return answer
}

func (c *Case) holds(v Value) Value {
	switch c.Kind {
	case CaseAny:
		return true
	case CaseValue:
		return Equal(v, c.Value)
	}
	return Range{Low: c.Low, High: c.High, LowClosed: c.LowClosed, HighClosed: c.HighClosed}.holds(v)
}

// except is the test != v.
type except struct{ v Value }

// halfRange is the value of a comparison as a test.
func halfRange(sign string, limit Value) Value {
	switch sign {
	case "<", "<=":
		return Range{High: limit, HighClosed: sign == "<="}
	case ">", ">=":
		return Range{Low: limit, LowClosed: sign == ">="}
	case "!=":
		return except{limit}
	}
	if _, how := compare(limit, limit); how == alike {
		return Range{limit, limit, true, true}
	}
	return limit
}

// Holds reports whether a test, given as a value, holds of v: a range that holds it, a
// list that has it, or a value that equals it.
func Holds(v, test Value) Value {
	switch test := test.(type) {
	case Range:
		if test.Low == nil && test.High == nil {
			return nil
		}
		if r, ok := v.(Range); ok {
			return Equal(r, test)
		}
		return test.holds(v)
	case except:
		if equal, ok := Equal(v, test.v).(bool); ok {
			return !equal
		}
		return nil
	case List:
		if l, ok := v.(List); ok && Equal(l, test) == true {
			return true
		}
		answers := List{test.has(v)}
		for _, one := range test {
			if r, ok := one.(Range); ok {
				answers = append(answers, Holds(v, r))
			}
		}
		return anyTrue(answers)
	}
	return Equal(v, test)
}

// constant returns the value of a part that is the same whenever it is evaluated.
func constant(n *node) (Value, bool) {
	switch n.kind {
	case literal:
		return n.value, true
	case negation:
		if v, ok := constant(n.kids[0]); ok {
			v = negative(&site{}, v)
			_, null := v.(*gone)
			return v, !null
		}
	case call:
		return constantCall(n)
	}
	return nil, false
}

// makers are the functions that make a value of a text.
var makers = map[string]bool{"date": true, "time": true, "date and time": true, "duration": true}

func constantCall(n *node) (Value, bool) {
	if n.kids[0].kind != name || !makers[n.kids[0].text] || len(n.names) > 0 {
		return nil, false
	}
	form, f := builtins()[n.kids[0].text].formOf(n)
	if f != nil {
		return nil, false
	}
	args := make([]Value, len(n.kids)-1)
	for i, kid := range n.kids[1:] {
		v, ok := constant(kid)
		if !ok {
			return nil, false
		}
		args[i] = v
	}
	v := form.run(&site{}, args)
	_, null := v.(*gone)
	return v, !null && v != nil
}

// Notes returns what in a text can never have a value, as date("2025-02-30"), with its place.
func (e *Expr) Notes() []Fault { return notesOf(nil, e.root) }

// Notes returns what in the tests can never have a value.
func (t *Test) Notes() []Fault {
	var notes []Fault
	for _, n := range t.tests {
		notes = notesOf(notes, n)
	}
	return notes
}

func notesOf(notes []Fault, n *node) []Fault {
	if n.kind == call && n.kids[0].kind == name && makers[n.kids[0].text] && len(n.kids) == 2 && n.kids[1].kind == literal {
		if form, f := builtins()[n.kids[0].text].formOf(n); f == nil {
			if g, null := form.run(&site{n.at, n.end - n.at, n.kids[0].text}, []Value{n.kids[1].value}).(*gone); null {
				notes = append(notes, g.faults...)
			}
		}
	}
	for _, kid := range n.kids {
		notes = notesOf(notes, kid)
	}
	return notes
}
