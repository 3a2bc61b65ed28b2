package dmn

// body returns the expression in e, nil if there is none.
func (v *viewer) body(e *element) Body {
	for _, c := range e.Children() {
		if c.Name.Space != e.Name.Space {
			continue
		}
		if b := v.expression(c); b != nil {
			return b
		}
	}
	return nil
}

// expression takes e, if it is an expression.
func (v *viewer) expression(e *element) Body {
	base := Base{Item: itemOf(e), Type: e.Attr("typeRef")}
	switch e.Name.Local {
	case "literalExpression":
		return &Literal{Base: base, Text: written(e)}
	case "decisionTable":
		return v.table(base)
	case "context":
		return v.context(base)
	case "invocation":
		return v.invocation(base)
	case "relation":
		return v.relation(base)
	case "list":
		l := &List{Base: base}
		for _, c := range e.Children() {
			if b := v.expression(c); b != nil {
				l.Members = append(l.Members, b)
			}
		}
		return l
	case "functionDefinition":
		return v.function(base)
	case "conditional":
		return &Conditional{base, v.inner(e, "if"), v.inner(e, "then"), v.inner(e, "else")}
	case "filter":
		return &Filter{base, v.inner(e, "in"), v.inner(e, "match")}
	case "for":
		return &Loop{base, "for", name(e.Attr("iteratorVariable")), v.inner(e, "in"), v.inner(e, "return")}
	case "some", "every":
		return &Loop{base, e.Name.Local, name(e.Attr("iteratorVariable")), v.inner(e, "in"), v.inner(e, "satisfies")}
	}
	return nil
}

// inner returns the expression in e's child of that name.
func (v *viewer) inner(e *element, local string) Body {
	c := e.Child(local)
	if c == nil {
		v.at(e, "part-none", local)
		return nil
	}
	return v.body(c)
}

func (v *viewer) context(base Base) *Context {
	x := &Context{Base: base}
	for _, c := range base.Element.Children() {
		if !c.Is(base.Element.Name.Space, "contextEntry") {
			continue
		}
		entry := Entry{Item: itemOf(c), Body: v.body(c)}
		if c.Child("variable") != nil {
			entry.Variable = variable(c)
		}
		x.Entries = append(x.Entries, entry)
	}
	return x
}

func (v *viewer) invocation(base Base) *Invocation {
	x := &Invocation{Base: base, Called: v.body(base.Element)}
	for _, c := range base.Element.Children() {
		if !c.Is(base.Element.Name.Space, "binding") {
			continue
		}
		entry := Entry{Item: itemOf(c), Body: v.body(c)}
		if p := c.Child("parameter"); p != nil {
			entry.Variable = Variable{name(p.Attr("name")), p.Attr("typeRef")}
		}
		x.Bindings = append(x.Bindings, entry)
	}
	return x
}

func (v *viewer) relation(base Base) *Relation {
	x := &Relation{Base: base}
	for _, c := range base.Element.Children() {
		switch {
		case c.Is(base.Element.Name.Space, "column"):
			x.Columns = append(x.Columns, Variable{name(c.Attr("name")), c.Attr("typeRef")})
		case c.Is(base.Element.Name.Space, "row"):
			var row []Body
			for _, cell := range c.Children() {
				if b := v.expression(cell); b != nil {
					row = append(row, b)
				}
			}
			if len(row) != len(x.Columns) {
				v.at(c, "cells", len(x.Rows)+1, len(row), len(x.Columns))
			}
			x.Rows = append(x.Rows, row)
		}
	}
	return x
}

// function takes a function; DMN means FEEL unless it says otherwise.
func (v *viewer) function(base Base) *Function {
	f := &Function{Base: base, Kind: base.Element.Attr("kind"), Body: v.body(base.Element)}
	if f.Kind == "" {
		f.Kind = "FEEL"
	}
	for _, c := range base.Element.Children() {
		if c.Is(base.Element.Name.Space, "formalParameter") {
			f.Params = append(f.Params, Variable{name(c.Attr("name")), c.Attr("typeRef")})
		}
	}
	return f
}
