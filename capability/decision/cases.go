package decision

import (
	"cmp"
	"time"

	"tongban/capability/decision/feel"
)

// point is a value with an order: a number, a date, a duration.
type point struct {
	kind  kind
	whole bool // n is all there is to it
	n     int64
	value any
}

// pointOf returns v as a point, false if it is none that we compare ourselves.
func pointOf(v any) (point, bool) {
	switch v := v.(type) {
	case feel.Number:
		n, whole := v.Int64()
		return point{number, whole, n, v}, true
	case feel.Date:
		return point{date, true, dayOf(v), v}, true
	case feel.Months:
		return point{months, true, int64(v), v}, true
	case feel.Duration:
		return point{duration, v.Nanos == 0, v.Seconds, v}, true
	}
	return point{}, false
}

// compare orders two points of one kind.
func (p point) compare(q point) int {
	if p.whole && q.whole {
		return cmp.Compare(p.n, q.n)
	}
	switch v := p.value.(type) {
	case feel.Number:
		return v.Cmp(q.value.(feel.Number))
	case feel.Duration:
		w := q.value.(feel.Duration)
		return cmp.Or(cmp.Compare(v.Seconds, w.Seconds), cmp.Compare(v.Nanos, w.Nanos))
	}
	return cmp.Compare(p.n, q.n)
}

// isScalar reports whether v is a value that we compare ourselves.
func isScalar(v any) bool {
	switch v.(type) {
	case nil, bool, string:
		return true
	}
	_, ordered := pointOf(v)
	return ordered
}

// isPlain reports whether cases say all that a test asks: comparisons with values that we
// compare ourselves.
func isPlain(cases []feel.Case) bool {
	for _, c := range cases {
		switch c.Kind {
		case feel.CaseAny:
			if c.Not || len(cases) > 1 {
				return false
			}
		case feel.CaseValue:
			if !isScalar(c.Value) {
				return false
			}
		case feel.CaseCompare, feel.CaseRange:
			low, fine := bound(c.Low)
			high, ok := bound(c.High)
			if !fine || !ok || c.Low != nil && c.High != nil && low.kind != high.kind {
				return false
			}
		default:
			return false
		}
	}
	return len(cases) > 0
}

// bound returns a bound as a point; nil does not bound and is fine.
func bound(v any) (point, bool) {
	if v == nil {
		return point{}, true
	}
	return pointOf(v)
}

// asks reports what sort of value a plain case speaks of; null is a sort of its own.
func asks(c feel.Case) kind {
	switch {
	case c.Kind == feel.CaseValue && c.Value == nil:
		return "null"
	case c.Kind == feel.CaseValue:
		return kindOf(c.Value)
	case c.Low != nil:
		return kindOf(c.Low)
	}
	return kindOf(c.High)
}

// truthOf returns what became of plain cases for v. A condition on something else than
// what v is, or on nothing, is unknown; so is a condition on what is not known, unless it
// speaks of null.
func truthOf(cases []feel.Case, v any) Truth {
	known, holds := false, false
	kind := kind("null")
	if v != nil {
		kind = kindOf(v)
	}
	for _, c := range cases {
		if c.Kind == feel.CaseAny {
			return True
		}
		if asks(c) == kind {
			known, holds = true, holds || holdsFor(c, v)
		} else if v != nil && c.Kind == feel.CaseValue && c.Value == nil {
			known = true // it is something
		}
	}
	switch {
	case !known:
		return Unknown
	case holds != cases[0].Not:
		return True
	}
	return False
}

// holdsFor reports whether v fulfils a case that speaks of values of its sort.
func holdsFor(c feel.Case, v any) bool {
	p, ordered := pointOf(v)
	switch {
	case c.Kind == feel.CaseValue && !ordered:
		return v == c.Value
	case c.Kind == feel.CaseValue:
		q, _ := pointOf(c.Value)
		return p.compare(q) == 0
	}
	if c.Low != nil {
		low, _ := pointOf(c.Low)
		if d := p.compare(low); d < 0 || d == 0 && !c.LowClosed {
			return false
		}
	}
	if c.High != nil {
		high, _ := pointOf(c.High)
		if d := p.compare(high); d > 0 || d == 0 && !c.HighClosed {
			return false
		}
	}
	return true
}

// dayOf is the number of a day.
func dayOf(d feel.Date) int64 {
	return time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60)
}
