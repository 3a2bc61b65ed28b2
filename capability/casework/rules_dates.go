package casework

import (
	"time"

	"tongban/capability/catalogue"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/deadline"
)

// correctionWait is how long an applicant has to answer a correction notice, in
// working days. The law leaves the period to local rules.
const correctionWait = 30

// noDate sorts open cases without any date behind those with one.
var noDate = time.Date(9000, 1, 1, 0, 0, 0, 0, clock.Shanghai)

// evaluate replays the case of f under its law.
func evaluate(f *File, item *catalogue.Item, cal *calendar.Calendar, now time.Time) deadline.Clock {
	return deadline.Evaluate(eventsOf(f.Records), lawOf(item), cal, now)
}

// at is now, or the instant of what has happened last where the clock of the node that
// wrote it was ahead: nothing happens to a case before what has happened to it.
func (f *File) at(now time.Time) time.Time {
	if n := len(f.Records); n > 0 && f.Records[n-1].At.After(now) {
		return f.Records[n-1].At
	}
	return now
}

// lawOf reads the law of time out of an item version.
func lawOf(item *catalogue.Item) deadline.Law {
	law := deadline.Law{
		Regime:             deadline.Regime(item.Regime.Kind),
		AcceptanceWorkdays: item.Regime.AcceptanceWorkdays,
		Deemed:             deadline.Deemed(item.Regime.DeemedAcceptance),
		Statutory:          limitOf(item.StatutoryLimit),
		Promised:           limitOf(item.PromisedLimit),
		DeliveryWorkdays:   item.Regime.DeliveryWorkdays,
		CorrectionWorkdays: correctionWait,
	}
	if e := item.Regime.Extension; e != nil {
		law.Extension = deadline.Extension{Workdays: e.Workdays, Approver: deadline.Approver(e.Approver)}
	}
	return law
}

// Law returns the law of time that an item version puts its cases under.
func Law(item *catalogue.Item) deadline.Law { return lawOf(item) }

// Promising returns the promised period of f as it would be under another promise than the
// item's, such as that of a lane of its own.
func (s *Service) Promising(f *File, promised catalogue.Limit) deadline.Window {
	item := *f.Item
	item.PromisedLimit = promised
	return evaluate(f, &item, s.Calendar(), f.at(s.Clock.Now())).Window(deadline.PromisedPeriod)
}

func limitOf(l catalogue.Limit) deadline.Limit {
	return deadline.Limit{Value: l.Value, Unit: deadline.Unit(l.Unit), Basis: l.Note}
}

// timed maps what happens to a case to what matters to its time. Events that are
// not here leave the clock alone.
var timed = map[Event]deadline.Kind{
	Submit:          deadline.Received,
	RequestMending:  deadline.CorrectionRequested,
	Correct:         deadline.Corrected,
	Accept:          deadline.Accepted,
	DeemAccept:      deadline.Accepted,
	GrantAtOnce:     deadline.Decided,
	RefuseAccept:    deadline.Refused,
	FindNotNeeded:   deadline.NotNeeded,
	TellHearing:     deadline.HearingOffered,
	RequestHearing:  deadline.Paused,
	EnterSpecial:    deadline.Paused,
	LeaveSpecial:    deadline.Resumed,
	PauseBranch:     deadline.Paused,
	ResumeBranch:    deadline.Resumed,
	Suspend:         deadline.Paused,
	Resume:          deadline.Resumed,
	Extend:          deadline.Extended,
	Grant:           deadline.Decided,
	Deny:            deadline.Decided,
	Deliver:         deadline.Delivered,
	Withdraw:        deadline.Withdrawn,
	Terminate:       deadline.Terminated,
	LapseCorrection: deadline.Terminated,
}

// eventsOf returns what the clock has to know of records. That silence has accepted the
// case the replay finds by itself, at the instant the law gives it; the record keeps it so
// when a holiday is announced late, since what has come about stays.
func eventsOf(records []Record) []deadline.Event {
	events := make([]deadline.Event, 0, len(records))
	for _, r := range records {
		kind, matters := timed[r.Event]
		if !matters {
			continue
		}
		events = append(events, deadline.Event{
			Kind: kind, At: r.At, Workdays: r.Detail.Workdays,
			Procedure: deadline.Procedure(r.Detail.Procedure), Statute: r.Detail.Statute, Ref: r.Detail.Branch,
		})
		if r.Event == DeemAccept {
			e := &events[len(events)-1]
			e.Basis, e.Effective = deadline.BySilence, calendar.DateOf(r.Detail.EffectiveAt)
		}
		if r.Event == GrantAtOnce {
			events = append(events, deadline.Event{Kind: deadline.Delivered, At: r.At})
		}
	}
	return events
}

// index writes what the due columns hold of the clock of f.
func (c *Case) index(f *File, cal *calendar.Calendar) {
	c.DueAt, c.SweepAt = dueIndex(f)
	c.RemindAt = remindAt(f, cal)
}

// dueIndex returns the date that ends first while the case is open, and the instant at
// which something happens by itself.
func dueIndex(f *File) (due, sweep time.Time) {
	c, clk := f.Case, f.Clock
	if !c.Status.IsOpen() {
		return time.Time{}, time.Time{}
	}
	due = noDate
	if w, ok := clk.Due(); ok {
		due = w.DueAt
	}
	switch {
	case c.Status == InCorrection:
		sweep = clk.Window(deadline.CorrectionPeriod).DueAt
	case c.Status.awaitsAcceptance() && lawOf(f.Item).Deemed != deadline.DeemedNone:
		sweep = clk.Window(deadline.AcceptancePeriod).DueAt
	case c.Status == Special, c.Status == Suspended:
		if w := clk.Window(deadline.PausePeriod); w.State == deadline.Running {
			sweep = w.DueAt
		}
	}
	return due, sweep
}

// How many working days before its end an applicant is reminded of a correction, and a
// handler of a date.
const (
	remindApplicant = 5
	remindHandler   = 1
)

// remindAt returns when somebody is to be reminded of the date that ends first: at nine
// on a working day before it. Who does something later than that knows the date.
func remindAt(f *File, cal *calendar.Calendar) time.Time {
	w, ok := f.Clock.Due()
	if !ok || !f.Case.Status.IsOpen() || w.State == deadline.Stopped || w.State == deadline.Overdue {
		return time.Time{}
	}
	days := remindHandler
	if f.Case.Status == InCorrection {
		days = remindApplicant
	}
	day := w.Due
	for range days {
		day = before(cal, day)
	}
	if at := day.Start().Add(9 * time.Hour); at.After(f.Clock.At) {
		return at
	}
	return time.Time{}
}

// before returns the last working day before day.
func before(cal *calendar.Calendar, day calendar.Date) calendar.Date {
	for day--; !cal.IsWorkday(day); day-- {
	}
	return day
}

// isDeemed reports whether silence has accepted the case: the replay says so.
func isDeemed(clk deadline.Clock) bool { return clk.Acceptance.Basis == deadline.BySilence }

// isLapsed reports whether the applicant let the time for corrections pass.
func isLapsed(clk deadline.Clock, now time.Time) bool {
	w := clk.Window(deadline.CorrectionPeriod)
	return w.Open() && w.State == deadline.Overdue && !now.Before(w.DueAt)
}

// isOverrun reports whether a procedure or suspension lasts longer than was told.
func isOverrun(clk deadline.Clock) bool {
	w := clk.Window(deadline.PausePeriod)
	return w.Open() && w.State == deadline.Overdue
}

// dueOf returns the last day of a period, zero if it is not running.
func dueOf(clk deadline.Clock, p deadline.Period) time.Time {
	w := clk.Window(p)
	if w.State == deadline.NotStarted {
		return time.Time{}
	}
	return w.Due.Start()
}

// AcceptBy is the last day on which the case may be left without an
// answer.
func (f *File) AcceptBy() time.Time { return dueOf(f.Clock, deadline.AcceptancePeriod) }

// HearingOpen reports whether the applicant may ask for a hearing.
func (f *File) HearingOpen() bool { return f.Clock.Window(deadline.HearingRequestPeriod).Open() }

// HearBy is the last day for asking for a hearing.
func (f *File) HearBy() time.Time { return dueOf(f.Clock, deadline.HearingRequestPeriod) }

// PromisedBy is the promised last day, zero before acceptance.
func (f *File) PromisedBy() time.Time { return dueOf(f.Clock, deadline.PromisedPeriod) }

// ifAccepted returns the promised last day as if the case were accepted at at.
func (f *File) ifAccepted(cal *calendar.Calendar, at time.Time) time.Time {
	events := append(eventsOf(f.Records), deadline.Event{Kind: deadline.Accepted, At: at, Basis: deadline.ByClerk})
	return dueOf(deadline.Evaluate(events, lawOf(f.Item), cal, at), deadline.PromisedPeriod)
}
