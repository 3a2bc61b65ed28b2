package decision

import (
	"slices"
	"sort"

	"tongban/capability/decision/feel"
)

// space divides all values of a column into places, such that no condition of the column
// tells two values of one place apart. A condition is then some ranges of places, and a
// table is searched by comparing whole numbers.
//
// The places, in this order: null; false, true; the texts that conditions name, then all
// other texts; for each sort of value that has an order, the stretches between the values
// that conditions name, and those values; at last whatever else there is.
type space struct {
	texts  map[string]int
	named  []string // by place from textsAt on
	orders []order
	size   int
}

// The first places.
const (
	nullAt  = 0
	falseAt = 1
	trueAt  = 2
	textsAt = 3
)

// order is the places of values that have an order: an odd one beyond at is a value, an
// even one the stretch before it.
type order struct {
	kind   kind
	points []point
	at     int
}

// span is some places in a row, both ends included.
type span struct{ low, high int }

// ordered are the sorts of values that have an order, as far as we compare them ourselves.
var ordered = []kind{number, date, months, duration}

// spaceOf returns the space in which the cases of tests are ranges.
func spaceOf(tests []*test) *space {
	s := &space{texts: map[string]int{}}
	points := map[kind][]point{}
	for _, t := range tests {
		if t == nil || !t.plain {
			continue
		}
		for _, c := range t.cases {
			if name, ok := c.Value.(string); ok && c.Kind == feel.CaseValue {
				if _, known := s.texts[name]; !known {
					s.texts[name] = textsAt + len(s.named)
					s.named = append(s.named, name)
				}
			}
			for _, v := range []any{c.Value, c.Low, c.High} {
				if p, ok := pointOf(v); ok {
					points[p.kind] = append(points[p.kind], p)
				}
			}
		}
	}
	s.size = textsAt + len(s.named) + 1
	for _, k := range ordered {
		all := points[k]
		if len(all) == 0 {
			continue
		}
		slices.SortFunc(all, point.compare)
		all = slices.CompactFunc(all, func(a, b point) bool { return a.compare(b) == 0 })
		s.orders = append(s.orders, order{k, all, s.size})
		s.size += 2*len(all) + 1
	}
	s.size++
	return s
}

// otherTexts is the place of the texts no condition names.
func (s *space) otherTexts() int { return textsAt + len(s.named) }

// others is the place of whatever else there is.
func (s *space) others() int { return s.size - 1 }

// place returns the place of a value.
func (s *space) place(v any) int {
	switch v := v.(type) {
	case nil:
		return nullAt
	case bool:
		if v {
			return trueAt
		}
		return falseAt
	case string:
		if at, known := s.texts[v]; known {
			return at
		}
		return s.otherTexts()
	}
	p, ok := pointOf(v)
	if !ok {
		return s.others()
	}
	for i := range s.orders {
		if s.orders[i].kind == p.kind {
			return s.orders[i].place(p)
		}
	}
	return s.others()
}

// place returns the place of a value of o's kind.
func (o *order) place(p point) int {
	i := sort.Search(len(o.points), func(i int) bool { return o.points[i].compare(p) >= 0 })
	if i < len(o.points) && o.points[i].compare(p) == 0 {
		return o.at + 2*i + 1
	}
	return o.at + 2*i
}

// all returns the places of a kind, false if conditions speak of none of its values.
func (s *space) all(k kind) (span, bool) {
	switch k {
	case "null":
		return span{nullAt, nullAt}, true
	case boolean:
		return span{falseAt, trueAt}, true
	case text:
		return span{textsAt, s.otherTexts()}, true
	}
	for _, o := range s.orders {
		if o.kind == k {
			return span{o.at, o.at + 2*len(o.points)}, true
		}
	}
	return span{s.others(), s.others()}, false
}

// spans returns the places where a plain test holds, in order and apart from each other.
func (s *space) spans(t *test) []span {
	var list []span
	kinds := map[kind]bool{}
	for _, c := range t.cases {
		if c.Kind == feel.CaseAny {
			return []span{{0, s.size - 1}}
		}
		kinds[asks(c)] = true
		list = append(list, s.span(c))
	}
	list = joined(list)
	if !t.cases[0].Not {
		return list
	}
	return s.except(list, kinds)
}

// except returns the places of kinds that are not in list. Not null is everything else.
func (s *space) except(list []span, kinds map[kind]bool) []span {
	within := []span{}
	if kinds["null"] {
		within = append(within, span{nullAt, s.size - 1})
	}
	for k := range kinds {
		all, _ := s.all(k)
		within = append(within, all)
	}
	var rest []span
	for _, w := range joined(within) {
		low := w.low
		for _, out := range list {
			if out.high < low || out.low > w.high {
				continue
			}
			if out.low > low {
				rest = append(rest, span{low, out.low - 1})
			}
			low = out.high + 1
		}
		if low <= w.high {
			rest = append(rest, span{low, w.high})
		}
	}
	return rest
}

// span returns the places where a case holds, Not aside.
func (s *space) span(c feel.Case) span {
	if c.Kind == feel.CaseValue {
		at := s.place(c.Value)
		return span{at, at}
	}
	all, _ := s.all(asks(c))
	if c.Low != nil {
		if all.low = s.place(c.Low); !c.LowClosed {
			all.low++
		}
	}
	if c.High != nil {
		if all.high = s.place(c.High); !c.HighClosed {
			all.high--
		}
	}
	return all
}

// joined returns spans in order, those that touch made one and empty ones left out.
func joined(list []span) []span {
	list = slices.DeleteFunc(slices.Clone(list), func(s span) bool { return s.low > s.high })
	slices.SortFunc(list, func(a, b span) int { return a.low - b.low })
	var all []span
	for _, s := range list {
		if n := len(all); n > 0 && s.low <= all[n-1].high+1 {
			all[n-1].high = max(all[n-1].high, s.high)
			continue
		}
		all = append(all, s)
	}
	return all
}
