package form

import (
	"slices"

	"tongban/kernel/fault"
)

// Shown reports whether f is asked: whether what shows it is true of the answers to
// the guide and to other fields that are asked themselves.
func (d *Definition) Shown(f *Field, v Values, guide map[string]any) bool {
	return d.looking(v, guide).shows(f)
}

// looking finds out which fields are shown, each once.
type looking struct {
	d     *Definition
	v     Values
	guide map[string]any
	found map[*Field]bool
}

func (d *Definition) looking(v Values, guide map[string]any) looking {
	return looking{d, v, guide, map[*Field]bool{}}
}

func (l looking) shows(f *Field) bool {
	if f.ShownWhen == nil {
		return true
	}
	shown, known := l.found[f]
	if known {
		return shown
	}
	answers := map[string]any{}
	for _, part := range f.ShownWhen.Parts() {
		other := l.d.byKey[part.Var]
		switch {
		case other == nil:
			answers[part.Var] = l.guide[part.Var]
		case l.shows(other):
			answers[part.Var] = comparable(other, l.v[other.Key])
		}
	}
	shown = f.ShownWhen.Holds(answers)
	l.found[f] = shown
	return shown
}

// comparable returns an answer as conditions compare it: numbers as numbers.
func comparable(f *Field, answer any) any {
	if f.Kind == Decimal || f.Kind == Money || f.Kind == Computed {
		if n, ok := float(answer); ok {
			return n
		}
	}
	return answer
}

// Asked returns the answers to the fields that are asked: what is handed in. A draft
// may keep the others, so that they are there again when the guide is answered anew.
func (d *Definition) Asked(v Values, guide map[string]any) Values {
	v = d.Normalise(v)
	see, out := d.looking(v, guide), Values{}
	for i := range d.Fields {
		if f := &d.Fields[i]; see.shows(f) && !blank(v[f.Key]) {
			out[f.Key] = v[f.Key]
		}
	}
	d.compute(out)
	for i := range d.Fields {
		if f := &d.Fields[i]; !see.shows(f) {
			delete(out, f.Key)
		}
	}
	return out
}

// Pages returns the pages with a field to show, each with the fields that are.
func (d *Definition) Pages(v Values, guide map[string]any) []Topic {
	see := d.looking(v, guide)
	var open []Topic
	for _, t := range d.topics {
		if t.Fields = see.narrow(t); len(t.Fields) > 0 {
			open = append(open, t)
		}
	}
	return open
}

// Narrow returns a page with the fields that are shown.
func (d *Definition) Narrow(t Topic, v Values, guide map[string]any) Topic {
	t.Fields = d.looking(v, guide).narrow(t)
	return t
}

func (l looking) narrow(t Topic) []*Field {
	return slices.DeleteFunc(slices.Clone(t.Fields), func(f *Field) bool { return !l.shows(f) })
}

// InOrder sorts faults as the form asks its questions.
func (d *Definition) InOrder(all []fault.Field) {
	place := make(map[string]int, len(d.Fields))
	for i, f := range d.Fields {
		place[f.Key] = i
	}
	slices.SortStableFunc(all, func(a, b fault.Field) int { return place[Head(a.Name)] - place[Head(b.Name)] })
}
