package deadline

import (
	"slices"
	"time"

	"tongban/kernel/calendar"
)

// replay takes a case through its events.
type replay struct {
	Clock
	phase     phase
	received  time.Time // of the materials that count: the corrected ones if there were any
	corrected bool      // corrections were asked for once
	silent    bool      // accepted by silence
	pauses    []pause
}

// phase is how far the case has come.
type phase int

const (
	before     phase = iota // nothing received
	waiting                 // received, not accepted
	correcting              // the applicant is asked for corrections
	deciding                // accepted
	delivering              // decided
	over
)

type pause struct {
	ref       string
	from, to  time.Time // to is zero while it lasts
	procedure Procedure
	statute   string
	lawful    bool
}

// run applies the events up to the clock's instant, and silence between them.
func (r *replay) run(events []Event) {
	byTime := func(a, b Event) int { return a.At.Compare(b.At) }
	if !slices.IsSortedFunc(events, byTime) {
		events = slices.Clone(events)
		slices.SortStableFunc(events, byTime)
	}
	r.Windows = make([]Window, 0, 6)
	for i := range events {
		if events[i].At.After(r.At) {
			break
		}
		r.pass(events[i].At)
		if why := r.apply(&events[i]); why.Key != "" {
			r.Ignored = append(r.Ignored, Ignored{events[i], why})
		}
	}
	r.pass(r.At)
}

// pass lets happen what time does by itself up to t.
func (r *replay) pass(t time.Time) {
	r.silence(t)
	if w := r.latest(HearingRequestPeriod); w != nil && w.Closed.IsZero() && !t.Before(w.DueAt) {
		w.Closed, w.State = w.DueAt, Ended
	}
}

// silence accepts the case if the acceptance window has passed by t and the law
// takes silence for acceptance.
//
// Basis: 行政许可法, art. 32(4); 不动产登记暂行条例, art. 17.
func (r *replay) silence(t time.Time) {
	if r.phase != waiting || !r.law.Deemed.accepts() {
		return
	}
	if w := r.latest(AcceptancePeriod); !t.Before(w.DueAt) {
		r.silent = true
		r.accept(w.DueAt, r.received, BySilence)
	}
}

// apply lets e change the case. It returns why e changes nothing, or no reason.
func (r *replay) apply(e *Event) Reason {
	switch e.Kind {
	case Received:
		return r.receive(e)
	case CorrectionRequested:
		return r.requestCorrection(e)
	case Corrected:
		return r.correct(e)
	case Accepted:
		return r.acceptBy(e)
	case Refused, NotNeeded:
		return r.refuse(e)
	case HearingOffered:
		return r.offerHearing(e)
	case Paused:
		return r.pause(e)
	case Resumed:
		return r.resume(e)
	case Extended:
		return r.extend(e)
	case Decided:
		return r.decide(e)
	case Delivered:
		return r.deliver(e)
	case Withdrawn, Terminated:
		return r.end(e)
	}
	return misplaced(e)
}

func (r *replay) receive(e *Event) Reason {
	if r.phase != before {
		return misplaced(e)
	}
	r.awaitAcceptance(e)
	return Reason{}
}

// awaitAcceptance opens an acceptance window on the day of e.
func (r *replay) awaitAcceptance(e *Event) {
	r.phase, r.received = waiting, e.At
	w := r.open(AcceptancePeriod, e.Kind, e.At)
	w.Limit = Limit{Value: float64(r.law.AcceptanceWorkdays), Unit: Workday}
	if r.law.AcceptanceWorkdays == 0 {
		w.Limit.Unit = SameDay
	}
	r.settle(w)
}

func (r *replay) requestCorrection(e *Event) Reason {
	switch {
	case r.silent:
		return ignored("deadline.ignored.correction-deemed", basisReceipt, r.latest(AcceptancePeriod).Due)
	case r.phase == deciding || r.phase == delivering:
		return ignored("deadline.ignored.correction-accepted", basisReceipt, e.At)
	case r.phase == waiting && r.corrected:
		return ignored("deadline.ignored.correction-again", basisReceipt, e.At)
	case r.phase != waiting:
		return misplaced(e)
	}
	r.close(e.At, AcceptancePeriod)
	r.phase, r.corrected = correcting, true
	if r.law.CorrectionWorkdays > 0 {
		w := r.open(CorrectionPeriod, e.Kind, e.At)
		w.Limit = Limit{Value: float64(r.law.CorrectionWorkdays), Unit: Workday}
		r.settle(w)
	}
	return Reason{}
}

func (r *replay) correct(e *Event) Reason {
	if r.phase != correcting {
		return misplaced(e)
	}
	r.close(e.At, CorrectionPeriod)
	r.awaitAcceptance(e)
	return Reason{}
}

func (r *replay) acceptBy(e *Event) Reason {
	switch {
	case r.silent && e.Basis == BySilence:
		return Reason{} // it says what is already so
	case r.silent && r.phase == deciding:
		return ignored("deadline.ignored.accepted-late", basisReceipt, e.At, r.Acceptance.On)
	case r.phase != waiting && r.phase != correcting:
		return misplaced(e)
	}
	at := e.At
	if e.Effective != 0 && e.Effective < calendar.DateOf(e.At) {
		if at = e.Effective.Start(); at.Before(r.received) {
			at = r.received
		}
	}
	r.accept(e.At, at, e.Basis)
	return Reason{}
}

// accept makes the case accepted at an instant, with effect from another.
func (r *replay) accept(at, effective time.Time, basis AcceptanceBasis) {
	r.close(at, AcceptancePeriod, CorrectionPeriod)
	r.phase = deciding
	r.Acceptance = Acceptance{At: at, On: calendar.DateOf(effective), Basis: basis}
	if r.law.Promised.watched() {
		r.open(PromisedPeriod, Accepted, effective).Limit = r.law.Promised
	}
	if r.law.Statutory.watched() {
		r.open(StatutoryPeriod, Accepted, effective).Limit = r.law.Statutory
	}
}

func (r *replay) refuse(e *Event) Reason {
	switch {
	case r.silent && r.phase == deciding:
		return ignored("deadline.ignored.refused-late", basisReceipt, e.At, r.Acceptance.On)
	case r.phase != waiting && r.phase != correcting:
		return misplaced(e)
	}
	r.close(e.At, AcceptancePeriod)
	r.abandon(e.At)
	return Reason{}
}

func (r *replay) offerHearing(e *Event) Reason {
	if r.phase != deciding || r.latest(HearingRequestPeriod) != nil {
		return misplaced(e)
	}
	w := r.open(HearingRequestPeriod, e.Kind, e.At)
	w.Limit = Limit{Value: hearingRequestWorkdays, Unit: Workday}
	r.settle(w)
	return Reason{}
}

func (r *replay) pause(e *Event) Reason {
	if r.phase < waiting || r.phase > deciding || r.openPause(e.Ref) >= 0 {
		return misplaced(e)
	}
	p := pause{e.Ref, e.At, time.Time{}, e.Procedure, e.Statute, r.law.Stops(e.Procedure, e.Statute)}
	r.pauses = append(r.pauses, p)
	if e.Procedure == Hearing {
		r.close(e.At, HearingRequestPeriod)
	}
	if e.Workdays > 0 {
		w := r.open(PausePeriod, e.Kind, e.At)
		w.Limit = Limit{Value: float64(e.Workdays), Unit: Workday, Basis: e.Statute}
		w.ref = e.Ref
		r.settle(w)
	}
	if !p.lawful {
		return ignored("deadline.ignored.pause", basisSpecial, e.At, e.Procedure)
	}
	return Reason{}
}

func (r *replay) resume(e *Event) Reason {
	i := r.openPause(e.Ref)
	if i < 0 {
		return misplaced(e)
	}
	r.pauses[i].to = e.At
	for j := range r.Windows {
		if w := &r.Windows[j]; w.Period == PausePeriod && w.ref == e.Ref && w.Closed.IsZero() {
			w.Closed, w.State = e.At, Met
		}
	}
	return Reason{}
}

func (r *replay) openPause(ref string) int {
	return slices.IndexFunc(r.pauses, func(p pause) bool { return p.ref == ref && p.to.IsZero() })
}

// extend lengthens the statutory window.
//
// Basis: 行政许可法, art. 42(1) and (2): once, before the limit ends.
func (r *replay) extend(e *Event) Reason {
	w := r.latest(StatutoryPeriod)
	switch {
	case w == nil || r.phase != deciding:
		return misplaced(e)
	case r.law.Extension.Workdays == 0 || e.Workdays <= 0:
		return ignored("deadline.ignored.extension-none", nil, e.At)
	case w.Extended > 0:
		return ignored("deadline.ignored.extension-again", basisExtension, e.At)
	}
	if r.settleAt(w, e.At); !e.At.Before(w.DueAt) {
		return ignored("deadline.ignored.extension-late", basisExtension, e.At, w.Due)
	}
	w.Extended = min(e.Workdays, r.law.Extension.Workdays)
	return Reason{}
}

func (r *replay) decide(e *Event) Reason {
	switch r.phase {
	case waiting, correcting:
		r.accept(e.At, e.At, ByClerk)
	case deciding:
	default:
		return misplaced(e)
	}
	r.close(e.At, PromisedPeriod, StatutoryPeriod, HearingRequestPeriod, PausePeriod)
	r.phase = over
	if r.law.DeliveryWorkdays > 0 {
		r.phase = delivering
		w := r.open(DeliveryPeriod, e.Kind, e.At)
		w.Limit = Limit{Value: float64(r.law.DeliveryWorkdays), Unit: Workday}
		r.settle(w)
	}
	return Reason{}
}

func (r *replay) deliver(e *Event) Reason {
	if r.phase != delivering {
		return misplaced(e)
	}
	r.close(e.At, DeliveryPeriod)
	r.phase = over
	return Reason{}
}

// end stops the case where it stands: the applicant before the decision, the body
// at any time.
func (r *replay) end(e *Event) Reason {
	if r.phase == before || r.phase == over || r.phase == delivering && e.Kind == Withdrawn {
		return misplaced(e)
	}
	r.abandon(e.At)
	return Reason{}
}

// abandon closes what is open without a result.
func (r *replay) abandon(at time.Time) {
	r.phase = over
	for i := range r.Windows {
		if w := &r.Windows[i]; w.Closed.IsZero() {
			w.Closed, w.State = at, Ended
		}
	}
}

// open starts a window whose day 0 is that of at.
func (r *replay) open(p Period, by Kind, at time.Time) *Window {
	r.Windows = append(r.Windows, Window{
		Period: p, State: Running, Opener: by, Opened: at, From: calendar.DateOf(at),
	})
	return &r.Windows[len(r.Windows)-1]
}

// close ends the open windows of the periods with a result.
func (r *replay) close(at time.Time, periods ...Period) {
	for i := range r.Windows {
		if w := &r.Windows[i]; w.Closed.IsZero() && slices.Contains(periods, w.Period) {
			w.Closed, w.State = at, Met
		}
	}
}

// latest returns the last window opened for p, or nil.
func (r *replay) latest(p Period) *Window {
	for i := len(r.Windows) - 1; i >= 0; i-- {
		if r.Windows[i].Period == p {
			return &r.Windows[i]
		}
	}
	return nil
}
