package formtest

import (
	"fmt"
	"slices"
	"strings"

	"tongban/capability/form"
	"tongban/kernel/condition"
)

// Break is answers that break one rule, and the fault that says so.
type Break struct {
	What   string // the rule: "ratio max", "rule shares-sum"
	Values form.Values
	Name   string // of the field at fault
	Key    string // of its message
	Says   string // of a rule across fields: its words
}

// Breaks breaks each rule of d alone: what every field that is shown demands, every
// column in the first row of its table, every rule across fields. sample are valid
// answers in the situation. A rule for which no answers can be found has no Values: its
// document should give some, as "breaks".
func Breaks(d *form.Definition, sample form.Values, at form.Situation) []Break {
	b := &breaker{d: d, sample: d.Normalise(sample), at: at}
	for i := range d.Fields {
		f := &d.Fields[i]
		if !d.Shown(f, b.sample, at.Answers) {
			continue
		}
		b.field(f, f.Key)
		if f.Kind != form.Table || len(b.sample.Rows(f.Key)) == 0 {
			continue
		}
		for c := range f.Columns {
			b.field(&f.Columns[c], form.Path(f.Key, 0, f.Columns[c].Key))
		}
	}
	for _, r := range d.Rules {
		b.rule(r)
	}
	return b.all
}

// breaker collects breaks of one form.
type breaker struct {
	d      *form.Definition
	sample form.Values
	at     form.Situation
	all    []Break
}

// add notes answers that differ from the sample in one.
func (b *breaker) add(what, path string, answer any, name, key string) {
	b.all = append(b.all, Break{What: path + " " + what, Values: set(b.sample, path, answer), Name: name, Key: key})
}

// set returns v with the answer a path leads to replaced; nil takes it away.
func set(v form.Values, path string, answer any) form.Values {
	v = v.Clone()
	head, rest, deeper := strings.Cut(path, ".")
	into, key := v, head
	if deeper && v.Rows(head) != nil {
		number, column, _ := strings.Cut(rest, ".")
		into, key = v.Rows(head)[digits(number)], column
	} else if deeper {
		if v.Part(head) == nil {
			v[head] = form.Values{}
		}
		into, key = v.Part(head), rest
	}
	if key, part, deeper := strings.Cut(key, "."); deeper {
		into, key = into.Part(key), part
		return assign(v, into, key, answer)
	}
	return assign(v, into, key, answer)
}

func assign(v, into form.Values, key string, answer any) form.Values {
	if answer == nil {
		delete(into, key)
		return v
	}
	into[key] = answer
	return v
}

func digits(s string) (n int) {
	for _, r := range s {
		n = 10*n + int(r-'0')
	}
	return n
}

// texts are kinds whose answer is a text of one's own.
var texts = []form.Kind{form.String, form.LongText}

// unread is an answer that cannot be read, by kind.
var unread = map[form.Kind]string{
	form.Integer: "many", form.Year: "next", form.Decimal: "ten", form.Money: "ten", form.Date: "2026-02-30", form.YearMonth: "2026-13",
	form.DateTime: "2026-02-10T25:00", form.Bool: "perhaps", form.EnumList: "one", form.CodeList: "one", form.Table: "rows",
	form.DateRange: "always", form.Location: "here",
}

// field breaks what f demands.
func (b *breaker) field(f *form.Field, path string) {
	asked := f.Kind != form.File && f.Kind != form.Info && f.Kind != form.Computed && f.Rules.DerivedFrom == ""
	if !asked {
		b.derived(f)
		return
	}
	if f.Required {
		b.required(f, path)
	}
	if wrong, ok := unread[f.Kind]; ok {
		b.add("type", path, wrong, path, "form.type."+string(f.Kind))
	}
	switch f.Kind {
	case form.String, form.LongText:
		b.text(f, path)
	case form.Integer, form.Decimal, form.Money:
		b.number(f, path)
	case form.Year:
		if len(f.Rules.OneOf) > 0 {
			b.add("one of", path, int64(1950), path, "form.choice.one-of")
		} else {
			b.number(f, path)
		}
	case form.Enum, form.Code, form.Ref:
		b.add("options", path, "不存在", path, "form.choice.unknown")
	case form.EnumList, form.CodeList:
		b.list(f, path)
	case form.Date, form.YearMonth, form.DateTime:
		b.day(f, path)
	case form.DateRange:
		b.period(f, path)
	case form.Address:
		b.address(f, path)
	case form.Location:
		b.add("north", path+".lat", "90.5", path+".lat", "form.range.between")
		b.add("east", path+".lng", "-180.5", path+".lng", "form.range.between")
		b.add("half", path+".lng", nil, path+".lng", "form.location.lng")
	case form.Table:
		b.rows(f)
	}
}

// required takes the answer away.
func (b *breaker) required(f *form.Field, path string) {
	key := "form.required.fill"
	switch f.Kind {
	case form.Agreement:
		b.add("agreed", path, false, path, "form.required.agree")
		key = "form.required.agree"
	case form.Table:
		key = "form.required.rows"
	case form.Enum, form.EnumList, form.Bool, form.Date, form.YearMonth, form.DateTime, form.DateRange, form.Code, form.CodeList, form.Ref, form.Location:
		key = "form.required.choose"
	}
	b.add("required", path, nil, path, key)
	if slices.Contains(texts, f.Kind) {
		b.add("seen", path, " \u200b\u3000", path, key)
	}
}

func (b *breaker) list(f *form.Field, path string) {
	b.add("options", path, []string{"不存在"}, path, "form.choice.unknown")
	chosen, _ := b.sample.At(path).([]string)
	if least := f.Rules.MinItems; least > 1 && len(chosen) >= least {
		b.add("least items", path, chosen[:least-1], path, "form.choice.min")
	}
	if most := f.Rules.MaxItems; most > 0 && len(f.Options) > most {
		var all []string
		for _, o := range f.Options[:most+1] {
			all = append(all, o.Value)
		}
		b.add("most items", path, all, path, "form.choice.max")
	}
}

// rows breaks how many rows a table takes.
func (b *breaker) rows(f *form.Field) {
	rows := b.sample.Rows(f.Key)
	if len(rows) == 0 {
		return
	}
	if least := f.Rules.MinItems; least > 1 && len(rows) >= least {
		b.add("least rows", f.Key, rows[:least-1], f.Key, "form.table.min")
	}
	var many []form.Values
	for range f.MostRows() + 1 {
		many = append(many, rows[0])
	}
	b.add("most rows", f.Key, many, f.Key, "form.table.max")
	if n := len(rows); n < f.MostRows() {
		b.add("blank row", f.Key, append(slices.Clone(rows), form.Values{}), form.Path(f.Key, n, ""), "form.table.blank")
	}
}

func (b *breaker) address(f *form.Field, path string) {
	region, detail := path+".region", path+".detail"
	b.add("region", region, nil, region, "form.address.region")
	b.add("no region", region, "000001x", region, "form.address.unknown")
	b.add("detail", detail, nil, detail, "form.address.detail")
	if least := f.Rules.MinLength; least > 1 {
		b.add("least length", detail, strings.Repeat("路", least-1), detail, "form.length.min")
	}
	b.add("most length", detail, strings.Repeat("路", longest(f)+1), detail, "form.length.max")
	b.add("seen characters", detail, "人民路\u200b八十八号附一号", detail, "form.text.invisible")
}

// longest is how long a text may be.
func longest(f *form.Field) int {
	switch {
	case f.Rules.MaxLength > 0:
		return f.Rules.MaxLength
	case f.Rules.Length > 0:
		return f.Rules.Length
	}
	return 2000
}

// Problem checks that answers are refused as a break expects: its fault is there, and
// whatever else is wrong follows from it, in the same field or in a rule across
// fields. It says what is not as expected, "" if all is well.
func Problem(d *form.Definition, b Break, at form.Situation) string {
	if b.Values == nil {
		return b.What + ": no answers break it; its document should give some"
	}
	found := d.Check(b.Values, at)
	seen := false
	for _, one := range found {
		if one.Name == b.Name && one.Key == b.Key && (b.Says == "" || fmt.Sprint(one.Args...) == b.Says) {
			seen = true
		}
	}
	if !seen {
		return fmt.Sprintf("%s: got %+v, want %s at %s", b.What, found, b.Key, b.Name)
	}
	for _, one := range found {
		follows := false
		if f, known := d.Field(form.Head(one.Name)); known {
			follows = f.Rules.DerivedFrom == form.Head(b.Name) || shownBy(f, form.Head(b.Name))
		}
		if form.Head(one.Name) != form.Head(b.Name) && one.Key != "form.rule" && !follows {
			return fmt.Sprintf("%s: besides %s at %s got %+v", b.What, b.Key, b.Name, one)
		}
	}
	return ""
}

// shownBy reports whether the answer to the field of key decides whether f is shown.
func shownBy(f *form.Field, key string) bool {
	return f.ShownWhen != nil && slices.ContainsFunc(f.ShownWhen.Parts(), func(c condition.Condition) bool { return c.Var == key })
}
