package feel

import (
	"slices"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/containers"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/interpreter"
)

// Scope is what an expression may speak of.
type Scope struct {
	Names     []string             // variables
	Functions map[string]Signature // functions of the host: their values are given as variables, too
}

// Signature is what a function of the host is called with.
type Signature struct{ Params []string }

// Program is an expression that can be evaluated, by several at once.
type Program struct {
	text  string
	names []string // of the slots; the first is the value under test
	plan  interpreter.InterpretableV2
	test  bool
}

// Text returns the expression as it was written.
func (p *Program) Text() string { return p.text }

// Compile turns e into a program. Names that scope does not have are a fault.
func Compile(e *Expr, scope Scope) (*Program, *Fault) {
	c := newEmitter(scope, e.text)
	root, f := c.emit(e.root)
	if f != nil {
		return nil, f
	}
	return c.program(root)
}

// CompileTest turns t into a program that yields true, false or nil.
func CompileTest(t *Test, scope Scope) (*Program, *Fault) {
	c := newEmitter(scope, t.text)
	root, f := c.cell(t)
	if f != nil {
		return nil, f
	}
	p, f := c.program(root)
	if p != nil {
		p.test = true
	}
	return p, f
}

// emitter turns a tree into an expression of CEL. Every call is a function of its own in
// the dispatcher, which knows its place in the text.
type emitter struct {
	ast.ExprFactory
	interpreter.Dispatcher
	scope  Scope
	text   string
	ids    int64
	refs   map[int64]*ast.ReferenceInfo
	slots  []string // names given from outside, in the order of their use
	locals []local  // names bound inside, innermost last
	items  []string // variables that filters go through, innermost last
}

// local is a name bound inside an expression, and the variable of CEL it became.
type local struct{ name, variable string }

func newEmitter(scope Scope, text string) *emitter {
	c := &emitter{ExprFactory: ast.NewExprFactory(), Dispatcher: interpreter.NewDispatcher(), scope: scope, text: text,
		refs: map[int64]*ast.ReferenceInfo{}, slots: []string{"?"}}
	_ = c.Add(appendOverload) // the first of a new dispatcher
	return c
}

// program plans what was emitted.
func (c *emitter) program(root ast.Expr) (*Program, *Fault) {
	tree := ast.NewAST(root, ast.NewSourceInfo(nil))
	for id, r := range c.refs {
		tree.SetReference(id, r)
	}
	container, registry := containers.DefaultContainer, types.NewEmptyRegistry()
	factory := interpreter.NewAttributeFactory(container, adapter{}, registry)
	plan, err := interpreter.NewInterpreter(c.Dispatcher, container, registry, adapter{}, factory).
		NewInterpretable(tree)
	if err != nil {
		return nil, fail(0, len(c.text), "unplanned")
	}
	return &Program{text: c.text, names: c.slots, plan: plan}, nil
}

// variable refers to a variable of CEL.
func (c *emitter) variable(name string) ast.Expr {
	id := c.id()
	c.refs[id] = ast.NewIdentReference(name, nil)
	return c.NewIdent(id, name)
}

func (c *emitter) id() int64 { c.ids++; return c.ids }

// constant stands for a value.
func (c *emitter) constant(v Value) ast.Expr { return c.NewLiteral(c.id(), box(v)) }

// slot returns the variable of a name from outside, false if there is none.
func (c *emitter) slot(name string) (string, bool) {
	i := slices.Index(c.slots, name)
	if i < 0 {
		_, function := c.scope.Functions[name]
		if !function && !slices.Contains(c.scope.Names, name) {
			return "", false
		}
		i = len(c.slots)
		c.slots = append(c.slots, name)
	}
	return slotName(i), true
}

// resolve returns the variable of a name.
func (c *emitter) resolve(name string) (string, bool) {
	for _, l := range slices.Backward(c.locals) {
		if l.name == name {
			return l.variable, true
		}
	}
	return c.slot(name)
}
