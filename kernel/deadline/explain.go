package deadline

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Reasons explains every window in its order, and then what was ignored.
func (c Clock) Reasons() []Reason {
	var list []Reason
	for i := range c.Windows {
		list = append(list, c.Why(c.Windows[i])...)
	}
	for _, x := range c.Ignored {
		list = append(list, x.Why)
	}
	return list
}

// Why explains a window of c: where it starts, how long it is, what was not
// counted, and how it stands.
func (c Clock) Why(w Window) []Reason {
	if w.State == NotStarted {
		return nil
	}
	e := explanation{clock: &c, w: &w}
	e.start()
	e.limit()
	e.extension()
	e.exclusions()
	e.specials()
	e.outlook()
	e.result()
	return e.list
}

// explanation is a list of reasons in the making.
type explanation struct {
	clock *Clock
	w     *Window
	list  []Reason
}

func (e *explanation) say(basis []Basis, key string, args ...any) {
	e.list = append(e.list, Reason{Period: e.w.Period, Key: key, Args: args, Basis: basis})
}

// start says which day is day 0. Limits in hours and those of the same day have none.
func (e *explanation) start() {
	from, unit := e.w.From, e.w.endsBy()
	if unit == Hour || unit == SameDay {
		e.say(nil, "deadline.why.begun", e.w.Opened, e.w.Opener)
		return
	}
	switch e.w.Opener {
	case Received:
		e.say(basisFirstDay, "deadline.why.received", from)
	case Corrected:
		e.say(basisFirstDay, "deadline.why.corrected", from)
	case CorrectionRequested:
		e.say(basisFirstDay, "deadline.why.correction-requested", from)
	case Accepted:
		e.accepted()
	case Decided:
		e.say(basisFirstDay, "deadline.why.decided", from)
	case HearingOffered:
		e.say(basisFirstDay, "deadline.why.hearing-offered", from)
	case Paused:
		e.say(basisFirstDay, "deadline.why.paused", from)
	}
	if unit == Workday && !e.clock.cal.IsWorkday(from) {
		e.say(e.byRegime(basisWorkdays, nil, nil), "deadline.why.day-off", from)
	}
}

func (e *explanation) accepted() {
	a := e.clock.Acceptance
	switch a.Basis {
	case BySilence:
		e.say(e.silenceBasis(), "deadline.why.accepted-deemed", a.On)
	case Deferred:
		e.say(basisFirstDay, "deadline.why.accepted-deferred", a.On)
	case ByRule:
		e.say(basisFirstDay, "deadline.why.accepted-auto", a.On)
	default:
		e.say(basisFirstDay, "deadline.why.accepted", a.On)
	}
}

func (e *explanation) silenceBasis() []Basis {
	if e.clock.law.Deemed == DeemedUnlessTold {
		return basisRealEstateSilence
	}
	return basisReceipt
}

// limit says how long the window is and when it ends.
func (e *explanation) limit() {
	limit, last := e.w.Limit, e.last()
	_, toTheHour := last.(time.Time)
	switch {
	case e.w.State == Stopped && e.w.Period == PromisedPeriod:
		e.say(e.basis(), "deadline.why.limit-promised-stopped", limit)
	case e.w.State == Stopped:
		e.say(e.basis(), "deadline.why.limit-statutory-stopped", limit)
	case e.w.Period == AcceptancePeriod && limit.Unit == SameDay:
		e.say(e.basis(), "deadline.why.limit-on-the-spot", last)
	case e.w.Period == AcceptancePeriod:
		e.say(e.basis(), "deadline.why.limit-acceptance", limit, last)
	case e.w.Period == CorrectionPeriod:
		e.say(e.basis(), "deadline.why.limit-correction", limit, last)
	case e.w.Period == DeliveryPeriod:
		e.say(e.basis(), "deadline.why.limit-delivery", limit, last)
	case e.w.Period == HearingRequestPeriod:
		e.say(e.basis(), "deadline.why.limit-hearing-request", limit, last)
	case e.w.Period == PausePeriod:
		e.say(e.basis(), "deadline.why.limit-pause", limit, last)
	case e.w.cut != "" && toTheHour:
		e.say(e.basis(), "deadline.why.limit-promised-law-hours", limit, last)
	case e.w.cut != "":
		e.say(e.basis(), "deadline.why.limit-promised-law", limit, last)
	case e.w.Period == PromisedPeriod && toTheHour:
		e.say(e.basis(), "deadline.why.limit-promised-hours", limit, last)
	case e.w.Period == PromisedPeriod:
		e.say(e.basis(), "deadline.why.limit-promised", limit, last)
	case toTheHour:
		e.say(e.basis(), "deadline.why.limit-statutory-hours", limit, last)
	default:
		e.say(e.basis(), "deadline.why.limit-statutory", limit, last)
	}
	if limit.Unit != Hour && limit.Value != float64(limit.whole()) && e.w.cut == "" {
		e.say(nil, "deadline.why.whole-days", limit.whole())
	}
	if raw := e.w.raw; raw != 0 && raw != e.w.Due {
		e.say(basisLastDay, "deadline.why.rolled", raw, e.w.Due)
	}
}

// endsBy returns what is counted to find the end of w.
func (w *Window) endsBy() Unit { return cmp.Or(w.cut, w.Limit.Unit) }

// last returns the last day, or the instant if the window is counted in hours.
func (e *explanation) last() any {
	if e.w.endsBy() == Hour && e.w.Extended == 0 {
		return e.w.DueAt
	}
	return e.w.Due
}

// basis returns where the window's length comes from and how it is counted.
func (e *explanation) basis() []Basis {
	length := e.length()
	switch unit, period := e.w.Limit.Unit, e.w.Period; {
	case unit == Workday && period != PromisedPeriod && period != CorrectionPeriod:
		return slices.Concat(length, e.byRegime(basisWorkdays, nil, nil))
	case unit == Month || unit == Year:
		return slices.Concat(length, basisMonths)
	}
	return length
}

func (e *explanation) length() []Basis {
	if words := strings.TrimSpace(e.w.Limit.Basis); words != "" {
		return []Basis{{Words: words}}
	}
	switch e.w.Period {
	case CorrectionPeriod:
		return basisLocal
	case PromisedPeriod:
		return basisPromise
	case AcceptancePeriod:
		return e.byRegime(basisReceipt, basisRealEstateSilence, basisRegistration)
	case HearingRequestPeriod:
		return basisHearing
	case PausePeriod:
		return basisSpecial
	case DeliveryPeriod:
		return e.byRegime(basisDelivery, nil, nil)
	default:
		return e.byRegime(basisDecision, basisRealEstateDecision, basisRegistration)
	}
}

func (e *explanation) byRegime(licensing, realEstate, registration []Basis) []Basis {
	switch e.clock.law.Regime {
	case Licensing:
		return licensing
	case RealEstate:
		return realEstate
	case Registration:
		return registration
	}
	return nil
}

func (e *explanation) extension() {
	if e.w.Extended == 0 {
		return
	}
	e.say(e.byRegime(basisExtension, nil, basisRegistration), "deadline.why.extended", e.clock.law.Extension.Approver, Limit{Value: float64(e.w.Extended), Unit: Workday})
}

func (e *explanation) exclusions() {
	for _, x := range e.w.Excluded {
		basis := basisSpecial
		if x.Statute != "" {
			basis = []Basis{{Words: x.Statute}}
		}
		key := "deadline.why.excluded"
		if x.Open {
			key = "deadline.why.excluding"
		}
		e.say(basis, key, x.From, x.To, x.Procedure, Limit{Value: float64(x.Days), Unit: e.countedIn()})
	}
}

// countedIn returns the unit in which the window's days are counted.
func (e *explanation) countedIn() Unit {
	switch {
	case e.w.inWorkdays():
		return Workday
	case e.w.Limit.Unit == Hour:
		return Hour
	}
	return CalendarDay
}

// specials names the holidays and worked weekends between day 0 and the last day.
func (e *explanation) specials() {
	if !e.w.inWorkdays() {
		return
	}
	for _, s := range e.clock.cal.Specials(e.w.From+1, e.w.Due) {
		basis := []Basis{{Words: s.Notice}}
		switch {
		case s.Worked:
			e.say(basis, "deadline.why.worked", s.From)
		case s.From == s.To:
			e.say(basis, "deadline.why.holiday", s.From, s.Holiday)
		default:
			e.say(basis, "deadline.why.holidays", s.From, s.To, s.Holiday)
		}
	}
}

// outlook says what is not settled about the date.
func (e *explanation) outlook() {
	if e.w.Provisional {
		e.say(nil, "deadline.why.provisional", fmt.Sprint(e.w.Due.Year()))
	}
	if e.w.Period == AcceptancePeriod && e.w.Open() && e.clock.law.Deemed.accepts() {
		e.say(e.silenceBasis(), "deadline.why.silence", e.w.Due, e.w.From)
	}
}

// result says how the window stands.
func (e *explanation) result() {
	// With silence meaning acceptance nothing else closes the window at that instant.
	silent := e.w.Period == AcceptancePeriod && e.clock.law.Deemed.accepts() && e.w.Closed.Equal(e.w.DueAt)
	switch {
	case silent:
		e.say(e.silenceBasis(), "deadline.why.silent", e.w.Due, e.w.From)
	case e.w.State == Stopped:
		e.say(nil, "deadline.why.stopped", e.w.Due)
	case e.w.State == Met:
		e.say(nil, "deadline.why.met", e.w.Closed)
	case e.w.State == Ended:
		e.say(nil, "deadline.why.ended", e.w.Closed)
	case e.w.State == Overdue:
		e.overdue()
	}
}

// overdue says by how much, unless only days off have passed since.
func (e *explanation) overdue() {
	by := Limit{Value: float64(-e.w.Remaining), Unit: Workday}
	switch open := e.w.Open(); {
	case open && by.Value > 0:
		e.say(nil, "deadline.why.overdue-by", e.last(), by)
	case open:
		e.say(nil, "deadline.why.overdue", e.last())
	case by.Value > 0:
		e.say(nil, "deadline.why.late-by", e.w.Closed, by)
	default:
		e.say(nil, "deadline.why.late", e.w.Closed)
	}
}
