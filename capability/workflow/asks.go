package workflow

import (
	"slices"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"

	"tongban/capability/workflow/bpmn"
)

// Ask is a field of the form that an expression speaks of.
type Ask struct {
	bpmn.Item        // where the expression stands
	Field     string // its key
	Guarded   bool   // the expression looks whether it was answered: has(form.area)
}

// Asks returns the fields of the form that expressions speak of. Whether there are such
// fields the drawing does not know.
func (d *Definition) Asks() []Ask { return slices.Clone(d.asks) }

// asksOf finds the fields an expression speaks of: form.area, form["area"].
func asksOf(item bpmn.Item, tree *ast.AST) (asks []Ask) {
	isForm := func(e ast.Expr) bool { return e.Kind() == ast.IdentKind && e.AsIdent() == "form" }
	literal := func(e ast.Expr) string {
		if e.Kind() != ast.LiteralKind {
			return ""
		}
		text, _ := e.AsLiteral().Value().(string)
		return text
	}
	note := func(field string, guarded bool) {
		i := slices.IndexFunc(asks, func(a Ask) bool { return a.Field == field })
		if i < 0 && field != "" {
			asks = append(asks, Ask{item, field, guarded})
		} else if field != "" {
			asks[i].Guarded = asks[i].Guarded || guarded
		}
	}
	ast.PostOrderVisit(tree.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		switch {
		case e.Kind() == ast.SelectKind && isForm(e.AsSelect().Operand()):
			note(e.AsSelect().FieldName(), e.AsSelect().IsTestOnly())
		case e.Kind() != ast.CallKind || len(e.AsCall().Args()) != 2:
		case e.AsCall().FunctionName() == operators.Index && isForm(e.AsCall().Args()[0]):
			note(literal(e.AsCall().Args()[1]), false)
		case e.AsCall().FunctionName() == operators.In && isForm(e.AsCall().Args()[1]):
			note(literal(e.AsCall().Args()[0]), true)
		}
	}))
	return asks
}
