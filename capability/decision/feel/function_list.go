package feel

import (
	"slices"

	"github.com/cockroachdb/apd/v3"
)

// many makes a form that takes a list, or its items as arguments.
func many(run func(s *site, l List) Value) *form {
	return &form{params: []string{"list"}, rest: true, run: func(s *site, a []Value) Value {
		if len(a) == 1 && a[0] == nil {
			return s.bad(nil)
		}
		return run(s, listArgument(a))
	}}
}

// Basis: DMN 1.3, 10.3.4.4.
var lists = []builtin{
	{"list contains", []*form{of(func(s *site, a []Value) Value {
		if a[0] == nil {
			return s.bad(nil)
		}
		return asList(a[0]).has(a[1])
	}, "list", "element")}},
	{"count", []*form{many(func(_ *site, l List) Value { return Int(int64(len(l))) })}},
	{"min", []*form{many(extreme(-1))}},
	{"max", []*form{many(extreme(1))}},
	{"sum", []*form{many(total)}},
	{"product", []*form{many(product)}},
	{"mean", []*form{many(mean)}},
	{"median", []*form{many(median)}},
	{"mode", []*form{many(mode)}},
	{"stddev", []*form{many(deviation)}},
	{"all", []*form{many(func(_ *site, l List) Value { return allTrue(l) })}},
	{"any", []*form{many(func(_ *site, l List) Value { return anyTrue(l) })}},
	{"and", []*form{many(func(_ *site, l List) Value { return allTrue(l) })}},
	{"or", []*form{many(func(_ *site, l List) Value { return anyTrue(l) })}},
}

func allTrue(l List) Value {
	var answer Value = true
	for _, v := range l {
		if v == false {
			return false
		}
		if v != true {
			answer = nil
		}
	}
	return answer
}

// extreme finds the least or the greatest.
func extreme(sign int) func(s *site, l List) Value {
	return func(s *site, l List) Value {
		if len(l) == 0 {
			return nil
		}
		best := l[0]
		for _, v := range l {
			c, how := compare(v, best)
			if how != alike {
				return s.bad(v, best)
			}
			if c == sign {
				best = v
			}
		}
		return best
	}
}

// folded puts the items together by an operator; what there is of nothing is null.
func folded(s *site, l List, run operator) Value {
	if len(l) == 0 {
		return nil
	}
	sum := l[0]
	switch sum.(type) {
	case Number, Duration, Months:
	default:
		return s.bad(sum)
	}
	for _, v := range l[1:] {
		sum = run(s, sum, v)
		if _, null := sum.(*gone); null {
			return s.bad(v)
		}
	}
	return sum
}

func total(s *site, l List) Value { return folded(s, l, plus) }

func product(s *site, l List) Value {
	if !slices.ContainsFunc(l, func(v Value) bool { _, n := v.(Number); return !n }) {
		return folded(s, l, times)
	}
	return s.bad(l...)
}

func mean(s *site, l List) Value {
	sum := total(s, l)
	if sum == nil {
		return nil
	}
	if _, null := sum.(*gone); null {
		return sum
	}
	return divided(s, sum, Int(int64(len(l))))
}

func median(s *site, l List) Value {
	if len(l) == 0 {
		return nil
	}
	sorted := slices.Clone(l)
	for _, v := range sorted {
		if _, ok := v.(Number); !ok {
			return s.bad(v)
		}
	}
	slices.SortStableFunc(sorted, func(a, b Value) int { c, _ := compare(a, b); return c })
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return mean(s, sorted[middle-1:middle+1])
}

// counted is the whole numbers or the days from one to another, up or down.
func counted(s *site, a, b Value) Value {
	item := func(n int) Value { return Int(int64(n)) }
	from, ok := whole(a)
	to, fine := whole(b)
	first, isDay := a.(Date)
	last, both := b.(Date)
	switch {
	case isDay && both:
		from, to = 0, int(last.days()-first.days())
		item = func(n int) Value { return dateOf(first.utc().AddDate(0, 0, n)) }
	case !ok || !fine:
		return s.mismatch(a)
	}
	step := 1
	if to < from {
		step = -1
	}
	n := (to-from)*step + 1
	if n > maxCounted {
		return s.null("large")
	}
	list := make(List, n)
	for i := range list {
		list[i] = item(from + i*step)
	}
	return list
}

// itemAt is the item of a number, counted from 1, or from the end by -1.
func itemAt(s *site, v, index Value) Value {
	if v == nil {
		return s.missing()
	}
	l := asList(v)
	n, _ := index.(Number)
	i, ok := whole(n)
	if !ok {
		return s.null("no-item", n.String())
	}
	if i < 0 {
		i += len(l) + 1
	}
	if i < 1 || i > len(l) {
		return s.null("no-item", n.String())
	}
	return l[i-1]
}

// mode is what there is most of, in order.
func mode(s *site, l List) Value {
	counts := map[string]int{}
	most := 0
	for _, v := range l {
		n, ok := v.(Number)
		if !ok {
			return s.bad(v)
		}
		key := keyOf(n)
		counts[key]++
		most = max(most, counts[key])
	}
	found := List{}
	for _, v := range l {
		if n, _ := v.(Number); counts[keyOf(n)] == most {
			counts[keyOf(n)] = 0 // once
			found = append(found, v)
		}
	}
	slices.SortFunc(found, cmpOf)
	return found
}

// deviation is the standard deviation of a sample.
func deviation(s *site, l List) Value {
	middle, ok := mean(s, l).(Number)
	if !ok || len(l) < 2 {
		return s.bad(l...)
	}
	squares := make(List, len(l))
	for i, v := range l {
		away := minus(s, v, middle)
		squares[i] = times(s, away, away)
	}
	share, ok := divided(s, total(s, squares), Int(int64(len(l)-1))).(Number)
	if !ok {
		return s.bad(l...)
	}
	return arithmetic(s, func(d *apd.Decimal) (apd.Condition, error) { return decimals.Sqrt(d, share.d) })
}
