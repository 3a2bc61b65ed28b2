package workflow

import (
	"slices"

	"tongban/capability/workflow/bpmn"
)

// Open returns the human tasks that are open, signature by signature.
func (d *Definition) Open(s State) (open []Activity) {
	for _, t := range s.Tokens {
		if n := d.at(t.At); n == nil || n.kind != human {
			continue
		}
		for _, w := range t.Work {
			if w.Mark == Open {
				open = append(open, activity(&t, w))
			}
		}
	}
	return open
}

// Label returns what people call a node: its name, or its id if nobody gave it one.
func (d *Definition) Label(id string) string {
	if n := d.nodes[id]; n != nil && n.name != "" {
		return n.name
	}
	return id
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

// Candidates returns the accounts or departments that a task's expression names. Without
// an expression it is nil: the role and department of the task say who may take it. An
// expression that cannot be evaluated names nobody, and why.
func (d *Definition) Candidates(s State, a Activity, in Input) (names []string, why *Incident) {
	n := d.nodes[a.Node]
	if n == nil || n.candidates == nil {
		return nil, nil
	}
	r := d.begin(s, in)
	see := scene{at: n, element: a.Element}
	if t := r.token(a.Token); t != nil {
		see.scope, see.outcome = t.Scope, t.Outcome
	}
	names, refused := r.texts(n.candidates, see, maxInstances)
	if refused != nil {
		return nil, &Incident{ID: a.Token, Node: n.id, Key: refused.Key, Args: refused.Args}
	}
	return names, nil
}

// Target is an earlier step that work can be returned to.
type Target struct{ Node, Element string }

// Targets returns where the work of an open task can be returned to, the nearest first.
// What was done over a list can be returned as a whole, or for one element.
func (d *Definition) Targets(s State, activity int, in Input) (targets []Target) {
	r := d.begin(s, in)
	t, _ := r.instance(activity)
	if t == nil {
		return nil
	}
	try := func(to Target) {
		if slices.Contains(targets, to) {
			return
		}
		if _, _, err := d.Step(s, Returned{activity, to.Node, to.Element}, in); err == nil {
			targets = append(targets, to)
		}
	}
	for _, v := range r.before(t) {
		if d.nodes[v.Node].kind != human {
			continue
		}
		if len(v.Work) > 1 {
			for _, w := range v.Work {
				try(Target{v.Node, w.Element})
			}
		}
		try(Target{v.Node, r.elementOf(v.Scope)})
	}
	return targets
}

// Stalled returns the event that a process waits for where nothing else can happen: nobody works
// on it, no timer runs and nothing is stuck. Unless somebody outside sends a message, it stays
// there for ever. It is "" where the process can go on.
func (d *Definition) Stalled(s State) (waits string) {
	for _, t := range s.Tokens {
		n := d.at(t.At)
		switch {
		case t.Stuck != "":
			return ""
		case n.kind == human || n.kind == service:
			if slices.ContainsFunc(t.Work, func(w Instance) bool { return w.Mark == Open || w.Mark == Pending }) {
				return ""
			}
		}
		for _, w := range t.Waits {
			if d.nodes[w.Node].trigger == timed {
				return ""
			}
			waits = w.Node
		}
	}
	return waits
}

// Document returns what d was compiled from. It is shared: it must not be changed.
func (d *Definition) Document() *bpmn.Document { return d.source.doc }
