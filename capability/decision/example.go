package decision

import (
	"strings"
	"time"

	"tongban/capability/decision/feel"
)

// domain returns the places the values of a column may have, as far as anybody said, null
// and stretches with nothing in them left out. They are not known if only an evaluation
// can tell which values are allowed.
func (c *column) domain() (domain []span, known bool) {
	domain = c.sorts()
	for _, t := range append([]*test{c.values}, c.domains()...) {
		switch {
		case t == nil:
		case !t.plain:
			return domain, false
		default:
			domain = meet(domain, c.space.spans(t))
		}
	}
	return meet(domain, c.space.real()), true
}

// sorts returns the places of the sorts of values a column has: that of its type, or else
// those its conditions speak of.
func (c *column) sorts() []span {
	for _, t := range []*typ{c.typ, c.of} {
		if k := t.kindOfAll(); k != anything {
			all, _ := c.space.all(k)
			return []span{all}
		}
	}
	var all []span
	for _, t := range c.tests {
		if t == nil || !t.plain {
			continue
		}
		for _, one := range t.cases {
			if one.Kind != feel.CaseAny && asks(one) != "null" {
				sort, _ := c.space.all(asks(one))
				all = append(all, sort)
			}
		}
	}
	if all = joined(all); len(all) == 0 { // nothing is asked
		return []span{{c.space.others(), c.space.others()}}
	}
	return all
}

// real returns the places that have something in them: between two days that follow each
// other there is none.
func (s *space) real() []span {
	var all []span
	low := falseAt
	for _, o := range s.orders {
		if o.kind != date && o.kind != months {
			continue
		}
		for i := 1; i < len(o.points); i++ {
			if o.points[i].n == o.points[i-1].n+1 {
				empty := o.at + 2*i
				all = append(all, span{low, empty - 1})
				low = empty + 1
			}
		}
	}
	return append(all, span{low, s.size - 1})
}

// example returns a case as the conditions of a table would name it.
func (v *review) example(at []int) string {
	var parts []string
	for i, x := range v.axes {
		if x.column.asksNothing() {
			continue
		}
		label := strings.Join(strings.Fields(x.column.label), " ")
		parts = append(parts, label+" = "+x.column.space.example(at[i], x.domain))
	}
	return strings.Join(parts, " · ")
}

// asksNothing reports whether no row has a condition in a column.
func (c *column) asksNothing() bool {
	for _, t := range c.tests {
		if t == nil || len(t.cases) != 1 || t.cases[0].Kind != feel.CaseAny {
			return false
		}
	}
	return true
}

// example returns a value of a place.
func (s *space) example(at int, domain []span) string {
	switch {
	case at == nullAt:
		return "null"
	case at == falseAt:
		return "false"
	case at == trueAt:
		return "true"
	case at < s.otherTexts():
		return feel.Write(s.named[at-textsAt])
	case at == s.otherTexts():
		return s.otherText()
	}
	for _, o := range s.orders {
		if at >= o.at && at <= o.at+2*len(o.points) {
			return o.example(at - o.at)
		}
	}
	return "-"
}

// otherText names the texts that no condition names.
func (s *space) otherText() string {
	const most = 3
	names := make([]string, 0, most)
	for _, name := range s.named[:min(most, len(s.named))] {
		names = append(names, feel.Write(name))
	}
	if len(s.named) > most {
		names = append(names, "…")
	}
	return "not(" + strings.Join(names, ", ") + ")"
}

// example returns a value of a place of o, or the stretch it is in as a condition.
func (o *order) example(at int) string {
	i, last := at/2, len(o.points)-1
	switch {
	case at%2 == 1:
		return feel.Write(o.points[i].value)
	case i == 0 && o.points[0].whole:
		return o.write(o.points[0].n - 1)
	case i == 0:
		return "< " + feel.Write(o.points[0].value)
	case o.points[i-1].whole && (i > last || o.points[i].whole && o.points[i].n > o.points[i-1].n+1):
		return o.write(o.points[i-1].n + 1)
	case i > last:
		return "> " + feel.Write(o.points[last].value)
	}
	return "(" + feel.Write(o.points[i-1].value) + ".." + feel.Write(o.points[i].value) + ")"
}

// write writes the value of o's kind that has the number n.
func (o *order) write(n int64) string {
	switch o.kind {
	case date:
		day := time.Unix(n*24*60*60, 0).UTC()
		return feel.Write(feel.Date{Year: day.Year(), Month: int(day.Month()), Day: day.Day()})
	case months:
		return feel.Write(feel.Months(n))
	case duration:
		return feel.Write(feel.Duration{Seconds: n})
	}
	return feel.Write(feel.Int(n))
}
