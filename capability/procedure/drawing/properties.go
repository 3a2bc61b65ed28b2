package drawing

import (
	"cmp"
	"slices"
	"strings"

	"tongban/capability/workflow/bpmn"
)

// Properties are what a step is said to be besides its name: the attributes of our own
// element task, and what BPMN itself has: how often it happens, how long an event waits.
type Properties map[string]string

// TaskProperties are the attributes of our element task, in the order of the form.
var TaskProperties = []string{
	"stage", "role", "department", "candidates", "limit", "unit", "clock", "procedure", "statute", "countersign", "outcomes", "fields", "notice", "decides", "visit",
}

// Further properties.
const (
	Over       = "over"       // several times: once for each of this list
	Sequence   = "sequence"   // "true": one after the other
	Completion = "completion" // until this holds
	Duration   = "duration"   // of a timer: how long, or until when
)

// PropertiesOf returns what a document says of a step.
func PropertiesOf(doc *bpmn.Document, n *bpmn.Node) Properties {
	p := Properties{Awaits: awaitsOf(doc, n)}
	if task := n.Element.Extension(bpmn.Tongban, "task"); task != nil {
		for _, name := range TaskProperties {
			if value := task.Attr(name); value != "" {
				p[name] = value
			}
		}
	}
	if l := n.Loop; l != nil && l.Multi {
		p[Over], p[Completion] = l.Element.AttrOf(bpmn.Tongban, Over), l.Condition
		if l.Sequential {
			p[Sequence] = "true"
		}
	}
	if timer := TimerOf(n); timer != nil {
		p[Duration] = cmp.Or(timer.Date, timer.Duration, timer.Cycle)
	}
	for name, value := range p {
		if value == "" {
			delete(p, name)
		}
	}
	return p
}

// SetStep gives a step a name and properties; those that p does not hold it loses.
func SetStep(doc *bpmn.Document, id, name string, p Properties) error {
	n := doc.Node(id)
	if n == nil {
		return errGone
	}
	setName(n.Element, name)
	if n.Kind == bpmn.UserTask || n.Kind == bpmn.ManualTask {
		task := n.Element.Extension(bpmn.Tongban, "task")
		if task == nil {
			task = bpmn.New(bpmn.Tongban, "task")
			n.Element.Extend(task)
		}
		for _, key := range TaskProperties {
			setAttr(task, key, p[key])
		}
	}
	if n.Kind.IsActivity() {
		setLoop(n, p)
	}
	if timer := TimerOf(n); timer != nil {
		setTimer(timer, p[Duration])
	}
	if CalledOf(n) != "" {
		setAwaits(doc, n, p[Awaits])
	}
	return nil
}

// SetFlow gives a flow a name and a condition, or makes it the one that is taken when no
// other is.
func SetFlow(doc *bpmn.Document, id, name, condition string, otherwise bool) error {
	f := FlowOf(doc, id)
	if f == nil {
		return errGone
	}
	setName(f.Element, name)
	dropChildren(f.Element, "conditionExpression")
	if condition != "" && !otherwise {
		expression := bpmn.New(bpmn.Model, "conditionExpression")
		f.Element.Append(expression.Write(condition))
	}
	switch is := f.From.Element.Attr("default") == id; {
	case otherwise:
		f.From.Element.Set("default", id)
	case is:
		setAttr(f.From.Element, "default", "")
	}
	return nil
}

func setName(e *bpmn.Element, name string) { setAttr(e, "name", strings.TrimSpace(name)) }

// setAttr sets an attribute, or takes it away where there is no value.
func setAttr(e *bpmn.Element, local, value string) {
	if value != "" {
		e.Set(local, value)
		return
	}
	e.Attrs = slices.DeleteFunc(e.Attrs, func(a bpmn.Attr) bool { return a.Name == bpmn.Name{Local: local} })
}

func dropChildren(e *bpmn.Element, locals ...string) {
	e.Nodes = slices.DeleteFunc(e.Nodes, func(n bpmn.Content) bool {
		return n.Sort == bpmn.Child && n.Element.Name.Space == bpmn.Model && slices.Contains(locals, n.Element.Name.Local)
	})
}

// setLoop says that a step happens once for each of a list, or only once.
func setLoop(n *bpmn.Node, p Properties) {
	const loop = "multiInstanceLoopCharacteristics"
	if p[Over] == "" {
		dropChildren(n.Element, loop)
		return
	}
	e := n.Element.Child(loop)
	if e == nil {
		e = bpmn.New(bpmn.Model, loop)
		n.Element.Append(e)
	}
	e.SetOf(bpmn.Tongban, Over, p[Over])
	setAttr(e, "isSequential", p[Sequence])
	dropChildren(e, "completionCondition")
	if p[Completion] != "" {
		e.Append(bpmn.New(bpmn.Model, "completionCondition").Write(p[Completion]))
	}
}
