package feel

import (
	"regexp"
	"strings"
)

// Basis: DMN 1.3, 10.3.4.1.
var conversions = []builtin{
	{"date", []*form{of(dateOfValue, "from"), of(dateOfParts, "year", "month", "day")}},
	{"time", []*form{of(timeOfValue, "from"), optional(1, timeOfParts, "hour", "minute", "second", "offset")}},
	{"date and time", []*form{of(momentOfValue, "from"), of(momentOfParts, "date", "time")}},
	{"duration", []*form{of(text(durationOfText), "from")}},
	{"years and months duration", []*form{of(monthsBetween, "from", "to")}},
	{"number", []*form{of(numberOfText, "from"), of(numberOfText, "from", "grouping separator", "decimal separator")}},
	{"string", []*form{of(stringOf, "from")}},
	{"not", []*form{of(negand, "negand")}},
}

func dateOfValue(s *site, a []Value) Value {
	switch v := a[0].(type) {
	case string:
		if d, ok := parseDate(v); ok {
			return d
		}
		return s.null("no-date", shorten(v))
	case Date:
		return v
	case DateTime:
		return v.Date
	}
	return s.bad(a[0])
}

func dateOfParts(s *site, a []Value) Value {
	year, ok := whole(a[0])
	month, fine := whole(a[1])
	day, well := whole(a[2])
	d := Date{year, month, day}
	if !ok || !fine || !well {
		return s.bad(a...)
	}
	if !d.valid() {
		return s.null("no-date", d.String())
	}
	return d
}

func timeOfValue(s *site, a []Value) Value {
	switch v := a[0].(type) {
	case string:
		if t, ok := parseTime(strings.TrimPrefix(v, "T")); ok {
			return t
		}
		return s.null("no-time", shorten(v))
	case Time:
		return v
	case DateTime:
		return v.Time
	case Date:
		return Time{Zone: Zone{Known: true}}
	}
	return s.bad(a[0])
}

func timeOfParts(s *site, a []Value) Value {
	hour, ok := whole(a[0])
	minute, fine := whole(a[1])
	seconds, well := a[2].(Number)
	if !ok || !fine || !well {
		return s.bad(a[:3]...)
	}
	d, _ := durationLike(s, Duration{}, seconds).(Duration)
	t := Time{Hour: hour, Minute: minute, Second: int(d.Seconds), Nano: int(d.Nanos)}
	switch offset := argument(a, 3).(type) {
	case nil:
	case Duration:
		if offset.Seconds > 14*3600 || offset.Seconds < -14*3600 {
			return s.bad(a...)
		}
		t.Zone = Zone{Known: true, Offset: int(offset.Seconds)}
	default:
		return s.bad(a...)
	}
	if !t.valid() {
		return s.null("no-time", t.String())
	}
	return t
}

func momentOfValue(s *site, a []Value) Value {
	switch v := a[0].(type) {
	case string:
		if d, ok := parseDateTime(v); ok {
			return d
		}
		return s.null("no-moment", shorten(v))
	case Date:
		return moment(v)
	case DateTime:
		return v
	}
	return s.bad(a[0])
}

func momentOfParts(s *site, a []Value) Value {
	t, ok := a[1].(Time)
	if !ok {
		return s.bad(a...)
	}
	switch d := a[0].(type) {
	case Date:
		return DateTime{d, t}
	case DateTime:
		return DateTime{d.Date, t}
	}
	return s.bad(a...)
}

func durationOfText(s *site, t string) Value {
	if m, ok := parseMonths(t); ok {
		return m
	}
	if d, ok := parseDuration(t); ok {
		return d
	}
	return s.null("no-duration", shorten(t))
}

func monthsBetween(s *site, a []Value) Value {
	for _, v := range a {
		switch v.(type) {
		case Date, DateTime:
		default:
			return s.bad(a...)
		}
	}
	return wholeMonths(moment(a[0]).Date, moment(a[1]).Date)
}

// wholeMonths is how many whole months lie between two days; times of day do not count.
func wholeMonths(from, to Date) Months {
	if from.days() > to.days() {
		return -wholeMonths(to, from)
	}
	months := Months(to.Year-from.Year)*12 + Months(to.Month-from.Month)
	if to.Day < from.Day {
		months--
	}
	return months
}

var grouped = regexp.MustCompile(`^-?[0-9.]+(?:[eE][+-]?[0-9]+)?$`)

func numberOfText(s *site, a []Value) Value {
	t, ok := a[0].(string)
	if !ok {
		if n, already := a[0].(Number); already && len(a) == 1 {
			return n
		}
		return s.bad(a[0])
	}
	given := t
	if len(a) == 3 {
		grouping, first := a[1].(string)
		point, second := a[2].(string)
		if a[1] != nil && (!first || !strings.Contains(" ,.", grouping) || len(grouping) != 1) ||
			a[2] != nil && (!second || point != "." && point != ",") || first && second && grouping == point {
			return s.bad(a[0])
		}
		if first {
			t = strings.ReplaceAll(t, grouping, "")
		}
		if second && point == "," {
			t = strings.ReplaceAll(t, ",", ".")
		}
	}
	n, err := NumberOf(t)
	if err != nil || !grouped.MatchString(t) {
		return s.null("no-number-text", shorten(given))
	}
	return n
}

func stringOf(s *site, a []Value) Value {
	switch v := a[0].(type) {
	case nil:
		return s.bad(nil)
	case string:
		return v
	}
	left := maxMade
	if weigh(a[0], &left); left < 0 {
		return s.null("large")
	}
	if t, ok := unquoted(a[0]); ok {
		return t
	}
	return Write(a[0])
}

func negand(_ *site, a []Value) Value {
	if v, ok := a[0].(bool); ok {
		return !v
	}
	return nil
}
