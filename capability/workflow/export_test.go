package workflow

// Explored is what is found on all ways of a drawing, and on those of its smaller one, and
// how many markings there are to look at.
func (d *Definition) Explored() (all, reduced []Fault, most, least int) {
	large, small := d.explore(), d.reduced().explore()
	s := &soundness{d: d}
	return s.ways(large), s.ways(small), len(large.markings), len(small.markings)
}
