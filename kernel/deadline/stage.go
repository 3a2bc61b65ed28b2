package deadline

import (
	"math"
	"time"

	"tongban/kernel/calendar"
)

// StageDue returns when a stage that begins at start has used its limit, given in
// working days as the catalogue does: 0.5, 1, 2.5. It is a target of the house,
// not a date of law. Whole days are counted as everywhere, the last one to its end;
// what is left over is working minutes by the outlet's hours, 480 to the day, but
// never more than a day would be, so that a longer limit never ends earlier than a
// shorter one. A limit of 0 means within the (next working) day.
func StageDue(start time.Time, workdays float64, cal *calendar.Calendar, hours calendar.Hours) time.Time {
	day := calendar.DateOf(start)
	whole, part := math.Modf(max(0, workdays))
	minutes := int(math.Round(part * calendar.WorkdayMinutes))
	switch {
	case minutes == 0 && whole == 0:
		return cal.Roll(day).End()
	case minutes == 0:
		return cal.AddWorkdays(day, int(whole)).End()
	}
	if whole > 0 {
		start = cal.AddWorkdays(day, int(whole)).End()
	}
	due, latest := cal.AddWorkMinutes(start, minutes, hours), cal.AddWorkdays(day, int(whole)+1).End()
	if due.IsZero() || due.After(latest) {
		return latest
	}
	return due
}

// Pause is a time that a stage does not count. To is zero while it lasts.
type Pause struct{ From, To time.Time }

// Stage is how the own clock of one step stands.
type Stage struct {
	Workdays float64   // its limit
	From     time.Time // when it began, or went on after the last pause
	Due      time.Time
	Excluded []Pause
	Stopped  bool // it stands still now: Due is as if it went on at once
}

// StageOf returns how the clock of a step stands at now that began at start and stood still
// at times: what is left when a pause begins runs from its end on. The day on which a pause
// begins counts as used, that on which it ends does not, as for the dates of law.
func StageOf(start time.Time, workdays float64, pauses []Pause, now time.Time, cal *calendar.Calendar, hours calendar.Hours) Stage {
	s := Stage{Workdays: workdays, From: start}
	left := workdays
	for _, p := range pauses {
		stop, resume, lasts := p.From, p.To, p.To.IsZero() || p.To.After(now)
		if lasts {
			resume = now
		}
		if stop.Before(s.From) {
			stop = s.From
		}
		if resume.Before(stop) || !stop.Before(StageDue(s.From, left, cal, hours)) {
			continue
		}
		if left >= 1 {
			left -= float64(cal.WorkdaysBetween(calendar.DateOf(s.From), calendar.DateOf(stop)))
		} else {
			left -= float64(cal.WorkMinutes(s.From, stop, hours)) / calendar.WorkdayMinutes
		}
		left, s.From, s.Stopped = max(0, left), resume, lasts
		s.Excluded = append(s.Excluded, p)
	}
	s.Due = StageDue(s.From, left, cal, hours)
	return s
}
