// Package gdzwfw reads the list of services that the government service network of
// Guangdong (广东政务服务网) publishes: a JSON object on each line, with 45 keys of
// which several say the same.
//
// What the list says is taken over as it is: absent is absent (无), and what it does
// not say (legal basis, stages, fees, results, hours) is not invented. Everything
// that cannot be taken over, or had to be assumed, is a finding of the row; the row
// as delivered is its source record. So nothing is dropped silently.
package gdzwfw

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"tongban/capability/catalogue"
	"tongban/capability/intake"
	"tongban/kernel/fault"
	"tongban/kernel/record"
)

// Messages holds the sentences of this package's findings and faults.
//
//go:embed messages.*.toml
var Messages embed.FS

// Format is the name of the format.
const Format = "gdzwfw"

var _ intake.Reader = (*Reader)(nil)

// Reader reads the list.
type Reader struct{ *record.Reader }

// NewReader reads the list in r.
func NewReader(r io.Reader) *Reader { return &Reader{record.NewReader(r, "")} }

// Next returns the next row.
func (r *Reader) Next() (intake.Record, error) {
	text, err := r.Reader.Next()
	if err != nil {
		return intake.Record{}, err
	}
	out := intake.Record{Number: text.Number, Source: text.Text}
	if text.Fault != nil {
		out.Faults = []fault.Field{*text.Fault}
		return out, nil
	}
	in, err := readRow(text.Text)
	if err != nil {
		return out, err
	}
	out.Code, out.Name = strings.ToLower(in.text("TASK_CODE")), in.text("TASK_NAME")
	out.Item = in.item()
	out.Findings, out.Faults = in.findings, in.faults
	if len(out.Faults) > 0 {
		out.Item = nil
	}
	return out, nil
}

// row is one row under way: its values, what was taken of them and what is to say.
type row struct {
	values   map[string]any
	used     map[string]bool
	findings []catalogue.Finding
	faults   []fault.Field
}

func readRow(text json.RawMessage) (*row, error) {
	in := &row{used: map[string]bool{}}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber() // of any size
	if err := decoder.Decode(&in.values); err != nil {
		return nil, fmt.Errorf("read row: %w", err)
	}
	return in, nil
}

// note adds a finding.
func (in *row) note(rule string, severity catalogue.Severity, element string, args ...any) {
	in.findings = append(in.findings, catalogue.Finding{Rule: rule, Severity: severity, Element: element, Args: args})
}

// text returns the text of a key, "" if the list says that there is none. A value of
// another kind than text is taken as it is written.
func (in *row) text(key string) string {
	in.used[key] = true
	switch v := in.values[key].(type) {
	case nil:
		return ""
	case string:
		return present(in.legible(key, v))
	case json.Number, bool:
		return fmt.Sprint(v)
	}
	in.odd(key)
	return ""
}

// list returns the texts of a key that has a list, or a text instead of one.
func (in *row) list(key string) (all []string) {
	in.used[key] = true
	switch v := in.values[key].(type) {
	case nil:
	case string:
		if one := present(in.legible(key, v)); one != "" {
			all = []string{one}
		}
	case []any:
		for _, one := range v {
			s, ok := one.(string)
			if !ok {
				in.odd(key)
			} else if s = present(in.legible(key, s)); s != "" {
				all = append(all, s)
			}
		}
	default:
		in.odd(key)
	}
	return all
}

// legible returns a text of a key without characters that nobody sees; that there
// were any, or a broken one, is reported once.
func (in *row) legible(key, text string) string {
	shown := strings.Map(func(r rune) rune {
		hidden := unicode.IsControl(r) && !strings.ContainsRune("\n\r\t", r)
		if hidden || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, text)
	told := func(f catalogue.Finding) bool { return f.Rule == "odd-characters" && f.Element == key }
	if (shown != text || strings.ContainsRune(text, utf8.RuneError)) && !slices.ContainsFunc(in.findings, told) {
		in.note("odd-characters", catalogue.Warning, key, key)
	}
	return shown
}

func (in *row) odd(key string) { in.note("odd-value", catalogue.Warning, key, key) }

// same takes a key that repeats another one; a contradiction is reported.
func (in *row) same(key, as string) {
	a, b := in.text(key), in.text(as)
	if a != b && a != "" {
		in.note("contradiction", catalogue.Warning, key, key, a, as, b)
	}
}

// rest reports the keys that nobody has taken.
func (in *row) rest() {
	for _, key := range slices.Sorted(maps.Keys(in.values)) {
		switch v := in.values[key].(type) {
		case nil:
			continue
		case string:
			if present(v) == "" {
				continue
			}
		}
		if !in.used[key] {
			in.note("unmapped-key", catalogue.Notice, key, key)
		}
	}
}

// present returns a text without the space around it, "" if it says that there is
// nothing.
func present(s string) string {
	s = strings.TrimSpace(s)
	if slices.Contains(absent, strings.TrimRight(s, sentenceEnds)) {
		return ""
	}
	return s
}
