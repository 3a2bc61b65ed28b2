package workflow

import "slices"

// reach is what an end event does to a token: it rests there until its scope is complete,
// or ends more than itself.
//
// Basis: BPMN 2.0.2, 13.5.6.
func (r *run) reach(a arrival) {
	n := a.to
	switch n.trigger {
	case terminate:
		r.endScope(a)
		return
	case failure:
		if !r.fail(a.scope, n.ref, a.traveller) {
			r.over(Ended{Node: n.id, Outcome: n.ref}, ByEnd)
		}
		return
	case message, signal, escalation:
		a.from = r.remember(Visit{ID: r.next(), Node: n.id, Scope: a.scope, From: a.from})
		r.emit(a)
		if !r.alive(a.scope) { // what it made happen has ended its scope
			return
		}
	}
	r.rest(a.traveller, n.id)
	r.closeScope(a.scope)
}

// alive reports whether a scope still runs.
func (r *run) alive(scope int) bool {
	if r.state.Over() {
		return false
	}
	_, i := r.host(scope)
	return scope == 0 || i != nil && i.Mark == Open
}

// endScope ends a scope at a terminate event, whatever else is in it.
//
// Basis: BPMN 2.0.2, 13.5.6 (terminate end event).
func (r *run) endScope(a arrival) {
	if a.scope == 0 {
		r.over(Ended{Node: a.to.id, Outcome: a.outcome}, ByProcess)
		return
	}
	r.clear(a.scope, ByProcess)
	r.rest(a.traveller, a.to.id)
	r.closeScope(a.scope)
}

// closeScope completes a scope whose every token has come to an end.
//
// Basis: BPMN 2.0.2, 13.3.4 (completion of a sub-process) and 13.2.
func (r *run) closeScope(scope int) {
	if slices.ContainsFunc(r.moving, func(a arrival) bool { return a.scope == scope }) {
		return
	}
	var last *Token
	outcome := ""
	for _, t := range r.tokens {
		switch {
		case t.Scope != scope:
			continue
		case r.at(t).kind != end || t.Stuck != "":
			return
		case last == nil:
			outcome = t.Outcome
		case t.Outcome != outcome:
			outcome = ""
		}
		last = t
	}
	host, instance := r.host(scope)
	if host == nil {
		r.over(Ended{Node: last.At, Outcome: outcome}, ByEnd)
		return
	}
	instance.Mark, instance.Outcome = Done, outcome
	r.progress(host)
}

// fail looks for the boundary event that catches an error thrown in scope: of the
// nearest sub-process around that has one.
//
// Basis: BPMN 2.0.2, 13.5.3 (error).
func (r *run) fail(scope int, code string, tr traveller) bool {
	for host, _ := r.host(scope); host != nil; host, _ = r.host(host.Scope) {
		if b := catcher(r.at(host), failure, code); b != nil {
			r.interrupt(host, b)
			return true
		}
	}
	return false
}

// catcher returns the boundary event of n that catches what is thrown: the one for the
// code before the one for any.
func catcher(n *node, what trigger, code string) (found *node) {
	for _, b := range n.boundaries {
		if b.trigger == what && (b.ref == code || b.ref == "" && found == nil) {
			found = b
			if b.ref == code {
				return found
			}
		}
	}
	return found
}

// escalate tells the nearest scope around that listens; without one nothing happens.
//
// Basis: BPMN 2.0.2, 13.5.3 (escalation).
func (r *run) escalate(tr traveller, code string) {
	for host, _ := r.host(tr.scope); host != nil; host, _ = r.host(host.Scope) {
		if b := catcher(r.at(host), escalation, code); b != nil {
			r.trigger(host, b)
			return
		}
	}
}

// over ends the process and all that is still open.
func (r *run) over(e Ended, why Why) {
	r.clear(0, why)
	r.state.Ended = &e
	r.effect(e)
}

// clear takes everything out of a scope.
func (r *run) clear(scope int, why Why) {
	r.moving = slices.DeleteFunc(r.moving, func(a arrival) bool { return a.scope == scope })
	for _, t := range slices.Clone(r.tokens) {
		if t.Scope == scope {
			r.withdraw(t, why)
		}
	}
}

// withdraw takes a token off the board with all that was open because of it.
func (r *run) withdraw(t *Token, why Why) {
	for i := range t.Work {
		r.close(t, &t.Work[i], why)
	}
	r.stopWaiting(t)
	r.free(t)
	r.take(t)
}
