package workflow

// arrive is what a node does to a token that comes to it.
//
// Basis: BPMN 2.0.2, 13.3 (activities), 13.4 (gateways), 13.5 (events).
func (r *run) arrive(a arrival) {
	if r.moves++; r.moves > maxMoves {
		r.stick(a, "workflow.incident.circle")
		return
	}
	if r.scout != nil && !r.scout.passes(r, a) {
		return
	}
	switch n := a.to; n.kind {
	case human, service, receive, scope:
		r.open(a)
	case catch, eventBased:
		r.await(r.rest(a.traveller, n.id), n)
	case script:
		if !r.compute(a) {
			return
		}
		r.pass(a)
	case send, throw:
		if r.emit(&a) {
			r.pass(a)
		}
	case exclusive:
		r.pass(a)
	case parallel:
		if n.joins() {
			r.rest(a.traveller, a.by.id)
			r.joinParallel(n, a.scope)
			return
		}
		r.pass(a)
	case inclusive:
		if n.joins() { // settled looks who can still come
			r.rest(a.traveller, a.by.id)
			return
		}
		r.pass(a)
	case end:
		r.reach(a)
	}
}

// pass sends a token on from where it has just arrived.
func (r *run) pass(a arrival) {
	flows, refused := r.choose(a.to, a.traveller, nil)
	if refused != nil {
		r.stick(a, refused.Key, refused.Args...)
		return
	}
	r.send(a.traveller, flows)
}

// leave sends a token on from a start event, which has no conditions.
func (r *run) leave(tr traveller, n *node) { r.send(tr, n.outgoing) }

func (r *run) send(tr traveller, flows []*flow) {
	for _, f := range flows {
		r.moving = append(r.moving, arrival{tr, f.to, f})
	}
}

// choose returns the flows that a token takes out of n. outcomes are those of the
// activity it leaves.
//
// Basis: BPMN 2.0.2, 13.4.1 to 13.4.3; of activities with conditional flows 13.3.1.
func (r *run) choose(n *node, tr traveller, outcomes []string) ([]*flow, *refusal) {
	if r.scout != nil {
		return r.scout.ways(n), nil
	}
	var chosen []*flow
	see := scene{at: n, scope: tr.scope, outcome: tr.outcome, outcomes: outcomes}
	for _, f := range n.outgoing {
		if f == n.fallback {
			continue
		}
		yes := true
		if f.condition != nil {
			var refused *refusal
			if yes, refused = r.truth(f.condition, see); refused != nil {
				return nil, refused
			}
		}
		if !yes {
			continue
		}
		if chosen = append(chosen, f); n.kind == exclusive {
			return chosen, nil
		}
	}
	switch {
	case len(chosen) > 0:
		return chosen, nil
	case n.fallback != nil:
		return []*flow{n.fallback}, nil
	}
	return nil, &refusal{Key: "workflow.incident.no-way"}
}

// compute carries out a script. It reports whether the token may go on.
func (r *run) compute(a arrival) bool {
	n := a.to
	if r.scout != nil {
		return true
	}
	value, refused := r.value(n.compute, scene{at: n, scope: a.scope, outcome: a.outcome})
	if refused == nil {
		refused = r.keep(n.into, value)
	}
	if refused != nil {
		r.stick(a, refused.Key, refused.Args...)
		return false
	}
	return true
}

// emit makes happen what an event throws or a task sends. Meanwhile the token rests
// there. It reports whether it may go on: what it made happen may have ended its scope.
func (r *run) emit(a *arrival) bool {
	n := a.to
	if n.kind == throw && n.trigger == plain {
		return true
	}
	a.from = r.remember(Visit{ID: r.next(), Node: n.id, Scope: a.scope, From: a.from})
	t := r.rest(a.traveller, n.id)
	switch {
	case n.kind == send || n.trigger == message:
		r.effect(Sent{n.id, n.ref})
	case n.trigger == signal:
		r.broadcast(n.ref)
	case n.trigger == escalation:
		r.escalate(a.scope, n.ref)
	}
	if r.token(t.ID) != t {
		return false
	}
	r.take(t)
	return true
}

// stick leaves a token where it cannot go on, for a person to see.
func (r *run) stick(a arrival, key string, args ...any) {
	r.stuck(r.rest(a.traveller, a.place()), key, args...)
}

func (r *run) stuck(t *Token, key string, args ...any) {
	if t.Stuck != "" {
		r.effect(IncidentOver{t.ID})
	}
	t.Stuck = key
	r.effect(Incident{t.ID, r.at(t).id, key, args})
}

func (r *run) free(t *Token) {
	if t.Stuck != "" {
		t.Stuck = ""
		r.effect(IncidentOver{t.ID})
	}
}
