package workflow

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"tongban/kernel/clock"
)

// timer says when a timer goes off: at a date, after a duration, or several times after
// durations. It is written as ISO 8601 has it
//
//	2026-03-01T09:00:00+08:00    2026-03-01 (midnight in China)
//	P3D  PT30M  P1Y2M10DT2H30M  P2W
//	R3/PT1H                      at most three times
//
// or, which is ours, in working days: P5WD, R2/P1WD. After "=" stands an expression that
// gives such a text or a time.
type timer struct {
	at       time.Time
	span     span
	times    int
	computed *program
}

// span is a length of time.
type span struct {
	years, months, days int
	rest                time.Duration
	workdays            int
}

// due is when a timer goes off: at an instant, or after working days.
type due struct {
	at       time.Time
	workdays int
	times    int
}

// maxTimes bounds how often a timer repeats.
const maxTimes = 100

var (
	duration = regexp.MustCompile(`^P(?:(\d{1,3})W|(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?)$`)
	workdays = regexp.MustCompile(`^P(\d{1,4})WD$`)
	cycle    = regexp.MustCompile(`^R(\d{1,3})/(.+)$`)
)

// parseTimer reads what a drawing says of a timer.
func parseTimer(text string) (t timer, ok bool) {
	t.times = 1
	if parts := cycle.FindStringSubmatch(text); parts != nil {
		t.times, text = number(parts[1]), parts[2]
		if t.times < 1 || t.times > maxTimes {
			return t, false
		}
		t.span, ok = parseSpan(text)
		return t, ok
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", time.DateOnly} {
		if at, err := time.ParseInLocation(layout, text, clock.Shanghai); err == nil {
			t.at = at
			return t, true
		}
	}
	t.span, ok = parseSpan(text)
	return t, ok
}

func parseSpan(text string) (span, bool) {
	if parts := workdays.FindStringSubmatch(text); parts != nil {
		s := span{workdays: number(parts[1])}
		return s, s.workdays > 0
	}
	parts := duration.FindStringSubmatch(text)
	if parts == nil || strings.HasSuffix(text, "P") || strings.HasSuffix(text, "T") {
		return span{}, false
	}
	s := span{
		years: number(parts[2]), months: number(parts[3]), days: 7*number(parts[1]) + number(parts[4]),
		rest: time.Duration(number(parts[5]))*time.Hour + time.Duration(number(parts[6]))*time.Minute + time.Duration(number(parts[7]))*time.Second,
	}
	return s, s != span{} // one without length would repeat within a step
}

// number reads digits that an expression has found; none are 0.
func number(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}

// due says when the timer of n goes off that is set now.
func (r *run) due(n *node, see scene) (due, *refusal) {
	t := n.timer
	if r.scout != nil {
		return due{}, nil
	}
	if t.computed != nil {
		value, refused := r.value(t.computed, see)
		if refused != nil {
			return due{}, refused
		}
		text, _ := value.(string)
		var ok bool
		if t, ok = parseTimer(text); !ok {
			return due{}, &refusal{"workflow.incident.timer", []any{n.timer.computed.text, text}}
		}
	}
	d := due{at: t.at, workdays: t.span.workdays, times: t.times}
	if t.at.IsZero() && d.workdays == 0 {
		d.at = t.span.after(r.in.Now)
	}
	return d, nil
}

// after is when s is over that begins at a time. Months end on the day of the same number, or
// on the last day of a month that has no such day.
//
// Basis: 民法典, art. 202.
func (s span) after(at time.Time) time.Time {
	at = at.In(clock.Shanghai)
	y, m, d := at.Date()
	last := time.Date(y+s.years, m+time.Month(s.months)+1, 0, 0, 0, 0, 0, clock.Shanghai).Day()
	h, minute, second := at.Clock()
	return time.Date(y+s.years, m+time.Month(s.months), min(d, last)+s.days, h, minute, second, at.Nanosecond(), clock.Shanghai).Add(s.rest)
}
