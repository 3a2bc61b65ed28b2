package workflow

import (
	"slices"

	"tongban/kernel/fault"
)

// apply sends work back to an earlier step. What runs beside it goes on; a join that took
// others waits again, for this branch only.
func (e Returned) apply(r *run) error {
	t, w, err := r.opened(e.Activity, human)
	if err != nil {
		return err
	}
	target, again, found := r.earlier(t, e.To, e.Element)
	if !found {
		return fault.New(fault.Conflict, "workflow.return-target")
	}
	past := r.since(target.ID)
	if slices.ContainsFunc(t.Work, func(o Instance) bool { return o.Count != w.Count }) ||
		slices.ContainsFunc(past.tokens(), func(o *Token) bool { return o != t && !r.encloses(o, t) }) {
		return fault.New(fault.Conflict, "workflow.return-branches")
	}
	return r.undo(target, past, again, ByReturn)
}

// earlier finds the last time a human task was done before t, and of its instances those
// for element, if one is given.
func (r *run) earlier(t *Token, node, element string) (target Visit, again []int, found bool) {
	for _, v := range r.before(t) {
		if v.Node != node || r.d.nodes[node].kind != human {
			continue
		}
		if element == "" || element == r.elementOf(v.Scope) {
			return v, nil, true
		}
		for _, w := range v.Work {
			if w.Element == element {
				again = append(again, w.ID)
			}
		}
		if len(again) > 0 {
			return v, again, true
		}
	}
	return Visit{}, nil, false
}

// elementOf returns what the instance of a sub-process is, or was, for.
func (r *run) elementOf(scope int) string {
	if _, w := r.instance(scope); w != nil {
		return w.Element
	}
	for _, v := range r.state.Visits {
		for _, w := range v.Work {
			if w.ID == scope {
				return w.Element
			}
		}
	}
	return ""
}

// encloses reports whether t runs in a sub-process that o is at.
func (r *run) encloses(o, t *Token) bool {
	return slices.ContainsFunc(o.Work, func(w Instance) bool { return r.runsIn(t, w.ID) })
}

// runsIn reports whether t moves in an instance of a sub-process, however deep.
func (r *run) runsIn(t *Token, instance int) bool {
	for t.Scope != instance {
		if t, _ = r.host(t.Scope); t == nil {
			return false
		}
	}
	return true
}

// apply undoes a signature, as long as nobody has gone on from it.
func (e TakenBack) apply(r *run) error {
	if t, w := r.instance(e.Activity); t != nil {
		if r.at(t).kind != human || w.Mark != Done {
			return fault.New(fault.Conflict, "workflow.not-done")
		}
		return r.unsign(t, w, e.Held)
	}
	i := slices.IndexFunc(r.state.Visits, func(v Visit) bool {
		return r.d.nodes[v.Node].kind == human && slices.ContainsFunc(v.Work, func(w Instance) bool { return w.ID == e.Activity && w.Mark == Done })
	})
	if i < 0 {
		return fault.New(fault.Conflict, "workflow.not-done")
	}
	target := r.state.Visits[i]
	past := r.since(target.ID)
	if slices.ContainsFunc(append(past.tokens(), r.nextInTurn(target.Scope)...), func(t *Token) bool { return r.taken(t, e.Held) }) ||
		slices.ContainsFunc(past.undone(target.ID), r.acted) {
		return fault.New(fault.Conflict, "workflow.taken-up")
	}
	return r.undo(target, past, []int{e.Activity}, ByTakingBack)
}

// nextInTurn lists the tokens in sub-processes whose turn came after that of scope and of
// those around it.
func (r *run) nextInTurn(scope int) (tokens []*Token) {
	for host, w := r.host(scope); host != nil; host, w = r.host(host.Scope) {
		for _, o := range host.Work {
			if o.Count <= w.Count || !r.at(host).inTurn() {
				continue
			}
			for _, t := range r.tokens {
				if r.runsIn(t, o.ID) {
					tokens = append(tokens, t)
				}
			}
		}
	}
	return tokens
}

// taken reports whether somebody has begun with what a token stands for.
func (r *run) taken(t *Token, held []int) bool {
	switch r.at(t).kind {
	case service:
		return true
	case human:
		return slices.ContainsFunc(t.Work, func(w Instance) bool { return w.Mark == Done || slices.Contains(held, w.ID) })
	}
	return false
}

// acted reports whether a visit has done something that cannot be undone, rather than
// let tokens by.
func (r *run) acted(v Visit) bool {
	n := r.d.nodes[v.Node]
	return n.kind != scope && !n.joins()
}

// unsign reopens an instance of an activity that waits for others, too.
func (r *run) unsign(t *Token, w *Instance, held []int) error {
	later := func(o Instance) bool { return o.Count > w.Count && (o.Mark == Done || slices.Contains(held, o.ID)) }
	inTurn := r.at(t).inTurn()
	if inTurn && slices.ContainsFunc(t.Work, later) {
		return fault.New(fault.Conflict, "workflow.taken-up")
	}
	r.free(t)
	for i := range t.Work {
		if o := &t.Work[i]; inTurn && o.Count > w.Count && o.Mark == Open {
			r.close(t, o, ByTakingBack)
			*o = Instance{ID: r.next(), Element: o.Element, Count: o.Count, Mark: Pending}
		}
	}
	r.reopen(t, w)
	return nil
}

// reopen asks for an instance anew.
func (r *run) reopen(t *Token, w *Instance) {
	*w = Instance{ID: r.next(), Element: w.Element, Count: w.Count, Signer: w.Signer}
	r.begin(t, *w)
}

// undo goes back to a visit: the tokens that came from it leave the board, those that
// were taken with them and did not come from it are put back where they rested, and the
// node of the visit is entered anew. again are the instances to be done anew, nil all.
func (r *run) undo(target Visit, past past, again []int, why Why) error {
	undone := past.undone(target.ID)
	if !r.restorable(target, past, undone) {
		return fault.New(fault.Conflict, "workflow.return-target")
	}
	for _, t := range past.tokens() {
		if r.token(t.ID) == t { // unless it went with its sub-process
			r.withdraw(t, why)
		}
	}
	for _, v := range slices.Backward(undone) { // a sub-process before what was in it
		if len(v.Work) > 0 && past.within(v, target.Scope) {
			r.revive(v)
		}
	}
	r.resume(target.Scope, why)
	for _, v := range undone {
		r.unlearn(v)
		for _, a := range v.Arrivals {
			if !past.from[a.From] {
				r.putBack(v, a)
			}
		}
	}
	r.unlearn(target)
	r.redo(target, again)
	return nil
}

// restorable reports whether what surrounds the target runs or can be made to run again,
// and nothing that would be put back ends it at once: a veto of another branch.
func (r *run) restorable(target Visit, past past, undone []Visit) bool {
	for _, v := range undone {
		for _, a := range v.Arrivals {
			if !past.from[a.From] && r.d.at(a.At).throws() {
				return false
			}
		}
	}
	for scope := target.Scope; scope != 0; scope = past.around(scope) {
		if _, w := r.instance(scope); w != nil {
			return true
		}
		if !slices.ContainsFunc(undone, func(v Visit) bool { return slices.ContainsFunc(v.Work, func(w Instance) bool { return w.ID == scope }) }) {
			return false
		}
	}
	return true
}

// revive puts a token back into a sub-process that had ended. Its instances keep their
// ids, by which what happened in them is remembered.
func (r *run) revive(v Visit) {
	n := r.d.nodes[v.Node]
	if n.kind == boundary {
		n = n.host
	}
	t := r.rest(traveller{scope: v.Scope, from: v.From}, n.id)
	t.Work = slices.Clone(v.Work)
	for _, b := range n.boundaries {
		r.listen(t, b)
	}
}

// resume opens the instance of a sub-process again, and those around it. If they are done
// one after the other, the next waits for its turn again.
func (r *run) resume(scope int, why Why) {
	for host, w := r.host(scope); host != nil; host, w = r.host(host.Scope) {
		if w.Mark != Done {
			continue
		}
		w.Mark, w.Outcome = Open, ""
		for i := range host.Work {
			if o := &host.Work[i]; r.at(host).inTurn() && o.Count > w.Count && o.Mark == Open {
				r.clear(o.ID, why)
				o.Mark = Pending
			}
		}
	}
}

// putBack puts a token back that a join or the end of a sub-process took: before the
// join, at its end event, or into work that was cut short.
func (r *run) putBack(v Visit, a Arrival) {
	tr := traveller{scope: v.Scope, from: a.From, outcome: a.Outcome}
	if a.Scope != 0 {
		tr.scope = a.Scope
	}
	n := r.d.at(a.At)
	if n.joins() || n.kind == end {
		r.rest(tr, a.At)
		return
	}
	r.moving = append(r.moving, arrival{tr, n, r.d.flows[a.At]})
}

// redo enters the node of a visit anew, for all its instances or for some.
func (r *run) redo(target Visit, again []int) {
	n := r.d.nodes[target.Node]
	tr := traveller{scope: target.Scope, from: target.From}
	if again == nil {
		r.moving = append(r.moving, arrival{traveller: tr, to: n})
		return
	}
	t := r.rest(tr, n.id)
	t.Work = slices.Clone(target.Work)
	for _, b := range n.boundaries {
		r.listen(t, b)
	}
	for i := range t.Work {
		if w := &t.Work[i]; slices.Contains(again, w.ID) || w.Mark == Open {
			r.reopen(t, w)
		}
	}
}
