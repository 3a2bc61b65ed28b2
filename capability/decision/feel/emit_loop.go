package feel

import (
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/functions"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// itemsOf emits what a comprehension goes through. A loop over nothing is nothing, a filter
// of nothing is empty.
func (c *emitter) itemsOf(n *node, of ast.Expr, loops bool) ast.Expr {
	s := &site{n.at, n.end - n.at, "in"}
	return c.register(&functions.Overload{NonStrict: true, Unary: func(v0 ref.Val) ref.Val {
		var all []ref.Val
		switch v := unbox(v0).(type) {
		case nil:
			if loops {
				return s.answer(s.missing(), v0)
			}
		case List:
			all = boxes(v)
		case Range:
			l, ok := counted(s, v.Low, v.High).(List)
			if !ok {
				return s.answer(s.unfit())
			}
			all = boxes(l)
		default:
			all = []ref.Val{box(v)}
		}
		return types.NewRefValList(adapter{}, all)
	}}, of)
}

func boxes(l List) []ref.Val {
	all := make([]ref.Val, len(l))
	for i, one := range l {
		all[i] = box(one)
	}
	return all
}

// collected emits the list of what body yields for each item.
func (c *emitter) collected(over ast.Expr, variable, accu string, body ast.Expr) ast.Expr {
	return c.NewComprehension(c.id(), over, variable, accu, c.NewList(c.id(), nil, nil), c.NewLiteral(c.id(), types.True),
		c.NewCall(c.id(), operators.Add, c.variable(accu), c.NewList(c.id(), []ast.Expr{body}, nil)), c.variable(accu))
}

// emitLoop emits for: one comprehension in another, the lists of which are put together.
func (c *emitter) emitLoop(n *node) (ast.Expr, *Fault) {
	before := len(c.locals)
	defer func() { c.locals = c.locals[:before] }()
	e, f := c.loopFrom(n, 0)
	if f != nil {
		return nil, f
	}
	depth := len(n.names) - 1
	return c.callOf(n, "for", func(s *site, a []Value) Value {
		l, ok := a[0].(List)
		if !ok {
			return nil
		}
		for range depth {
			l = joined(l)
		}
		return l
	}, e), nil
}

// joined puts lists together.
func joined(l List) List {
	var all List
	for _, one := range l {
		inner, _ := one.(List)
		all = append(all, inner...)
	}
	return all
}

func (c *emitter) loopFrom(n *node, i int) (ast.Expr, *Fault) {
	if i == len(n.names) {
		return c.emit(n.kids[i])
	}
	over, f := c.emit(n.kids[i])
	if f != nil {
		return nil, f
	}
	variable, accu := c.fresh(), c.fresh()
	c.locals = append(c.locals, local{n.names[i], variable})
	if len(n.names) == 1 {
		c.locals = append(c.locals, local{"partial", accu}) // what the loop has yielded so far
	}
	body, f := c.loopFrom(n, i+1)
	if f != nil {
		return nil, f
	}
	return c.collected(c.itemsOf(n.kids[i], over, true), variable, accu, body), nil
}

// emitQuantified emits some and every: or and and over all items.
func (c *emitter) emitQuantified(n *node) (ast.Expr, *Fault) {
	before := len(c.locals)
	defer func() { c.locals = c.locals[:before] }()
	return c.quantifiedFrom(n, 0)
}

func (c *emitter) quantifiedFrom(n *node, i int) (ast.Expr, *Fault) {
	if i == len(n.names) {
		return c.emit(n.kids[i])
	}
	over, f := c.emit(n.kids[i])
	if f != nil {
		return nil, f
	}
	variable, accu := c.fresh(), c.fresh()
	c.locals = append(c.locals, local{n.names[i], variable})
	body, f := c.quantifiedFrom(n, i+1)
	if f != nil {
		return nil, f
	}
	word, sign, start := "some", operators.LogicalOr, types.False
	if n.kind == every {
		word, sign, start = "every", operators.LogicalAnd, types.True
	}
	end := !start
	open := c.register(&functions.Overload{NonStrict: true, Unary: func(v ref.Val) ref.Val { return types.Bool(v != end) }}, c.variable(accu))
	return c.NewComprehension(c.id(), c.itemsOf(n.kids[i], over, true), variable, accu, c.NewLiteral(c.id(), start), open,
		c.logic(n, word, sign, c.variable(accu), body), c.variable(accu)), nil
}

// emitFilter emits list[condition], which is a choice of items or the number of one.
func (c *emitter) emitFilter(n *node) (ast.Expr, *Fault) {
	of, f := c.emit(n.kids[0])
	if f != nil {
		return nil, f
	}
	if index, ok := constant(n.kids[1]); ok {
		if _, number := index.(Number); number {
			return c.operation(n, "[]", itemAt, of, c.constant(index)), nil
		}
	}
	item := c.fresh()
	c.locals = append(c.locals, local{"item", item})
	c.items = append(c.items, item)
	condition, f := c.emit(n.kids[1])
	c.items = c.items[:len(c.items)-1]
	c.locals = c.locals[:len(c.locals)-1]
	if f != nil {
		return nil, f
	}
	pair := c.operation(n, "[]", func(_ *site, item, holds Value) Value { return List{item, holds} }, c.variable(item), condition)
	return c.callOf(n, "[]", chosen, c.collected(c.itemsOf(n.kids[0], of, false), item, c.fresh(), pair)), nil
}

// chosen returns the items whose condition is true, or the one whose number the condition is.
func chosen(s *site, a []Value) Value {
	pairs, _ := a[0].(List)
	all := make(List, 0, len(pairs))
	kept := List{}
	for _, p := range pairs {
		pair, _ := p.(List)
		all = append(all, pair[0])
		if pair[1] == true {
			kept = append(kept, pair[0])
		}
	}
	if len(pairs) > 0 {
		first, _ := pairs[0].(List)
		if index, ok := first[1].(Number); ok {
			return itemAt(s, all, index)
		}
	}
	return kept
}

// emitAmong emits value in tests.
func (c *emitter) emitAmong(n *node) (ast.Expr, *Fault) {
	args, f := c.all(n.kids)
	if f != nil {
		return nil, f
	}
	return c.callOf(n, "in", func(s *site, a []Value) Value {
		var answer Value = false
		for i, test := range a[1:] {
			if test == nil && n.kids[i+1].kind == span {
				answer = nil // no range, and not the value null
				continue
			}
			switch Holds(a[0], test) {
			case true:
				return true
			case nil:
				answer = nil
			}
		}
		if answer == nil {
			return s.unfitUnless(a[0])
		}
		return answer
	}, args...), nil
}

// unfitUnless is the null of a test that could not be made: nothing is said of a missing value.
func (s *site) unfitUnless(tested Value) Value {
	if tested == nil {
		return nil
	}
	return s.unfit()
}
