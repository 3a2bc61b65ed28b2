package procedure

import (
	"cmp"
	"slices"
	"strings"

	"tongban/capability/access"
	"tongban/capability/form"
	"tongban/capability/workflow"
	"tongban/capability/workflow/bpmn"
	"tongban/kernel/actor"
	"tongban/kernel/deadline"
)

// carrier looks whether the office does what is drawn: what the engine executes and nobody
// would carry out, or otherwise than its author means, is a fault. What a drawing may ask for
// beyond BPMN is decided here and nowhere else.
type carrier struct {
	doc        *bpmn.Document
	definition *workflow.Definition
	department string           // that decides on the item
	form       *form.Definition // of the item; nil: it is not known
	faults     []workflow.Fault
}

// uncarried finds what of a drawing nobody would carry out.
func (c carrier) uncarried() []workflow.Fault {
	nodes := c.executed()
	c.elements(nodes)
	c.news(nodes)
	for _, t := range c.definition.Tasks() {
		n := c.doc.Node(t.Node[strings.LastIndex(t.Node, "/")+1:])
		c.task(n.Item, t)
		if t.Decides {
			c.decision(n.Item, t)
			c.afterwards(n, map[*bpmn.Node]bool{n: true})
		}
	}
	c.asks()
	return c.faults
}

// at notes a fault, once for each element and kind: a process may be called several times.
func (c *carrier) at(item bpmn.Item, severity bpmn.Severity, key string, args ...any) {
	key = "procedure.carry." + key
	if !slices.ContainsFunc(c.faults, func(f workflow.Fault) bool { return f.Element == item.ID && f.Key == key }) {
		c.faults = append(c.faults, workflow.Fault{Element: item.ID, Name: item.Name, Line: item.Line, Key: key, Args: args, Severity: severity})
	}
}

// executed lists the nodes of the process and of those it calls.
func (c *carrier) executed() (nodes []*bpmn.Node) {
	seen := map[string]bool{}
	var level func(s *bpmn.Scope)
	called := func(id string) {
		if p := c.doc.Process(id); p != nil && !seen[id] {
			seen[id] = true
			level(p.Scope)
		}
	}
	level = func(s *bpmn.Scope) {
		for _, n := range s.Nodes {
			nodes = append(nodes, n)
			if n.Content != nil {
				level(n.Content)
			}
			called(n.Called)
		}
	}
	called(c.definition.ID)
	return nodes
}

// elements looks at what nobody would do, and at times that would be read otherwise.
func (c *carrier) elements(nodes []*bpmn.Node) {
	for _, n := range nodes {
		if n.Kind == bpmn.ServiceTask || n.Kind == bpmn.BusinessRuleTask {
			c.at(n.Item, bpmn.Error, "service")
		}
		if len(n.Events) != 1 || n.Events[0].Kind != bpmn.Timer {
			continue
		}
		e := n.Events[0]
		text := strings.TrimSpace(cmp.Or(e.Date, e.Duration, e.Cycle))
		repeats := strings.HasPrefix(text, "R")
		switch {
		case repeats && (n.Kind != bpmn.BoundaryEvent || n.Interrupting):
			c.at(n.Item, bpmn.Error, "repeats", text)
		case !repeats && e.Date == "" && e.Duration == "" && !strings.HasPrefix(text, "="):
			c.at(n.Item, bpmn.Error, "cycle", text)
		}
	}
}

// news is a message, signal or escalation by its name.
type news struct {
	kind bpmn.EventKind
	name string
}

// news looks whether everything that is sent is heard by somebody, and everything waited for
// is sent: nothing leaves the case, and nothing comes to it from outside.
func (c *carrier) news(nodes []*bpmn.Node) {
	sent, heard := map[news][]*bpmn.Node{}, map[news][]*bpmn.Node{}
	for _, n := range nodes {
		switch {
		case n.Kind == bpmn.SendTask:
			what := c.message(n)
			sent[what] = append(sent[what], n)
		case n.Kind == bpmn.ReceiveTask:
			what := c.message(n)
			heard[what] = append(heard[what], n)
		case len(n.Events) == 1:
			what := newsOf(n.Events[0])
			if n.Kind == bpmn.ThrowEvent || n.Kind == bpmn.EndEvent {
				sent[what] = append(sent[what], n)
			} else {
				heard[what] = append(heard[what], n)
			}
		}
	}
	for what, senders := range sent {
		any := news{kind: what.kind}
		if what.kind == "" || len(heard[what]) > 0 || what.kind == bpmn.Escalation && len(heard[any]) > 0 {
			continue
		}
		for _, n := range senders {
			c.at(n.Item, bpmn.Error, "unheard", what.name)
		}
	}
	for what, waiting := range heard {
		if what.kind != bpmn.Message && what.kind != bpmn.Signal || len(sent[what]) > 0 {
			continue
		}
		for _, n := range waiting {
			c.at(n.Item, bpmn.Error, "unsent", what.name)
		}
	}
}

// message is what a task sends or waits for.
func (c *carrier) message(n *bpmn.Node) news {
	for _, d := range c.doc.Declared {
		if d.ID == n.Message && d.Kind == "message" {
			return news{bpmn.Message, cmp.Or(d.Name, d.ID)}
		}
	}
	return news{bpmn.Message, n.Message}
}

// newsOf is what an event sends or waits for; errors and times are none.
func newsOf(e *bpmn.Event) news {
	switch {
	case e.Kind != bpmn.Message && e.Kind != bpmn.Signal && e.Kind != bpmn.Escalation:
		return news{}
	case e.Declared == nil:
		return news{kind: e.Kind}
	case e.Kind == bpmn.Escalation:
		return news{e.Kind, cmp.Or(e.Declared.Code, e.Declared.Name, e.Declared.ID)}
	}
	return news{e.Kind, cmp.Or(e.Declared.Name, e.Declared.ID)}
}

// noticeList are the papers that a step may produce. All others the law ties to something that
// a handler does to the whole case: no drawing makes them.
var noticeList = []string{"site-visit"}

// statutory are the codes of stages that belong to the life of a case, not to its procedure.
var statutory = []string{"ACCEPT", "ISSUE"}

// spoken are outcomes that mean something else at the desk, or how a task ended without one.
var spoken = []string{"accept", "grant", "deny", "deliver", "passed", "completed", "returned", "taken-back", "removed", "cancelled", "ended"}

// task looks at the properties of a task that people do.
func (c *carrier) task(at bpmn.Item, t workflow.Task) {
	wrong := func(bad bool, key string, args ...any) {
		if bad {
			c.at(at, bpmn.Error, key, args...)
		}
	}
	wrong(t.Role == "" && (t.Department != "" || t.Candidates != ""), "role-none")
	wrong(roles[t.Role] && !t.Decides && !mayDo(t.Role, access.CaseReview), "role-works")
	wrong(t.Clock == workflow.Special && t.Procedure == string(deadline.Hearing), "hearing")
	wrong(t.Clock == workflow.Special && t.Statute == "" && !lawful[t.Procedure] && t.Procedure != string(deadline.Hearing), "procedure", t.Procedure)
	wrong(t.Notice != "" && !slices.Contains(noticeList, t.Notice), "notice", t.Notice, strings.Join(noticeList, ", "))
	wrong(slices.Contains(statutory, t.Stage) || t.Stage == "DECIDE" && !t.Decides, "stage", t.Stage)
	for _, outcome := range t.Outcomes {
		wrong(slices.Contains(spoken, outcome), "outcome", outcome)
	}
	for _, field := range t.Fields {
		wrong(c.form != nil && !c.has(field), "field", field)
	}
}

// has reports whether the item's form has a field.
func (c *carrier) has(field string) bool { _, ok := c.form.Field(field); return ok }

// mayDo reports whether somebody of a role may take a task on and end it by p.
func mayDo(role string, p access.Permission) bool {
	a := actor.Actor{ID: "somebody", Kind: actor.Staff, Department: "somewhere", Outlet: "somewhere", Region: "somewhere", Roles: []actor.Role{actor.Role(role)}}
	return access.Has(a, access.CaseClaim) && access.Has(a, p)
}

// decision looks at a task in which the case is decided: that is 准予 or 不予 by one person of
// the department that decides, with the papers of the law.
//
// Basis: 行政许可法, art. 38.
func (c *carrier) decision(at bpmn.Item, t workflow.Task) {
	for _, one := range []struct {
		bad bool
		key string
	}{
		{roles[t.Role] && !mayDo(t.Role, access.CaseDecide), "role-decides"},
		{t.Department != "" && c.department != "" && t.Department != c.department, "decides-department"},
		{t.Candidates != "", "decides-candidates"},
		{t.Countersign > 1, "decides-countersign"},
		{!slices.Equal(t.Outcomes, []string{workflow.Pass}), "decides-outcomes"},
		{t.Clock == workflow.Special, "decides-special"},
		{t.Notice != "", "decides-notice"},
		{len(t.Fields) > 0, "decides-fields"},
	} {
		if one.bad {
			c.at(at, bpmn.Error, one.key)
		}
	}
}

// afterwards finds work behind the decision, which ends the process.
func (c *carrier) afterwards(n *bpmn.Node, seen map[*bpmn.Node]bool) {
	for _, way := range n.Out {
		to := way.To
		switch {
		case seen[to]:
		case to.Kind == bpmn.EndEvent && len(to.Events) == 0 && to.Level.Owner != nil:
			seen[to] = true
			c.afterwards(to.Level.Owner, seen)
		case to.Kind == bpmn.EndEvent, to.Kind.IsGateway():
			seen[to] = true
			c.afterwards(to, seen)
		default:
			seen[to] = true
			c.at(to.Item, bpmn.Error, "afterwards")
		}
	}
}

// asks looks whether the item's form asks what conditions speak of.
func (c *carrier) asks() {
	if c.form == nil {
		return
	}
	for _, a := range c.definition.Asks() {
		switch field, known := c.form.Field(a.Field); {
		case !known:
			c.at(a.Item, bpmn.Error, "form", a.Field)
		case !a.Guarded && (!field.Required || field.ShownWhen != nil):
			c.at(a.Item, bpmn.Warning, "form-perhaps", field.Label, a.Field)
		}
	}
}
