package decision

import (
	"math/bits"
	"strings"
)

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
			c.listen()
			c.divide(space)
			c.mark(len(t.rows))
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
	if c.values != nil && c.values.plain {
		c.allowed = s.spans(c.values)
	}
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

// maxMask bounds the words of the masks of one column.
const maxMask = 1 << 16

// mark keeps for every place the rows that may fit there, a bit for each, unless that would
// be too much: a large table is searched row by row.
func (c *column) mark(rows int) {
	words := (rows + 63) / 64
	if c.space.size*words > maxMask {
		return
	}
	all := make([]uint64, c.space.size*words)
	c.masks = make([][]uint64, c.space.size)
	for place := range c.masks {
		c.masks[place] = all[place*words : (place+1)*words]
	}
	for row, ranges := range c.ranges {
		if ranges == nil {
			ranges = []span{{0, c.space.size - 1}}
		}
		for _, r := range ranges {
			for place := r.low; place <= r.high; place++ {
				c.masks[place][row/64] |= 1 << (row % 64)
			}
		}
	}
}

// hits returns the rows that fit, in their order, and of those that only may, as a condition
// that was evaluated is unknown, its column. Ranges are asked first: what they rule out is not
// evaluated.
func (t *table) hits(r *run, inputs []any, values frame) (hits []int, open map[int]int) {
	places := make([]int, len(t.columns))
	for i := range t.columns {
		places[i] = t.columns[i].space.place(inputs[i])
	}
	for word := range (len(t.rows) + 63) / 64 {
		for left := t.candidates(word, places); left != 0; left &= left - 1 {
			row := word*64 + bits.TrailingZeros64(left)
			switch truth, col := t.fits(r, row, places, inputs, values); {
			case truth == True:
				hits = append(hits, row)
			case truth == Unknown:
				if open == nil {
					open = map[int]int{}
				}
				open[row] = col
			}
		}
	}
	return hits, open
}

// candidates returns which of 64 rows the masks do not rule out.
func (t *table) candidates(word int, places []int) uint64 {
	left := ^uint64(0)
	if rest := len(t.rows) - word*64; rest < 64 {
		left = 1<<rest - 1
	}
	for i := range t.columns {
		if masks := t.columns[i].masks; masks != nil {
			left &= masks[places[i]][word]
		}
	}
	return left
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

// fits says whether a row fits: the ranges no mask has judged, then what is no range. Of a row
// that may, col is the first column that is unknown.
func (t *table) fits(r *run, row int, places []int, inputs []any, values frame) (truth Truth, col int) {
	for i := range t.columns {
		c := &t.columns[i]
		if c.masks == nil && c.ranges[row] != nil && !within(c.ranges[row], places[i]) {
			return False, i
		}
	}
	truth = True
	for i := range t.columns {
		c := &t.columns[i]
		if c.ranges[row] != nil {
			continue
		}
		one := Unknown
		if c.tests[row] != nil {
			one = c.tests[row].eval(r, inputs[i], values)
		}
		switch {
		case one == False:
			return False, i
		case one == Unknown && truth == True:
			truth, col = Unknown, i
		}
	}
	return truth, col
}
