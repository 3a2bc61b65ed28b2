package gdzwfw

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"tongban/capability/catalogue"
)

// limits reads the time limits: 20(工作日).
func (in *row) limits(item *catalogue.Item) {
	item.StatutoryLimit = in.limit("handle_time", "statutoryLimit")
	item.PromisedLimit = in.limit("handle_time_limit", "promisedLimit")
	if p := item.PromisedLimit; p.Unit != "" {
		item.CaseType = catalogue.CaseType{Code: 2, Name: promised}
		if p.Unit == "same_day" || p.Unit == "hour" || p.Unit == "workday" && p.Value <= 1 {
			item.CaseType = catalogue.CaseType{Code: 1, Name: onTheSpot}
		}
	}
}

// longest is the largest number that may be a time limit in any unit.
const longest = 9_999

func (in *row) limit(key, element string) catalogue.Limit {
	text := in.text(key)
	if text == "" {
		return catalogue.Limit{}
	}
	if slices.Contains(atOnce, text) {
		return catalogue.Limit{Unit: "same_day", Evidence: "source"}
	}
	m := limitForm.FindStringSubmatch(text)
	if m == nil {
		in.note("unreadable-limit", catalogue.Warning, element, text)
		return catalogue.Limit{Note: text}
	}
	value, _ := strconv.ParseFloat(m[1], 64) // the form has digits there
	if value > longest {
		in.note("unreadable-limit", catalogue.Warning, element, text)
		return catalogue.Limit{Note: text}
	}
	return catalogue.Limit{Value: value, Unit: units[m[2]], Evidence: "source"}
}

// powers reads which level of government does which steps:
// 省级司法（审核,决定与公开）、市级司法（受理,审核）.
func (in *row) powers(text string) (all []catalogue.LevelPower) {
	if text == "" {
		return nil
	}
	for _, m := range powerForm.FindAllStringSubmatch(text, -1) {
		power := catalogue.LevelPower{Level: levels[m[1]], Line: m[2]}
		for _, word := range strings.FieldsFunc(m[3], isComma) {
			if step, known := steps[strings.TrimSpace(word)]; known {
				power.Steps = append(power.Steps, step)
			} else {
				in.note("odd-level", catalogue.Warning, "levels", word)
			}
		}
		all = append(all, power)
	}
	slices.SortStableFunc(all, func(a, b catalogue.LevelPower) int { return a.Level - b.Level })
	if left := strings.Trim(powerForm.ReplaceAllString(text, ""), commas+" "); left != "" {
		in.note("odd-level", catalogue.Warning, "levels", left)
	}
	return all
}

// shortContact is how long a contact may be to stand on a page as it is.
const shortContact = 60

// contacts reads the telephone numbers. A short text is kept, since its words may say
// whose number is which; of a long one only the numbers are.
func (in *row) contacts(item *catalogue.Item) {
	item.ConsultPhone = in.phone("consult_phone", "consultPhone")
	item.ComplaintPhone = in.phone("complain_phone", "complaintPhone")
}

func (in *row) phone(key, element string) string {
	text := strings.TrimRight(in.text(key), sentenceEnds)
	if text == "" || plainPhone.MatchString(text) {
		return text
	}
	numbers := phoneForm.FindAllString(text, -1)
	if len(numbers) == 0 {
		in.note("no-phone", catalogue.Warning, element, text)
		return ""
	}
	in.note("prose-phone", catalogue.Notice, element, text)
	if utf8.RuneCountInString(text) <= shortContact {
		return text
	}
	slices.Sort(numbers)
	return strings.Join(slices.Compact(numbers), comma)
}

// conditions splits prose into the conditions it lists. Prose without a list is one
// condition.
func conditions(text string) (all []string) {
	if slices.Contains(unconditional, strings.TrimRight(text, sentenceEnds)) {
		return nil
	}
	text = spaces.ReplaceAllString(text, " ")
	starts := outline(text)
	from := 0
	for _, at := range append(starts, len(text)) {
		if part := strings.TrimSpace(text[from:at]); part != "" {
			all = append(all, part)
		}
		from = at
	}
	return all
}

// outline returns where the points of a list begin: of the kind of number that comes
// first in the text and counts from one. What it numbers otherwise lies within them.
func outline(text string) (first []int) {
	for _, kind := range numberings {
		var starts []int
		for _, m := range kind.form.FindAllStringSubmatchIndex(text, -1) {
			if kind.value(text[m[2]:m[3]]) == len(starts)+1 {
				starts = append(starts, m[2]-kind.before(text[:m[2]]))
			}
		}
		if len(starts) > 1 && (first == nil || starts[0] < first[0]) {
			first = starts
		}
	}
	return first
}

// numbering is a way of numbering points. The form's group is the number.
type numbering struct {
	form   *regexp.Regexp
	value  func(string) int
	before func(string) int // length of the bracket before the number
}

func arabic(s string) int {
	n, _ := strconv.Atoi(s) // digits
	return n
}

func chinese(s string) int { return slices.Index(numerals, s) + 1 }

func none(string) int { return 0 }

// bracket returns the length of the bracket a text ends with.
func bracket(s string) int {
	_, size := utf8.DecodeLastRuneInString(s)
	return size
}

// everyday returns the everyday words for an item, of its short and its common name.
func (in *row) everyday(name string) (words []string) {
	for _, key := range []string{"matter_short", "matter_daily"} {
		for _, word := range strings.FieldsFunc(in.text(key), isSeparator) {
			if word = present(word); word != "" && word != name && !slices.Contains(words, word) {
				words = append(words, word)
			}
		}
	}
	return words
}

func isComma(r rune) bool { return strings.ContainsRune(commas, r) }

func isSeparator(r rune) bool { return strings.ContainsRune(separators, r) }
