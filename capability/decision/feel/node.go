package feel

// kind is what a part of an expression is.
type kind int

const (
	literal  kind = iota // value
	name                 // text
	input                // the value a unary test is about: ?
	path                 // kids[0].text
	call                 // kids[0](kids[1:]), names where the arguments are named
	binary               // kids[0] text kids[1]
	negation             // -kids[0]
	between              // kids[0] between kids[1] and kids[2]
	among                // kids[0] in (tests)
	choice               // if kids[0] then kids[1] else kids[2]
	loop                 // for names[i] in kids[i] … return the last of kids
	some                 // some names[i] in kids[i] … satisfies the last of kids
	every                // every …
	filter               // kids[0][kids[1]]
	list                 // [kids]
	entries              // {names[i]: kids[i]}
	lambda               // function(names) kids[0]
	span                 // [kids[0]..kids[1]], text the brackets as written
	instance             // kids[0] instance of text
	compared             // text kids[0], as a unary test: < 5
)

// node is a part of an expression with its place in the text.
type node struct {
	kind    kind
	at, end int
	text    string
	value   Value
	names   []string
	kids    []*node
	depth   int
	local   bool // a name bound within the expression
}

// Expr is an expression that has been read.
type Expr struct {
	text string
	root *node
}

// Text returns the expression as it was written.
func (e *Expr) Text() string { return e.text }

// Test is the unary tests of a cell of a table.
type Test struct {
	text  string
	not   bool
	any   bool // "-": everything passes
	tests []*node
}

// Text returns the tests as they were written.
func (t *Test) Text() string { return t.text }

// Names returns the names from outside that e refers to, each once.
func (e *Expr) Names() []string { return namesOf(nil, e.root) }

// Names returns the names from outside that t refers to, each once.
func (t *Test) Names() []string {
	var names []string
	for _, n := range t.tests {
		names = namesOf(names, n)
	}
	return names
}

func namesOf(names []string, n *node) []string {
	if n.kind == name && !n.local {
		known := false
		for _, one := range names {
			known = known || one == n.text
		}
		if !known {
			names = append(names, n.text)
		}
	}
	for _, kid := range n.kids {
		names = namesOf(names, kid)
	}
	return names
}

// asks reports whether n speaks of the value under test.
func (n *node) asks() bool {
	if n.kind == input {
		return true
	}
	for _, kid := range n.kids {
		if kid.asks() {
			return true
		}
	}
	return false
}
