package decision

import (
	"slices"
	"strings"

	"tongban/capability/decision/dmn"
	"tongban/capability/decision/feel"
)

// Doubts returns what could not be worked out on the way to an answer, inputs that are merely
// missing left out: rules may say what comes of those. An answer with doubts can be another one
// once more is known, so nobody is approved by it.
func (a Answer) Doubts() (doubts []Fault) {
	for _, f := range a.Findings {
		for _, one := range f.Troubles {
			if one.Key != missingKey {
				doubts = append(doubts, one)
			}
		}
	}
	return doubts
}

// missingKey is the trouble of an input that nobody has given.
const missingKey = "decision.trouble.missing"

// prepared are words by which an expression is ready for what is not known.
var prepared = []string{"null", "get or else", "is defined"}

// hangs notes the first name an expression speaks of that nothing is known of, unless it asks
// for that itself: in FEEL nothing is not equal to "yes", so that an if goes on to its else.
func (r *run) hangs(at place, source string, uses []use, values frame) {
	for _, u := range uses {
		if values[u.at] == nil && !slices.ContainsFunc(prepared, func(word string) bool { return strings.Contains(source, word) }) {
			r.trouble(at.trouble("trouble.hangs", u.name))
			return
		}
	}
}

// doubt notes the first row that fits or not, nobody can say: a condition of it could not be
// asked, and none is known to fail. A row that counts all the same was gone past for want of
// knowledge, so what the table answers is not certain. Where it answers nothing, that is told.
func (t *table) doubt(r *run, inputs []any, values frame, hits []int, open map[int]int) {
	last := len(t.rows)
	switch {
	case len(hits) > 0 && t.Policy == dmn.First:
		last = hits[0]
	case len(hits) == 0 && !t.defaults() && t.Policy != dmn.Count:
		return
	}
	if len(open) == 0 && !t.mayDoubt(inputs) {
		return
	}
	told := r.now
	r.now = nil // why it could not be asked was told when it was
	defer func() { r.now = told }()
	for row := range last {
		col, may := open[row]
		if !may {
			col = t.unknown(r, row, inputs, values)
		}
		if col >= 0 {
			r.now = told
			r.trouble(place{t.item, t.rows[row].line}.trouble("trouble.doubt", t.item.Name, row+1, t.columns[col].label))
			return
		}
	}
}

// defaults reports whether the table answers something if no row fits.
func (t *table) defaults() bool {
	return slices.ContainsFunc(t.outputs, func(o output) bool { return o.fallback != nil })
}

// mayDoubt reports whether some condition that compares may be unknown: one on a value that is
// missing or of another sort than the column speaks of.
func (t *table) mayDoubt(inputs []any) bool {
	for i := range t.columns {
		c := &t.columns[i]
		sort := kind("null")
		if inputs[i] != nil {
			sort = kindOf(inputs[i])
		}
		if slices.ContainsFunc(c.speaks, func(k kind) bool { return k != sort && k != "null" }) {
			return true
		}
	}
	return false
}

// unknown returns the first column whose comparison in a row is unknown, -1 if there is none or
// another condition of the row fails. What is computed is asked only then: of rows whose
// comparisons hold, it was.
func (t *table) unknown(r *run, row int, inputs []any, values frame) int {
	found := -1
	for i := range t.columns {
		x := t.columns[i].tests[row]
		if x == nil || !x.plain {
			continue
		}
		switch x.eval(r, inputs[i], values) {
		case False:
			return -1
		case Unknown:
			if found < 0 {
				found = i
			}
		}
	}
	for i := range t.columns {
		x := t.columns[i].tests[row]
		if found >= 0 && x != nil && !x.plain && x.eval(r, inputs[i], values) == False {
			return -1
		}
	}
	return found
}

// listen notes of which sorts of values the comparisons of a column speak.
func (c *column) listen() {
	for _, t := range c.tests {
		if t == nil || !t.plain {
			continue
		}
		for _, one := range t.cases {
			if k := asks(one); one.Kind != feel.CaseAny && !slices.Contains(c.speaks, k) {
				c.speaks = append(c.speaks, k)
			}
		}
	}
}
