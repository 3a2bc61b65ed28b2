package dmn

import "tongban/kernel/markup"

// Item is what everything in a file of DMN has.
type Item struct {
	ID, Name, Label string
	Line            int
	Element         *markup.Element // all the file says of it, extensions included
}

// Document is a file of DMN: what is drawn, and a typed view of it. The view shows the tree
// as it was read; who changes the tree, reads again.
type Document struct {
	Item
	Namespace string
	Version   string // "1.2" to "1.5"
	Types     []*Type
	Inputs    []*InputData
	Decisions []*Decision
	Knowledge []*Knowledge
	Services  []*Service

	tree *markup.Tree
}

// Write returns the document as XML: the tree as it was read, in UTF-8.
func (d *Document) Write() []byte { return d.tree.Write() }

// Text is an expression as it is written.
type Text struct {
	Source   string
	Language string // empty: that of the file
	Line     int    // where Source begins
}

// Type is a type somebody has given a name, or one component of such a type.
type Type struct {
	Item
	Ref        string // name of the type it is; empty if it has components
	Collection bool
	Function   bool  // a function; what it takes is not looked at
	Allowed    *Text // unary tests; nil: all values
	Components []*Type
}

// Variable is a name with a type, empty if nobody said which.
type Variable struct{ Name, Type string }

// InputData is something that has to be known.
type InputData struct {
	Item
	Type string
}

// Decision is one question.
type Decision struct {
	Item
	Variable
	Question string
	Needs    []string // ids of input data and decisions
	Knows    []string // ids of knowledge and services
	Body     Body     // nil: nobody has said how
}

// Knowledge is a business knowledge model: a function that decisions share.
type Knowledge struct {
	Item
	Variable
	Knows    []string
	Function *Function
}

// Service is a decision service: decisions that are asked together.
type Service struct {
	Item
	Variable
	Outputs, Encapsulated, Decisions, Inputs []string // ids
}

// Body is how a value comes about: *Literal, *Table, *Context, *Invocation, *Relation,
// *List, *Function, *Conditional, *Filter, *Loop.
type Body interface{ Of() *Base }

// Base is what every body has.
type Base struct {
	Item
	Type string
}

// Of returns b.
func (b *Base) Of() *Base { return b }

// Literal is an expression written as text.
type Literal struct {
	Base
	Text
}

// Context is a list of names with values; a last one without a name is the result.
type Context struct {
	Base
	Entries []Entry
}

// Entry is one value with a name.
type Entry struct {
	Item
	Variable
	Body Body
}

// Invocation calls a function.
type Invocation struct {
	Base
	Called   Body
	Bindings []Entry // by the names of the function's parameters
}

// Relation is a list of contexts that have the same names.
type Relation struct {
	Base
	Columns []Variable
	Rows    [][]Body
}

// List is a list of values.
type List struct {
	Base
	Members []Body
}

// Function is a function with named parameters.
type Function struct {
	Base
	Kind   string // "FEEL"; others are not computed
	Params []Variable
	Body   Body
}

// Conditional is an if with its two branches.
type Conditional struct {
	Base
	If, Then, Else Body
}

// Filter takes those members of a list that match.
type Filter struct {
	Base
	In, Match Body
}

// Loop does something with each member of a list.
type Loop struct {
	Base
	Kind     string // "for", "some" or "every"
	Variable string
	In, Do   Body
}
