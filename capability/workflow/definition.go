package workflow

import "slices"

// Definition is one process, compiled: immutable and safe for concurrent use.
type Definition struct {
	ID, Name string

	root   *node // the process itself: the outermost scope
	nodes  map[string]*node
	flows  map[string]*flow
	tasks  []Task // in reading order
	ways   func() ways
	asks   []Ask  // of the form, in the order of the file
	source source // what another definition embeds where it calls this one

	readsForm bool // an expression speaks of what the applicant has said
}

// ReadsForm reports whether an expression of d speaks of what the applicant has said: if
// none does, Input needs no Values.
func (d *Definition) ReadsForm() bool { return d.readsForm }

// kind is what a node does to a token that reaches it.
type kind int

// The kinds. A manual task is a human one, a business-rule task a service one, a call
// activity a scope that holds the called process.
const (
	start kind = iota
	end
	throw // intermediate throwing event
	catch // intermediate catching event
	boundary
	human
	service
	script
	send
	receive
	exclusive
	parallel
	inclusive
	eventBased
	scope // embedded sub-process, called process, the process itself
)

// trigger is what an event waits for or makes happen.
type trigger int

// The triggers.
const (
	plain trigger = iota
	timed
	message
	signal
	failure // an error, in the words of BPMN
	escalation
	terminate
)

// node is a place of the drawing. Nodes of a called process have ids that begin with
// that of the call activity and a slash.
type node struct {
	id, name string
	line     int
	kind     kind
	in       *node  // the scope it lies in; nil for the process itself
	prefix   string // of the ids of the called process it belongs to

	incoming, outgoing []*flow
	fallback           *flow // the default flow

	task    Task    // human
	ref     string  // name of the service, message or signal; code of the error or escalation
	trigger trigger // events
	timer   timer   // timed events

	compute *program // script
	into    string   // script: the variable that gets the result; "" takes a map of several

	many       *many    // several instances; nil for one
	candidates *program // human

	host       *node   // boundary: the activity it sits on
	stays      bool    // boundary: the activity goes on (not interrupting)
	boundaries []*node // activities

	entry *node // scope: where its tokens begin
}

// flow is a sequence flow.
type flow struct {
	id        string
	from, to  *node
	condition *program       // nil: always
	reach     map[*node]bool // before an inclusive join: from where a token can still come to it
}

// many says how an activity is done several times.
type many struct {
	sequential bool
	over       *program // a list, whose elements the instances are for
	times      *program // or a number
	until      *program // the completion condition; nil: all
}

// joins reports whether tokens wait at n for each other.
func (n *node) joins() bool {
	return (n.kind == parallel || n.kind == inclusive) && len(n.incoming) > 1
}

// awaits reports whether n can stand behind an event-based gateway.
func (n *node) awaits() bool { return n.kind == receive || n.kind == catch }

// throws reports whether a token that comes to n makes something happen at once.
func (n *node) throws() bool {
	return n.kind == throw || n.kind == send || n.kind == end && n.trigger == failure
}

// activity reports whether n is work that instances do.
func (n *node) activity() bool {
	return n.kind == human || n.kind == service || n.kind == scope || n.kind == receive
}

// inTurn reports whether the instances of n are done one after the other.
func (n *node) inTurn() bool { return n.many != nil && n.many.sequential }

// Tasks returns the human tasks in the order in which a reader walks through the
// drawing: what comes first on every way comes first.
func (d *Definition) Tasks() []Task { return slices.Clone(d.tasks) }

// Task returns the human task of a node.
func (d *Definition) Task(id string) (Task, bool) {
	n := d.nodes[id]
	if n == nil || n.kind != human {
		return Task{}, false
	}
	return n.task, true
}

// readingOrder lists the human tasks of a scope: a depth-first walk, last branch first,
// whose nodes are put down when all that follows them is.
func readingOrder(of *node) (tasks []Task) {
	seen := map[*node]bool{}
	var walk func(n *node)
	walk = func(n *node) {
		if n == nil || seen[n] {
			return
		}
		seen[n] = true
		for _, b := range slices.Backward(n.boundaries) {
			walk(b)
		}
		for _, f := range slices.Backward(n.outgoing) {
			walk(f.to)
		}
		switch n.kind {
		case human:
			tasks = append(tasks, n.task)
		case scope:
			inside := readingOrder(n)
			slices.Reverse(inside)
			tasks = append(tasks, inside...)
		}
	}
	walk(of.entry)
	slices.Reverse(tasks)
	return tasks
}
