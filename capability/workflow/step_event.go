package workflow

import (
	"slices"

	"tongban/kernel/fault"
)

// await lets a token wait at an event, or at an event-based gateway for the first of the
// events behind it.
//
// Basis: BPMN 2.0.2, 13.4.4, 13.5.2.
func (r *run) await(t *Token, n *node) {
	if n.kind == catch {
		r.listen(t, n)
		return
	}
	for _, f := range n.outgoing {
		r.listen(t, f.to)
	}
}

// listen makes a token wait for what n waits for.
func (r *run) listen(t *Token, n *node) {
	switch {
	case n.trigger == timed:
		due, refused := r.due(n, scene{at: n, scope: t.Scope, outcome: t.Outcome})
		if refused != nil {
			r.stuck(t, refused.Key, refused.Args...)
			return
		}
		r.setTimer(t, n, due, due.times)
	case n.kind == receive || n.trigger == message:
		w := Wait{ID: r.next(), Node: n.id}
		t.Waits = append(t.Waits, w)
		r.effect(Awaits{Wait: w.ID, Node: n.id, Name: n.ref})
	case n.trigger == signal:
		w := Wait{ID: r.next(), Node: n.id}
		t.Waits = append(t.Waits, w)
		r.effect(Awaits{Wait: w.ID, Node: n.id, Name: n.ref, Signal: true})
	}
}

func (r *run) setTimer(t *Token, n *node, at due, times int) {
	w := Wait{ID: r.next(), Node: n.id, Left: times - 1}
	t.Waits = append(t.Waits, w)
	r.effect(TimerSet{Timer: w.ID, Node: n.id, Due: at.at, Workdays: at.workdays})
}

// stopWaiting ends everything a token waits for.
func (r *run) stopWaiting(t *Token) {
	for _, w := range t.Waits {
		r.stopOne(w)
	}
	t.Waits = nil
}

func (r *run) stopOne(w Wait) {
	if r.d.nodes[w.Node].trigger == timed {
		r.effect(TimerCleared{w.ID})
	} else {
		r.effect(AwaitsNoMore{w.ID})
	}
}

// wait finds what a token waits for by its id.
func (r *run) wait(id int) (*Token, Wait) {
	for _, t := range r.tokens {
		for _, w := range t.Waits {
			if w.ID == id {
				return t, w
			}
		}
	}
	return nil, Wait{}
}

// happened drops a wait whose event has come. Of timers nobody need be told: they have
// gone off.
func (r *run) happened(t *Token, w Wait) *node {
	t.Waits = slices.DeleteFunc(t.Waits, func(o Wait) bool { return o.ID == w.ID })
	n := r.d.nodes[w.Node]
	if n.trigger != timed {
		r.effect(AwaitsNoMore{w.ID})
	}
	return n
}

// occur lets an event happen that a token has waited for: the token goes on, or the
// border of its activity is crossed.
func (r *run) occur(t *Token, w Wait) {
	n := r.happened(t, w)
	if n.kind == boundary {
		r.trigger(t, n)
		if n.trigger == timed && n.stays && w.Left > 0 {
			r.again(t, n, w.Left)
		}
		if n.trigger != timed && n.stays && r.token(t.ID) == t {
			r.listen(t, n)
		}
		return
	}
	if t.At == w.Node && n.kind == receive {
		t.Work[0].Mark = Done
		r.progress(t)
		return
	}
	from := r.remember(Visit{ID: t.ID, Node: w.Node, Scope: t.Scope, From: t.From})
	r.withdraw(t, ByProcess)
	r.pass(arrival{traveller{t.Scope, from, t.Outcome}, n, nil})
}

// again sets a timer that repeats.
func (r *run) again(t *Token, n *node, left int) {
	due, refused := r.due(n, scene{at: n, scope: t.Scope, outcome: t.Outcome})
	if refused != nil {
		r.stuck(t, refused.Key, refused.Args...)
		return
	}
	r.setTimer(t, n, due, left)
}

// trigger lets a boundary event of a token's activity happen.
//
// Basis: BPMN 2.0.2, 13.5.3.
func (r *run) trigger(t *Token, b *node) {
	if r.scout != nil {
		r.scout.reached[b] = true
	}
	if !b.stays {
		r.interrupt(t, b)
		return
	}
	from := r.remember(Visit{ID: r.next(), Node: b.id, Scope: t.Scope, From: t.From})
	tr := traveller{t.Scope, from, t.Outcome}
	if r.scout != nil && !r.scout.beside(r, b, &tr) {
		return
	}
	r.send(tr, b.outgoing)
}

// interrupt ends an activity; its token goes on behind the boundary event.
func (r *run) interrupt(t *Token, b *node) {
	v := r.visit(t)
	v.Node = b.id
	from := r.remember(v)
	r.withdraw(t, ByProcess)
	r.send(traveller{t.Scope, from, t.Outcome}, b.outgoing)
}

// broadcast gives a signal to everybody who waits for it now.
//
// Basis: BPMN 2.0.2, 10.5.1 and 10.5.5 (signal).
func (r *run) broadcast(name string) (heard bool) {
	type ear struct {
		token int
		wait  Wait
	}
	var ears []ear
	for _, t := range r.tokens {
		for _, w := range t.Waits {
			if n := r.d.nodes[w.Node]; n.trigger == signal && n.ref == name {
				ears = append(ears, ear{t.ID, w})
			}
		}
	}
	for _, e := range ears {
		if t, w := r.wait(e.wait.ID); t != nil { // unless an ear before ended it
			r.occur(t, w)
		}
	}
	return len(ears) > 0
}

func (e Fired) apply(r *run) error {
	t, w := r.wait(e.Timer)
	if t == nil || r.d.nodes[w.Node].trigger != timed {
		return fault.New(fault.Conflict, "workflow.timer-gone")
	}
	r.occur(t, w)
	return nil
}

func (e Received) apply(r *run) error {
	for _, t := range r.tokens {
		for _, w := range t.Waits {
			n := r.d.nodes[w.Node]
			if n.ref != e.Message || n.kind != receive && n.trigger != message || e.Wait != 0 && e.Wait != w.ID {
				continue
			}
			if refused := r.keepAll(e.Values); refused != nil {
				return fault.New(fault.Invalid, refused.Key, refused.Args...)
			}
			r.occur(t, w)
			return nil
		}
	}
	return fault.New(fault.Conflict, "workflow.nobody-waits")
}

func (e Signalled) apply(r *run) error {
	if !r.broadcast(e.Signal) {
		return fault.New(fault.Conflict, "workflow.nobody-waits")
	}
	return nil
}
