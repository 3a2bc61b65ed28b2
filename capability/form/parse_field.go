package form

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"time"

	"tongban/capability/element"
)

// keyForm is what keys look like: they are names in rules, paths and addresses.
var keyForm = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]{0,63}$`)

// reserved are the names rules use for something else than a field.
var reserved = []string{"guide", "today", "now", "row", "given"}

// prepare completes a field or a column and says what is wrong with it.
func (f *Field) prepare(at string, found *faults) {
	if f.Key == "" || f.Label == "" {
		found.add(at, "form.definition.nameless")
	} else if !keyForm.MatchString(f.Key) || slices.Contains(reserved, f.Key) {
		found.add(at+".key", "form.definition.key", f.Key)
	}
	if !slices.Contains(kinds, f.Kind) {
		found.add(at+".type", "form.definition.kind", string(f.Kind))
	}
	if err := f.compilePattern(); err != nil {
		found.add(at+".validation.pattern", "form.definition.pattern", err.Error())
	}
	f.prepareRules(at+".validation", found)
	f.chooseList(at, found)
	f.bind(at, found)
	f.listOptions()
	if f.Kind == Money {
		f.limitMoney()
	}
}

// prepareColumns prepares the columns of a table, and holds them against the
// subject its rows are about.
func (f *Field) prepareColumns(at string, found *faults) {
	rows, _ := element.Find(f.Element)
	if len(f.Columns) > maxColumns || len(f.Columns) > 0 && f.Kind != Table {
		found.add(at+".columns", "form.definition.columns", maxColumns)
	}
	for i := range f.Columns {
		column, at := &f.Columns[i], fmt.Sprintf("%s.columns[%d]", at, i)
		if first, _ := f.Column(column.Key); first != column {
			found.add(at+".key", "form.definition.twice", column.Key)
		}
		if slices.Contains(kinds, column.Kind) && !slices.Contains(columnKinds, column.Kind) || column.ShownWhen != nil || column.Rules.DerivedFrom != "" {
			found.add(at, "form.definition.column-kind", string(column.Kind))
		}
		column.unbound = column.Element == ""
		column.prepare(at, found)
		if e, known := element.Find(column.Element); known && rows.Of != "" && e.About() != rows.Of {
			found.add(at+".element", "form.definition.column", column.Element, rows.Of)
		}
	}
}

// codePoint is how JavaScript writes a character by number; RE2 writes \x{…}.
var codePoint = regexp.MustCompile(`\\u([0-9a-fA-F]{4})`)

// compilePattern makes the field's pattern. RE2 runs in linear time whatever the
// pattern.
func (f *Field) compilePattern() (err error) {
	if f.Rules.Pattern == "" {
		return nil
	}
	if len(f.Rules.Pattern) > maxPattern {
		return fmt.Errorf("longer than %d bytes", maxPattern)
	}
	f.pattern, err = regexp.Compile(`^(?:` + codePoint.ReplaceAllString(f.Rules.Pattern, `\x{$1}`) + `)$`)
	return err
}

// written are the formats of a text.
var written = []string{"", "cn_id18", "cn_uscc", "cn_mobile", "cn_phone", "luhn", "email"}

// prepareRules says which rules contradict themselves or the field's kind.
func (f *Field) prepareRules(at string, found *faults) {
	r := &f.Rules
	if !slices.Contains(written, r.Format) || r.Format != "" && f.Kind != String {
		found.add(at+".format", "form.definition.format", r.Format)
	}
	for _, pair := range []struct {
		name        string
		least, most int
	}{{"minLength", r.MinLength, r.MaxLength}, {"minItems", r.MinItems, r.MaxItems}, {"minItems", r.MinItems, f.MaxRows}, {"maxItems", max(r.MaxItems, f.MaxRows), f.itemLimit()}} {
		if pair.most > 0 && pair.least > pair.most || pair.least < 0 || pair.most < 0 {
			found.add(at+"."+pair.name, "form.definition.bounds", pair.least, pair.most)
		}
	}
	if r.Scale != nil && (*r.Scale < 0 || *r.Scale > 20) {
		found.add(at+".scale", "form.definition.bounds", *r.Scale, 20)
	}
	if r.MinAge != nil && r.MaxAge != nil && *r.MinAge > *r.MaxAge {
		found.add(at+".minAge", "form.definition.bounds", *r.MinAge, *r.MaxAge)
	}
	for name, bound := range map[string]*Bound{"min": r.Min, "max": r.Max} {
		if bound != nil && !f.comparable(bound.text) {
			found.add(at+"."+name, "form.definition.bound", bound.text)
		}
	}
	if least, most := f.numbers(); least != nil && most != nil && least.Cmp(most) > 0 {
		found.add(at+".min", "form.definition.bounds", r.Min.text, r.Max.text)
	}
	if _, ok := period(r.MaxOffset); r.MaxOffset != "" && (!ok || f.Kind != Date) {
		found.add(at+".maxOffset", "form.definition.offset", r.MaxOffset)
	}
	for name, day := range map[string]string{"notBefore": r.NotBefore, "anchor": r.Anchor} {
		if day != "" && !isAnchor(day) {
			found.add(at+"."+name, "form.definition.bound", day)
		}
	}
}

// itemLimit is how many entries a field of this kind takes whatever it says.
func (f *Field) itemLimit() int {
	if f.Kind == Table {
		return hardRows
	}
	return 0
}

// numbers returns the bounds of a field that takes a number.
func (f *Field) numbers() (least, most *big.Rat) {
	read := func(b *Bound) *big.Rat {
		if b == nil {
			return nil
		}
		if n, ok := number(b.text); ok {
			return rational(n)
		}
		return nil
	}
	return read(f.Rules.Min), read(f.Rules.Max)
}

// comparable reports whether answers to f can be compared with a bound.
func (f *Field) comparable(bound string) bool {
	switch f.Kind {
	case Integer, Year, Decimal, Money, Computed:
		_, ok := number(bound)
		return ok
	}
	return isAnchor(bound)
}

// isAnchor reports whether a rule may speak of a day by this name. What is to be
// established is established on the day of the check.
func isAnchor(day string) bool {
	if day == "today" || day == "now" || day == "establishDate" {
		return true
	}
	_, err := time.Parse(time.DateOnly, day)
	return err == nil
}

// dictionaries are the code lists that documents name by their standard.
var dictionaries = map[string]string{
	"经营范围规范目录": "businessScope", "备案刻章企业": "sealMaker", "接种单位": "vaccinationSite",
	"GB/T 4754": "industry", "GB/T 3304": "ethnicGroup", "GB/T 2260": divisions,
}

// chooseList finds the code list of a field: the one it names, or its element's.
func (f *Field) chooseList(at string, found *faults) {
	e, _ := element.Find(f.Element)
	f.list = e.CodeList
	if f.Rules.Dict == "" {
		return
	}
	named := f.Rules.Dict
	if list := dictionaries[named]; list != "" {
		named = list
	}
	if _, known := element.CodeList(named); !known || f.list != "" && f.list != named {
		found.add(at+".validation.dict", "form.definition.dict", f.Rules.Dict)
		return
	}
	f.list = named
}

// fewOptions is how many codes become options of the field itself.
const fewOptions = 100

// listOptions offers the codes of the field's list where it gives no options.
func (f *Field) listOptions() {
	list, _ := element.CodeList(f.list)
	switch f.Kind {
	case Enum, EnumList, Code, CodeList, Ref:
	default:
		return
	}
	if len(f.Options) > 0 || len(list.Codes) > fewOptions {
		return
	}
	for _, v := range list.Codes {
		f.Options = append(f.Options, Option{Value: v.Code, Label: v.Label, LabelEn: v.LabelEn})
	}
}

// mostMoney bounds amounts whose form gives no bound.
const mostMoney = "999999999999.99"

// limitMoney gives an amount its cents and its bounds.
func (f *Field) limitMoney() {
	if f.Rules.Scale == nil {
		two := 2
		f.Rules.Scale = &two
	}
	if f.Rules.Min == nil {
		f.Rules.Min = &Bound{"0"}
	}
	if f.Rules.Max == nil {
		f.Rules.Max = &Bound{mostMoney}
	}
}

// ageInWords is the one rule in words that documents use where minAge or maxAge
// was meant.
var ageInWords = regexp.MustCompile(`^年龄([≤≥])(\d{1,3})周岁$`)

// readAgeRule takes an age limit out of the rule's words if the rule itself is missing.
func (f *Field) readAgeRule() {
	m := ageInWords.FindStringSubmatch(f.Rules.Check)
	if m == nil || f.Rules.MinAge != nil || f.Rules.MaxAge != nil {
		return
	}
	var years int
	_, _ = fmt.Sscan(m[2], &years) // digits by the expression above
	if m[1] == "≤" {
		f.Rules.MaxAge = &years
	} else {
		f.Rules.MinAge = &years
	}
}

var periodForm = regexp.MustCompile(`^P(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,5})D)?$`)

// span is a length of time on the calendar.
type span struct{ years, months, days int }

// after returns the day that lies s after t. A month that has no such day ends there:
// a month after 31 January is 28 February.
func (s span) after(t time.Time) time.Time {
	return addMonths(t, 12*s.years+s.months).AddDate(0, 0, s.days)
}

// addMonths returns the same day n months later, or the last of that month.
func addMonths(t time.Time, n int) time.Time {
	first := time.Date(t.Year(), t.Month(), 1, t.Hour(), t.Minute(), t.Second(), 0, t.Location()).AddDate(0, n, 0)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), last)-1)
}

// period reads a length of time as ISO 8601 writes it: P5Y, P18M, P30D.
func period(s string) (span, bool) {
	m := periodForm.FindStringSubmatch(s)
	if m == nil || strings.Join(m[1:], "") == "" {
		return span{}, false
	}
	n := func(digits string) (n int) {
		_, _ = fmt.Sscan(digits, &n) // "" is none
		return n
	}
	return span{n(m[1]), n(m[2]), n(m[3])}, true
}
