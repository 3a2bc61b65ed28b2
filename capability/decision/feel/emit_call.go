package feel

import (
	"slices"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/functions"
	"cel.dev/cel-go/common/types/ref"
)

// emitCall emits the call of a built-in function, or of a function that is a value.
func (c *emitter) emitCall(n *node) (ast.Expr, *Fault) {
	callee := n.kids[0]
	if callee.kind == name {
		_, known := c.resolve(callee.text)
		b, native := builtins()[callee.text]
		if !known && native {
			return c.emitBuiltin(n, b)
		}
		if sig, host := c.scope.Functions[callee.text]; host {
			if f := sig.check(n); f != nil {
				return nil, f
			}
		}
		if !known && len(c.items) == 0 {
			return nil, fail(callee.at, callee.end-callee.at, "unknown-function", shorten(callee.text))
		}
	}
	args, f := c.all(n.kids)
	if f != nil {
		return nil, f
	}
	s, names := &site{n.at, n.end - n.at, c.textOf(callee)}, n.names
	return c.withRun(s, func(r *run, s *site, a []Value) Value {
		fn, ok := a[0].(Function)
		if !ok {
			return s.null("no-function", s.word)
		}
		return r.invoke(s, fn, names, a[1:])
	}, args...), nil
}

// check compares a call with what the host says its function takes.
func (sig Signature) check(n *node) *Fault {
	for _, one := range n.names {
		if !slices.Contains(sig.Params, one) {
			return fail(n.at, n.end-n.at, "argument-unknown", shorten(one))
		}
	}
	if len(n.kids)-1 != len(sig.Params) {
		return fail(n.at, n.end-n.at, "arguments", len(sig.Params), len(n.kids)-1)
	}
	return nil
}

// textOf returns a part as it was written.
func (c *emitter) textOf(n *node) string { return shorten(c.text[n.at:n.end]) }

// running is a function that calls others, for which it needs the run.
type running func(r *run, s *site, a []Value) Value

// withRun emits a call of fn with the run as its first argument.
func (c *emitter) withRun(s *site, fn running, args ...ast.Expr) ast.Expr {
	return c.register(&functions.Overload{NonStrict: true, Function: func(args ...ref.Val) ref.Val {
		r, _ := args[0].Value().(*run)
		values := make([]Value, len(args)-1)
		for i, a := range args[1:] {
			values[i] = unbox(a)
		}
		return s.answer(fn(r, s, values), args[1:]...)
	}}, append([]ast.Expr{c.variable(runName)}, args...)...)
}

// emitBuiltin emits the call of a built-in function.
func (c *emitter) emitBuiltin(n *node, b *builtin) (ast.Expr, *Fault) {
	form, f := b.formOf(n)
	if f != nil {
		return nil, f
	}
	args, f := c.all(n.kids[1:])
	if f != nil {
		return nil, f
	}
	if len(n.names) > 0 {
		args = c.arranged(form, n.names, args)
	}
	if form.calls != nil {
		return c.withRun(&site{n.at, n.end - n.at, b.name}, form.calls, args...), nil
	}
	if len(args) == 0 {
		args = append(args, c.constant(nil)) // a call of CEL needs something to work on
		return c.callOf(n, b.name, func(s *site, _ []Value) Value { return form.run(s, nil) }, args...), nil
	}
	return c.callOf(n, b.name, form.run, args...), nil
}

// arranged puts named arguments where the function expects them; what is left out is null.
func (c *emitter) arranged(form *form, names []string, args []ast.Expr) []ast.Expr {
	all := make([]ast.Expr, 0, len(form.params))
	for _, param := range form.params {
		if i := slices.Index(names, param); i >= 0 {
			all = append(all, args[i])
		} else {
			all = append(all, c.constant(nil))
		}
	}
	return all
}

// emitLambda emits a function with the values it takes from where it is made.
func (c *emitter) emitLambda(n *node) (ast.Expr, *Fault) {
	visible := append(slices.Clone(c.scope.Names), n.names...)
	for _, l := range c.locals {
		visible = append(visible, l.name)
	}
	inner := newEmitter(Scope{Names: visible, Functions: c.scope.Functions}, c.text)
	for _, param := range n.names {
		inner.slot(param)
	}
	body, f := inner.emit(n.kids[0])
	if f != nil {
		return nil, f
	}
	p, f := inner.program(body)
	if f != nil {
		return nil, f
	}
	taken := []ast.Expr{c.variable(slotName(0))}
	for _, outer := range inner.slots[1+len(n.names):] {
		variable, known := c.resolve(outer)
		if !known {
			return nil, fail(n.at, n.end-n.at, "unknown-name", shorten(outer))
		}
		taken = append(taken, c.variable(variable))
	}
	params := n.names
	return c.callOf(n, "function", func(_ *site, a []Value) Value {
		return Function{Params: params, made: &closure{p, slices.Clone(a)}}
	}, taken...), nil
}
