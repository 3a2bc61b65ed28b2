package feel

import "slices"

// listForm makes a form whose first argument is a list.
func listForm(run func(s *site, l List, a []Value) Value, params ...string) *form {
	return of(onList(run), params...)
}

func onList(run func(s *site, l List, a []Value) Value) implementation {
	return func(s *site, a []Value) Value {
		if a[0] == nil {
			return s.bad(nil)
		}
		return run(s, asList(a[0]), a[1:])
	}
}

// moreLists make lists of lists.
var moreLists = []builtin{
	{"sublist", []*form{optional(1, onList(sublist), "list", "start position", "length")}},
	{"append", []*form{{params: []string{"list", "item"}, need: 1, rest: true, run: onList(func(_ *site, l List, a []Value) Value {
		return slices.Concat(l, List(a))
	})}}},
	{"concatenate", []*form{{params: []string{"list"}, rest: true, run: func(_ *site, a []Value) Value {
		var all List
		for _, one := range a {
			all = append(all, asList(one)...)
		}
		return all
	}}}},
	{"union", []*form{{params: []string{"list"}, rest: true, run: func(s *site, a []Value) Value {
		var all List
		for _, one := range a {
			all = append(all, asList(one)...)
		}
		return distinct(s, all)
	}}}},
	{"insert before", []*form{listForm(insertBefore, "list", "position", "newItem")}},
	{"remove", []*form{listForm(removeAt, "list", "position")}},
	{"reverse", []*form{listForm(func(_ *site, l List, _ []Value) Value {
		turned := slices.Clone(l)
		slices.Reverse(turned)
		return turned
	}, "list")}},
	{"index of", []*form{listForm(func(_ *site, l List, a []Value) Value {
		places, e := List{}, equality{maxMade}
		for i, one := range l {
			if e.compare(one, a[0]) == true {
				places = append(places, Int(int64(i+1)))
			}
		}
		return places
	}, "list", "match")}},
	{"distinct values", []*form{listForm(func(s *site, l List, _ []Value) Value { return distinct(s, l) }, "list")}},
	{"flatten", []*form{listForm(func(s *site, l List, _ []Value) Value {
		var flat List
		if !flatten(&flat, l) {
			return s.null("large")
		}
		return flat
	}, "list")}},
	{"list replace", []*form{{params: []string{"list", "position", "newItem"}, calls: replaceItems}, {params: []string{"list", "match", "newItem"}, calls: replaceItems}}},
	{"sort", []*form{{params: []string{"list", "precedes"}, need: 1, calls: sorted}}},
}

func sublist(s *site, l List, a []Value) Value {
	start, ok := whole(a[0])
	if start < 0 {
		start += len(l) + 1
	}
	if !ok || start < 1 || start > len(l) {
		return s.bad(a[0])
	}
	to := len(l)
	if given := argument(a, 1); given != nil {
		length, ok := whole(given)
		if !ok || length < 1 || start-1+length > len(l) {
			return s.bad(a...)
		}
		to = start - 1 + length
	}
	return l[start-1 : to]
}

// placeIn returns the place in a list that a number names, counted from 0.
func placeIn(l List, v Value) (int, bool) {
	i, ok := whole(v)
	if i < 0 {
		i += len(l) + 1
	}
	return i - 1, ok && i >= 1 && i <= len(l)
}

func insertBefore(s *site, l List, a []Value) Value {
	i, ok := placeIn(l, a[0])
	if !ok {
		return s.bad(a[0])
	}
	return slices.Insert(slices.Clone(l), i, a[1])
}

func removeAt(s *site, l List, a []Value) Value {
	i, ok := placeIn(l, a[0])
	if !ok {
		return s.bad(a[0])
	}
	return slices.Delete(slices.Clone(l), i, i+1)
}

func distinct(s *site, l List) Value {
	left := maxMade
	if weigh(l, &left); left < 0 {
		return s.null("large")
	}
	kept, seen := List{}, map[string]bool{}
	for _, one := range l {
		if key := keyOf(one); !seen[key] {
			seen[key] = true
			kept = append(kept, one)
		}
	}
	return kept
}

func flatten(into *List, l List) bool {
	for _, one := range l {
		if inner, ok := one.(List); ok {
			if !flatten(into, inner) {
				return false
			}
			continue
		}
		if *into = append(*into, one); len(*into) > maxMade {
			return false
		}
	}
	return true
}

// sorted orders a list by what is less, or by a function that says what comes first. Each
// comparison is a call and costs as one.
func sorted(r *run, s *site, a []Value) Value {
	if a[0] == nil {
		return s.bad(nil)
	}
	l := slices.Clone(asList(a[0]))
	var failed Value
	slices.SortStableFunc(l, func(x, y Value) int {
		if failed != nil {
			return 0
		}
		fn, given := argument(a, 1).(Function)
		if !given {
			c, how := compare(x, y)
			if how != alike {
				failed = s.bad(x, y)
			}
			return c
		}
		if r.invoke(s, fn, nil, []Value{x, y}) == true {
			return -1
		}
		if r.invoke(s, fn, nil, []Value{y, x}) == true {
			return 1
		}
		return 0
	})
	if failed != nil {
		return failed
	}
	return l
}

// replaceItems puts an item in the place of another, or of all that a function chooses.
func replaceItems(r *run, s *site, a []Value) Value {
	if a[0] == nil {
		return s.bad(nil)
	}
	l := slices.Clone(asList(a[0]))
	fn, choosing := a[1].(Function)
	if !choosing {
		at, _ := cut(a[1])
		i, ok := placeIn(l, Int(int64(at)))
		if !ok {
			return s.bad(a[1])
		}
		l[i] = a[2]
		return l
	}
	for i, one := range l {
		chosen, ok := r.invoke(s, fn, nil, []Value{one, a[2]}).(bool)
		if !ok {
			return s.bad(a[1])
		}
		if chosen {
			l[i] = a[2]
		}
	}
	return l
}
