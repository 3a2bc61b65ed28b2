package decision

import (
	"slices"

	"tongban/capability/decision/dmn"
	"tongban/capability/decision/feel"
)

// How much is told of one table, and how much is looked at.
const (
	maxGaps     = 5
	maxOverlaps = 20
	maxLooked   = 16_000_000 // comparisons of ranges, for gaps and for rows that fit together, in all tables of a model
)

// Review says what is doubtful in the tables of a model: cases no row covers, rows that
// fit together and should not, rows that are never used. What only an evaluation can tell
// is not looked at, and that is said. Every case that is told is one of the columns as
// they stand: whether two columns depend on each other is not asked, unless they ask the
// same.
func (m *Model) Review() []Fault {
	var faults []Fault
	left := maxLooked
	for _, t := range m.tables {
		v := newReview(t)
		v.most = left
		faults = append(faults, v.look()...)
		left -= v.spent
	}
	return faults
}

// review looks at one table. Its dimensions are the columns, those that ask the same
// taken together.
type review struct {
	table  *table
	axes   []axis
	rows   [][][]span // what each row covers, on each axis; unknown conditions cover nothing
	widest [][][]span // the same, unknown conditions covering all
	never  [][2]int   // rows that cannot fit, with the condition why
	loose  int        // conditions that are not known
	said   map[string]int
	open   bool // some values are allowed by what only an evaluation can tell
	looked int
	most   int // that may be looked at
	spent  int // looked at, the larger of the two parts
	faults []Fault
}

// axis is one thing a table asks.
type axis struct {
	column *column
	domain []span // the places its values may have, null and what does not exist left out
}

func newReview(t *table) *review {
	v := &review{table: t, said: map[string]int{}, rows: make([][][]span, len(t.rows)), widest: make([][][]span, len(t.rows))}
	asked := map[string]int{}
	for i := range t.columns {
		c := &t.columns[i]
		domain, known := c.domain()
		v.open = v.open || !known
		first, again := asked[t.asked(i)]
		if again {
			v.axes[first].domain = meet(v.axes[first].domain, domain)
		} else {
			first, asked[t.asked(i)] = len(v.axes), len(v.axes)
			v.axes = append(v.axes, axis{column: c, domain: domain})
		}
		v.fill(i, first)
	}
	return v
}

// fill notes what the rows cover on an axis by one column.
func (v *review) fill(col, at int) {
	c := &v.table.columns[col]
	everything := []span{{0, c.space.size - 1}}
	for row := range v.table.rows {
		known, possible := c.ranges[row], c.ranges[row]
		if known == nil {
			known, possible = []span{}, everything
			v.loose++
		}
		if at < len(v.rows[row]) {
			v.rows[row][at], v.widest[row][at] = meet(v.rows[row][at], known), meet(v.widest[row][at], possible)
			continue
		}
		v.rows[row], v.widest[row] = append(v.rows[row], known), append(v.widest[row], possible)
		if c.ranges[row] != nil && len(meet(known, append([]span{{nullAt, nullAt}}, v.axes[at].domain...))) == 0 {
			v.never = append(v.never, [2]int{row, col})
		}
	}
}

// look says what is doubtful.
func (v *review) look() []Fault {
	for _, one := range v.never {
		v.say(one[0], Warning, "review.never", one[0]+1, one[1]+1)
	}
	if v.open {
		v.say(-1, Warning, "review.gap-unseen")
		return v.faults
	}
	v.gaps()
	v.spent, v.looked = v.looked, 0
	switch v.table.Policy {
	case dmn.Unique, dmn.Any:
		v.overlaps()
	case dmn.First, dmn.Priority:
		v.masked()
	}
	v.spent = max(v.spent, v.looked)
	if v.loose > 0 {
		v.say(-1, Warning, "review.unseen", v.loose)
	}
	return v.faults
}

// say notes something at a row, or at the table; of one kind no more than people read.
func (v *review) say(row int, severity Severity, key string, args ...any) {
	if v.said[key]++; v.said[key] > maxOverlaps {
		if v.said[key] == maxOverlaps+1 {
			v.say(-1, severity, "review.more", maxOverlaps)
		}
		return
	}
	at := place{v.table.item, v.table.item.Line}
	if row >= 0 {
		at = v.table.rows[row].place
	}
	f := at.trouble(key, append([]any{v.table.item.Name}, args...)...)
	f.Severity = severity
	v.faults = append(v.faults, f)
}

// overlaps looks for rows that fit together. In a table of policy any that is a fault only
// if they answer differently.
func (v *review) overlaps() {
	found := 0
	for a := range v.rows {
		for b := a + 1; b < len(v.rows); b++ {
			if v.looked > v.most {
				v.say(-1, Warning, "review.overlap-unseen")
				return
			}
			if !v.together(a, b) {
				continue
			}
			key := "review.overlap"
			if v.differ(a, b) {
				key = "review.conflict"
			} else if v.table.Policy == dmn.Any {
				continue
			}
			if found++; found > maxOverlaps {
				v.say(-1, Error, "review.overlap-more", maxOverlaps)
				return
			}
			v.say(b, Error, key, a+1, b+1, v.example(v.common(a, b)))
		}
	}
}

// together reports whether two rows can fit together.
func (v *review) together(a, b int) bool {
	for i := range v.axes {
		v.looked++
		if _, found := v.axes[i].meeting(v.rows[a][i], v.rows[b][i]); !found {
			return false
		}
	}
	return true
}

// common returns places where two rows fit together.
func (v *review) common(a, b int) []int {
	at := make([]int, len(v.axes))
	for i := range v.axes {
		at[i], _ = v.axes[i].meeting(v.rows[a][i], v.rows[b][i])
	}
	return at
}

// meeting returns a place both lists of spans have, one that values may have.
func (x *axis) meeting(a, b []span) (int, bool) {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		low, high := max(a[i].low, b[j].low), min(a[i].high, b[j].high)
		if low <= high {
			if at, found := first(x.domain, low, high); found {
				return at, true
			}
			if low <= nullAt && nullAt <= high {
				return nullAt, true
			}
		}
		if a[i].high < b[j].high {
			i++
		} else {
			j++
		}
	}
	return 0, false
}

// first returns the first place of spans from low to high.
func first(spans []span, low, high int) (int, bool) {
	i, _ := slices.BinarySearchFunc(spans, low, func(s span, low int) int {
		if s.high < low {
			return -1
		}
		return 1
	})
	if i < len(spans) && spans[i].low <= high {
		return max(low, spans[i].low), true
	}
	return 0, false
}

// differ reports whether two rows answer differently, as far as that is known without
// computing.
func (v *review) differ(a, b int) bool {
	for i := range v.table.outputs {
		x, y := v.table.rows[a].outputs[i], v.table.rows[b].outputs[i]
		switch {
		case x == nil || y == nil:
			if x != y {
				return true
			}
		case x.constant && y.constant && feel.Equal(x.value, y.value) != true:
			return true
		}
	}
	return false
}

// meet returns what both lists of spans have.
func meet(a, b []span) []span {
	all := []span{}
	for i, j := 0, 0; i < len(a) && j < len(b); {
		if low, high := max(a[i].low, b[j].low), min(a[i].high, b[j].high); low <= high {
			all = append(all, span{low, high})
		}
		if a[i].high < b[j].high {
			i++
		} else {
			j++
		}
	}
	return all
}
