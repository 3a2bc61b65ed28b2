package bundle

import (
	"slices"

	"tongban/capability/catalogue"
)

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
	left.Questions = questionsOf(b, &left)
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

// questionsOf are the questions of b without the options that would choose nothing left has.
func questionsOf(b, left *Bundle) (questions []catalogue.Question) {
	for _, q := range b.Questions {
		q.Options = slices.DeleteFunc(slices.Clone(q.Options), func(o catalogue.Option) bool {
			chooses := func(c Component) bool {
				return c.When != nil && c.When.Var == q.ID && slices.Contains(c.When.Values(), any(o.Value))
			}
			return slices.ContainsFunc(b.Components, chooses) && !slices.ContainsFunc(left.Components, chooses)
		})
		questions = append(questions, q)
	}
	return questions
}
