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
const tries = 1500

// rule looks for answers that break a rule across fields: those its document gives,
// else one answer changed, else two.
func (b *breaker) rule(r form.Rule) {
	found := Break{What: "rule " + r.Key, Key: "form.rule", Says: r.Says, Name: r.Each}
	if len(r.At) > 0 && r.Each == "" {
		found.Name = r.At[0]
	}
	if r.Breaks != nil {
		given, _ := b.d.FromJSON(r.Breaks)
		if b.breaks(&found, b.sample.With(given)) {
			b.all = append(b.all, found)
			return
		}
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

// breaks reports whether v breaks the rule and, apart from the field the rule is shown
// at, no field's own rule, and notes it.
func (b *breaker) breaks(found *Break, v form.Values) bool {
	name := ""
	for _, one := range b.d.Check(v, b.at) {
		switch {
		case one.Key != "form.rule" && form.Head(one.Name) != form.Head(found.Name):
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
	for _, f := range b.d.Fields {
		if !slices.Contains(spoken, f.Key) {
			continue
		}
		spoken = append(spoken, f.Rules.DerivedFrom)
		if f.ShownWhen != nil {
			for _, part := range f.ShownWhen.Parts() {
				spoken = append(spoken, part.Var)
			}
		}
	}
	var texts []any // answers somebody may give to the wrong field
	for _, key := range spoken {
		texts = append(texts, textsIn(v[key])...)
	}
	for i := range b.d.Fields {
		f := &b.d.Fields[i]
		if !slices.Contains(spoken, f.Key) {
			continue
		}
		if f.Kind != form.Table {
			for _, answer := range b.others(f, v[f.Key], texts) {
				all = append(all, set(v, f.Key, answer))
			}
			continue
		}
		all = append(all, b.rowsChanged(v, f, texts)...)
	}
	return all
}

// textsIn are the texts in an answer.
func textsIn(answer any) (all []any) {
	switch answer := answer.(type) {
	case string:
		return []any{answer}
	case []form.Values:
		for _, row := range answer {
			for _, key := range slices.Sorted(maps.Keys(row)) {
				all = append(all, textsIn(row[key])...)
			}
		}
	}
	return all
}

// rowsChanged changes single cells, makes cells of a column alike, takes a row away,
// and adds a copy of the first row with one cell changed.
func (b *breaker) rowsChanged(v form.Values, f *form.Field, texts []any) (all []form.Values) {
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
	if len(rows) > 1 {
		all = append(all, set(v, f.Key, rows[:1]), set(v, f.Key, rows[1:]))
	}
	for c := range f.Columns {
		column := &f.Columns[c]
		for _, answer := range b.others(column, rows[0][column.Key], texts) {
			for i := range rows {
				all = append(all, set(v, form.Path(f.Key, i, column.Key), answer))
			}
			longer(func(row form.Values) { row[column.Key] = answer })
		}
		for i := 1; i < len(rows); i++ {
			all = append(all, set(v, form.Path(f.Key, i, column.Key), rows[0][column.Key]))
		}
	}
	return all
}

// others are answers instead of one.
func (b *breaker) others(f *form.Field, answer any, texts []any) (all []any) {
	switch answer := answer.(type) {
	case bool:
		return []any{!answer, nil}
	case int64:
		return []any{answer + 1, answer - 1, answer * 2, int64(0), int64(1), answer / 2, answer * 10, nil}
	case []string:
		return lists(f)
	case form.Values:
		if from, err := time.Parse(time.DateOnly, answer.String("from")); err == nil {
			return []any{form.Values{"from": from.AddDate(-1, 0, 0).Format(time.DateOnly), "to": from.Format(time.DateOnly)}}
		}
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
		all = append(all, b.otherTexts(f, text)...)
		all = append(all, texts...)
	}
	return append(all, nil)
}

// lists are answers that choose something else: one option, two, all of them.
func lists(f *form.Field) (all []any) {
	var whole []string
	for i, o := range f.Options {
		whole = append(whole, o.Value)
		all = append(all, []string{o.Value})
		if i > 0 {
			all = append(all, []string{f.Options[0].Value, o.Value})
		}
	}
	return append(all, whole, nil)
}

// otherTexts are texts of the same sort: of ID numbers those of younger and older
// people, of others one with a digit changed.
func (b *breaker) otherTexts(f *form.Field, text string) (all []any) {
	if f.Rules.Format == "cn_id18" {
		for _, years := range []int{1, 5, 10, 15, 17, 30, 50, 65} {
			all = append(all, IDNumber(text, b.at.Today.AddDate(-years, 0, -3)))
		}
		return all
	}
	for at, r := range text {
		if r >= '0' && r <= '9' {
			all = append(all, text[:at]+string('0'+(r-'0'+1)%10)+text[at+1:])
		}
	}
	return append(all, "别的", "青山科技", "别的有限公司")
}
