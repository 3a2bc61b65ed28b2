package bundle

import "slices"

// Without is b without a component and what is said about it.
func (b *Bundle) Without(code string) *Bundle {
	return b.without(func(o string) bool { return o == code })
}

func (b *Bundle) without(gone func(code string) bool) *Bundle {
	if !slices.ContainsFunc(b.Components, func(c Component) bool { return gone(c.Item) }) {
		return b
	}
	left := *b
	left.Components = nil
	for _, c := range b.Components {
		if !gone(c.Item) {
			c.DependsOn = slices.DeleteFunc(slices.Clone(c.DependsOn), gone)
			left.Components = append(left.Components, c)
		}
	}
	left.Fields = slices.DeleteFunc(slices.Clone(b.Fields), func(r FieldRule) bool { return gone(r.Item) || gone(r.Take) })
	left.Supplies = slices.DeleteFunc(slices.Clone(b.Supplies), func(s Supply) bool { return gone(s.Result) })
	for i := range left.Supplies {
		s := &left.Supplies[i]
		if items := slices.DeleteFunc(slices.Clone(s.Items), gone); len(s.Items) > 0 && len(items) == 0 {
			s.Items = []string{b.Code} // of none
		} else {
			s.Items = items
		}
	}
	left.Supplies = slices.DeleteFunc(left.Supplies, func(s Supply) bool { return len(s.Items) == 1 && s.Items[0] == b.Code })
	left.Materials = nil
	for _, m := range b.Materials {
		m.Covers = slices.DeleteFunc(slices.Clone(m.Covers), func(covered string) bool { return gone(before(covered)) })
		if gone(m.Take) {
			m.Take = ""
		}
		left.Materials = append(left.Materials, m)
	}
	return &left
}
