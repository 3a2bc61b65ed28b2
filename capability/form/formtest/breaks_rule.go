package formtest

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"time"

	"tongban/capability/form"
)

// tries bounds how many answers are tried for one rule.
const tries = 4000

// rule looks for answers that break a rule across fields: those its document gives,
// else one answer changed, else two.
func (b *breaker) rule(r form.Rule) {
	found := Break{What: "rule " + r.Key, Key: "form.rule", Says: r.Says, Name: r.Each}
	if len(r.At) > 0 && r.Each == "" {
		found.Name = r.At[0]
	}
	if r.Breaks != nil {
		given, _ := b.d.FromJSON(r.Breaks)
		b.breaks(&found, b.sample.With(given))
		b.all = append(b.all, found)
		return
	}
	once := b.changes(b.sample, r)
	left := tries
	for _, v := range once {
		if left--; b.breaks(&found, v) {
			b.all = append(b.all, found)
			return
		}
	}
	for _, v := range once {
		for _, w := range b.changes(v, r) {
			if left--; left < 0 || b.breaks(&found, w) {
				b.all = append(b.all, found)
				return
			}
		}
	}
	b.all = append(b.all, found)
}

// breaks reports whether v breaks the rule and no field's own rule, and notes it.
func (b *breaker) breaks(found *Break, v form.Values) bool {
	name := ""
	for _, one := range b.d.Check(v, b.at) {
		switch {
		case one.Key != "form.rule":
			return false
		case fmt.Sprint(one.Args...) == found.Says && name == "":
			name = one.Name
		}
	}
	if name == "" || form.Head(name) != form.Head(found.Name) {
		return false
	}
	found.Values, found.Name = v, name
	return true
}

var words = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_]*`)

// changes returns v with each answer the rule may speak of changed in each way.
func (b *breaker) changes(v form.Values, r form.Rule) (all []form.Values) {
	spoken := append(words.FindAllString(r.Holds+" "+r.When, -1), r.At...)
	spoken = append(spoken, r.Each)
	for i := range b.d.Fields {
		f := &b.d.Fields[i]
		if !slices.Contains(spoken, f.Key) {
			continue
		}
		if f.Kind != form.Table {
			for _, answer := range others(f, v[f.Key]) {
				all = append(all, set(v, f.Key, answer))
			}
			continue
		}
		all = append(all, rowsChanged(v, f)...)
	}
	return all
}

// rowsChanged changes single cells, makes cells of a column alike, and adds a copy of
// the first row with one cell changed.
func rowsChanged(v form.Values, f *form.Field) (all []form.Values) {
	rows := v.Rows(f.Key)
	if len(rows) == 0 {
		return nil
	}
	longer := func(change func(form.Values)) {
		row := maps.Clone(rows[0])
		change(row)
		all = append(all, set(v, f.Key, append(slices.Clone(rows), row)))
	}
	longer(func(form.Values) {})
	for c := range f.Columns {
		column := &f.Columns[c]
		for _, answer := range others(column, rows[0][column.Key]) {
			all = append(all, set(v, form.Path(f.Key, 0, column.Key), answer))
			longer(func(row form.Values) { row[column.Key] = answer })
		}
		for i := 1; i < len(rows); i++ {
			all = append(all, set(v, form.Path(f.Key, i, column.Key), rows[0][column.Key]))
		}
	}
	return all
}

// others are answers instead of one.
func others(f *form.Field, answer any) (all []any) {
	switch answer := answer.(type) {
	case bool:
		return []any{!answer, nil}
	case int64:
		return []any{answer + 1, answer - 1, answer * 2, int64(0), int64(1), answer / 2, answer * 10, nil}
	case []string:
		for _, o := range f.Options {
			all = append(all, []string{o.Value})
		}
		return append(all, nil)
	case form.Values:
		return nil
	}
	text, _ := answer.(string)
	for _, layout := range []string{time.DateOnly, "2006-01", "2006-01-02T15:04"} {
		if t, err := time.Parse(layout, text); err == nil {
			for _, years := range []int{1, -1, 6, -6, 20, -20, 70, -70} {
				all = append(all, t.AddDate(years, 0, 0).Format(layout))
			}
		}
	}
	if n, err := strconv.ParseFloat(text, 64); err == nil && (f.Kind == form.Decimal || f.Kind == form.Money) {
		for _, other := range []float64{n + 1, n - 1, n / 2, n * 2, n * 10, n * 100, 0, 1, n / 100} {
			all = append(all, strconv.FormatFloat(other, 'f', -1, 64))
		}
	}
	for _, o := range f.Options {
		all = append(all, o.Value)
	}
	if f.Kind == form.String || f.Kind == form.LongText {
		all = append(all, "别的", "青山科技", "别的有限公司", "1×1×1")
	}
	return append(all, nil)
}
