package workflow

import (
	"slices"

	"cel.dev/cel-go/common/ast"
)

// Reads returns the fields of the form that the expressions of d speak of, by name: what
// somebody has to answer before it is known which way a case goes.
func (d *Definition) Reads() []string {
	fields := slices.Clone(d.reads)
	slices.Sort(fields)
	return slices.Compact(fields)
}

// Messages returns the messages and signals that borders of d wait for: they come or not,
// while those a token waits for inside the flow have to come.
func (d *Definition) Messages() []string {
	var names []string
	for _, n := range d.nodes {
		if n.kind == boundary && (n.trigger == message || n.trigger == signal) {
			names = append(names, n.ref)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// formFields returns the fields an expression names: form.area, form["area"].
func formFields(tree *ast.AST) (fields []string) {
	isForm := func(e ast.Expr) bool { return e.Kind() == ast.IdentKind && e.AsIdent() == "form" }
	ast.PostOrderVisit(tree.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		switch e.Kind() {
		case ast.SelectKind:
			if isForm(e.AsSelect().Operand()) {
				fields = append(fields, e.AsSelect().FieldName())
			}
		case ast.CallKind:
			args := e.AsCall().Args()
			if e.AsCall().FunctionName() == "_[_]" && isForm(args[0]) && args[1].Kind() == ast.LiteralKind {
				if name, ok := args[1].AsLiteral().Value().(string); ok {
					fields = append(fields, name)
				}
			}
		}
	}))
	return fields
}
