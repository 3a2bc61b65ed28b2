package decision

import (
	"tongban/capability/decision/dmn"
	"tongban/capability/decision/feel"
)

// body computes a value from the values of its scope; nil is null.
type body interface {
	eval(r *run, values frame) any
}

// body compiles an expression; nil if there is none or it is wrong.
func (c *compiler) body(at *dmn.Item, b dmn.Body, s *scope) body {
	if b == nil {
		return nil
	}
	base := b.Of()
	if base.ID == "" && base.Name == "" {
		base.ID, base.Name = at.ID, at.Name
	} else if base.Name == "" {
		base.Name = at.Name
	}
	made := c.bare(&base.Item, b, s)
	t := c.typeNamed(&base.Item, base.Type)
	if made == nil || t == nil {
		return made
	}
	if x, ok := made.(*table); ok {
		x.typ = t
		return x
	}
	return &typed{made, t, place{&base.Item, base.Line}}
}

// bare compiles an expression without its type.
func (c *compiler) bare(at *dmn.Item, b dmn.Body, s *scope) body {
	switch b := b.(type) {
	case *dmn.Literal:
		if f := c.formula(at, b.Text, s); f != nil {
			return f
		}
	case *dmn.Table:
		if t := c.table(at, b, s); t != nil {
			return t
		}
	case *dmn.Context:
		return c.context(at, b, s)
	case *dmn.Invocation:
		return c.invocation(at, b, s)
	case *dmn.Relation:
		x := make(list, len(b.Rows))
		for i, row := range b.Rows {
			one := &contextOf{}
			for j, cell := range row[:min(len(row), len(b.Columns))] {
				one.entries = append(one.entries, entry{name: b.Columns[j].Name, body: c.body(at, cell, s), typ: c.typeNamed(at, b.Columns[j].Type), place: place{at, at.Line}})
			}
			x[i] = one
		}
		return x
	case *dmn.List:
		x := make(list, len(b.Members))
		for i, member := range b.Members {
			x[i] = c.body(at, member, s)
		}
		return x
	case *dmn.Function:
		return c.lambda(at, b, s)
	default:
		return c.boxed(at, b, s)
	}
	return nil
}

// typed sees to it that a value is one of a type.
type typed struct {
	body
	typ   *typ
	place place
}

func (b *typed) eval(r *run, values frame) any {
	return r.fit(b.place, b.typ, value(b.body, r, values))
}

// value returns the value of b, null if there is none.
func value(b body, r *run, values frame) any {
	if b == nil {
		return nil
	}
	return b.eval(r, values)
}

// list is a list of values.
type list []body

func (l list) eval(r *run, values frame) any {
	all := make(feel.List, len(l))
	for i, b := range l {
		all[i] = value(b, r, values)
	}
	return all
}

// entry is one value of a context or one argument.
type entry struct {
	name  string
	body  body
	typ   *typ
	place place
}

// contextOf makes a context. Its entries see those before them.
type contextOf struct {
	entries []entry
	inner   bool // entries see each other
	result  body // instead of the context; nil for none
	final   bool // there is a result, be it wrong
}

func (c *compiler) context(at *dmn.Item, b *dmn.Context, s *scope) body {
	x := &contextOf{inner: true}
	for _, e := range b.Entries {
		if e.Variable.Name == "" {
			x.result, x.final = c.body(at, e.Body, s), true
			break
		}
		one := entry{name: e.Variable.Name, body: c.body(at, e.Body, s), typ: c.typeNamed(at, e.Variable.Type), place: place{at, e.Line}}
		x.entries = append(x.entries, one)
		s = s.with(one.name, one.typ)
	}
	return x
}

func (x *contextOf) eval(r *run, values frame) any {
	made := make(feel.Context, 0, len(x.entries))
	for _, e := range x.entries {
		v := r.fit(e.place, e.typ, value(e.body, r, values))
		made = append(made, feel.Entry{Key: e.name, Value: v})
		if x.inner {
			values = values.with(v)
		}
	}
	if x.final {
		return value(x.result, r, values)
	}
	return made
}

// call calls a function.
type call struct {
	callee body
	place  place
	args   []entry
}

func (c *compiler) invocation(at *dmn.Item, b *dmn.Invocation, s *scope) body {
	x := &call{callee: c.body(at, b.Called, s), place: place{at, b.Line}}
	for _, arg := range b.Bindings {
		x.args = append(x.args, entry{name: arg.Variable.Name, body: c.body(at, arg.Body, s), typ: c.typeNamed(at, arg.Variable.Type), place: x.place})
	}
	return x
}

func (x *call) eval(r *run, values frame) any {
	f, ok := value(x.callee, r, values).(feel.Function)
	if !ok {
		r.trouble(x.place.trouble("trouble.no-function"))
		return nil
	}
	given := map[string]any{}
	for _, a := range x.args {
		given[a.name] = r.fit(a.place, a.typ, value(a.body, r, values))
	}
	args := make([]any, len(f.Params))
	for i, name := range f.Params {
		v, known := given[name]
		if !known {
			r.trouble(x.place.trouble("trouble.argument", name))
		}
		args[i] = v
		delete(given, name)
	}
	if len(given) > 0 || f.Call == nil {
		r.trouble(x.place.trouble("trouble.no-function"))
		return nil
	}
	v, faults := f.Call(args)
	for _, one := range faults {
		r.trouble(x.place.told("", one, Warning))
	}
	return v
}

// lambda makes a function.
type lambda struct {
	names []string
	types []*typ
	body  body
	place place
}

func (c *compiler) lambda(at *dmn.Item, b *dmn.Function, s *scope) body {
	if b.Kind != "FEEL" {
		c.fault(at, Error, "language", b.Kind)
		return nil
	}
	x := &lambda{place: place{at, b.Line}}
	for _, p := range b.Params {
		t := c.typeNamed(at, p.Type)
		s = s.with(p.Name, t)
		x.names, x.types = append(x.names, p.Name), append(x.types, t)
	}
	x.body = c.body(at, b.Body, s)
	return x
}

func (x *lambda) eval(r *run, values frame) any {
	return r.function(x.place.item.Name, x.names, x.types, x.place, func(args []any) any {
		return value(x.body, r, append(values[:len(values):len(values)], args...))
	})
}
