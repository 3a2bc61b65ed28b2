package form

import (
	"context"
	"slices"
)

// Lost is an answer, or what is left of one, that a newer form has no place for.
type Lost struct {
	Field  *Field // of the older form
	Answer any
}

// Label returns what was asked, for ctx's reader.
func (l Lost) Label(ctx context.Context) string { return l.Field.LabelIn(ctx) }

// Words writes the answer for ctx's reader; masked hides what only its owner may read.
func (l Lost) Words(ctx context.Context, masked bool) string {
	text := l.Field.Show(ctx, l.Answer)
	if masked {
		return l.Field.Masked(text)
	}
	return text
}

// Carry takes answers from one version of a form over to another, field by field: by
// the same key, else by the same data element, where the kind still takes the answer.
// Everything else is returned as lost, in the order of the older form. What is derived
// or computed is worked out anew.
func Carry(from, to *Definition, v Values) (kept Values, lost []Lost) {
	v = from.Normalise(v)
	kept = Values{}
	for i := range from.Fields {
		f := &from.Fields[i]
		answer, given := v[f.Key]
		if !given || !f.asked() {
			continue
		}
		target := to.heir(from, f)
		if target == nil {
			lost = append(lost, Lost{f, answer})
			continue
		}
		taken, rest := f.carry(target, answer)
		if !blank(taken) {
			kept[target.Key] = taken
		}
		if !blank(rest) {
			lost = append(lost, Lost{f, rest})
		}
	}
	return to.Normalise(kept), lost
}

// heir returns the field that answers to f go to, nil if there is none.
func (d *Definition) heir(from *Definition, f *Field) *Field {
	if same := d.byKey[f.Key]; same != nil {
		if same.asked() && f.fits(same) {
			return same
		}
		return nil
	}
	if f.Element == "" || f.unbound || from.bearing(f.Element) != 1 || d.bearing(f.Element) != 1 {
		return nil
	}
	i := slices.IndexFunc(d.Fields, func(t Field) bool { return t.Element == f.Element })
	target := &d.Fields[i]
	if from.byKey[target.Key] != nil || !target.asked() || !f.fits(target) {
		return nil
	}
	return target
}

// bearing returns how many fields mean an element.
func (d *Definition) bearing(element string) (n int) {
	for _, f := range d.Fields {
		if f.Element == element {
			n++
		}
	}
	return n
}

// alikeKinds are kinds that take each other's answers.
var alikeKinds = [][]Kind{{String, LongText}, {Decimal, Money}, {Enum, Code, Ref}, {EnumList, CodeList}}

// fits reports whether answers to f are of the sort that t takes.
func (f *Field) fits(t *Field) bool {
	return f.Kind == t.Kind || slices.ContainsFunc(alikeKinds, func(kinds []Kind) bool {
		return slices.Contains(kinds, f.Kind) && slices.Contains(kinds, t.Kind)
	})
}

// carry divides an answer into what t takes and the rest.
func (f *Field) carry(t *Field, answer any) (taken, rest any) {
	e := examiner{}
	switch given := answer.(type) {
	case string:
		if (t.Kind == Enum || t.Kind == Code || t.Kind == Ref) && !e.offers(t, given) {
			return nil, answer
		}
	case []string:
		var kept, left []string
		for _, one := range given {
			if e.offers(t, one) {
				kept = append(kept, one)
			} else {
				left = append(left, one)
			}
		}
		return kept, left
	case []Values:
		return f.carryRows(t, given)
	}
	return answer, nil
}

// carryRows takes rows over column by column. The rest are the rows with the columns
// that are gone.
func (f *Field) carryRows(t *Field, rows []Values) (taken, rest any) {
	kept, left := make([]Values, len(rows)), make([]Values, len(rows))
	anything := false
	for i, row := range rows {
		kept[i], left[i] = Values{}, Values{}
		for c := range f.Columns {
			column := &f.Columns[c]
			answer, given := row[column.Key]
			if !given || !column.asked() {
				continue
			}
			target := t.heirOf(column)
			if target == nil {
				left[i][column.Key], anything = answer, true
				continue
			}
			taken, rest := column.carry(target, answer)
			if !blank(taken) {
				kept[i][target.Key] = taken
			}
			if !blank(rest) {
				left[i][column.Key], anything = rest, true
			}
		}
	}
	if !anything {
		return kept, nil
	}
	return kept, left
}

// heirOf returns the column that cells of another table's column go to.
func (f *Field) heirOf(column *Field) *Field {
	target, known := f.Column(column.Key)
	if !known && column.Element != "" {
		i := slices.IndexFunc(f.Columns, func(c Field) bool { return c.Element == column.Element })
		if i < 0 {
			return nil
		}
		target, known = &f.Columns[i], true
	}
	if !known || !target.asked() || !column.fits(target) {
		return nil
	}
	return target
}
