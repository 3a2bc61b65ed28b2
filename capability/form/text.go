package form

import (
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"tongban/capability/element"
	"tongban/kernel/check"
)

// read turns what was typed into an answer of a kind that takes one text, or returns
// it as it is.
func (f *Field) read(typed string) any {
	switch f.Kind {
	case LongText:
		return lines.Replace(typed)
	case String:
		return f.written(typed)
	}
	seen := plain(typed)
	if seen == "" {
		return ""
	}
	if answer, ok := f.readable(seen); ok {
		return answer
	}
	return typed
}

// lines makes one kind of line break of the three that are in use.
var lines = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// written writes a text of one line as it is kept: an identifier in its compact form,
// a name or a number without the space around it, anything else as it was typed.
func (f *Field) written(typed string) string {
	switch f.Rules.Format {
	case "cn_id18", "cn_uscc", "luhn":
		return check.Compact(typed)
	case "cn_mobile":
		return check.CompactMobile(typed)
	case "cn_phone":
		return check.CompactPhone(typed)
	case "email":
		return plain(typed)
	}
	if f.exact() {
		return strings.TrimSpace(typed)
	}
	return typed
}

// exact reports whether a text is compared letter by letter with what others know:
// names, and whatever has a way of writing. Characters nobody sees are refused there.
func (f *Field) exact() bool {
	e, _ := element.Find(f.Element)
	return f.Rules.Pattern != "" || f.Rules.Format != "" || e.Mask == element.MaskName || strings.HasSuffix(f.Element, ".name")
}

// biggest is the greatest integer that survives being written as JSON.
const biggest = 1<<53 - 1

func (f *Field) readable(typed string) (any, bool) {
	switch f.Kind {
	case Integer, Year:
		n, err := strconv.ParseInt(plainNumber(typed), 10, 64)
		return n, err == nil && n <= biggest && n >= -biggest
	case Decimal:
		return number(plainNumber(typed))
	case Money:
		return number(strings.TrimSuffix(strings.TrimLeft(plainNumber(typed), "¥￥"), "元"))
	case Bool, Agreement:
		return typed == "true", typed == "true" || typed == "false"
	case Date:
		t, ok := day(typed)
		return t.Format(time.DateOnly), ok
	case YearMonth:
		t, ok := day(typed + "-01")
		return t.Format("2006-01"), ok
	case DateTime:
		t, ok := moment(typed)
		return t.Format(layouts[DateTime]), ok
	case Enum, Code, Ref:
		return typed, true
	}
	return nil, false
}

// visible drops characters nobody sees; a tab or a new line becomes a space.
func visible(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case invisible(r):
		return -1
	}
	return r
}

// invisible reports whether nobody sees r and it is no space. Private-use characters
// are seen: rare names use them. So are variation selectors, which choose between two
// ways to write a character.
func invisible(r rune) bool { return !unicode.IsSpace(r) && unicode.In(r, unicode.Cc, unicode.Cf) }

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

var momentForms = regexp.MustCompile(`^(.{6,11}?)[T ]\s*(\d{1,2})[:：时](\d{2})分?(?:[:：]\d{2}(?:\.\d+)?)?$`)

// moment reads a day with a time: 2026-02-10T09:30, 2026年2月10日 9:30.
func moment(s string) (time.Time, bool) {
	m := momentForms.FindStringSubmatch(s)
	if m == nil {
		return time.Time{}, false
	}
	on, ok := day(strings.TrimSpace(m[1]))
	t, err := time.Parse("2006-01-02 15:4", fmt.Sprintf("%s %02s:%s", on.Format(time.DateOnly), m[2], m[3]))
	return t, ok && err == nil
}
