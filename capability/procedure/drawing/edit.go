package drawing

import (
	"slices"
	"strings"

	"tongban/capability/workflow/bpmn"
	"tongban/kernel/fault"
)

// Do names what is done to a drawing.
type Do string

// What can be done. At is the id of a flow for the first five, for Drop and Redirect, else of a node.
const (
	AddStep   Do = "step"     // Names[0] is its name
	AddPart   Do = "parallel" // a part whose branches are taken all, one step named in each
	AddChoice Do = "choice"   // a part of whose branches one is taken
	AddWait   Do = "wait"     // an event that waits; Names[0] is its name
	AddEnd    Do = "end"      // the way ends here
	AddBranch Do = "branch"   // one more for the part that begins at At
	AddTimer  Do = "timer"    // what happens when the step at At takes too long; Names[0] is the step that follows
	Rename    Do = "rename"
	Up        Do = "up"
	Down      Do = "down"
	Remove    Do = "remove"   // a step, or a part with all in it
	Drop      Do = "drop"     // a branch, by its flow
	Redirect  Do = "redirect" // the flow leads to the node To
	Arrange   Do = "arrange"  // everything is laid out anew, whatever was moved by hand
)

// Op is one change of a drawing.
type Op struct {
	Do    Do
	At    string
	Names []string
	To    string
}

// The most that is made at once, and the longest name.
const (
	MaxBranches = 12
	MaxName     = 60
)

// Apply changes a document, lays out what is new and returns it as it is written, with the id
// of the element that was made or changed. What was moved by hand stays where it was put, as
// far as what is new leaves room. What cannot be done is a fault; the document is then of no
// more use.
func Apply(doc *bpmn.Document, op Op) (xml, at string, err error) {
	if err := op.check(); err != nil {
		return "", "", err
	}
	before := layoutOf(doc)
	e := editor{tree: treeOf(doc), op: op}
	at, err = e.apply()
	if err != nil {
		return "", "", err
	}
	e.settle()
	changed, faults := bpmn.Read(doc.Write())
	if changed == nil {
		return "", "", fault.New(fault.Conflict, "procedure.edit.breaks", len(faults))
	}
	if op.Do == Arrange || !before.keep(changed) {
		changed.Arrange()
	}
	return string(changed.Write()), at, nil
}

// check says what is wrong with the words of an Op.
func (op Op) check() error {
	needs := map[Do]int{AddStep: 1, AddPart: 2, AddChoice: 2, AddWait: 1, AddBranch: 1, AddTimer: 1, Rename: 1}[op.Do]
	switch {
	case len(op.Names) < needs && needs == 2:
		return field("procedure.edit.two-branches")
	case len(op.Names) < needs:
		return field("procedure.edit.name")
	case len(op.Names) > MaxBranches:
		return field("procedure.edit.too-many", MaxBranches)
	}
	for _, name := range op.Names {
		switch {
		case strings.TrimSpace(name) == "":
			return field("procedure.edit.name")
		case len([]rune(name)) > MaxName:
			return field("procedure.edit.long", MaxName)
		}
	}
	return nil
}

func field(key string, args ...any) error {
	return fault.InvalidFields([]fault.Field{{Name: "names", Key: key, Args: args}})
}

// errGone says that what an Op is about is not there (any more), or not of that sort.
var errGone = fault.New(fault.Conflict, "procedure.edit.gone")

type editor struct {
	*tree
	op Op
}

func (e editor) apply() (string, error) {
	switch e.op.Do {
	case Arrange:
		return "", nil
	case AddStep, AddPart, AddChoice, AddWait, AddEnd, Drop, Redirect:
		flow := FlowOf(e.doc, e.op.At)
		if flow == nil {
			return "", errGone
		}
		return e.atFlow(flow)
	}
	node := e.doc.Node(e.op.At)
	if node == nil {
		return "", errGone
	}
	switch e.op.Do {
	case AddBranch:
		return e.branch(node)
	case AddTimer:
		return e.timer(node)
	case Rename:
		node.Element.Set("name", e.op.Names[0])
		return node.ID, nil
	case Up, Down:
		return node.ID, e.exchange(node)
	case Remove:
		return e.remove(node)
	}
	return "", errGone
}

func (e editor) atFlow(flow *bpmn.Flow) (string, error) {
	switch e.op.Do {
	case AddStep:
		return e.insert(flow, e.step(flow.Element, e.op.Names[0])), nil
	case AddPart:
		return e.part(flow, "parallelGateway"), nil
	case AddChoice:
		return e.part(flow, "exclusiveGateway"), nil
	case AddWait:
		wait := e.put(flow.Element, "Wait", "intermediateCatchEvent", "name", strings.TrimSpace(e.op.Names[0]))
		e.waits(wait)
		return e.insert(flow, wait), nil
	case AddEnd:
		end := e.put(flow.Element, "End", "endEvent")
		flow.Element.Set("targetRef", end.Attr("id"))
		return end.Attr("id"), nil
	case Drop:
		return e.drop(flow)
	}
	to := e.doc.Node(e.op.To)
	if to == nil || to.Level != flow.From.Level || to.Kind == bpmn.StartEvent || to.Kind == bpmn.BoundaryEvent {
		return "", errGone
	}
	flow.Element.Set("targetRef", to.ID)
	return flow.From.ID, nil
}

// FlowOf returns the flow with an id, on whatever level, nil if there is none.
func FlowOf(doc *bpmn.Document, id string) *bpmn.Flow {
	for _, s := range scopes(doc) {
		for _, f := range s.Flows {
			if f.ID == id {
				return f
			}
		}
	}
	return nil
}

// scopes returns every level of a document, outer ones first.
func scopes(doc *bpmn.Document) []*bpmn.Scope {
	var list []*bpmn.Scope
	for _, p := range doc.Processes {
		list = append(list, p.Scope)
	}
	for i := 0; i < len(list); i++ {
		for _, n := range list[i].Nodes {
			if n.Content != nil {
				list = append(list, n.Content)
			}
		}
	}
	return list
}

// step makes a step for people, beside another element.
func (e editor) step(beside *bpmn.Element, name string) *bpmn.Element {
	return e.put(beside, "Step", "userTask", "name", strings.TrimSpace(name))
}

// insert puts a node into a flow, which from then on leads to it.
func (e editor) insert(flow *bpmn.Flow, node *bpmn.Element) string {
	e.flow(node, flow.To.Element)
	flow.Element.Set("targetRef", node.Attr("id"))
	return node.Attr("id")
}

// part puts a part with a step in each branch into a flow.
func (e editor) part(flow *bpmn.Flow, gateway string) string {
	split := e.put(flow.Element, "Split", gateway)
	join := e.put(flow.Element, "Join", gateway)
	for _, name := range e.op.Names {
		step := e.step(flow.Element, name)
		e.flow(split, step)
		e.flow(step, join)
	}
	e.flow(join, flow.To.Element)
	flow.Element.Set("targetRef", split.Attr("id"))
	return split.Attr("id")
}

// branch adds a branch to the part that begins at a gateway.
func (e editor) branch(split *bpmn.Node) (string, error) {
	join := Meeting(split)
	if !split.Kind.IsGateway() || join == nil {
		return "", errGone
	}
	step := e.step(split.Element, e.op.Names[0])
	e.flow(split.Element, step)
	e.flow(step, join.Element)
	return step.Attr("id"), nil
}

// timer adds to a step that another follows, beside it, when it takes too long.
func (e editor) timer(host *bpmn.Node) (string, error) {
	if !host.Kind.IsActivity() {
		return "", errGone
	}
	timer := e.put(host.Element, "Timer", "boundaryEvent", "attachedToRef", host.ID, "cancelActivity", "false")
	e.waits(timer)
	step := e.step(host.Element, e.op.Names[0])
	end := e.put(host.Element, "End", "endEvent")
	e.flow(timer, step)
	e.flow(step, end)
	return timer.Attr("id"), nil
}

// waits makes an event wait for a time.
func (e editor) waits(event *bpmn.Element) {
	duration := bpmn.New(bpmn.Model, "timeDuration").Write(usualWait)
	event.Append(bpmn.New(bpmn.Model, "timerEventDefinition", "id", event.Attr("id")+"_due").Append(duration))
}

// usualWait is what a new timer waits until somebody says otherwise.
const usualWait = "P5WD"

// exchange lets a step or a part change places with what stands before or after it.
func (e editor) exchange(node *bpmn.Node) error {
	rows := Outline(e.doc)
	at := slices.IndexFunc(rows, func(r Row) bool { return r.Node == node && (r.Sort == Step || r.Sort == Part) })
	if at < 0 || e.op.Do == Up && !rows[at].Up || e.op.Do == Down && !rows[at].Down {
		return errPlace
	}
	a, b := rows[at].before, rows[at].block
	if e.op.Do == Down {
		a, b = rows[at].block, rows[at].next
	}
	a.in.Element.Set("targetRef", b.first.ID)
	a.out.Element.Set("sourceRef", b.last.ID).Set("targetRef", a.first.ID)
	b.out.Element.Set("sourceRef", a.last.ID)
	return nil
}

// errPlace says that something cannot be moved or removed where it stands.
var errPlace = fault.New(fault.Conflict, "procedure.edit.place")
