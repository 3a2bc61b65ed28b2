package bpmn

import "tongban/kernel/markup"

// Item is what everything in a process has.
type Item struct {
	ID, Name      string
	Documentation string
	Line          int
	Element       *Element // all the file says of it, extensions included
}

// Document is a file of BPMN: what is drawn, and a typed view of it. The view shows the
// tree as it was when the document was read or built; who changes the tree, reads
// again.
type Document struct {
	Item
	Namespace string // the target namespace of its names
	Processes []*Process
	Declared  []*Declared // messages, signals, errors, escalations

	Participants []*Participant // pools of a collaboration

	before, after []Content // comments and instructions around the root
	nodes         map[string]*Node
}

// Write returns the document as XML: the tree as it was read or built, in UTF-8.
func (d *Document) Write() []byte {
	return (&markup.Tree{Root: d.Element, Before: d.before, After: d.after}).Write()
}

// Process returns the process with that id, nil if there is none.
func (d *Document) Process(id string) *Process {
	for _, p := range d.Processes {
		if p.ID == id {
			return p
		}
	}
	return nil
}

// Node returns the node with that id, on whatever level, nil if there is none.
func (d *Document) Node(id string) *Node { return d.nodes[id] }

// Size counts what all processes have, on all their levels.
func (d *Document) Size() (nodes, flows int) {
	var count func(s *Scope)
	count = func(s *Scope) {
		nodes, flows = nodes+len(s.Nodes), flows+len(s.Flows)
		for _, n := range s.Nodes {
			if n.Content != nil {
				count(n.Content)
			}
		}
	}
	for _, p := range d.Processes {
		count(p.Scope)
	}
	return nodes, flows
}

// Participant is a pool: one party of a collaboration, with its process if it shows one.
type Participant struct {
	Item
	Process string
}

// Declared is what several events may speak of: a message, a signal, an error, an
// escalation.
type Declared struct {
	Item
	Kind string // "message", "signal", "error", "escalation"
	Code string // of errors and escalations
}

// Process is one process.
type Process struct {
	Item
	Executable bool
	Scope      *Scope
}

// Scope is one level of a process: its own nodes and flows, in the order of the file.
type Scope struct {
	Owner *Node // the sub-process; nil for a process
	Nodes []*Node
	Flows []*Flow
	Lanes []*Lane // outermost
}

// Lane is a lane of a pool and says whose the nodes in it are.
type Lane struct {
	Item
	Nodes []string // ids
	Lanes []*Lane
}

// Flow leads from one node to the next.
type Flow struct {
	Item
	From, To  *Node
	Condition string // empty: none
	Language  string // of the condition, as the file has it
	Default   bool   // taken when no condition holds
}

// Kind is what sort of node one is: the name of its element.
type Kind string

// The kinds of nodes.
const (
	StartEvent        Kind = "startEvent"
	EndEvent          Kind = "endEvent"
	CatchEvent        Kind = "intermediateCatchEvent"
	ThrowEvent        Kind = "intermediateThrowEvent"
	ImplicitThrow     Kind = "implicitThrowEvent"
	BoundaryEvent     Kind = "boundaryEvent"
	PlainTask         Kind = "task" // nobody said what it is
	UserTask          Kind = "userTask"
	ManualTask        Kind = "manualTask"
	ServiceTask       Kind = "serviceTask"
	BusinessRuleTask  Kind = "businessRuleTask"
	ScriptTask        Kind = "scriptTask"
	SendTask          Kind = "sendTask"
	ReceiveTask       Kind = "receiveTask"
	CallActivity      Kind = "callActivity"
	SubProcess        Kind = "subProcess"
	Transaction       Kind = "transaction"
	AdHoc             Kind = "adHocSubProcess"
	ExclusiveGateway  Kind = "exclusiveGateway"
	ParallelGateway   Kind = "parallelGateway"
	InclusiveGateway  Kind = "inclusiveGateway"
	EventBasedGateway Kind = "eventBasedGateway"
	ComplexGateway    Kind = "complexGateway"
	ChoreographyTask  Kind = "choreographyTask"
	CallChoreography  Kind = "callChoreography"
	SubChoreography   Kind = "subChoreography"
)

// family is a group of kinds.
type family int

const (
	event family = iota + 1
	task
	call
	container
	gateway
	choreography
)

// families has every kind of node.
var families = map[Kind]family{
	StartEvent: event, EndEvent: event, CatchEvent: event, ThrowEvent: event, ImplicitThrow: event, BoundaryEvent: event,
	PlainTask: task, UserTask: task, ManualTask: task, ServiceTask: task, BusinessRuleTask: task, ScriptTask: task, SendTask: task, ReceiveTask: task,
	CallActivity: call, SubProcess: container, Transaction: container, AdHoc: container,
	ExclusiveGateway: gateway, ParallelGateway: gateway, InclusiveGateway: gateway, EventBasedGateway: gateway, ComplexGateway: gateway,
	ChoreographyTask: choreography, CallChoreography: choreography, SubChoreography: choreography,
}

// IsEvent reports whether k is an event.
func (k Kind) IsEvent() bool { return families[k] == event }

// IsTask reports whether k is a task of whatever kind.
func (k Kind) IsTask() bool { return families[k] == task }

// IsGateway reports whether k is a gateway.
func (k Kind) IsGateway() bool { return families[k] == gateway }

// IsSubProcess reports whether k has nodes of its own.
func (k Kind) IsSubProcess() bool { return families[k] == container }

// IsActivity reports whether k is work: a task, a call or a sub-process. Boundary events
// stand at activities.
func (k Kind) IsActivity() bool { return k.IsTask() || k.IsSubProcess() || families[k] == call }

// Node is an event, a task, a gateway or a sub-process.
type Node struct {
	Item
	Kind    Kind
	Level   *Scope // in which it stands
	In, Out []*Flow
	Default *Flow // of an activity or a gateway
	Lane    *Lane // the innermost; nil without lanes

	// Of events.
	Events       []*Event
	Parallel     bool // waits for all its definitions, not for one
	AttachedTo   *Node
	Interrupting bool // of boundary events and starts of event sub-processes

	// Of activities.
	Boundary     []*Node // events at its border
	Loop         *Loop
	Compensation bool // runs only to undo something
	Called       string
	Message      string // of a send or a receive task: id
	Operation    string
	Service      string // implementation: how a task is carried out
	Script       string
	Format       string // of the script
	Instantiate  bool   // of a receive task or an event-based gateway: begins the process

	// Of sub-processes.
	Content    *Scope
	ByEvent    bool   // an event begins it
	Completion string // condition that ends an ad-hoc one
	Sequential bool   // ad-hoc: one activity after the other

	// Of gateways.
	Activation string // condition of a complex one
	WaitsFor   string // of an event-based one: "Exclusive" or "Parallel"
}

// EventKind is what an event waits for or makes happen: the name of its definition
// without "EventDefinition".
type EventKind string

// The kinds of events.
const (
	Timer       EventKind = "timer"
	Message     EventKind = "message"
	Signal      EventKind = "signal"
	ErrorEvent  EventKind = "error"
	Escalation  EventKind = "escalation"
	Conditional EventKind = "conditional"
	Compensate  EventKind = "compensate"
	Link        EventKind = "link"
	Cancel      EventKind = "cancel"
	Terminate   EventKind = "terminate"
)

// Event is what an event node waits for or makes happen. An event node without one is a
// plain one.
type Event struct {
	Item      // the name of a link is its Name
	Kind      EventKind
	Ref       string    // id of a message, signal, error, escalation; of the activity a compensation undoes
	Declared  *Declared // what Ref names; nil for none
	Date      string    // of timers: one of the three
	Duration  string
	Cycle     string
	Language  string // of the timer's expression or the condition
	Condition string
	Wait      bool // a compensation is waited for
}

// Loop says that an activity happens several times.
type Loop struct {
	Item
	Multi      bool   // several instances; else the same again while Condition holds
	Sequential bool   // of instances: one after the other
	Count      string // how many instances: expression
	Collection string // or one for each member of this: id of a data input, or our own attribute
	Member     string // what the member is called within
	Condition  string // while (loop) or until (instances) this holds
	First      bool   // of a loop: asked before the first time, too
	Most       int    // of a loop: 0 is without a limit
}
