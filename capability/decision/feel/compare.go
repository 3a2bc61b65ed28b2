package feel

import (
	"slices"
	"strings"
)

// standing is how two values stand to one another.
type standing int

const (
	alike   standing = iota
	missing          // one of them is null
	unlike           // they are of different kinds
)

// compare orders two values of one kind.
func compare(a, b Value) (int, standing) {
	if a == nil || b == nil {
		return 0, missing
	}
	switch x := a.(type) {
	case Number:
		if y, ok := b.(Number); ok {
			return x.Cmp(y), alike
		}
	case string:
		if y, ok := b.(string); ok {
			return strings.Compare(x, y), alike
		}
	case Date:
		if y, ok := b.(Date); ok {
			return slices.Compare([]int{x.Year, x.Month, x.Day}, []int{y.Year, y.Month, y.Day}), alike
		}
	case Time:
		if y, ok := b.(Time); ok {
			return compareTimes(x, y), alike
		}
	case DateTime:
		if y, ok := b.(DateTime); ok {
			return compareDateTimes(x, y), alike
		}
	case Duration:
		if y, ok := b.(Duration); ok {
			return x.compare(y), alike
		}
	case Months:
		if y, ok := b.(Months); ok {
			return slices.Compare([]Months{x}, []Months{y}), alike
		}
	}
	return 0, unlike
}

// Compare orders two values; ok is false where they have no order.
func Compare(a, b Value) (order int, ok bool) {
	order, how := compare(a, b)
	return order, how == alike
}

// ordered is a comparison by order.
func ordered(holds func(int) bool) operator {
	return func(s *site, a, b Value) Value {
		c, how := compare(a, b)
		switch how {
		case missing:
			return s.missing()
		case unlike:
			return s.unfit()
		}
		return holds(c)
	}
}

func equals(s *site, a, b Value) Value {
	if v := Equal(a, b); v != nil {
		return v
	}
	return s.unfit()
}

func differs(s *site, a, b Value) Value {
	if v, ok := Equal(a, b).(bool); ok {
		return !v
	}
	return s.unfit()
}

// holds reports whether r holds v: true, false, or nil where they cannot be compared.
func (r Range) holds(v Value) Value {
	for _, bound := range []struct {
		limit  Value
		closed bool
		sign   int
	}{{r.Low, r.LowClosed, 1}, {r.High, r.HighClosed, -1}} {
		if bound.limit == nil {
			continue
		}
		c, how := compare(v, bound.limit)
		if how != alike {
			return nil
		}
		if c != bound.sign && (c != 0 || !bound.closed) {
			return false
		}
	}
	return true
}
