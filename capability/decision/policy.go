package decision

import (
	"slices"

	"tongban/capability/decision/dmn"
	"tongban/capability/decision/feel"
)

// answer returns what the rows that fit come to.
//
// Basis: DMN 1.5, 8.2.8 and 8.2.10.
func (t *table) answer(r *run, values frame, hits []int) any {
	if len(hits) == 0 {
		return t.fallback(r, values)
	}
	switch t.Policy {
	case dmn.Unique:
		if len(hits) > 1 {
			r.trouble(t.several("trouble.unique", hits))
			return nil
		}
		return t.result(r, values, hits[0])
	case dmn.First:
		return t.result(r, values, hits[0])
	case dmn.Any:
		return t.same(r, values, hits)
	case dmn.Priority:
		return t.ranked(r, values, hits)[0]
	case dmn.OutputOrder:
		return t.ranked(r, values, hits)
	case dmn.Count:
		return feel.Int(int64(len(hits)))
	}
	all := make(feel.List, len(hits))
	for i, hit := range hits {
		all[i] = t.result(r, values, hit)
	}
	if f := t.add[t.Policy]; f != nil {
		return f.eval(r, frame{all})
	}
	return all
}

// several says which rows fit, as people count them.
func (t *table) several(key string, hits []int) Fault {
	return place{t.item, t.rows[hits[1]].line}.trouble(key, t.item.Name, hits[0]+1, hits[1]+1, len(hits))
}

// result returns what a row answers.
func (t *table) result(r *run, values frame, hit int) any {
	row := t.rows[hit]
	if len(t.outputs) == 1 {
		return t.cell(r, values, &t.outputs[0], row.outputs[0])
	}
	all := make(feel.Context, len(t.outputs))
	for i := range t.outputs {
		all[i] = feel.Entry{Key: t.outputs[i].name, Value: t.cell(r, values, &t.outputs[i], row.outputs[i])}
	}
	return all
}

// cell returns one answer of a row, null with a trouble if the column does not allow it.
func (t *table) cell(r *run, values frame, out *output, f *formula) any {
	v := f.eval(r, values)
	if v == nil || out.typ == nil && out.values == nil {
		return v
	}
	if out.typ != nil {
		v = r.fit(f.place, out.typ, v)
	}
	if v != nil && out.values != nil && out.values.eval(r, v, values) != True {
		r.trouble(f.trouble("trouble.allowed", t.item.Name, shown(v), out.values.source))
		return nil
	}
	return v
}

// fallback returns what a table answers if no row fits: its defaults, or null; nothing
// fits none of a list.
func (t *table) fallback(r *run, values frame) any {
	defaults := false
	all := make(feel.Context, len(t.outputs))
	for i, out := range t.outputs {
		defaults = defaults || out.fallback != nil
		all[i] = feel.Entry{Key: out.name, Value: out.fallback.eval(r, values)}
	}
	switch {
	case defaults && len(all) == 1:
		return all[0].Value
	case defaults:
		return all
	case t.Policy == dmn.Count:
		return feel.Int(0)
	}
	r.trouble(place{t.item, t.item.Line}.trouble("trouble.no-row", t.item.Name))
	return nil
}

// same returns the answer all hits agree on.
func (t *table) same(r *run, values frame, hits []int) any {
	first := t.result(r, values, hits[0])
	for i, hit := range hits[1:] {
		if feel.Equal(first, t.result(r, values, hit)) != true {
			r.trouble(t.several("trouble.any", []int{hits[0], hits[i+1]}))
			return nil
		}
	}
	return first
}

// ranked returns the answers of hits by the priority of their values, those of one rank
// in the order of the rows.
func (t *table) ranked(r *run, values frame, hits []int) feel.List {
	type result struct {
		value any
		ranks []int
	}
	all := make([]result, len(hits))
	for i, hit := range hits {
		v := t.result(r, values, hit)
		all[i] = result{v, t.ranks(v)}
	}
	slices.SortStableFunc(all, func(a, b result) int { return slices.Compare(a.ranks, b.ranks) })
	list := make(feel.List, len(all))
	for i, one := range all {
		list[i] = one.value
	}
	return list
}

// ranks returns the priorities of the outputs of an answer; what has none comes last.
func (t *table) ranks(v any) []int {
	ranks := make([]int, len(t.outputs))
	for i, out := range t.outputs {
		one := v
		if c, many := v.(feel.Context); many && len(t.outputs) > 1 {
			one, _ = c.Get(out.name)
		}
		ranks[i] = out.rank(one)
	}
	return ranks
}

// rank returns the priority of a value of a column, 0 the highest.
func (o *output) rank(v any) int {
	if o.values == nil {
		return 0
	}
	for i, c := range o.values.cases {
		if c.Kind == feel.CaseValue && feel.Equal(c.Value, v) == true {
			return i
		}
	}
	return len(o.values.cases)
}
