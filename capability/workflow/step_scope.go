package workflow

import "slices"

// reach is what an end event does to a token: it rests there until its scope is complete,
// or ends more than itself.
//
// Basis: BPMN 2.0.2, 13.5.6.
func (r *run) reach(a arrival) {
	switch n := a.to; n.trigger {
	case terminate:
		r.endScope(a)
		return
	case failure:
		r.rest(a.traveller, n.id)
		if !r.fail(a.scope, n.ref) {
			if r.scout != nil {
				r.scout.cuts(r, traveller{outcome: a.outcome}, n)
			}
			r.over(Ended{Node: n.id, Outcome: n.ref}, ByEnd)
		}
		return
	case message, signal, escalation:
		if !r.emit(&a) {
			return
		}
	}
	r.rest(a.traveller, a.to.id)
	r.closeScope(a.scope)
}

// endScope ends a scope at a terminate event, whatever else is in it.
//
// Basis: BPMN 2.0.2, 13.5.6 (terminate end event).
func (r *run) endScope(a arrival) {
	if r.scout != nil {
		r.scout.cuts(r, a.traveller, a.to)
	}
	if a.scope == 0 {
		r.over(Ended{Node: a.to.id, Outcome: a.outcome}, ByProcess)
		return
	}
	r.cut(a.scope)
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
		case r.at(t).kind != end && !t.Cut || t.Stuck != "":
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
func (r *run) fail(scope int, code string) bool {
	for host, _ := r.host(scope); host != nil; host, _ = r.host(host.Scope) {
		if b := catcher(r.at(host), failure, code); b != nil {
			r.trigger(host, b)
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
func (r *run) escalate(scope int, code string) {
	for host, _ := r.host(scope); host != nil; host, _ = r.host(host.Scope) {
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

// cut ends everything in a scope. Where each token was stays known, in case somebody
// returns work from behind the scope.
func (r *run) cut(scope int) {
	left := r.inside(scope)
	r.clear(scope, ByProcess)
	for _, a := range left {
		r.rest(traveller{scope, a.From, a.Outcome}, a.At).Cut = true
	}
}

// inside lists the tokens in a scope, at rest and on the move.
func (r *run) inside(scope int) (all []Arrival) {
	for _, t := range r.tokens {
		if t.Scope == scope {
			all = append(all, Arrival{At: t.At, Scope: scope, From: t.From, Outcome: t.Outcome})
		}
	}
	for _, a := range r.moving {
		if a.scope == scope {
			all = append(all, Arrival{At: a.place(), Scope: scope, From: a.from, Outcome: a.outcome})
		}
	}
	return all
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
