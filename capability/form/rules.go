package form

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"tongban/kernel/check"
	"tongban/kernel/clock"
	"tongban/kernel/fault"
	"tongban/kernel/message"
)

// Check returns every fault of every field on the given day, in the form's order:
// empty required fields, answers that cannot be read, rules that are broken. Fields
// for files are left to whoever keeps the materials.
func (d *Definition) Check(v Values, today time.Time) []fault.Field {
	v = d.Normalise(v)
	examiner := examiner{demo: d.DemoRegions, today: today.In(clock.Shanghai)}
	var wrong []fault.Field
	for i := range d.Fields {
		f := &d.Fields[i]
		if f.Kind == File {
			continue
		}
		found := examiner.examine(f, v[f.Key])
		if source, ok := d.Field(f.Rules.DerivedFrom); ok && blank(v[f.Key]) && len(examiner.examine(source, v[source.Key])) > 0 {
			continue // the number it comes from is reported already
		}
		wrong = append(wrong, check.Named(f.Key, found)...)
	}
	return wrong
}

// examiner holds what rules need to know besides the answer.
type examiner struct {
	demo  bool
	today time.Time
}

// examine returns what is wrong with the answer to f, in fields without a name.
func (e examiner) examine(f *Field, answer any) []fault.Field {
	if blank(answer) {
		if f.Required {
			return wrong(f.requiredKey(), f.Label)
		}
		return nil
	}
	switch f.Kind {
	case Integer:
		return e.integer(f, answer)
	case Year:
		return e.year(f, answer)
	case EnumList:
		return e.choices(f, answer)
	case Bool:
		if _, ok := answer.(bool); !ok {
			return wrong("form.type.bool", f.Label)
		}
		return nil
	}
	text, ok := answer.(string)
	if !ok || strings.ContainsRune(text, utf8.RuneError) {
		return wrong("form.unreadable", f.Label)
	}
	switch f.Kind {
	case Decimal:
		return e.decimal(f, text)
	case Enum:
		return e.choice(f, text)
	case Date:
		return e.date(f, text)
	case YearMonth:
		if _, err := time.Parse("2006-01", text); err != nil {
			return wrong("form.type.yearMonth", f.Label)
		}
		return nil
	}
	return e.text(f, text)
}

// requiredKey says fill in, choose or answer, as the input asks for it.
func (f *Field) requiredKey() string {
	switch f.Kind {
	case Enum, EnumList, Bool, Date, YearMonth:
		return "form.required.choose"
	}
	return "form.required.fill"
}

func (e examiner) text(f *Field, text string) []fault.Field {
	switch f.Rules.Format {
	case "cn_id18":
		return check.IDNumber(text, e.demo, e.today)
	case "cn_uscc":
		return check.USCC(text, e.demo)
	case "cn_mobile":
		return check.Mobile(text)
	case "luhn":
		if found := check.BankCard(text); found != nil {
			return found
		}
	}
	n := utf8.RuneCountInString(text)
	switch r := f.Rules; {
	case r.Length > 0 && n != r.Length:
		return wrong("form.length.exact", f.Label, r.Length, n)
	case n < r.MinLength:
		return wrong("form.length.min", f.Label, r.MinLength, n)
	case r.MaxLength > 0 && n > r.MaxLength, r.MaxLength == 0 && n > longestText:
		return wrong("form.length.max", f.Label, f.longest(), n)
	case f.pattern != nil && !f.pattern.MatchString(text):
		return f.patternFault()
	}
	return nil
}

// longestText bounds texts whose form gives no bound.
const longestText = 2000

func (f *Field) longest() int {
	if f.Rules.MaxLength > 0 {
		return f.Rules.MaxLength
	}
	return longestText
}

// onlyDigits finds the numbers in patterns such as ^\d{12}$ and ^\d{8,30}$.
var onlyDigits = regexp.MustCompile(`^\^?\\d\{(\d+)(?:,(\d+))?\}\$?$`)

// patternFault says the rule in words: the form's own if it has any.
func (f *Field) patternFault() []fault.Field {
	m := onlyDigits.FindStringSubmatch(f.Rules.Pattern)
	switch {
	case f.Hint != "":
		return wrong("form.pattern.hint", f.Label, f.Hint)
	case m == nil:
		return wrong("form.pattern.other", f.Label)
	case m[2] == "":
		return wrong("form.pattern.digits", f.Label, m[1])
	}
	return wrong("form.pattern.digits-between", f.Label, m[1], m[2])
}

func (e examiner) integer(f *Field, answer any) []fault.Field {
	n, ok := answer.(int64)
	if !ok {
		return wrong("form.type.integer", f.Label)
	}
	return f.bounds(strconv.FormatInt(n, 10))
}

func (e examiner) decimal(f *Field, text string) []fault.Field {
	n, ok := number(text)
	if !ok {
		return wrong("form.type.decimal", f.Label)
	}
	_, decimals, _ := strings.Cut(n, ".")
	if scale := f.Rules.Scale; scale != nil && len(decimals) > *scale {
		if *scale == 0 {
			return wrong("form.scale.whole", f.Label)
		}
		return wrong("form.scale.decimals", f.Label, *scale)
	}
	return f.bounds(n)
}

// bounds compares a number with the least and the greatest allowed, exactly.
func (f *Field) bounds(n string) []fault.Field {
	beyond := func(b *Bound, sign int) bool {
		if b == nil {
			return false
		}
		limit, ok := number(b.text)
		return ok && rational(n).Cmp(rational(limit)) == sign
	}
	below, above := beyond(f.Rules.Min, -1), beyond(f.Rules.Max, 1)
	switch {
	case (below || above) && f.Rules.Min != nil && f.Rules.Max != nil:
		return wrong("form.range.between", f.Label, f.Rules.Min.text, f.Rules.Max.text)
	case below:
		return wrong("form.range.min", f.Label, f.Rules.Min.text)
	case above:
		return wrong("form.range.max", f.Label, f.Rules.Max.text)
	}
	return nil
}

func (e examiner) year(f *Field, answer any) []fault.Field {
	year, ok := answer.(int64)
	if !ok || year < 1900 || year > 2999 {
		return wrong("form.type.year", f.Label)
	}
	if len(f.Rules.OneOf) == 0 {
		return f.bounds(strconv.FormatInt(year, 10))
	}
	var allowed []string
	for _, rule := range f.Rules.OneOf {
		if ahead, relative := strings.CutPrefix(rule, "currentYear"); relative {
			n, _ := strconv.Atoi(ahead) // "" is this year
			rule = strconv.Itoa(e.today.Year() + n)
		}
		allowed = append(allowed, rule)
	}
	if !slices.Contains(allowed, strconv.FormatInt(year, 10)) {
		return wrong("form.choice.one-of", f.Label, message.List(allowed))
	}
	return nil
}

func (e examiner) choice(f *Field, value string) []fault.Field {
	if !f.offers(value) {
		return wrong("form.choice.unknown", f.Label, value)
	}
	return nil
}

func (e examiner) choices(f *Field, answer any) []fault.Field {
	values, ok := answer.([]string)
	if !ok {
		return wrong("form.type.enumList", f.Label)
	}
	for _, value := range values {
		if !f.offers(value) {
			return wrong("form.choice.unknown", f.Label, value)
		}
	}
	switch n := len(values); {
	case n < f.Rules.MinItems:
		return wrong("form.choice.min", f.Label, f.Rules.MinItems)
	case f.Rules.MaxItems > 0 && n > f.Rules.MaxItems:
		return wrong("form.choice.max", f.Label, f.Rules.MaxItems)
	}
	return nil
}

func (f *Field) offers(value string) bool {
	return slices.ContainsFunc(f.Options, func(o Option) bool { return o.Value == value })
}

func (e examiner) date(f *Field, text string) []fault.Field {
	t, err := time.ParseInLocation(time.DateOnly, text, clock.Shanghai)
	if err != nil {
		return wrong("form.type.date", f.Label)
	}
	if limit, ok := e.bound(f.Rules.Min); ok && t.Before(limit) {
		return wrong("form.date.min", f.Label, limit.Format(time.DateOnly))
	}
	if limit, ok := e.bound(f.Rules.Max); ok && t.After(limit) {
		return wrong("form.date.max", f.Label, limit.Format(time.DateOnly))
	}
	age := check.Age(t, e.today)
	switch {
	case f.Rules.MaxAge != nil && age > *f.Rules.MaxAge:
		return wrong("form.age.max", *f.Rules.MaxAge, age)
	case f.Rules.MinAge != nil && age < *f.Rules.MinAge:
		return wrong("form.age.min", *f.Rules.MinAge, age)
	}
	return nil
}

// bound returns the day a bound stands for.
func (e examiner) bound(b *Bound) (time.Time, bool) {
	if b == nil {
		return time.Time{}, false
	}
	if b.text == "today" || b.text == "now" {
		y, m, d := e.today.Date()
		return time.Date(y, m, d, 0, 0, 0, 0, clock.Shanghai), true
	}
	t, err := time.ParseInLocation(time.DateOnly, b.text, clock.Shanghai)
	return t, err == nil
}

func wrong(key string, args ...any) []fault.Field {
	return []fault.Field{{Key: key, Args: args}}
}
