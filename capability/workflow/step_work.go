package workflow

import (
	"slices"

	"tongban/kernel/fault"
)

// opened finds an instance that is open, for an event that speaks of it.
func (r *run) opened(id int, kinds ...kind) (*Token, *Instance, error) {
	t, w := r.instance(id)
	if t == nil || w.Mark != Open || !slices.Contains(kinds, r.at(t).kind) {
		return nil, nil, fault.New(fault.Conflict, "workflow.not-open")
	}
	return t, w, nil
}

// apply ends an instance, and the activity if that was enough.
func (e Completed) apply(r *run) error {
	t, w, err := r.opened(e.Activity, human, service)
	if err != nil {
		return err
	}
	n := r.at(t)
	if n.kind == human {
		if e.Outcome == "" && len(n.task.Outcomes) == 1 {
			e.Outcome = n.task.Outcomes[0]
		}
		if !slices.Contains(n.task.Outcomes, e.Outcome) {
			return fault.New(fault.Invalid, "workflow.outcome", e.Outcome)
		}
		if signed(t, w.Count, e.By) {
			return fault.New(fault.Conflict, "workflow.signed-already")
		}
		r.effect(TaskClosed{activity(t, *w), ByCompletion})
	}
	if len(e.Outcome) > maxText {
		return fault.New(fault.Invalid, "workflow.outcome", "…")
	}
	if refused := r.keepAll(e.Values); refused != nil {
		return fault.New(fault.Invalid, refused.Key, refused.Args...)
	}
	w.Mark, w.Outcome, w.By = Done, e.Outcome, e.By
	r.free(t)
	r.progress(t)
	return nil
}

// signed reports whether somebody has already signed for the same element.
func signed(t *Token, count int, who string) bool {
	return who != "" && slices.ContainsFunc(t.Work, func(w Instance) bool {
		return w.Mark == Done && w.Count == count && w.By == who
	})
}

// apply sends the error of a service to the event on its border, or leaves the token
// there for a person to see.
func (e Failed) apply(r *run) error {
	t, w, err := r.opened(e.Activity, service)
	if err != nil {
		return err
	}
	w.Mark = Failing // it has answered: nothing to call off
	if b := catcher(r.at(t), failure, e.Code); b != nil {
		r.trigger(t, b)
		return nil
	}
	if r.fail(t.Scope, e.Code) {
		return nil
	}
	r.stuck(t, "workflow.incident.service", e.Code)
	return nil
}

// apply adds a signature that has to be given, too.
func (e SignerAdded) apply(r *run) error {
	t, w, err := r.opened(e.Activity, human)
	switch {
	case err != nil:
		return err
	case len(t.Work) >= maxInstances:
		return fault.New(fault.Conflict, "workflow.signers-most", maxInstances)
	case e.Signer == "" || signed(t, w.Count, e.Signer) || slices.ContainsFunc(t.Work, func(o Instance) bool { return o.Count == w.Count && o.Signer == e.Signer }):
		return fault.New(fault.Conflict, "workflow.signs-already")
	}
	added := Instance{ID: r.next(), Element: w.Element, Count: w.Count, Signer: e.Signer}
	t.Work = append(t.Work, added)
	r.begin(t, added)
	return nil
}

// apply does without a signature, down to as many as the drawing asks for.
func (e SignerRemoved) apply(r *run) error {
	t, w, err := r.opened(e.Activity, human)
	if err != nil {
		return err
	}
	same := 0
	for _, o := range t.Work {
		if o.Count == w.Count {
			same++
		}
	}
	if needed := max(r.at(t).task.Countersign, 1); same <= needed {
		return fault.New(fault.Conflict, "workflow.signers-least", needed)
	}
	r.close(t, w, ByRemoval)
	t.Work = slices.DeleteFunc(t.Work, func(o Instance) bool { return o.ID == e.Activity })
	r.progress(t)
	return nil
}

// apply lets a stuck token try again what it was about to do.
func (e Retried) apply(r *run) error {
	t := r.token(e.Incident)
	if t == nil || t.Stuck == "" {
		return fault.New(fault.Conflict, "workflow.not-stuck")
	}
	if len(t.Work) == 0 {
		r.withdraw(t, ByProcess)
		r.moving = append(r.moving, arrival{traveller{t.Scope, t.From, t.Outcome}, r.at(t), r.d.flows[t.At]})
		return nil
	}
	r.free(t)
	failed := false
	for i := range t.Work {
		if w := &t.Work[i]; w.Mark == Failing {
			w.Mark, failed = Open, true
			r.begin(t, *w)
		}
	}
	if !failed {
		r.progress(t)
	}
	return nil
}

// apply ends everything.
func (Cancelled) apply(r *run) error {
	r.over(Ended{Outcome: "cancelled"}, ByEnd)
	return nil
}
