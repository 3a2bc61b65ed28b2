package deadline

import (
	"math"
	"slices"
	"time"

	"tongban/kernel/calendar"
)

// measure fills in how every window stands at the clock's instant.
func (r *replay) measure() {
	for i := range r.Windows {
		w := &r.Windows[i]
		r.settle(w)
		until := r.until(w)
		if !until.Before(w.DueAt) && w.Period != HearingRequestPeriod {
			w.State = Overdue
		}
		day := calendar.DateOf(until)
		w.Remaining = r.cal.WorkdaysBetween(day, w.Due)
		w.Counted = r.counted(w, until, day)
		w.Provisional = r.provisional(w.From, w.Due)
	}
}

// until returns the instant up to which w has run.
func (r *replay) until(w *Window) time.Time {
	if w.Closed.IsZero() {
		return r.At
	}
	return w.Closed
}

func (r *replay) counted(w *Window, until time.Time, day calendar.Date) (used int) {
	switch w.Limit.Unit {
	case Workday, SameDay:
		used = r.cal.WorkdaysBetween(w.From, day)
	case Hour:
		used = int(until.Sub(w.Opened) / time.Hour)
	default:
		used = int(day - w.From)
	}
	for _, x := range w.Excluded {
		used -= x.Days
	}
	return used
}

// provisional reports whether a year from a to b has no notice.
func (r *replay) provisional(a, b calendar.Date) bool {
	for d := a; d < b; d += 365 {
		if r.cal.Provisional(d) {
			return true
		}
	}
	return r.cal.Provisional(b)
}

// settle finds the last day of w by what has happened so far.
func (r *replay) settle(w *Window) { r.settleAt(w, r.until(w)) }

// settleAt does so as seen at until, when pauses that last are taken to end.
func (r *replay) settleAt(w *Window, until time.Time) {
	r.expire(w, until)
	if w.Period == PromisedPeriod {
		r.cut(w, until)
	}
}

// cut ends a promise with the law's limit, as it was before anybody extended it, where it
// would last longer: half a day is a whole one in dates, working days take up days that the
// law may count.
//
// Basis: 优化营商环境条例, art. 36: a promise may only be shorter.
func (r *replay) cut(w *Window, until time.Time) {
	w.cut = ""
	law := r.latest(StatutoryPeriod)
	if law == nil {
		return
	}
	end := *law
	end.Extended, end.Excluded = 0, nil
	if r.expire(&end, until); !end.DueAt.Before(w.DueAt) {
		return
	}
	w.Due, w.DueAt, w.raw, w.cut = end.Due, end.DueAt, 0, end.Limit.Unit
	w.Excluded = slices.DeleteFunc(w.Excluded, func(x Exclusion) bool { return x.From > w.Due })
}

// expire finds the last day of w by its own limit.
func (r *replay) expire(w *Window, until time.Time) {
	w.Excluded = w.Excluded[:0]
	if w.Closed.IsZero() {
		w.State = Running
	}
	if w.Limit.Unit == Hour {
		w.DueAt = r.lapseHours(w, until)
		w.Due = calendar.DateOf(w.DueAt.Add(-1))
		if w.Extended == 0 {
			return
		}
	} else {
		w.Due = r.lapse(w, w.From, r.days(w), until)
	}
	if w.Extended > 0 && w.Limit.Unit != Workday {
		w.Due = r.lapse(w, w.Due, span{w.Extended, true}, until)
	}
	w.DueAt = w.Due.End()
}

// span is a number of days, working days or all.
type span struct {
	n    int
	work bool
}

// days returns how many days w has.
//
// Basis: 民法典, art. 202: months and years end on the day that corresponds to the
// one they began on, or on the last of its month.
func (r *replay) days(w *Window) span {
	n := w.Limit.whole()
	switch w.Limit.Unit {
	case CalendarDay:
		return span{n, false}
	case Month:
		return span{int(addMonths(w.From, n) - w.From), false}
	case Year:
		return span{int(addMonths(w.From, 12*n) - w.From), false}
	case SameDay:
		return span{0, true}
	default:
		return span{n + w.Extended, true}
	}
}

func addMonths(d calendar.Date, n int) calendar.Date {
	year, month, day := d.Civil()
	end := calendar.On(year, month+time.Month(n)+1, 1) - 1 // the last day of the month
	return min(end, calendar.On(year, month+time.Month(n), 1)+calendar.Date(day)-1)
}

// lapse returns the last of s days after from, less the pauses, and enters those
// into w. Pauses only count for windows of the decision.
func (r *replay) lapse(w *Window, from calendar.Date, s span, until time.Time) calendar.Date {
	if w.Period == PromisedPeriod || w.Period == StatutoryPeriod {
		for i := range r.pauses {
			p := &r.pauses[i]
			stop, resume := max(calendar.DateOf(p.from), from), calendar.DateOf(p.end(until))
			if !p.lawful || resume < from || resume == from && !p.to.IsZero() {
				continue
			}
			if last := r.cal.Roll(r.add(from, s)); last < stop {
				break
			}
			s.n = max(0, s.n-r.between(from, stop, s.work))
			w.exclude(p, stop, resume, r.between(stop, resume, w.inWorkdays()))
			from = resume
		}
	}
	w.raw = r.add(from, s)
	return r.cal.Roll(w.raw)
}

// lapseHours returns the instant at which the hours of w are over, less the
// pauses. Hours run day and night.
//
// Basis: 民法典, art. 201(2).
func (r *replay) lapseHours(w *Window, until time.Time) time.Time {
	from, left := w.Opened, time.Duration(math.Round(w.Limit.Value*float64(time.Hour)))
	for i := range r.pauses {
		p := &r.pauses[i]
		stop, resume := p.from, p.end(until)
		if !p.lawful || resume.Before(from) || resume.Equal(from) && !p.to.IsZero() {
			continue
		}
		if stop.Before(from) {
			stop = from
		}
		if !stop.Before(from.Add(left)) {
			break
		}
		left -= stop.Sub(from)
		w.exclude(p, calendar.DateOf(stop), calendar.DateOf(resume), int(resume.Sub(stop)/time.Hour))
		from = resume
	}
	return from.Add(left)
}

// exclude enters a pause from day stop to day resume.
func (w *Window) exclude(p *pause, stop, resume calendar.Date, days int) {
	open := p.to.IsZero()
	w.Excluded = append(w.Excluded, Exclusion{stop, resume, days, p.procedure, p.statute, open})
	if open && w.Closed.IsZero() {
		w.State = Stopped
	}
}

func (w *Window) inWorkdays() bool { return w.Limit.Unit == Workday || w.Limit.Unit == SameDay }

// end returns when p ended, at most until.
func (p *pause) end(until time.Time) time.Time {
	if p.to.IsZero() || p.to.After(until) {
		return until
	}
	return p.to
}

func (r *replay) add(d calendar.Date, s span) calendar.Date {
	if s.work {
		return r.cal.AddWorkdays(d, s.n)
	}
	return d + calendar.Date(s.n)
}

func (r *replay) between(a, b calendar.Date, work bool) int {
	if work {
		return r.cal.WorkdaysBetween(a, b)
	}
	return int(b - a)
}
