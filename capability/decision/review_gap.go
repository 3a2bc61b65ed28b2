package decision

import (
	"encoding/binary"
	"slices"

	"tongban/capability/decision/dmn"
)

// gaps looks for cases no row covers. A table with a default has none, and one that
// collects may find nothing.
func (v *review) gaps() {
	for _, out := range v.table.outputs {
		if out.fallback != nil {
			return
		}
	}
	if v.table.Policy == dmn.Count || len(v.axes) == 0 {
		return
	}
	found := 0
	s := &search{review: v, rows: v.widest, domain: v.domains(), missed: func(at []int) bool {
		if found++; found > maxGaps {
			v.say(-1, Warning, "review.gap-more", maxGaps)
			return false
		}
		v.say(-1, Warning, "review.gap", v.example(at))
		return true
	}}
	if s.run(v.all()); s.tired {
		v.say(-1, Warning, "review.gap-unseen")
	}
}

// masked looks for rows that are never used, as rows that come first cover all they do.
func (v *review) masked() {
	for row := range v.rows {
		if v.loosely(row) {
			continue
		}
		if v.looked > v.most {
			v.say(-1, Warning, "review.masked-unseen")
			return
		}
		before := v.before(row)
		left := false
		s := &search{review: v, rows: v.rows, domain: v.rows[row], null: true, missed: func([]int) bool {
			left = true
			return false
		}}
		s.run(before)
		if s.tired {
			v.say(-1, Warning, "review.masked-unseen")
			return
		}
		if !left {
			v.say(row, Warning, "review.masked", row+1)
		}
	}
}

// loosely reports whether some condition of a row is not known, or cannot hold: what it
// covers cannot be told, or is nothing.
func (v *review) loosely(row int) bool {
	for i := range v.axes {
		domain := append([]span{{nullAt, nullAt}}, v.axes[i].domain...)
		if len(meet(v.rows[row][i], domain)) == 0 {
			return true
		}
	}
	return false
}

// before returns the rows that come before another if both fit.
func (v *review) before(row int) (rows []int) {
	mine, known := v.ranks(row)
	for other := range v.rows {
		if other == row || v.table.Policy == dmn.First && other > row || !v.together(row, other) {
			continue
		}
		theirs, fixed := v.ranks(other)
		switch {
		case v.table.Policy == dmn.First:
			rows = append(rows, other)
		case v.table.Policy == dmn.Priority && known && fixed:
			if d := slices.Compare(theirs, mine); d < 0 || d == 0 && other < row {
				rows = append(rows, other)
			}
		}
	}
	return rows
}

// ranks returns the priorities of a row's answers, if they are known without computing.
func (v *review) ranks(row int) (ranks []int, known bool) {
	for i, f := range v.table.rows[row].outputs {
		if f == nil || !f.constant {
			return nil, false
		}
		ranks = append(ranks, v.table.outputs[i].rank(f.value))
	}
	return ranks, true
}

func (v *review) domains() (all [][]span) {
	for _, x := range v.axes {
		all = append(all, x.domain)
	}
	return all
}

func (v *review) all() []int {
	rows := make([]int, len(v.rows))
	for i := range rows {
		rows[i] = i
	}
	return rows
}

// search goes through all places of a domain, axis by axis, and calls missed with those
// that no row covers, until it says no. Stretches that the same rows cover are gone through
// once, and so is what was gone through before with the same rows.
type search struct {
	*review
	rows   [][][]span
	domain [][]span
	null   bool // null is a case like others
	missed func(at []int) bool
	done   map[string]bool // covered: by axis and rows
	at     []int
	over   bool
	tired  bool
	rest   []int // of each row: from which axis on it covers everything
}

func (s *search) run(rows []int) {
	s.done, s.at, s.rest = map[string]bool{}, make([]int, len(s.domain)), make([]int, len(s.rows))
	for _, row := range rows {
		at := len(s.domain)
		for at > 0 && contains(s.rows[row][at-1], s.places(at-1)) {
			at--
		}
		s.rest[row] = at
	}
	s.cover(0, rows)
}

// cover reports whether rows cover everything from an axis on.
func (s *search) cover(axis int, rows []int) bool {
	switch {
	case s.over || s.tired:
		return true
	case slices.ContainsFunc(rows, func(row int) bool { return s.rest[row] <= axis }):
		return true
	case len(rows) == 0:
		for i := axis; i < len(s.domain); i++ {
			if s.at[i] = s.anywhere(i); s.at[i] < 0 {
				return true // nothing can be there
			}
		}
		s.over = !s.missed(slices.Clone(s.at))
		return false
	}
	key := keyOf(axis, rows)
	if s.done[key] {
		return true
	}
	covered := true
	for _, part := range s.parts(axis, rows) {
		if s.over || s.tired {
			return covered
		}
		s.at[axis] = part.at
		covered = s.cover(axis+1, part.rows) && covered
	}
	if covered && !s.tired && !s.over && len(s.done) < 100_000 {
		s.done[key] = true
	}
	return covered
}

// anywhere returns a place of an axis, -1 if it has none.
func (s *search) anywhere(axis int) int {
	for _, part := range s.places(axis) {
		return part.low
	}
	return -1
}

// places returns where values may be on an axis.
func (s *search) places(axis int) []span {
	domain := s.axes[axis].domain
	if s.null {
		domain = append([]span{{nullAt, nullAt}}, domain...)
		return meet(s.domain[axis], domain)
	}
	return s.domain[axis]
}

// part is a stretch of an axis that the same rows cover; at is a place in it.
type part struct {
	at   int
	rows []int
}

// parts divides an axis into stretches by which of rows cover them.
func (s *search) parts(axis int, rows []int) []part {
	var cuts []int
	for _, row := range rows {
		for _, r := range s.rows[row][axis] {
			cuts = append(cuts, r.low, r.high+1)
		}
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	var parts []part
	for _, p := range s.places(axis) {
		parts = append(parts, part{at: p.low})
		first, found := slices.BinarySearch(cuts, p.low)
		if found {
			first++
		}
		for _, cut := range cuts[first:] {
			if cut > p.high {
				break
			}
			parts = append(parts, part{at: cut})
		}
	}
	for _, row := range rows {
		s.looked++
		for _, r := range s.rows[row][axis] {
			low, _ := slices.BinarySearchFunc(parts, r.low, func(p part, low int) int { return p.at - low })
			for ; low < len(parts) && parts[low].at <= r.high; low++ {
				parts[low].rows = append(parts[low].rows, row)
				s.looked++
			}
		}
		if s.looked > s.most {
			s.tired = true
			return nil
		}
	}
	s.looked += len(parts)
	return s.distinct(parts)
}

// distinct leaves out stretches that the same rows cover as another.
func (s *search) distinct(parts []part) []part {
	seen := map[string]bool{}
	return slices.DeleteFunc(parts, func(p part) bool {
		key := keyOf(0, p.rows)
		again := seen[key]
		seen[key] = true
		return again
	})
}

func keyOf(axis int, rows []int) string {
	key := binary.AppendUvarint(nil, uint64(axis))
	for _, row := range rows {
		key = binary.AppendUvarint(key, uint64(row))
	}
	return string(key)
}

// contains reports whether a has all of b.
func contains(a, b []span) bool {
	i := 0
	for _, s := range b {
		for i < len(a) && a[i].high < s.low {
			i++
		}
		if i == len(a) || a[i].low > s.low || a[i].high < s.high {
			return false
		}
	}
	return true
}
