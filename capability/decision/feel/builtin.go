package feel

import (
	"maps"
	"slices"
	"sync"

	"github.com/cockroachdb/apd/v3"
)

// builtin is a function of the language.
type builtin struct {
	name  string
	forms []*form
}

// form is one way of calling a function. Arguments beyond need may be left out; rest says
// that the arguments may be the items of the list that is expected.
type form struct {
	params []string
	need   int
	rest   bool
	run    implementation
	calls  running // of what calls other functions
}

// known are all functions by name. They are put together when they are first asked for: one
// of them reads texts, which needs them all.
var known struct {
	sync.Once
	byName map[string]*builtin
	names  []string
}

// builtins returns all functions by name.
func builtins() map[string]*builtin {
	known.Do(func() {
		known.byName = collect(conversions, texts, lists, moreLists, numbers, moments, ranges, contexts, readers())
		known.names = slices.Sorted(maps.Keys(known.byName))
	})
	return known.byName
}

// builtinNames returns the names of all functions.
func builtinNames() []string {
	builtins()
	return known.names
}

func collect(groups ...[]builtin) map[string]*builtin {
	all := map[string]*builtin{}
	for _, group := range groups {
		for _, b := range group {
			for _, f := range b.forms {
				if f.need == 0 {
					f.need = len(f.params)
				}
			}
			all[b.name] = &b
		}
	}
	return all
}

// of makes a form whose parameters are all needed.
func of(run implementation, params ...string) *form { return &form{params: params, run: run} }

// optional makes a form whose last n parameters may be left out.
func optional(n int, run implementation, params ...string) *form {
	return &form{params: params, need: len(params) - n, run: run}
}

// formOf returns the form that a call means.
func (b *builtin) formOf(n *node) (*form, *Fault) {
	given := len(n.kids) - 1
	if f := b.choose(n.names, given); f != nil {
		return f, nil
	}
	for _, one := range n.names {
		if !slices.ContainsFunc(b.forms, func(f *form) bool { return slices.Contains(f.params, one) }) {
			return nil, fail(n.at, n.end-n.at, "argument-unknown", shorten(one))
		}
	}
	return nil, fail(n.at, n.end-n.at, "arguments-of", b.name, given)
}

func (b *builtin) choose(names []string, given int) *form {
	for _, f := range b.forms {
		fits := given >= f.need && given <= len(f.params) || f.rest && given > 0
		if len(names) > 0 {
			fits = given >= f.need && given <= len(f.params) &&
				!slices.ContainsFunc(names, func(one string) bool { return !slices.Contains(f.params, one) })
		}
		if fits {
			return f
		}
	}
	return nil
}

// invoke calls b as a value.
func (b *builtin) invoke(r *run, s *site, names []string, args []Value) Value {
	f := b.choose(names, len(args))
	if f == nil {
		return s.null("arguments-of", b.name, len(args))
	}
	if len(names) > 0 {
		ordered := make([]Value, len(f.params))
		for i, one := range names {
			ordered[slices.Index(f.params, one)] = args[i]
		}
		args = ordered
	}
	inner := &site{s.at, s.length, b.name}
	if f.calls != nil {
		return f.calls(r, inner, args)
	}
	return f.run(inner, args)
}

// argument returns the i-th argument, nil where it was left out.
func argument(a []Value, i int) Value {
	if i < len(a) {
		return a[i]
	}
	return nil
}

// bad is the null of a function whose argument is missing or does not fit.
func (s *site) bad(a ...Value) Value {
	for _, v := range a {
		if v == nil {
			return s.null("no-argument", s.word)
		}
	}
	return s.null("argument", s.word)
}

// text is a function of one text.
func text(run func(s *site, t string) Value) implementation {
	return func(s *site, a []Value) Value {
		t, ok := single(a[0]).(string)
		if !ok {
			return s.bad(a[0])
		}
		return run(s, t)
	}
}

// twoTexts is a function of two texts.
func twoTexts(run func(t, u string) Value) implementation {
	return func(s *site, a []Value) Value {
		t, ok := single(a[0]).(string)
		u, fine := single(a[1]).(string)
		if !ok || !fine {
			return s.bad(a...)
		}
		return run(t, u)
	}
}

// listArgument returns the list a function works on: the one argument, or all of them. A
// single value is a list of it. Basis: DMN 1.3, 10.3.4.4 and 10.3.2.9.4.
func listArgument(a []Value) List {
	if len(a) != 1 {
		return List(a)
	}
	return asList(a[0])
}

func asList(v Value) List {
	if l, ok := v.(List); ok {
		return l
	}
	return List{v}
}

// single is the item of a list of one, where a single value is expected.
// Basis: DMN 1.3, 10.3.2.9.4.
func single(v Value) Value {
	if l, ok := v.(List); ok && len(l) == 1 {
		return l[0]
	}
	return v
}

// cut returns an argument as a whole number, without what is behind the point.
func cut(v Value) (int, bool) {
	n, ok := v.(Number)
	if !ok {
		return 0, false
	}
	var head, tail apd.Decimal
	n.d.Modf(&head, &tail)
	return whole(Number{&head})
}

// whole returns an argument as a whole number.
func whole(v Value) (int, bool) {
	n, ok := v.(Number)
	if !ok {
		return 0, false
	}
	i, ok := n.Int64()
	return int(i), ok && i < 1<<31 && i > -1<<31
}
