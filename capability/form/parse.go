package form

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"tongban/capability/element"
	"tongban/kernel/fault"
)

// Limits of a form document, so that no document costs more than it should.
const (
	maxFields  = 300
	maxPattern = 500
	perTopic   = 7 // ux: one topic per page, at most seven fields
)

// document is the form element of an item.
type document struct {
	Fields []Field `json:"fields"`
	Topics []struct {
		Key    string   `json:"key"`
		Label  string   `json:"label"`
		Fields []string `json:"fields"`
	} `json:"topics"`
}

// Parse reads the form element of an item. What is wrong with it is an Invalid
// fault whose fields are named by their place: "form.fields[3].validation.pattern".
func Parse(raw json.RawMessage) (*Definition, error) {
	var doc document
	if err := json.Unmarshal(raw, &doc); err != nil {
		return nil, fault.InvalidFields([]fault.Field{{Name: "form", Key: "form.definition.json", Args: []any{err.Error()}}})
	}
	d := &Definition{Fields: doc.Fields}
	wrong := d.prepare()
	if len(wrong) == 0 {
		wrong = d.arrange(doc)
	}
	if len(wrong) > 0 {
		return nil, fault.InvalidFields(wrong)
	}
	return d, nil
}

// prepare completes the fields and says what is wrong with them.
func (d *Definition) prepare() (wrong []fault.Field) {
	if len(d.Fields) == 0 || len(d.Fields) > maxFields {
		return []fault.Field{{Name: "form.fields", Key: "form.definition.count", Args: []any{maxFields}}}
	}
	for i := range d.Fields {
		f := &d.Fields[i]
		at := fmt.Sprintf("form.fields[%d]", i)
		report := func(where, key string, args ...any) {
			wrong = append(wrong, fault.Field{Name: at + where, Key: key, Args: args})
		}
		if f.Key == "" || f.Label == "" {
			report("", "form.definition.nameless")
		}
		if _, known := kinds[f.Kind]; !known {
			report(".type", "form.definition.kind", string(f.Kind))
		}
		if first, _ := d.Field(f.Key); first != f {
			report(".key", "form.definition.twice", f.Key)
		}
		if source := f.Rules.DerivedFrom; source != "" {
			if _, known := d.Field(source); !known {
				report(".validation.derivedFrom", "form.definition.unknown", source)
			}
		}
		if err := f.compile(); err != nil {
			report(".validation.pattern", "form.definition.pattern", err.Error())
		}
		f.readAgeRule()
		f.nameElement(d)
		f.bind(report)
		f.bindColumns(report)
	}
	return wrong
}

// bindColumns holds the columns of a table against the subject its rows are about.
func (f *Field) bindColumns(report func(where, key string, args ...any)) {
	rows, _ := element.Find(f.Element)
	for i := range f.Columns {
		column, at := &f.Columns[i], fmt.Sprintf(".columns[%d]", i)
		if column.Key == "" || column.Label == "" {
			report(at, "form.definition.nameless")
		}
		column.bind(func(where, key string, args ...any) { report(at+where, key, args...) })
		if e, known := element.Find(column.Element); known && rows.Of != "" && e.About() != rows.Of {
			report(at+".element", "form.definition.column", column.Element, rows.Of)
		}
	}
}

// codePoint is how JavaScript writes a character by number; RE2 writes \x{…}.
var codePoint = regexp.MustCompile(`\\u([0-9a-fA-F]{4})`)

// compile makes the field's pattern. RE2 runs in linear time whatever the pattern.
func (f *Field) compile() (err error) {
	if f.Rules.Pattern == "" {
		return nil
	}
	if len(f.Rules.Pattern) > maxPattern {
		return fmt.Errorf("longer than %d bytes", maxPattern)
	}
	f.pattern, err = regexp.Compile(`^(?:` + codePoint.ReplaceAllString(f.Rules.Pattern, `\x{$1}`) + `)$`)
	return err
}

// ageInWords is the one rule in words that documents use where minAge or maxAge
// was meant.
var ageInWords = regexp.MustCompile(`^年龄([≤≥])(\d{1,3})周岁$`)

// readAgeRule takes an age limit out of the rule's words if the rule itself is missing.
func (f *Field) readAgeRule() {
	m := ageInWords.FindStringSubmatch(f.Rules.Check)
	if m == nil || f.Rules.MinAge != nil || f.Rules.MaxAge != nil {
		return
	}
	var years int
	_, _ = fmt.Sscan(m[2], &years) // digits by the expression above
	if m[1] == "≤" {
		f.Rules.MaxAge = &years
	} else {
		f.Rules.MinAge = &years
	}
}

// arrange puts the fields on pages: as the form says, otherwise the applicant first
// and then the rest in pages of seven.
func (d *Definition) arrange(doc document) (wrong []fault.Field) {
	if len(doc.Topics) == 0 {
		applicant := func(f Field) bool {
			return strings.HasPrefix(f.Element, "person.") || strings.HasPrefix(f.Element, "org.")
		}
		d.addTopics("applicant", applicant)
		d.addTopics("details", func(f Field) bool { return !applicant(f) })
		return nil
	}
	placed := map[string]bool{}
	for i, t := range doc.Topics {
		topic := Topic{Key: t.Key, Label: t.Label, heading: "form.topic.details", number: i + 1}
		at := fmt.Sprintf("form.topics[%d]", i)
		if t.Key == "" || len(t.Fields) > perTopic {
			wrong = append(wrong, fault.Field{Name: at, Key: "form.definition.topic", Args: []any{perTopic}})
		}
		for _, key := range t.Fields {
			f, known := d.Field(key)
			if !known || placed[key] {
				wrong = append(wrong, fault.Field{Name: at + ".fields", Key: "form.definition.unknown", Args: []any{key}})
				continue
			}
			placed[key] = true
			if f.Kind != File {
				topic.Fields = append(topic.Fields, f)
			}
		}
		if len(topic.Fields) > 0 {
			d.topics = append(d.topics, topic)
		}
	}
	for _, f := range d.Fields {
		if f.Kind != File && !placed[f.Key] {
			wrong = append(wrong, fault.Field{Name: "form.topics", Key: "form.definition.unplaced", Args: []any{f.Key}})
		}
	}
	return wrong
}

// addTopics appends the fields that belong, seven to a page.
func (d *Definition) addTopics(key string, belongs func(Field) bool) {
	var fields []*Field
	for i := range d.Fields {
		if f := &d.Fields[i]; f.Kind != File && belongs(*f) {
			fields = append(fields, f)
		}
	}
	n := 0
	for page := range slices.Chunk(fields, perTopic) {
		n++
		t := Topic{Key: key, Fields: page, heading: "form.topic." + key, number: n}
		if n > 1 {
			t.Key, t.heading = fmt.Sprintf("%s-%d", key, n), "form.topic.more"
		}
		d.topics = append(d.topics, t)
	}
}

// UnmarshalJSON reads a field and notes the rules this package does not know.
func (f *Field) UnmarshalJSON(b []byte) error {
	type plain Field
	if err := json.Unmarshal(b, (*plain)(f)); err != nil {
		return err
	}
	var given struct {
		Rules map[string]json.RawMessage `json:"validation"`
	}
	if err := json.Unmarshal(b, &given); err != nil {
		return err
	}
	for _, rule := range slices.Sorted(maps.Keys(given.Rules)) {
		if !enforced[rule] {
			f.unenforced = append(f.unenforced, rule)
		}
	}
	return nil
}

// enforced lists the rules an answer is held to. "check" is the rule in words for
// the person who reviews the case.
var enforced = map[string]bool{
	"minLength": true, "maxLength": true, "length": true, "pattern": true, "format": true,
	"min": true, "max": true, "scale": true, "minItems": true, "maxItems": true, "oneOf": true,
	"derivedFrom": true, "minAge": true, "maxAge": true, "check": true,
	"maxKB": true, "maxMB": true, "accept": true, "widthPx": true, "heightPx": true,
}

// UnmarshalJSON reads an option written as a text or as value and label.
func (o *Option) UnmarshalJSON(b []byte) error {
	var text string
	if json.Unmarshal(b, &text) == nil {
		*o = Option{Value: text, Label: text}
		return nil
	}
	type plain Option
	return json.Unmarshal(b, (*plain)(o))
}

// Bound is the least or greatest answer: a number, or of a date a day, "today" or
// "now".
type Bound struct{ text string }

// String returns the bound as the document wrote it.
func (b Bound) String() string { return b.text }

// UnmarshalJSON reads a number or a text.
func (b *Bound) UnmarshalJSON(raw []byte) error {
	b.text = strings.Trim(string(raw), `"`)
	return nil
}

// MarshalJSON writes numbers as numbers.
func (b Bound) MarshalJSON() ([]byte, error) {
	if _, ok := number(b.text); ok {
		return []byte(b.text), nil
	}
	return json.Marshal(b.text)
}
