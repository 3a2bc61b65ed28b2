package decision

import "strings"

// prepare turns the conditions of all columns into ranges. A condition that is none stays
// nil: only an evaluation can tell. Columns that ask the same share their space.
func (t *table) prepare() {
	asking := map[string][]*column{}
	for i := range t.columns {
		key := t.asked(i)
		asking[key] = append(asking[key], &t.columns[i])
	}
	for _, columns := range asking {
		var all []*test
		for _, c := range columns {
			all = append(append(append(all, c.values), c.tests...), c.domains()...)
		}
		space := spaceOf(all)
		for _, c := range columns {
			c.divide(space)
		}
	}
}

// asked returns what a column asks.
func (t *table) asked(col int) string {
	return strings.Join(strings.Fields(t.Inputs[col].Expression.Source), " ")
}

// divide finds the ranges of the conditions of a column.
func (c *column) divide(s *space) {
	c.space, c.ranges = s, make([][]span, len(c.tests))
	for i, t := range c.tests {
		if t != nil && t.plain {
			if c.ranges[i] = s.spans(t); c.ranges[i] == nil {
				c.ranges[i] = []span{}
			}
		}
	}
}

// domains returns the tests that every value of the column passes.
func (c *column) domains() []*test { return append(c.typ.domains(), c.of.domains()...) }

// hits returns the rows that fit, in their order. Ranges are asked first: what they rule
// out is not evaluated.
func (t *table) hits(r *run, inputs []any, values frame) []int {
	places := make([]int, len(t.columns))
	for i := range t.columns {
		places[i] = t.columns[i].space.place(inputs[i])
	}
	var hits []int
rows:
	for row := range t.rows {
		loose := false
		for i := range t.columns {
			ranges := t.columns[i].ranges[row]
			if ranges == nil {
				loose = true
			} else if !within(ranges, places[i]) {
				continue rows
			}
		}
		if !loose || t.fits(r, row, inputs, values) {
			hits = append(hits, row)
		}
	}
	return hits
}

func within(ranges []span, place int) bool {
	for _, s := range ranges {
		if place < s.low {
			return false
		}
		if place <= s.high {
			return true
		}
	}
	return false
}

// fits evaluates those conditions of a row that are no ranges.
func (t *table) fits(r *run, row int, inputs []any, values frame) bool {
	for i := range t.columns {
		c := &t.columns[i]
		if c.ranges[row] == nil && (c.tests[row] == nil || c.tests[row].eval(r, inputs[i], values) != True) {
			return false
		}
	}
	return true
}
