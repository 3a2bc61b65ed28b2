package workflow

import "slices"

// open begins an activity: its instances, and what it listens for meanwhile.
//
// Basis: BPMN 2.0.2, 13.3.2, 13.3.7 (multi-instance activity).
func (r *run) open(a arrival) {
	n := a.to
	elements, refused := r.elements(n, a.traveller)
	if refused != nil {
		r.stick(a, refused.Key, refused.Args...)
		return
	}
	for _, b := range n.boundaries {
		if b.trigger == timed {
			if _, refused := r.due(b, scene{at: b, scope: a.scope, outcome: a.outcome}); refused != nil {
				r.stick(a, refused.Key, refused.Args...)
				return
			}
		}
	}
	t := r.rest(a.traveller, n.id)
	for i, element := range elements {
		for range r.signatures(n) {
			w := Instance{ID: r.next(), Element: element, Count: i}
			if n.inTurn() && i > 0 {
				w.Mark = Pending
			}
			t.Work = append(t.Work, w)
		}
	}
	if n.kind == receive {
		r.listen(t, n)
	}
	for _, b := range n.boundaries {
		r.listen(t, b)
	}
	for i := range t.Work {
		if t.Work[i].Mark == Open {
			r.begin(t, t.Work[i])
		}
	}
	if len(t.Work) == 0 { // over an empty list: nothing to do
		r.progress(t)
	}
}

// signatures returns how many have to sign: for the check one stands for all.
func (r *run) signatures(n *node) int {
	if r.scout != nil {
		return 1
	}
	return max(n.task.Countersign, 1)
}

// maxInstances bounds how many instances an activity has.
const maxInstances = 100

// elements returns what the instances of an activity are for; one empty one if it is
// done once.
func (r *run) elements(n *node, tr traveller) ([]string, *refusal) {
	see := scene{at: n, scope: tr.scope, outcome: tr.outcome}
	switch {
	case n.many == nil || r.scout != nil:
		return []string{""}, nil
	case n.many.over != nil:
		return r.texts(n.many.over, see, maxInstances)
	}
	times, refused := r.count(n.many.times, see, maxInstances)
	return make([]string, times), refused
}

// begin opens one instance.
func (r *run) begin(t *Token, w Instance) {
	switch n := r.at(t); n.kind {
	case human:
		r.effect(TaskOpened{activity(t, w)})
	case service:
		r.effect(Called{activity(t, w), n.ref})
	case scope:
		r.leave(traveller{scope: w.ID, from: t.From, outcome: t.Outcome}, n.entry)
	}
}

func activity(t *Token, w Instance) Activity {
	return Activity{ID: w.ID, Token: t.ID, Node: t.At, Element: w.Element, Signer: w.Signer}
}

// close ends one instance that is not needed any more.
func (r *run) close(t *Token, w *Instance, why Why) {
	n := r.at(t)
	switch {
	case n.kind == scope:
		r.clear(w.ID, why)
	case w.Mark != Open:
	case n.kind == human:
		r.effect(TaskClosed{activity(t, *w), why})
	case n.kind == service:
		r.effect(CalledOff{activity(t, *w)})
	}
}

// progress looks whether an activity is complete now that one of its instances is, and
// opens the next one if they are done one after the other.
func (r *run) progress(t *Token) {
	n := r.at(t)
	complete, refused := r.complete(t, n)
	if refused != nil {
		r.stuck(t, refused.Key, refused.Args...)
		return
	}
	if !complete {
		r.openNext(t)
		return
	}
	outcomes := outcomesOf(t.Work)
	tr := traveller{t.Scope, t.From, n.combined(outcomes)}
	if r.scout != nil {
		tr.outcome = t.Outcome
	} else if n.kind != receive {
		r.learn(t.Scope, n.id, tr.outcome, outcomes)
	}
	flows, refused := r.choose(n, tr, outcomes)
	if refused != nil {
		r.stuck(t, refused.Key, refused.Args...)
		return
	}
	tr.from = r.remember(r.visit(t))
	r.withdraw(t, ByProcess)
	r.send(tr, flows)
}

// complete evaluates the completion condition; without one all instances must be done.
func (r *run) complete(t *Token, n *node) (bool, *refusal) {
	done := 0
	for _, w := range t.Work {
		if w.Mark == Done {
			done++
		}
	}
	if done == len(t.Work) {
		return true, nil
	}
	if n.many == nil || n.many.until == nil || done == 0 || r.scout != nil {
		return false, nil
	}
	return r.truth(n.many.until, scene{at: n, scope: t.Scope, outcome: t.Outcome, outcomes: outcomesOf(t.Work), work: t.Work})
}

// openNext opens the pending instances of the next element when none is open.
func (r *run) openNext(t *Token) {
	if slices.ContainsFunc(t.Work, func(w Instance) bool { return w.Mark == Open || w.Mark == Failing }) {
		return
	}
	first := slices.IndexFunc(t.Work, func(w Instance) bool { return w.Mark == Pending })
	for i := range t.Work {
		if first >= 0 && t.Work[i].Mark == Pending && t.Work[i].Count == t.Work[first].Count {
			t.Work[i].Mark = Open
			r.begin(t, t.Work[i])
		}
	}
}

// outcomesOf returns the outcomes of the instances that are done, in their order.
func outcomesOf(work []Instance) (outcomes []string) {
	for _, w := range work {
		if w.Mark == Done {
			outcomes = append(outcomes, w.Outcome)
		}
	}
	return outcomes
}

// combined makes one outcome of several: of a human task the worst, where the drawing
// lists them from the best to the worst; of others the one they agree on.
func (n *node) combined(outcomes []string) string {
	worst := -1
	for i, o := range outcomes {
		if n.kind == human {
			worst = max(worst, slices.Index(n.task.Outcomes, o))
		} else if i == 0 || o != outcomes[0] {
			worst = i
		}
	}
	switch {
	case worst < 0:
		return ""
	case n.kind == human:
		return n.task.Outcomes[worst]
	case worst > 0: // they differ
		return ""
	}
	return outcomes[0]
}
