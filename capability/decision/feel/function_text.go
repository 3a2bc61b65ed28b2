package feel

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// Basis: DMN 1.3, 10.3.4.3. Places in a text count characters, from 1.
var texts = []builtin{
	{"substring", []*form{optional(1, substring, "string", "start position", "length")}},
	{"string length", []*form{of(text(func(_ *site, t string) Value { return Int(int64(utf8.RuneCountInString(t))) }), "string")}},
	{"upper case", []*form{of(text(func(_ *site, t string) Value { return strings.ToUpper(t) }), "string")}},
	{"lower case", []*form{of(text(func(_ *site, t string) Value { return strings.ToLower(t) }), "string")}},
	{"trim", []*form{of(text(func(_ *site, t string) Value { return strings.TrimSpace(t) }), "string")}},
	{"substring before", []*form{of(twoTexts(before), "string", "match")}},
	{"substring after", []*form{of(twoTexts(behind), "string", "match")}},
	{"contains", []*form{of(twoTexts(func(t, u string) Value { return strings.Contains(t, u) }), "string", "match")}},
	{"starts with", []*form{of(twoTexts(func(t, u string) Value { return strings.HasPrefix(t, u) }), "string", "match")}},
	{"ends with", []*form{of(twoTexts(func(t, u string) Value { return strings.HasSuffix(t, u) }), "string", "match")}},
	{"matches", []*form{optional(1, matchesPattern, "input", "pattern", "flags")}},
	{"replace", []*form{optional(1, replacePattern, "input", "pattern", "replacement", "flags")}},
	{"split", []*form{of(splitText, "string", "delimiter")}},
	{"string join", []*form{optional(1, joinTexts, "list", "delimiter")}},
}

func substring(s *site, a []Value) Value {
	t, ok := a[0].(string)
	start, fine := whole(a[1])
	if !ok || !fine || start == 0 {
		return s.bad(a[:2]...)
	}
	runes := []rune(t)
	from := start - 1
	if start < 0 {
		from = len(runes) + start
	}
	if from < 0 || from >= len(runes) {
		return ""
	}
	to := len(runes)
	if given := argument(a, 2); given != nil {
		length, ok := cut(given)
		if !ok || length < 1 {
			return s.bad(a...)
		}
		to = min(to, from+length)
	}
	return string(runes[from:to])
}

func before(t, u string) Value {
	if head, _, found := strings.Cut(t, u); found {
		return head
	}
	return ""
}

func behind(t, u string) Value {
	_, tail, _ := strings.Cut(t, u)
	return tail
}

// maxPattern bounds patterns, which are matched in time that grows with the text alone.
const (
	maxPattern  = 1000
	maxMatching = 1 << 24 // length of the text times that of the pattern
)

// pattern compiles a pattern with the flags of XPath.
func pattern(s *site, t string, p, flags Value) (*regexp.Regexp, Value) {
	source, ok := p.(string)
	given, fine := flags.(string)
	if !ok || flags != nil && !fine || len(source) > maxPattern {
		return nil, s.bad(p)
	}
	if len(t)*len(source) > maxMatching {
		return nil, s.null("large")
	}
	if strings.Contains(given, "x") {
		source = strings.Join(strings.Fields(source), "")
		given = strings.ReplaceAll(given, "x", "")
	}
	if strings.Trim(given, "ims") != "" {
		return nil, s.null("pattern", shorten(given))
	}
	if given != "" {
		source = "(?" + given + ")" + source
	}
	re, err := regexp.Compile(source)
	if err != nil {
		return nil, s.null("pattern", shorten(source))
	}
	return re, nil
}

func matchesPattern(s *site, a []Value) Value {
	t, ok := a[0].(string)
	if !ok {
		return s.bad(a[0])
	}
	re, null := pattern(s, t, a[1], argument(a, 2))
	if re == nil {
		return null
	}
	return re.MatchString(t)
}

var group = regexp.MustCompile(`\$(\d)`)

func replacePattern(s *site, a []Value) Value {
	t, ok := a[0].(string)
	by, fine := a[2].(string)
	if !ok || !fine {
		return s.bad(a[:3]...)
	}
	re, null := pattern(s, t, a[1], argument(a, 3))
	if re == nil {
		return null
	}
	by = group.ReplaceAllString(by, "$${$1}")
	if matches := len(re.FindAllStringIndex(t, -1)); matches*(len(by)+len(t)*strings.Count(by, "$")) > maxMade {
		return s.null("large")
	}
	return re.ReplaceAllString(t, by)
}

func splitText(s *site, a []Value) Value {
	t, ok := a[0].(string)
	if !ok {
		return s.bad(a...)
	}
	re, null := pattern(s, t, a[1], nil)
	if re == nil {
		return null
	}
	var list List
	for _, part := range re.Split(t, -1) {
		list = append(list, part)
	}
	return list
}

func joinTexts(s *site, a []Value) Value {
	between, ok := argument(a, 1).(string)
	if !ok && argument(a, 1) != nil {
		return s.bad(a...)
	}
	if a[0] == nil {
		return s.bad(a[0])
	}
	var parts []string
	size := 0
	for _, one := range asList(a[0]) {
		if one == nil {
			continue
		}
		t, ok := one.(string)
		if !ok {
			return s.bad(a[0], one)
		}
		parts = append(parts, t)
		if size += len(t) + len(between); size > maxMade {
			return s.null("large")
		}
	}
	return strings.Join(parts, between)
}
