package form

import (
	"maps"
	"slices"
)

// variants is how many sets of answers are thought of before one is given up.
const variants = 4

// SampleAround returns answers that stand beside what is known already: known stays where
// the form allows it, fixed in any case; n varies the rest. It names the fields that stay
// wrong, none if the answers are valid.
func (d *Definition) SampleAround(n int, known, fixed Values, at Situation) (answers Values, wrong []string) {
	for _, keep := range []Values{known, fixed} {
		for more := range variants {
			answers = d.SampleIn(n+more, at)
			maps.Copy(answers, keep)
			answers = d.Asked(answers, at.Answers)
			if wrong = d.repeat(answers, fixed, at); len(wrong) == 0 {
				return d.Asked(answers, at.Answers), nil
			}
		}
	}
	return d.Asked(d.SampleIn(n, at), at.Answers), wrong
}

// repeat puts other answers of the same form where one is wrong, as somebody does who has
// to write a name twice. It returns what stays wrong.
func (d *Definition) repeat(v, fixed Values, at Situation) []string {
	wrong := d.wrongIn(v, at)
	for _, name := range wrong {
		old, text := v[name].(string)
		if _, stays := fixed[name]; stays || !text {
			continue
		}
		for _, other := range slices.Sorted(maps.Keys(v)) {
			if instead, text := v[other].(string); text {
				v[name] = instead
				if left := d.wrongIn(v, at); len(left) < len(wrong) {
					return d.repeat(v, fixed, at)
				}
			}
		}
		v[name] = old
	}
	return wrong
}

// wrongIn names the fields something is wrong with.
func (d *Definition) wrongIn(v Values, at Situation) (names []string) {
	for _, one := range d.Check(v, at) {
		names = append(names, one.Name)
	}
	return names
}
