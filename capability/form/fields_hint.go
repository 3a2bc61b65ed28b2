package form

import (
	"regexp"
	"strings"

	"tongban/kernel/message"
)

// hint is what the form's author says beforehand.
func (q question) hint() string {
	if q.f.Hint != "" {
		return q.f.Hint
	}
	return q.f.Note
}

// rule says what the answer must satisfy before there is a mistake: what follows from
// the field itself, where its author has not said it, the rules across fields that are
// reported here, and an example.
func (q question) rule() string {
	var lines []string
	if own := q.ownRule(); own != "" && (q.f.Hint == "" || q.f.Kind == Table) && q.f.asked() {
		lines = append(lines, own)
	}
	for _, r := range q.Form.Rules {
		if q.f.Kind != Info && r.place(-1) == q.f.Key && r.Each == "" || r.Each == q.f.Key && q.f.Kind == Table {
			lines = append(lines, message.Words{Chinese: r.Says, English: r.SaysEn}.In(message.In(q.ctx)))
		}
	}
	if example := q.example(); example != "" && q.f.asked() {
		lines = append(lines, message.T(q.ctx, "form.example", example))
	}
	return strings.Join(lines, "\n")
}

func (q question) example() string {
	switch {
	case q.f.Example != "":
		return q.f.Example
	case q.f.Rules.Format == "email":
		return "name@example.cn"
	case q.f.Kind == Date:
		return "2026-02-10"
	case q.f.Kind == YearMonth:
		return "2026-02"
	case q.f.Kind == DateTime:
		return "2026-02-10 14:30"
	}
	return ""
}

// ownRule puts the field's own limits into words.
func (q question) ownRule() string {
	t := func(key string, args ...any) string { return message.T(q.ctx, "form.page.rule."+key, args...) }
	switch r := q.f.Rules; q.f.Kind {
	case String:
		return q.textRule(t)
	case Integer, Decimal, Money:
		return q.numberRule(t)
	case EnumList, CodeList:
		return howMany(t, "choose", r.MinItems, r.MaxItems)
	case Table:
		return howMany(t, "rows", r.MinItems, q.f.MostRows())
	case DateRange:
		if r.MaxMonths > 0 {
			return t("months", r.MaxMonths)
		}
	case Date, DateTime:
		if r.Max != nil && (r.Max.text == "today" || r.Max.text == "now") {
			return t("past")
		}
	}
	return ""
}

func (q question) textRule(t func(string, ...any) string) string {
	r := q.f.Rules
	digits := onlyDigits.FindStringSubmatch(r.Pattern)
	switch {
	case r.Format == "email": // an example says more
	case r.Format != "":
		return t(r.Format)
	case digits != nil && digits[2] == "":
		return t("digits", digits[1])
	case digits != nil:
		return t("digits-between", digits[1], digits[2])
	case r.Length > 0:
		return t("length", r.Length)
	}
	return ""
}

func (q question) numberRule(t func(string, ...any) string) string {
	r := q.f.Rules
	var parts []string
	switch {
	case r.Max == nil, q.f.Kind == Money && len(r.Max.text) > 12: // more than anybody types
	case r.Min != nil:
		parts = append(parts, t("between", r.Min.text, thousands(r.Max.text)))
	default:
		parts = append(parts, t("most", thousands(r.Max.text)))
	}
	if r.Scale != nil && *r.Scale > 0 {
		parts = append(parts, t("decimals", *r.Scale))
	}
	if r.Scale != nil && *r.Scale == 0 {
		parts = append(parts, t("whole"))
	}
	return message.Join(q.ctx, parts)
}

// howMany says how many at least and at most.
func howMany(t func(string, ...any) string, key string, least, most int) string {
	switch {
	case least > 1 && most > 0:
		return t(key+"-between", least, most)
	case most > 0:
		return t(key+"-most", most)
	case least > 1:
		return t(key+"-least", least)
	}
	return ""
}

// unitInLabel is a unit at the end of a label: 经营面积（㎡）.
var unitInLabel = regexp.MustCompile(`[（(]([^（）()]{1,6})[）)]$`)

// listWords are what names of tables end with that a row is not called.
var listWords = regexp.MustCompile(`(名单|名册|清册|清单|列表|明细表?|信息|情况)$`)

// unit is what a number is counted in: what the label ends with, else money in yuan.
func (q question) unit() string {
	switch q.f.Kind {
	case Integer, Decimal, Money, Computed:
	default:
		return ""
	}
	if m := unitInLabel.FindStringSubmatch(q.label()); m != nil {
		return m[1]
	}
	if q.f.Kind == Money {
		return message.T(q.ctx, "form.page.yuan")
	}
	return ""
}
