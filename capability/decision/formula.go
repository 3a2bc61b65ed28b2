package decision

import (
	"maps"
	"strings"

	"tongban/capability/decision/dmn"
	"tongban/capability/decision/feel"
)

// scope is what an expression may speak of: the names, and where in a frame their values
// are.
type scope struct {
	names     []string
	types     []*typ
	functions map[string]feel.Signature
}

// with returns s with one name more, which hides a former one.
func (s *scope) with(name string, t *typ) *scope {
	n, functions := len(s.names), s.functions
	if _, hidden := functions[name]; hidden {
		functions = maps.Clone(functions)
		delete(functions, name)
	}
	return &scope{append(s.names[:n:n], name), append(s.types[:n:n], t), functions}
}

// at returns where in a frame a name is, -1 if it is not known.
func (s *scope) at(name string) int {
	if s != nil {
		for i := len(s.names) - 1; i >= 0; i-- {
			if s.names[i] == name {
				return i
			}
		}
	}
	return -1
}

// feel returns s in the words of package feel.
func (s *scope) feel() feel.Scope {
	if s == nil {
		return feel.Scope{}
	}
	return feel.Scope{Names: s.names, Functions: s.functions}
}

// frame holds the values of a scope.
type frame []any

func (f frame) with(v any) frame { return append(f[:len(f):len(f)], v) }

// place is where in a file something stands.
type place struct {
	item *dmn.Item
	line int // of the text
}

// trouble is something that could not be computed at p.
func (p place) trouble(key string, args ...any) Fault {
	return Fault{Element: p.item.ID, Name: p.item.Name, Line: p.line, Key: "decision." + key, Args: args, Severity: Warning}
}

// told is what feel says of a text at p.
func (p place) told(text string, f feel.Fault, severity Severity) Fault {
	line := p.line + strings.Count(text[:min(f.Offset, len(text))], "\n")
	return Fault{Element: p.item.ID, Name: p.item.Name, Line: line, Key: f.Key, Args: f.Args, Severity: severity}
}

// use is a name that a text speaks of, and where in a frame its value is.
type use struct {
	name string
	at   int
}

func usesOf(names []string, s *scope) (uses []use) {
	for _, name := range names {
		if at := s.at(name); at >= 0 {
			uses = append(uses, use{name, at})
		}
	}
	return uses
}

// given returns the values of the names that are used.
func given(uses []use, values frame) map[string]feel.Value {
	if len(uses) == 0 {
		return nil
	}
	all := make(map[string]feel.Value, len(uses))
	for _, u := range uses {
		all[u.name] = values[u.at]
	}
	return all
}

// constantOf returns the value of an expression that is a value.
func constantOf(source string) (any, bool) {
	t, wrong := feel.ParseTest(source)
	if wrong != nil {
		return nil, false
	}
	cases := t.Cases()
	if len(cases) != 1 || cases[0].Kind != feel.CaseValue || cases[0].Not || strings.HasPrefix(strings.TrimSpace(source), "=") {
		return nil, false
	}
	return cases[0].Value, true
}

// formula is a compiled expression.
type formula struct {
	place
	source   string
	program  *feel.Program
	uses     []use
	constant bool
	value    any // of a constant
	variable int // the place of the one name it is; -1 if it is more
}

// formula compiles an expression; nil if it is empty or wrong.
func (c *compiler) formula(at *dmn.Item, t dmn.Text, s *scope) *formula {
	if strings.TrimSpace(t.Source) == "" {
		return nil
	}
	f := &formula{place: place{at, t.Line}, source: t.Source, variable: -1}
	if !c.isFEEL(at, t) {
		return nil
	}
	e, wrong := feel.Parse(t.Source, s.names...)
	if wrong == nil {
		f.program, wrong = feel.Compile(e, s.feel())
	}
	if wrong != nil {
		c.wrong(f.told(t.Source, *wrong, Error))
		return nil
	}
	names := e.Names()
	f.uses = usesOf(names, s)
	if trimmed := strings.TrimSpace(t.Source); len(names) == 1 && names[0] == strings.Join(strings.Fields(trimmed), " ") {
		f.variable = s.at(names[0])
	}
	if len(names) == 0 {
		f.value, f.constant = constantOf(t.Source)
	}
	return f
}

// isFEEL refuses other languages.
func (c *compiler) isFEEL(at *dmn.Item, t dmn.Text) bool {
	if t.Language == "" || strings.Contains(strings.ToUpper(t.Language), "FEEL") {
		return true
	}
	c.fault(at, Error, "language", t.Language)
	return false
}

// eval returns the value of f; nil is null.
func (f *formula) eval(r *run, values frame) any {
	switch {
	case f == nil:
		return nil
	case f.constant:
		return f.value
	case f.variable >= 0:
		return values[f.variable]
	case !r.step(f.place):
		return nil
	}
	r.hangs(f.place, f.source, f.uses, values)
	v, faults := f.program.EvalWithin(r.left, nil, given(f.uses, values))
	for _, one := range faults {
		r.trouble(f.told(f.source, one, Warning))
	}
	return v
}

// test is a compiled cell of a table or a constraint of a type.
type test struct {
	place
	source  string
	cases   []feel.Case
	plain   bool // its cases tell all
	program *feel.Program
	uses    []use
}

// test compiles unary tests; nil if they are wrong.
func (c *compiler) test(at *dmn.Item, t dmn.Text, s *scope) *test {
	x := &test{place: place{at, t.Line}, source: t.Source}
	if !c.isFEEL(at, t) {
		return nil
	}
	var names []string
	if s != nil {
		names = s.names
	}
	parsed, wrong := feel.ParseTest(t.Source, names...)
	if wrong == nil {
		if x.cases = parsed.Cases(); isPlain(x.cases) {
			x.plain = true
			return x
		}
		x.program, wrong = feel.CompileTest(parsed, s.feel())
	}
	if wrong != nil {
		c.wrong(x.told(t.Source, *wrong, Error))
		return nil
	}
	x.uses = usesOf(parsed.Names(), s)
	return x
}

// passes reports whether v is among what t allows, for tests that ask nothing else.
func (t *test) passes(v any) bool {
	if t.plain {
		return truthOf(t.cases, v) == True
	}
	answer, _ := t.program.Eval(v, nil)
	return answer == true
}

// eval returns what became of t for a value.
func (t *test) eval(r *run, v any, values frame) Truth {
	if t.plain {
		return truthOf(t.cases, v)
	}
	if r != nil {
		if !r.step(t.place) {
			return Unknown
		}
		r.hangs(t.place, t.source, t.uses, values)
	}
	left := new(uint64)
	if *left = maxCost; r != nil {
		left = r.left
	}
	answer, faults := t.program.EvalWithin(left, v, given(t.uses, values))
	if r != nil {
		for _, one := range faults {
			r.trouble(t.told(t.source, one, Warning))
		}
	}
	switch answer {
	case true:
		return True
	case false:
		return False
	}
	return Unknown
}
