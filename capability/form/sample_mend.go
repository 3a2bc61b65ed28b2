package form

import (
	"fmt"
	"slices"
	"strings"

	"tongban/kernel/fault"
)

// mendings bounds how often answers are changed to please the rules across fields.
const mendings = 20

// mended changes answers one at a time, as long as each change leaves less to complain
// of.
func (s sampler) mended(v Values) Values {
	found := s.d.Check(v, s.at)
	for range mendings {
		at := slices.IndexFunc(found, func(f fault.Field) bool { return f.Key == "form.rule" })
		if at < 0 {
			return v
		}
		better := false
		for _, w := range s.changes(v, fmt.Sprint(found[at].Args...)) {
			if left := s.d.Check(w, s.at); len(left) < len(found) {
				v, found, better = w, left, true
				break
			}
		}
		if !better {
			return v
		}
	}
	return v
}

// changes returns v with each answer that the rule in these words needs changed in
// each way that can be thought of.
func (s sampler) changes(v Values, says string) (all []Values) {
	i := slices.IndexFunc(s.d.Rules, func(r Rule) bool { return r.Says == says })
	if i < 0 {
		return nil
	}
	rule, p := s.d.Rules[i], s.d.programs.rules[i]
	needs := slices.Concat(rule.At, p.holds.needs)
	if p.when != nil {
		needs = append(needs, p.when.needs...)
	}
	if rule.Each != "" {
		return append(s.columnChanges(v, rule, needs), s.fieldChanges(v, needs)...)
	}
	return s.fieldChanges(v, needs)
}

func (s sampler) fieldChanges(v Values, needs []string) (all []Values) {
	for _, key := range needs {
		f := s.d.byKey[key]
		if f == nil || !f.asked() || f.Kind == Table {
			continue
		}
		for _, answer := range s.others(f, needs, v) {
			all = append(all, v.With(Values{key: answer}))
		}
	}
	return all
}

// columnChanges changes a column in every row at once, and in each alone.
func (s sampler) columnChanges(v Values, rule Rule, needs []string) (all []Values) {
	table := s.d.byKey[rule.Each]
	for c := range table.Columns {
		column := &table.Columns[c]
		if !column.asked() || !strings.Contains(rule.Holds+rule.When, "row."+column.Key) {
			continue
		}
		for _, answer := range s.others(column, needs, v) {
			whole := v.Clone()
			for i, row := range whole.Rows(table.Key) {
				row[column.Key] = answer
				one := v.Clone()
				one.Rows(table.Key)[i][column.Key] = answer
				all = append(all, one)
			}
			all = append([]Values{whole}, all...)
		}
	}
	return all
}

// others are answers to f instead of the one there is: what other fields of its kind
// are answered, and guesses.
func (s sampler) others(f *Field, needs []string, v Values) (all []any) {
	for _, key := range needs {
		if other := s.d.byKey[key]; other != nil && other.Kind == f.Kind && other.Key != f.Key && !blank(v[key]) {
			all = append(all, v[key])
		}
	}
	if given := f.given(); given != nil {
		all = append(all, given)
	}
	switch f.Kind {
	case Bool:
		return append(all, true, false)
	case EnumList, CodeList:
		codes := s.codes(f)
		all = append(all, codes)
		for _, code := range codes {
			all = append(all, []string{code})
		}
	case Decimal, Money, Integer:
		for _, n := range []string{"1", "2", "3", "4", "5", "10", "50", "100", "600", "1000", "5000", "10000"} {
			all = append(all, n)
		}
	}
	for n := range 4 {
		all = append(all, s.guesses(f, s.n+n)...)
	}
	for i, answer := range all {
		all[i] = f.normal(answer)
	}
	return slices.DeleteFunc(all, func(answer any) bool { return blank(answer) || len(s.e.examine(f, answer)) > 0 })
}
