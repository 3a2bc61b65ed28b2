package notice

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"tongban/kernel/fault"
	"tongban/kernel/pdf"
)

// The longest words of a template, in characters.
const (
	maxLine = 100
	maxBody = 3_000
)

// mergeField finds what looks like a merge field.
var mergeField = regexp.MustCompile(`\{([^{}]*)\}`)

// tidy drops what surrounds texts.
func (w Words) tidy() Words {
	for _, text := range []*string{&w.Heading, &w.Body, &w.Closing} {
		*text = strings.TrimSpace(strings.ReplaceAll(*text, "\r\n", "\n"))
	}
	return w
}

// check finds what is wrong with the words of a template for papers of a kind, each with
// its place: a field that nobody knows or that the kind has not, a required field that is
// missing, a brace without its other.
func check(kind Kind, w Words) (faults []fault.Field) {
	s := specs[kind]
	add := func(part, key string, args ...any) {
		faults = append(faults, fault.Field{Name: part, Key: "notice.wrong." + key, Args: args})
	}
	said := map[Field]bool{}
	for _, part := range []struct {
		name, text string
		most       int
	}{{"heading", w.Heading, maxLine}, {"body", w.Body, maxBody}, {"closing", w.Closing, maxLine}} {
		if utf8.RuneCountInString(part.text) > part.most {
			add(part.name, "long", part.most)
		}
		for i, line := range strings.Split(part.text, "\n") {
			if missing := pdf.Missing(line); missing != "" {
				add(part.name, "glyph", i+1, missing)
			}
			for _, found := range mergeField.FindAllStringSubmatch(line, -1) {
				f := Field(found[1])
				switch {
				case !known(f):
					add(part.name, "unknown", i+1, found[1])
				case !s.has(f):
					add(part.name, "not-of-kind", i+1, found[1])
				}
				said[f] = true
			}
			if strings.ContainsAny(mergeField.ReplaceAllString(line, ""), "{}") {
				add(part.name, "brace", i+1)
			}
		}
	}
	if !strings.Contains(w.Heading, "{number}") {
		add("heading", "missing", "number")
	}
	for _, f := range s.must {
		if !said[f] {
			add("body", "missing", string(f))
		}
	}
	for _, f := range []Field{FieldIssuer, FieldDate} {
		if !strings.Contains(w.Closing, "{"+string(f)+"}") {
			add("closing", "missing", string(f))
		}
	}
	return faults
}

// allFields are the fields of all kinds.
var allFields = func() (all []Field) {
	for _, s := range specs {
		all = append(all, s.fields()...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}()

// known reports whether any kind has a field.
func known(f Field) bool { return slices.Contains(allFields, f) }

// each returns w with what name makes of every merge field.
func (w Words) each(name func(Field) string) Words {
	for _, text := range []*string{&w.Heading, &w.Body, &w.Closing} {
		*text = mergeField.ReplaceAllStringFunc(*text, func(f string) string { return "{" + name(Field(f[1:len(f)-1])) + "}" })
	}
	return w
}

// mayMake says what a paper lacks that its kind cannot be made without.
//
// Basis: 行政许可法, art. 38(2) (reasons), art. 32 (date and seal of acceptance and refusal).
func (p Paper) mayMake() error {
	s, is := specs[p.Kind]
	if !is {
		return fault.New(fault.Internal, "notice.unknown-kind")
	}
	values := p.values()
	var faults []fault.Field
	for _, f := range slices.Concat([]Field{FieldNumber, FieldIssuer, FieldApplicant}, s.given) {
		if values[f] == "" {
			faults = append(faults, fault.Field{Name: string(f), Key: "notice.lacks." + string(f)})
		}
	}
	if p.At.IsZero() {
		faults = append(faults, fault.Field{Name: "date", Key: "notice.lacks.date"})
	}
	return fault.InvalidFields(faults)
}

// nothing stands in a paper for a value that there is not.
const nothing = "—"

// fill puts values into the words of a template and returns its paragraphs. One whose
// field has no value is left out, unless it says what a paper must say: no reason falls
// away because a telephone is missing beside it. One that is a list alone becomes one for
// each entry.
func fill(text string, values Values, must []Field) (paragraphs []string) {
	for line := range strings.SplitSeq(text, "\n") {
		empty, bound := false, false
		for _, f := range mergeField.FindAllStringSubmatch(line, -1) {
			empty = empty || values[Field(f[1])] == ""
			bound = bound || values[Field(f[1])] != "" && slices.Contains(must, Field(f[1]))
		}
		if empty && !bound || strings.TrimSpace(line) == "" {
			continue
		}
		for part := range strings.SplitSeq(mergeField.ReplaceAllStringFunc(line, func(f string) string {
			return cmp.Or(values[Field(f[1:len(f)-1])], nothing)
		}), "\n") {
			paragraphs = append(paragraphs, part)
		}
	}
	return paragraphs
}
