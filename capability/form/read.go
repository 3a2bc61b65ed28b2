package form

import (
	"fmt"
	"math/big"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"tongban/kernel/check"
	"tongban/kernel/fault"
)

// Decode reads the answers of one page. Every field the page asks for is in the
// result; a blank one is "", which With takes for no answer.
func (d *Definition) Decode(input url.Values, topic Topic) Values {
	v := Values{}
	for _, f := range topic.Fields {
		switch {
		case !f.asked():
		case f.Kind == EnumList:
			v[f.Key] = f.list(input[f.Key])
		default:
			v[f.Key] = f.read(input.Get(f.Key))
		}
	}
	return v
}

// FromJSON reads answers from a decoded JSON object. Keys that the form does not
// ask for and values of the wrong sort are reported and left out; the rest is
// returned all the same, so that a draft can keep it. null takes an answer away.
func (d *Definition) FromJSON(object map[string]any) (Values, []fault.Field) {
	v := Values{}
	var wrong []fault.Field
	for _, f := range d.Fields {
		given, ok := object[f.Key]
		if !ok || !f.asked() {
			continue
		}
		answer, ok := f.fromJSON(given)
		if !ok {
			wrong = append(wrong, fault.Field{Name: f.Key, Key: "form.type." + string(f.Kind), Args: []any{f.Label}})
			continue
		}
		v[f.Key] = answer
	}
	for key := range object {
		if f, known := d.Field(key); !known || f.Kind == File {
			wrong = append(wrong, fault.Field{Name: key, Key: "form.unknown", Args: []any{key}})
		}
	}
	slices.SortStableFunc(wrong, func(a, b fault.Field) int { return strings.Compare(a.Name, b.Name) })
	return v, wrong
}

func (f *Field) fromJSON(given any) (any, bool) {
	switch given := given.(type) {
	case nil:
		return "", true
	case string:
		if f.Kind == EnumList || f.Kind == Bool && given != "" {
			return nil, false
		}
		return f.read(given), true
	case bool:
		return given, f.Kind == Bool
	case float64:
		switch {
		case f.Kind == Decimal:
			return f.read(strconv.FormatFloat(given, 'f', -1, 64)), true
		case f.Kind == Integer || f.Kind == Year:
			return int64(given), given == float64(int64(given))
		}
	case []any:
		texts := make([]string, 0, len(given))
		for _, one := range given {
			text, ok := one.(string)
			if !ok {
				return nil, false
			}
			texts = append(texts, text)
		}
		return f.list(texts), f.Kind == EnumList
	}
	return nil, false
}

// Normalise returns v as it is stored: one way of writing for every answer, derived
// fields filled, blanks and keys of other forms gone.
func (d *Definition) Normalise(v Values) Values {
	out := Values{}
	for i := range d.Fields {
		f := &d.Fields[i]
		answer := v[f.Key]
		switch given := answer.(type) {
		case string:
			answer = f.read(given)
		case []string:
			answer = f.list(given)
		}
		if f.Rules.DerivedFrom != "" {
			answer = birthDate(v.String(f.Rules.DerivedFrom))
		}
		if !blank(answer) {
			out[f.Key] = answer
		}
	}
	return out
}

// birthDate returns the day of birth an ID number holds, "" if it holds none.
func birthDate(number string) string {
	day, ok := check.Birth(check.Compact(number))
	if !ok {
		return ""
	}
	return day.Format(time.DateOnly)
}

// read turns what was typed into an answer, or returns it as it is.
func (f *Field) read(typed string) any {
	typed = strings.TrimSpace(strings.Map(visible, typed))
	if typed == "" {
		return ""
	}
	switch f.Kind {
	case String:
		return f.compact(typed)
	case Integer, Year:
		if n, err := strconv.ParseInt(plainNumber(typed), 10, 64); err == nil {
			return n
		}
	case Decimal:
		if n, ok := number(plainNumber(typed)); ok {
			return n
		}
	case Bool:
		switch typed {
		case "true", "false":
			return typed == "true"
		}
	case Date:
		if t, ok := day(typed); ok {
			return t.Format(time.DateOnly)
		}
	case YearMonth:
		if t, ok := day(typed + "-01"); ok {
			return t.Format("2006-01")
		}
	}
	return typed
}

func (f *Field) compact(typed string) string {
	switch f.Rules.Format {
	case "cn_id18", "cn_uscc", "luhn":
		return check.Compact(typed)
	case "cn_mobile":
		return check.CompactMobile(typed)
	}
	return typed
}

// list returns chosen options once each, in the form's order, with unknown ones at
// the end for Check to name.
func (f *Field) list(chosen []string) []string {
	place := func(value string) int {
		i := slices.IndexFunc(f.Options, func(o Option) bool { return o.Value == value })
		if i < 0 {
			return len(f.Options)
		}
		return i
	}
	list := slices.DeleteFunc(slices.Clone(chosen), func(s string) bool { return s == "" })
	slices.SortStableFunc(list, func(a, b string) int {
		if d := place(a) - place(b); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	return slices.Compact(list)
}

// visible drops characters nobody sees; a tab or a new line becomes a space.
func visible(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case unicode.In(r, unicode.Cc, unicode.Cf): // private-use characters stay: rare names use them
		return -1
	}
	return r
}

// plainNumber writes full-width digits as ASCII and drops the commas and spaces
// people put between thousands.
func plainNumber(typed string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			r -= '！' - '!'
		case r == '。':
			r = '.'
		}
		if r == ',' || r == ' ' {
			return -1
		}
		return r
	}, typed)
}

var numeral = regexp.MustCompile(`^[+-]?\d{1,30}(\.\d{1,20})?$`)

// number returns the shortest way to write a decimal, exactly.
func number(s string) (string, bool) {
	if !numeral.MatchString(s) {
		return "", false
	}
	sign := ""
	if s[0] == '-' {
		sign = "-"
	}
	whole, decimals, _ := strings.Cut(strings.TrimLeft(s, "+-"), ".")
	whole, decimals = strings.TrimLeft(whole, "0"), strings.TrimRight(decimals, "0")
	if whole == "" {
		whole = "0"
	}
	if decimals != "" {
		decimals = "." + decimals
	}
	if whole == "0" && decimals == "" {
		sign = ""
	}
	return sign + whole + decimals, true
}

// rational returns a decimal that number has written.
func rational(s string) *big.Rat {
	r, _ := new(big.Rat).SetString(s)
	return r
}

var dayForms = regexp.MustCompile(`^(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})-?(\d{2}))$`)

// day reads a day of the calendar however it is usually written.
func day(s string) (time.Time, bool) {
	m := dayForms.FindStringSubmatch(strings.NewReplacer(" ", "", "月-", "-", "年", "-", "月", "-").Replace(plainNumber(s)))
	if m == nil {
		return time.Time{}, false
	}
	t, err := time.Parse("2006-1-2", fmt.Sprintf("%s-%s-%s", m[1], m[2]+m[4], m[3]+m[5]))
	return t, err == nil
}

// Text returns an answer as it stands in an input.
func (f *Field) Text(answer any) string {
	switch answer := answer.(type) {
	case string:
		return answer
	case int64:
		return strconv.FormatInt(answer, 10)
	case bool:
		return strconv.FormatBool(answer)
	case []string:
		return strings.Join(answer, "、")
	}
	return ""
}
