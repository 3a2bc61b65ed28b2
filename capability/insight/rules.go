package insight

import (
	"math"
	"slices"
	"time"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/rating"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/deadline"
)

// onTheSpot is the type of items that are decided on the spot (即办件).
const onTheSpot = 1

// outcomes of the statuses in which a case is over; how a decision went its records say.
var outcomes = map[casework.Status]Outcome{
	casework.Completed: Granted, casework.RefusedAccept: NotTaken, casework.NotNeeded: NotNeeded,
	casework.Withdrawn: TakenBack, casework.Terminated: GivenUp,
}

// factOf returns what is counted of the case of f. It depends on nothing but the file and
// the calendar, so that counting again gives the same.
func factOf(f *casework.File, cal *calendar.Calendar) Fact {
	c := f.Case
	promised, statutory := f.Clock.Window(deadline.PromisedPeriod), f.Clock.Window(deadline.StatutoryPeriod)
	fact := Fact{
		CaseID: c.ID, No: c.No, ShortNo: c.ShortNo, Item: c.ItemCode, Department: c.Department, Outlet: c.Outlet,
		Immediate: f.Item.CaseType.Code == onTheSpot, Corrected: c.Corrected, Deemed: c.Basis == casework.Deemed,
		ReceivedAt: exact(c.ReceivedAt), PromisedDue: dueOf(promised), StatutoryDue: dueOf(statutory),
		FinishedAt: exact(c.FinishedAt), Outcome: outcomes[c.Status],
	}
	fact.Online, fact.Visits = visits(f)
	for _, r := range f.Records {
		switch r.Event {
		case casework.Grant, casework.GrantAtOnce, casework.Deny:
			fact.DecidedAt = exact(r.At)
			if r.Event == casework.Deny && fact.Outcome == Granted {
				fact.Outcome = Refusal
			}
		}
	}
	if !fact.DecidedAt.IsZero() {
		fact.Counted = counted(f.Clock, statutory, promised, calendar.DateOf(fact.DecidedAt), cal)
	}
	return fact
}

// exact is t as it comes back from the database.
func exact(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return clock.FromMillis(clock.Millis(t))
}

// dueOf is the instant w passes, zero where there is none or a lawful pause has stopped it.
func dueOf(w deadline.Window) time.Time {
	if w.State == deadline.NotStarted || w.State == deadline.Stopped {
		return time.Time{}
	}
	return exact(w.DueAt)
}

// visits says whether the applicant handed the case in without a counter, and on how many
// days they came to one: what staff entered for them, and what was handed out there.
func visits(f *casework.File) (online bool, days int) {
	var seen []calendar.Date
	came := func(at time.Time) {
		if day := calendar.DateOf(at); !slices.Contains(seen, day) {
			seen = append(seen, day)
		}
	}
	for _, r := range f.Records {
		own := r.Actor == f.Case.Owner.String() || r.Actor == f.Case.Agent.String()
		switch r.Event {
		case casework.Submit:
			if online = own; !own {
				came(r.At)
			}
		case casework.Correct, casework.MendAtOnce:
			if !own {
				came(r.At)
			}
		case casework.Deliver, casework.GrantAtOnce:
			if r.Detail.Method == "counter" {
				came(r.At)
			}
		}
	}
	return online, len(seen)
}

// counted returns the working days from acceptance to the day of decision, without what the
// law leaves out (domain: 平均办理用时). The day of acceptance is not counted.
//
// Basis: 行政许可法, arts 45, 82.
func counted(clk deadline.Clock, statutory, promised deadline.Window, decided calendar.Date, cal *calendar.Calendar) int {
	w := statutory
	if w.State == deadline.NotStarted {
		w = promised
	}
	from := clk.Acceptance.On
	if w.State != deadline.NotStarted {
		from = w.From
	}
	days := cal.WorkdaysBetween(from, decided)
	for _, x := range w.Excluded {
		days -= cal.WorkdaysBetween(x.From, x.To)
	}
	return max(0, days)
}

// Rate is a share, with the number it was taken from.
type Rate struct{ Part, N int64 }

// Known reports whether there was anything to take a share of.
func (r Rate) Known() bool { return r.N > 0 }

// Percent is the share in tenths of a percent, rounded half up: 963 is 96.3 %.
func (r Rate) Percent() int64 { return share(r.Part, r.N, 1000) }

// share returns part of n in units, rounded half up.
func share(part, n, units int64) int64 {
	if n == 0 {
		return 0
	}
	return (2*part*units + n) / (2 * n)
}

// Mean is a mean in tenths, with how many it was taken from.
type Mean struct{ Sum, N, per int64 }

// Known reports whether there was anything to take a mean of.
func (m Mean) Known() bool { return m.N > 0 }

// Tenths is the mean in tenths of a day, rounded half up.
func (m Mean) Tenths() int64 { return share(m.Sum, m.N*m.per, 10) }

// The rates (domain: 效能统计). Each has the number it is taken from beside it.

// OnTime (按时办结率) is what was decided before the promise passed, of what was completed with
// a promise.
func (c *Counts) OnTime() Rate { return Rate{c[InTime], c[Promised]} }

// Overdue (法定逾期率) is what was decided after the law's date or is open past it, of what
// was completed under such a date or is open past it: otherwise a slow office looks punctual.
func (c *Counts) Overdue() Rate { return Rate{c[Late] + c[OpenPast], c[Limited] + c[OpenPast]} }

// OneGo (一次办结率) is what was completed without a correction.
func (c *Counts) OneGo() Rate { return Rate{c[Straight], c[Completed]} }

// Correction (补正率) is of what was received.
func (c *Counts) Correction() Rate { return Rate{c[Corrected], c[Received]} }

// AtOnce (即办率) is how many cases are of items decided on the spot.
func (c *Counts) AtOnce() Rate { return Rate{c[Immediate], c[Received]} }

// OnlineShare (网办率) is how many were handed in without a counter.
func (c *Counts) OnlineShare() Rate { return Rate{c[Online], c[Received]} }

// NoVisit (全程网办率) is what was handed in online and needed no visit, of what was completed:
// before, nobody knows.
func (c *Counts) NoVisit() Rate { return Rate{c[Unvisited], c[Completed]} }

// Refusals (不予受理率), Withdrawals and Endings are of all that ended.
func (c *Counts) Refusals() Rate    { return Rate{c[Refused], c[Ended]} }
func (c *Counts) Withdrawals() Rate { return Rate{c[Withdrawn], c[Ended]} }  // 申请人撤回
func (c *Counts) Endings() Rate     { return Rate{c[Terminated], c[Ended]} } // 终止办理, 退件

// few is how many ratings there have to be before they are told: fewer might tell who rated.
const few = 5

// Answered (主动评价率) is how many of the ended were rated; who was not is not rated well. It
// is not known of few.
func (c *Counts) Answered() Rate {
	if c[Rated] < few {
		return Rate{}
	}
	return Rate{c[Rated], c[Ended]}
}

// Content (好评率) is the grades up to good, of all ratings that count. It is not known of few.
func (c *Counts) Content(good rating.Grade) (r Rate) {
	if c[Rated] < few {
		return Rate{}
	}
	for g := Grade1; g <= Grade5; g++ {
		r.N += c[g]
		if rating.Grade(g-Grade1)+rating.VerySatisfied <= good {
			r.Part += c[g]
		}
	}
	return r
}

// MeanCounted (平均办理用时) is the mean of counted working days, pauses left out.
func (c *Counts) MeanCounted() Mean { return Mean{c[CountedDays], c[Completed], 1} }

// MeanElapsed is the mean of days the applicant waited, from receipt to the end.
func (c *Counts) MeanElapsed() Mean { return Mean{c[ElapsedMinutes], c[Completed], 24 * 60} }

// Compression (时限压缩率) is how much shorter the promises are than the law's limits, of the
// items anybody applied for that have such a limit, in hundredths of a working day.
type Compression struct{ Promised, Statutory, Items int64 }

// Percent is the compression in tenths of a percent. Longer promises make it negative.
func (c Compression) Percent() int64 {
	if c.Promised > c.Statutory {
		return -share(c.Promised-c.Statutory, c.Statutory, 1000)
	}
	return share(c.Statutory-c.Promised, c.Statutory, 1000)
}

// compress adds up the limits of items; what the law sets no limit for is left out.
func compress(items []Item) (c Compression) {
	for _, i := range items {
		if i.Statutory > 0 {
			c.Promised, c.Statutory, c.Items = c.Promised+i.Promised, c.Statutory+i.Statutory, c.Items+1
		}
	}
	return c
}

// A year in days and in working days, as in 2025 and 2026.
const (
	yearDays     = 365
	yearWorkdays = 248
)

// limits returns the promise and the law's limit of an item in hundredths of a working day.
// Where nothing is promised the law's limit is; the same day is one working day.
func limits(i *catalogue.Item) (promised, statutory int64) {
	promised, statutory = inWorkdays(i.PromisedLimit), inWorkdays(i.StatutoryLimit)
	if promised == 0 {
		promised = statutory
	}
	return promised, statutory
}

// inWorkdays converts a limit. Hours run day and night, as the clock counts them.
func inWorkdays(l catalogue.Limit) int64 {
	days := 0.0
	switch deadline.Unit(l.Unit) {
	case deadline.Workday:
		days = l.Value
	case deadline.SameDay:
		days = 1
	case deadline.CalendarDay:
		days = l.Value * yearWorkdays / yearDays
	case deadline.Hour:
		days = l.Value / 24 * yearWorkdays / yearDays
	case deadline.Month:
		days = l.Value * yearWorkdays / 12
	case deadline.Year:
		days = l.Value * yearWorkdays
	}
	return int64(math.Round(days * 100))
}

// enough is how many cases a month, an item or a department needs before it is called the
// best or the one to look at.
const enough = 10

// best returns the index of the month over before now in which counted time was shortest;
// false if none has enough.
func best(months []Group, now Month) (at int, ok bool) {
	for i := range months {
		c := &months[i].Counts
		if months[i].Key >= now.String() || c[Completed] < enough {
			continue
		}
		b := &months[at].Counts
		if !ok || c[CountedDays]*b[Completed] < b[CountedDays]*c[Completed] {
			at, ok = i, true
		}
	}
	return at, ok
}

// worst returns the index of the group with the lowest share on time, if any was tardy.
func worst(groups []Group) (at int, ok bool) {
	for i := range groups {
		r := groups[i].Counts.OnTime()
		if r.N < enough || r.Part == r.N {
			continue
		}
		if b := groups[at].Counts.OnTime(); !ok || r.Part*b.N < b.Part*r.N {
			at, ok = i, true
		}
	}
	return at, ok
}

// mostMonths is the longest period that is counted at once.
const mostMonths = 36

// settled returns f with a period: the last twelve months where none is given, never longer
// than mostMonths and never upside down.
func (f Filter) settled(now Month) Filter {
	if f.To == 0 {
		f.To = now
	}
	if f.From == 0 {
		f.From = f.To.Add(-11)
	}
	if f.From > f.To {
		f.From, f.To = f.To, f.From
	}
	f.From = max(f.From, f.To.Add(1-mostMonths))
	return f
}
