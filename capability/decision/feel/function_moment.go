package feel

import "time"

// Basis: DMN 1.3, 10.3.4.7 and 10.3.4.8. There is no now and no today: what a decision
// depends on is given to it.
var moments = []builtin{
	{"day of year", []*form{of(onDay(func(t time.Time) Value { return Int(int64(t.YearDay())) }), "date")}},
	{"day of week", []*form{of(onDay(func(t time.Time) Value { return t.Weekday().String() }), "date")}},
	{"month of year", []*form{of(onDay(func(t time.Time) Value { return t.Month().String() }), "date")}},
	{"week of year", []*form{of(onDay(func(t time.Time) Value { _, week := t.ISOWeek(); return Int(int64(week)) }), "date")}},
	{"is", []*form{optional(1, same, "value1", "value2")}},
}

func onDay(run func(t time.Time) Value) implementation {
	return func(s *site, a []Value) Value {
		switch d := a[0].(type) {
		case Date:
			return run(d.utc())
		case DateTime:
			return run(d.Date.utc())
		}
		return s.bad(a[0])
	}
}

// same is is: equal, and written alike.
func same(_ *site, a []Value) Value {
	other := argument(a, 1)
	switch x := a[0].(type) {
	case Time:
		y, ok := other.(Time)
		return ok && x == y
	case DateTime:
		y, ok := other.(DateTime)
		return ok && x == y
	}
	return Equal(a[0], other) == true
}

// member is the part of a value behind a dot.
func member(s *site, v Value, key string) Value {
	switch v := v.(type) {
	case nil:
		return s.missing()
	case Context:
		if entry, ok := v.Get(key); ok {
			return entry
		}
	case List:
		all := make(List, len(v))
		for i, one := range v {
			all[i] = member(s, one, key)
			if _, null := all[i].(*gone); null {
				all[i] = nil
			}
		}
		return all
	case Range:
		if part, ok := v.member(key); ok {
			return part
		}
	default:
		if part, ok := temporalPart(v, key); ok {
			return part
		}
	}
	return s.null("no-entry", shorten(key))
}

func (r Range) member(key string) (Value, bool) {
	switch key {
	case "start":
		return r.Low, true
	case "end":
		return r.High, true
	case "start included":
		return r.LowClosed, true
	case "end included":
		return r.HighClosed, true
	}
	return nil, false
}

// temporalPart is a part of a date, time or duration. Basis: DMN 1.3, table 60.
func temporalPart(v Value, key string) (Value, bool) {
	var parts map[string]int64
	switch v := v.(type) {
	case Date:
		parts = dayParts(v)
	case DateTime:
		if part, ok := dayParts(v.Date)[key]; ok {
			return Int(part), true
		}
		return temporalPart(v.Time, key)
	case Time:
		switch {
		case key == "time offset" && v.Zone.Known:
			return durationOf(int64(v.Zone.offsetAt(DateTime{Date{1970, 1, 1}, v})), 0), true
		case key == "timezone" && v.Zone.Name != "":
			return v.Zone.Name, true
		case key == "time offset" || key == "timezone":
			return nil, true
		}
		parts = map[string]int64{"hour": int64(v.Hour), "minute": int64(v.Minute), "second": int64(v.Second)}
	case Duration:
		sign := int64(1)
		if v.Seconds < 0 {
			sign, v = -1, v.negated()
		}
		parts = map[string]int64{"days": sign * (v.Seconds / day), "hours": sign * (v.Seconds / 3600 % 24),
			"minutes": sign * (v.Seconds / 60 % 60), "seconds": sign * (v.Seconds % 60)}
	case Months:
		parts = map[string]int64{"years": int64(v / 12), "months": int64(v % 12)}
	}
	part, ok := parts[key]
	return Int(part), ok
}

func dayParts(d Date) map[string]int64 {
	weekday := int64(d.utc().Weekday())
	if weekday == 0 {
		weekday = 7
	}
	return map[string]int64{"year": int64(d.Year), "month": int64(d.Month), "day": int64(d.Day), "weekday": weekday}
}
