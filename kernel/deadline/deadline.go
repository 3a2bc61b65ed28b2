// Package deadline tells the dates of a case: when it must be accepted, decided
// and delivered, what was counted, what was not, and why.
//
// Evaluate replays what happened under the law of the case and a calendar. It
// stores nothing, asks no clock, and gives the same answer for the same input, so
// that everything people ask about time is the same question:
//
//	what is due          Evaluate(events, law, cal, now)
//	what was due then    Evaluate(events, law, cal, then): later events are not seen
//	a holiday comes late Evaluate(events, law, cal.With(notice), now)
//	what if it resumed   Evaluate(append(events, resumed), law, cal, then)
//
// Dates kept in tables are an index of this answer and are made anew from it.
//
// # Words
//
// A Window is a period of time with an end: acceptance, correction, promised,
// statutory, delivery. Its first day is the day after it was opened (day 0 is not
// counted), and it passes at 24:00 of its last day. An event at that very instant
// comes too late.
//
// # What events do
//
// Events are taken in the order of time; those of one instant in the order given.
// One that the law does not allow in its place changes nothing and is listed in
// Clock.Ignored with the reason; Evaluate never fails.
//
//   - Received opens the acceptance window. CorrectionRequested closes it, once per
//     case, and Corrected opens a new one. If the window ends in silence and the law
//     says so, the case is accepted at that instant, as of the day the (corrected)
//     materials were received; what the body does afterwards cannot change it.
//   - Accepted opens the promised and the statutory window, Decided closes both and
//     opens delivery. A decision without acceptance accepts the case as well.
//   - A lawful pause from day P to day R takes the days in (P, R] out of both: P is
//     used, R is not. A pause that starts on the last day lets it end on day R.
//   - A pause that says how long it is expected to last opens a window of its own, which
//     Resumed closes. Its end lets nothing go on by itself.
//   - HearingOffered opens the applicant's window to ask for a hearing. A pause for one
//     closes it with a result, and time without: nobody is late who did not ask.
//   - An extension lengthens the statutory window, once, if made before its end. It
//     does not lengthen the promise: what was promised stays promised.
package deadline

import (
	"time"

	"tongban/kernel/calendar"
)

// Period names what a window is for.
type Period string

// The periods.
const (
	AcceptancePeriod Period = "acceptance" // 受理期限
	CorrectionPeriod Period = "correction" // 补正期限, the applicant's
	PromisedPeriod   Period = "promised"   // 承诺期限
	StatutoryPeriod  Period = "statutory"  // 法定期限
	DeliveryPeriod   Period = "delivery"   // 送达期限

	HearingRequestPeriod Period = "hearing-request" // 听证申请期限, the applicant's
	PausePeriod          Period = "pause"           // 特别程序、中止的预计期限
)

// State says how a window stands.
type State string

// The states of a window.
const (
	NotStarted State = "not-started"
	Running    State = "running"
	Stopped    State = "paused"  // by a lawful pause: the last day is not known
	Met        State = "met"     // what it was for was done in time
	Overdue    State = "overdue" // it passed, whether or not it was done later
	Ended      State = "ended"   // it ended before its time without a result: withdrawn or terminated
)

// Clock is the answer of Evaluate.
type Clock struct {
	At         time.Time // the instant it was asked for
	Windows    []Window  // those that were opened, in that order
	Acceptance Acceptance
	Ignored    []Ignored

	law Law
	cal *calendar.Calendar
}

// Acceptance says when and how a case was accepted; zero if it was not.
type Acceptance struct {
	At    time.Time     // when it came about
	On    calendar.Date // the day the decision's time counts from
	Basis AcceptanceBasis
}

// Window is one period of a case.
type Window struct {
	Period Period
	State  State
	Limit  Limit
	Opener Kind          // what opened it
	Opened time.Time     // when
	From   calendar.Date // day 0, the last day not counted
	Closed time.Time     // when it was closed, zero while it is open

	// Due is the last day, and DueAt the instant the window passes: the end of that
	// day, but for limits in hours. While State is Stopped both are what they would
	// be if the case went on today.
	Due   calendar.Date
	DueAt time.Time

	Extended int // working days by which it was extended
	Excluded []Exclusion

	// Counted is how much of the limit is used: working days, hours, or calendar
	// days for the other units. Remaining is the number of working days after At, or
	// after Closed, up to Due; negative beyond it.
	Counted   int
	Remaining int

	// Provisional is set if a year the window touches has no holiday notice yet.
	Provisional bool

	ref string        // of the pause it belongs to
	raw calendar.Date // the last day before a day off moved it to Due
	cut Unit          // of the law's limit, if a promise that would last longer ends with it
}

// Open reports whether w waits to be closed.
func (w Window) Open() bool { return w.State != NotStarted && w.Closed.IsZero() }

// Exclusion is time that is not counted: the days after From up to and including To.
type Exclusion struct {
	From, To  calendar.Date
	Days      int // as counted by the window: working days, hours or calendar days
	Procedure Procedure
	Statute   string
	Open      bool // it still lasts; To is the day of Clock.At
}

// Ignored is an event that changed nothing.
type Ignored struct {
	Event Event
	Why   Reason
}

// Window returns the latest window of period p; its State is NotStarted if there is none.
func (c Clock) Window(p Period) Window {
	for i := len(c.Windows) - 1; i >= 0; i-- {
		if c.Windows[i].Period == p {
			return c.Windows[i]
		}
	}
	return Window{Period: p, State: NotStarted}
}

// Due returns the open window that ends first, passed ones included: what a
// worklist shows of the case. One that is stopped counts if no other is open.
func (c Clock) Due() (Window, bool) {
	first := -1
	for i := range c.Windows {
		if w := &c.Windows[i]; w.Open() && (first < 0 || w.presses(&c.Windows[first])) {
			first = i
		}
	}
	if first < 0 {
		return Window{}, false
	}
	return c.Windows[first], true
}

// presses reports whether w is to be met before other.
func (w *Window) presses(other *Window) bool {
	if stopped := w.State == Stopped; stopped != (other.State == Stopped) {
		return !stopped
	}
	return w.DueAt.Before(other.DueAt)
}

// Next returns the next instant after At at which a window passes, for the index
// that sweeps look through. Nothing passes while a window is stopped.
func (c Clock) Next() (at time.Time, period Period, ok bool) {
	for i := range c.Windows {
		w := &c.Windows[i]
		if w.State == Running && (!ok || w.DueAt.Before(at)) {
			at, period, ok = w.DueAt, w.Period, true
		}
	}
	return at, period, ok
}

// Evaluate returns how the time of a case stands at now. Events after now are not
// seen. It neither keeps nor changes events.
func Evaluate(events []Event, law Law, cal *calendar.Calendar, now time.Time) Clock {
	r := replay{Clock: Clock{At: now, law: law, cal: cal}}
	r.run(events)
	r.measure()
	return r.Clock
}

// DeemedAt returns the instant at which silence makes, or made, the case accepted
// if nothing is done after events. It reports false if the law gives silence no
// meaning or the body spoke in time.
func DeemedAt(events []Event, law Law, cal *calendar.Calendar) (time.Time, bool) {
	r := replay{Clock: Clock{At: never, law: law, cal: cal}}
	r.run(events)
	if !r.silent {
		return time.Time{}, false
	}
	return r.Acceptance.At, true
}

// never is later than every event.
var never = time.Date(9000, 1, 1, 0, 0, 0, 0, time.UTC)
