package feel

import (
	"slices"
	"strconv"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/functions"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
)

// appendOverload is CEL's addition, which comprehensions build their lists with.
var appendOverload = &functions.Overload{Operator: operators.Add, Binary: func(l, r ref.Val) ref.Val {
	list, ok := l.(traits.Adder)
	if !ok {
		return types.NewErr("feel: no list")
	}
	return list.Add(r)
}}

// implementation is a function of values. What it returns may be a null with a reason.
type implementation func(s *site, a []Value) Value

// callOf emits a call of run with the place of n.
func (c *emitter) callOf(n *node, word string, run implementation, args ...ast.Expr) ast.Expr {
	s := &site{n.at, n.end - n.at, word}
	overload := &functions.Overload{NonStrict: true}
	switch len(args) {
	case 1:
		overload.Unary = func(v ref.Val) ref.Val { return s.answer(run(s, []Value{unbox(v)}), v) }
	case 2:
		overload.Binary = func(a, b ref.Val) ref.Val { return s.answer(run(s, []Value{unbox(a), unbox(b)}), a, b) }
	default:
		overload.Function = func(args ...ref.Val) ref.Val {
			values := make([]Value, len(args))
			for i, a := range args {
				values[i] = unbox(a)
			}
			return s.answer(run(s, values), args...)
		}
	}
	return c.register(overload, args...)
}

// register puts an overload into the dispatcher under a name of its own and emits its call.
func (c *emitter) register(overload *functions.Overload, args ...ast.Expr) ast.Expr {
	id := c.id()
	overload.Operator = "feel@" + strconv.FormatInt(id, 10)
	_ = c.Add(overload) // the name is new
	return c.NewCall(id, overload.Operator, args...)
}

// answer boxes what a function returned. A null that came of a null has the first reason.
func (s *site) answer(v Value, args ...ref.Val) ref.Val {
	if _, null := v.(*gone); null {
		for _, a := range args {
			if first, ok := a.(*gone); ok {
				return first
			}
		}
	}
	return box(v)
}

// operation emits an operator between two values.
func (c *emitter) operation(n *node, word string, run operator, a, b ast.Expr) ast.Expr {
	s := &site{n.at, n.end - n.at, word}
	return c.register(&functions.Overload{NonStrict: true, Binary: func(a, b ref.Val) ref.Val {
		return s.answer(run(s, unbox(a), unbox(b)), a, b)
	}}, a, b)
}

// emit turns a part into an expression of CEL.
func (c *emitter) emit(n *node) (ast.Expr, *Fault) {
	switch n.kind {
	case literal:
		return c.constant(n.value), nil
	case input:
		return c.variable(slotName(0)), nil
	case name:
		return c.emitName(n)
	case call:
		return c.emitCall(n)
	case loop:
		return c.emitLoop(n)
	case some, every:
		return c.emitQuantified(n)
	case filter:
		return c.emitFilter(n)
	case entries:
		return c.emitContext(n)
	case lambda:
		return c.emitLambda(n)
	case among:
		return c.emitAmong(n)
	}
	args, f := c.all(n.kids)
	if f != nil {
		return nil, f
	}
	switch n.kind {
	case path:
		key := n.text
		return c.callOf(n, key, func(s *site, a []Value) Value { return member(s, a[0], key) }, args...), nil
	case binary:
		return c.emitBinary(n, args), nil
	case negation:
		return c.callOf(n, "-", func(s *site, a []Value) Value { return negative(s, a[0]) }, args...), nil
	case between:
		return c.callOf(n, "between", isBetween, args...), nil
	case choice:
		return c.NewCall(c.id(), operators.Conditional, c.callOf(n.kids[0], "if", isTrue, args[0]), args[1], args[2]), nil
	case list:
		return c.callOf(n, "[]", func(_ *site, a []Value) Value { return List(a) }, args...), nil
	case span:
		return c.emitSpan(n, args), nil
	case instance:
		kind := n.text
		return c.callOf(n, "instance of", func(_ *site, a []Value) Value { return isInstance(a[0], kind) }, args...), nil
	case compared:
		op := n.text
		return c.callOf(n, op, func(_ *site, a []Value) Value { return halfRange(op, a[0]) }, args...), nil
	}
	return nil, fail(n.at, n.end-n.at, "unplanned")
}

func (c *emitter) all(nodes []*node) ([]ast.Expr, *Fault) {
	list := make([]ast.Expr, 0, len(nodes))
	for _, n := range nodes {
		e, f := c.emit(n)
		if f != nil {
			return nil, f
		}
		list = append(list, e)
	}
	return list, nil
}

// emitName refers to a variable, or to an entry of what a filter goes through.
func (c *emitter) emitName(n *node) (ast.Expr, *Fault) {
	variable, known := c.resolve(n.text)
	if len(c.items) > 0 && (!n.local || n.text == "item") {
		return c.emitEntry(n, variable, known), nil
	}
	if known {
		return c.variable(variable), nil
	}
	if b, ok := builtins()[n.text]; ok {
		return c.constant(Function{Name: b.name, Params: b.forms[0].params, native: b}), nil
	}
	return nil, fail(n.at, n.end-n.at, "unknown-name", shorten(n.text))
}

// emitEntry looks a name up in the items of the filters around it, innermost first, and
// then outside.
func (c *emitter) emitEntry(n *node, variable string, known bool) ast.Expr {
	var args []ast.Expr
	for i := len(c.items) - 1; i >= 0; i-- {
		args = append(args, c.variable(c.items[i]))
	}
	if known {
		args = append(args, c.variable(variable))
	}
	key := n.text
	return c.callOf(n, key, func(s *site, a []Value) Value {
		outside := len(a)
		if known {
			outside--
		}
		for _, item := range a[:outside] {
			if entry, ok := item.(Context); ok {
				if v, has := entry.Get(key); has {
					return v
				}
			}
		}
		if known {
			return a[outside]
		}
		return s.null("no-entry", shorten(key))
	}, args...)
}

// emitBinary emits logic as CEL's own, which has three values as FEEL's has: its error is
// our null.
func (c *emitter) emitBinary(n *node, args []ast.Expr) ast.Expr {
	sign := map[string]string{"and": operators.LogicalAnd, "or": operators.LogicalOr}[n.text]
	if sign == "" {
		return c.operation(n, n.text, operatorOf(n.text), args[0], args[1])
	}
	return c.logic(n, n.text, sign, args[0], args[1])
}

func operatorOf(sign string) operator { return signs[sign] }

func (c *emitter) logic(n *node, word, sign string, a, b ast.Expr) ast.Expr {
	s := &site{n.at, n.end - n.at, word}
	id := c.id()
	return c.register(&functions.Overload{NonStrict: true, Unary: func(v ref.Val) ref.Val {
		if answer, ok := v.(types.Bool); ok {
			return answer
		}
		return s.null("no-truth", s.word).(*gone)
	}}, c.NewCall(id, sign, a, b))
}

// emitSpan emits a range, or the numbers a loop goes through.
func (c *emitter) emitSpan(n *node, args []ast.Expr) ast.Expr {
	if n.text == ".." {
		return c.operation(n, "..", counted, args[0], args[1])
	}
	low, high := n.text[0] == '[', n.text[1] == ']'
	return c.operation(n, "..", func(s *site, a, b Value) Value { return rangeOf(s, a, b, low, high) }, args[0], args[1])
}

// emitContext emits the entries one after the other: each may speak of those before it.
func (c *emitter) emitContext(n *node) (ast.Expr, *Fault) {
	before := len(c.locals)
	defer func() { c.locals = c.locals[:before] }()
	keys := n.names
	if !n.refers() {
		args, f := c.all(n.kids)
		if f != nil {
			return nil, f
		}
		return c.callOf(n, "{}", func(_ *site, a []Value) Value { return contextOf(keys, a) }, args...), nil
	}
	return c.entriesFrom(n, keys, nil)
}

// refers reports whether an entry of a context may speak of another.
func (n *node) refers() bool {
	for _, kid := range n.kids {
		if kid.mentions(n.names) {
			return true
		}
	}
	return false
}

func (n *node) mentions(names []string) bool {
	return n.kind == name && slices.Contains(names, n.text) || slices.ContainsFunc(n.kids, func(kid *node) bool { return kid.mentions(names) })
}

// bindTo emits let variable = value in body, as a comprehension over nothing.
func (c *emitter) bindTo(variable string, value, body ast.Expr) ast.Expr {
	return c.NewComprehension(c.id(), c.NewList(c.id(), nil, nil), "@none", variable, value,
		c.NewLiteral(c.id(), types.False), c.variable(variable), body)
}

func (c *emitter) entriesFrom(n *node, keys, variables []string) (ast.Expr, *Fault) {
	i := len(variables)
	if i == len(keys) {
		args := make([]ast.Expr, i)
		for j, v := range variables {
			args[j] = c.variable(v)
		}
		return c.callOf(n, "{}", func(_ *site, a []Value) Value { return contextOf(keys, a) }, args...), nil
	}
	value, f := c.emit(n.kids[i])
	if f != nil {
		return nil, f
	}
	variable := c.fresh()
	c.locals = append(c.locals, local{keys[i], variable})
	rest, f := c.entriesFrom(n, keys, append(variables, variable))
	if f != nil {
		return nil, f
	}
	return c.bindTo(variable, value, rest), nil
}

// fresh returns a variable of CEL that no text can name.
func (c *emitter) fresh() string { return "@l" + strconv.FormatInt(c.id(), 10) }
