package form

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"tongban/capability/element"
	"tongban/capability/place"
	"tongban/kernel/check"
	"tongban/kernel/clock"
	"tongban/kernel/fault"
	"tongban/kernel/message"
)

// Check returns every fault of every field that is shown, in the form's order: empty
// required fields, answers that cannot be read, rules that are broken. A fault in a
// table or an address is named by its path. Fields for files are left to whoever
// keeps the materials.
func (d *Definition) Check(v Values, at Situation) []fault.Field {
	v = d.Asked(v, at.Answers)
	see := d.looking(v, at.Answers)
	e := examiner{demo: d.DemoRegions, regions: d.Regions, today: at.Today.In(clock.Shanghai)}
	var wrong []fault.Field
	for i := range d.Fields {
		f := &d.Fields[i]
		if f.Kind == File || f.Kind == Info || !see.shows(f) {
			continue
		}
		if source := d.byKey[f.Rules.DerivedFrom]; source != nil && blank(v[f.Key]) && (!see.shows(source) || len(e.examine(source, v[source.Key])) > 0) {
			continue // the number it comes from is reported already
		}
		for _, one := range e.examine(f, v[f.Key]) {
			one.Name = f.Key + one.Name
			wrong = append(wrong, one)
		}
	}
	wrong = append(wrong, d.broken(v, at)...)
	d.InOrder(wrong)
	return wrong
}

// examiner holds what rules need to know besides the answer.
type examiner struct {
	demo    bool
	regions func(code string) (place.Label, bool)
	today   time.Time
}

// examine returns what is wrong with the answer to f. The names of the fields are what
// has to be put after the key: "" or ".2.ratio".
func (e examiner) examine(f *Field, answer any) []fault.Field {
	switch {
	case f.Kind == Agreement:
		return agreed(f, answer)
	case f.Kind == Address && !blank(answer), f.Kind == DateRange && !blank(answer), f.Kind == Location && !blank(answer):
		return e.parts(f, answer)
	case unseen(answer) && (f.Required && f.asked() || f.Required && f.Rules.DerivedFrom != ""):
		return wrong(f.requiredKey(), f.name())
	case unseen(answer):
		return nil
	}
	switch f.Kind {
	case Integer:
		return e.integer(f, answer)
	case Year:
		return e.year(f, answer)
	case EnumList, CodeList:
		return e.choices(f, answer)
	case Table:
		return e.table(f, answer)
	case Bool:
		if _, ok := answer.(bool); !ok {
			return wrong("form.type.bool", f.name())
		}
		return nil
	}
	text, ok := answer.(string)
	if !ok {
		return wrong("form.unreadable", f.name())
	}
	return e.oneText(f, text)
}

// oneText examines an answer that is a text.
func (e examiner) oneText(f *Field, text string) []fault.Field {
	if strings.ContainsRune(text, utf8.RuneError) || !utf8.ValidString(text) {
		return wrong("form.unreadable", f.name())
	}
	switch f.Kind {
	case Decimal, Money, Computed:
		return e.decimal(f, text)
	case Enum, Code, Ref:
		return e.choice(f, text)
	case Date:
		return e.date(f, text)
	case YearMonth:
		return e.month(f, text)
	case DateTime:
		return e.moment(f, text)
	}
	return e.text(f, text)
}

// requiredKey says fill in, choose or answer, as the input asks for it.
func (f *Field) requiredKey() string {
	switch f.Kind {
	case Enum, EnumList, Bool, Date, YearMonth, DateTime, DateRange, Code, CodeList, Ref, Location:
		return "form.required.choose"
	case Table:
		return "form.required.rows"
	}
	return "form.required.fill"
}

func agreed(f *Field, answer any) []fault.Field {
	yes, ok := answer.(bool)
	switch {
	case !ok && !blank(answer):
		return wrong("form.type.bool", f.name())
	case f.Required && !yes:
		return wrong("form.required.agree", f.name())
	}
	return nil
}

func (e examiner) text(f *Field, text string) []fault.Field {
	if found := f.characters(text); found != nil {
		return found
	}
	switch f.Rules.Format {
	case "cn_id18":
		return check.IDNumber(text, e.demo, e.today)
	case "cn_uscc":
		return check.USCC(text, e.demo)
	case "cn_mobile":
		return check.Mobile(text)
	case "cn_phone":
		return check.Phone(text)
	case "luhn":
		if found := check.BankCard(text); found != nil {
			return found
		}
	case "email":
		if !isEmail(text) {
			return wrong("form.pattern.email", f.name())
		}
	}
	return f.lengths(text)
}

// isEmail reports whether text is written like an address: one @, a domain with a dot,
// nothing that a mail server would read otherwise. Basis: RFC 5321, 4.5.3.1.
func isEmail(text string) bool {
	local, domain, _ := strings.Cut(text, "@")
	return len(local) > 0 && len(local) <= 64 && len(text) <= 254 && emailForm.MatchString(text) &&
		!strings.Contains(text, "..") && !strings.HasPrefix(local, ".") && !strings.HasSuffix(local, ".") && !strings.HasPrefix(domain, "-")
}

var emailForm = regexp.MustCompile(`^[A-Za-z0-9.!#$%&'*+/=?^_{|}~` + "`" + `-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}$`)

// characters reports a character that a text cannot be kept with: NUL, which no
// database stores; a line break where there is one line; in names and numbers any that
// nobody sees, since what looks the same must be the same.
func (f *Field) characters(text string) []fault.Field {
	place := 0
	for _, r := range text {
		place++
		switch {
		case r == 0, f.exact() && invisible(r):
			return wrong("form.text.invisible", f.name(), place, codePointOf(r))
		case f.Kind != LongText && (r == '\n' || r == '\r'):
			return wrong("form.text.one-line", f.name())
		}
	}
	return nil
}

// codePointOf writes which character it is: U+200B.
func codePointOf(r rune) string {
	return "U+" + strings.ToUpper(strconv.FormatInt(0x10000+int64(r), 16)[1:])
}

// lengths holds a text against its lengths and its pattern. Characters nobody sees do
// not count, up to as many as there are others.
func (f *Field) lengths(text string) []fault.Field {
	n := 0
	for _, r := range text {
		if !invisible(r) && !unicode.Is(unicode.Variation_Selector, r) {
			n++
		}
	}
	if all := utf8.RuneCountInString(text); all > 2*f.longest() {
		n = all
	}
	switch r := f.Rules; {
	case r.Length > 0 && n != r.Length:
		return wrong("form.length.exact", f.name(), r.Length, n)
	case n < r.MinLength:
		return wrong("form.length.min", f.name(), r.MinLength, n)
	case n > f.longest():
		return wrong("form.length.max", f.name(), f.longest(), n)
	case f.pattern != nil && !f.pattern.MatchString(text):
		return f.patternFault()
	}
	return nil
}

// longestText bounds texts whose form gives no bound.
const longestText = 2000

func (f *Field) longest() int {
	switch {
	case f.Rules.MaxLength > 0:
		return f.Rules.MaxLength
	case f.Rules.Length > 0:
		return f.Rules.Length
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
		return wrong("form.pattern.hint", f.name(), f.Hint)
	case m == nil:
		return wrong("form.pattern.other", f.name())
	case m[2] == "":
		return wrong("form.pattern.digits", f.name(), m[1])
	}
	return wrong("form.pattern.digits-between", f.name(), m[1], m[2])
}

func (e examiner) integer(f *Field, answer any) []fault.Field {
	n, ok := answer.(int64)
	if !ok {
		return wrong("form.type.integer", f.name())
	}
	return f.bounds(strconv.FormatInt(n, 10))
}

func (e examiner) decimal(f *Field, text string) []fault.Field {
	n, ok := number(text)
	if !ok {
		return wrong("form.type."+string(f.Kind), f.name())
	}
	_, decimals, _ := strings.Cut(n, ".")
	if scale := f.Rules.Scale; scale != nil && len(decimals) > *scale {
		if *scale == 0 {
			return wrong("form.scale.whole", f.name())
		}
		return wrong("form.scale.decimals", f.name(), *scale)
	}
	return f.bounds(n)
}

// bounds compares a number with the least and the greatest allowed, exactly.
func (f *Field) bounds(n string) []fault.Field {
	least, most := f.numbers()
	below := least != nil && rational(n).Cmp(least) < 0
	above := most != nil && rational(n).Cmp(most) > 0
	switch {
	case (below || above) && least != nil && most != nil:
		return wrong("form.range.between", f.name(), f.Rules.Min.text, f.Rules.Max.text)
	case below:
		return wrong("form.range.min", f.name(), f.Rules.Min.text)
	case above:
		return wrong("form.range.max", f.name(), f.Rules.Max.text)
	}
	return nil
}

func (e examiner) year(f *Field, answer any) []fault.Field {
	year, ok := answer.(int64)
	if !ok || year < 1900 || year > 2999 {
		return wrong("form.type.year", f.name())
	}
	if len(f.Rules.OneOf) == 0 {
		return f.bounds(strconv.FormatInt(year, 10))
	}
	allowed := f.years(e.today)
	if !slices.Contains(allowed, strconv.FormatInt(year, 10)) {
		return wrong("form.choice.one-of", f.name(), message.List(allowed))
	}
	return nil
}

// years returns the years a field takes on a day.
func (f *Field) years(today time.Time) (allowed []string) {
	for _, rule := range f.Rules.OneOf {
		if ahead, relative := strings.CutPrefix(rule, "currentYear"); relative {
			n, _ := strconv.Atoi(ahead) // "" is this year
			rule = strconv.Itoa(today.Year() + n)
		}
		allowed = append(allowed, rule)
	}
	return allowed
}

func (e examiner) choice(f *Field, value string) []fault.Field {
	if !e.offers(f, value) {
		return wrong("form.choice.unknown", f.name(), value)
	}
	return nil
}

func (e examiner) choices(f *Field, answer any) []fault.Field {
	values, ok := answer.([]string)
	if !ok {
		return wrong("form.type."+string(f.Kind), f.name())
	}
	for _, value := range values {
		if !e.offers(f, value) {
			return wrong("form.choice.unknown", f.name(), value)
		}
	}
	switch n := len(values); {
	case n < f.Rules.MinItems:
		return wrong("form.choice.min", f.name(), f.Rules.MinItems)
	case f.Rules.MaxItems > 0 && n > f.Rules.MaxItems:
		return wrong("form.choice.max", f.name(), f.Rules.MaxItems)
	}
	return nil
}

// offers reports whether there is such an answer to choose.
func (e examiner) offers(f *Field, value string) bool {
	if f.list == divisions {
		return e.isRegion(value)
	}
	list, _ := element.CodeList(f.list)
	return slices.ContainsFunc(f.Options, func(o Option) bool { return o.Value == value }) ||
		len(f.Options) == 0 && len(list.Codes) > 0 && list.Has(value)
}

// regionForm is how codes of regions are written, from the province to the village.
var regionForm = regexp.MustCompile(`^\d{6}(\d{3}){0,2}$`)

// isRegion reports whether there is such a region, as far as anybody here knows.
// Basis: GB/T 2260, GB/T 10114.
func (e examiner) isRegion(code string) bool {
	if e.regions == nil {
		return regionForm.MatchString(code)
	}
	_, known := e.regions(code)
	return known
}

func wrong(key string, args ...any) []fault.Field {
	return []fault.Field{{Key: key, Args: args}}
}
