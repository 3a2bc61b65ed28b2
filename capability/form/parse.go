package form

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"tongban/kernel/fault"
)

// Limits of a form document, so that no document costs more than it should.
const (
	maxFields  = 300
	maxColumns = 30
	maxPattern = 500
	perTopic   = 7 // ux: one topic per page, at most seven fields
)

// document is the form element of an item.
type document struct {
	Fields []Field         `json:"fields"`
	Rules  []Rule          `json:"rules"`
	Topics []topicDocument `json:"topics"`
}

type topicDocument struct {
	Key     string   `json:"key"`
	Label   string   `json:"label"`
	LabelEn string   `json:"labelEn"`
	Fields  []string `json:"fields"`
}

// Parse reads the form element of an item. What is wrong with it is an Invalid
// fault whose fields are named by their place: "form.fields[3].validation.pattern".
func Parse(raw json.RawMessage) (*Definition, error) {
	var doc document
	if err := json.Unmarshal(raw, &doc); err != nil {
		return nil, fault.InvalidFields([]fault.Field{{Name: "form", Key: "form.definition.json", Args: []any{err.Error()}}})
	}
	return doc.definition()
}

// definition makes the form of a document.
func (doc document) definition() (*Definition, error) {
	d := &Definition{Fields: doc.Fields, Rules: doc.Rules, byKey: map[string]*Field{}}
	var found faults
	d.prepare(&found)
	if len(found) == 0 {
		d.arrange(doc.Topics, &found)
		d.compile(&found)
	}
	if len(found) > 0 {
		return nil, fault.InvalidFields(found)
	}
	return d, nil
}

// faults collects what is wrong with a document.
type faults []fault.Field

func (f *faults) add(at, key string, args ...any) {
	*f = append(*f, fault.Field{Name: at, Key: key, Args: args})
}

// prepare completes the fields and says what is wrong with them.
func (d *Definition) prepare(found *faults) {
	if len(d.Fields) == 0 || len(d.Fields) > maxFields {
		found.add("form.fields", "form.definition.count", maxFields)
		return
	}
	for i := range d.Fields {
		f := &d.Fields[i]
		if _, twice := d.byKey[f.Key]; twice {
			found.add(spot(i)+".key", "form.definition.twice", f.Key)
			continue
		}
		d.byKey[f.Key] = f
	}
	for i := range d.Fields {
		f, at := &d.Fields[i], spot(i)
		if source := f.Rules.DerivedFrom; source != "" && d.byKey[source] == nil {
			found.add(at+".validation.derivedFrom", "form.definition.unknown", source)
		}
		f.readAgeRule()
		f.nameElement(d)
		f.prepare(at, found)
		f.prepareColumns(at, found)
		d.prepareShown(f, at, found)
	}
}

// spot names a field by its place in the document.
func spot(i int) string { return fmt.Sprintf("form.fields[%d]", i) }

// prepareShown checks that a field is shown by answers to other fields or to the
// guide, and that no two fields wait for each other.
func (d *Definition) prepareShown(f *Field, at string, found *faults) {
	if f.ShownWhen == nil {
		return
	}
	for _, part := range f.ShownWhen.Parts() {
		if part.Var == "" || !part.Known() {
			found.add(at+".visibleWhen", "form.definition.condition", part.Var, part.Op)
		}
	}
	if d.waitsFor(f, f.Key, map[string]bool{}) {
		found.add(at+".visibleWhen", "form.definition.circle", f.Key)
	}
}

// waitsFor reports whether f is shown by the field of key, or by one that is.
func (d *Definition) waitsFor(f *Field, key string, seen map[string]bool) bool {
	if f.ShownWhen == nil || seen[f.Key] {
		return false
	}
	seen[f.Key] = true
	for _, part := range f.ShownWhen.Parts() {
		other := d.byKey[part.Var]
		if part.Var == key || other != nil && d.waitsFor(other, key, seen) {
			return true
		}
	}
	return false
}

// arrange puts the fields on pages: as the form says, otherwise the applicant first
// and then the rest in pages of seven.
func (d *Definition) arrange(topics []topicDocument, found *faults) {
	if len(topics) == 0 {
		applicant := func(f Field) bool {
			return strings.HasPrefix(f.Element, "person.") || strings.HasPrefix(f.Element, "org.") && f.Kind != Table
		}
		d.addTopics("applicant", applicant)
		d.addTopics("details", func(f Field) bool { return !applicant(f) })
		return
	}
	placed := map[string]bool{}
	for i, t := range topics {
		topic := Topic{Key: t.Key, Label: t.Label, labelEn: t.LabelEn, heading: "form.topic.details", number: i + 1}
		at := fmt.Sprintf("form.topics[%d]", i)
		_, twice := d.Topic(t.Key)
		if t.Key == "" || twice || len(t.Fields) > perTopic {
			found.add(at, "form.definition.topic", perTopic)
		}
		for _, key := range t.Fields {
			f := d.byKey[key]
			if f == nil || placed[key] {
				found.add(at+".fields", "form.definition.unknown", key)
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
			found.add("form.topics", "form.definition.unplaced", f.Key)
		}
	}
}

// addTopics appends the fields that belong, seven to a page. A table has a page of
// its own.
func (d *Definition) addTopics(key string, belongs func(Field) bool) {
	var pages [][]*Field
	var page []*Field
	for i := range d.Fields {
		f := &d.Fields[i]
		switch {
		case f.Kind == File || !belongs(*f):
		case f.Kind == Table:
			pages = append(pages, page, []*Field{f})
			page = nil
		default:
			if page = append(page, f); len(page) == perTopic {
				pages, page = append(pages, page), nil
			}
		}
	}
	n := 0
	for _, fields := range append(pages, page) {
		if len(fields) == 0 {
			continue
		}
		n++
		t := Topic{Key: key, Fields: fields, heading: "form.topic." + key, number: n}
		if n > 1 {
			t.Key, t.heading = fmt.Sprintf("%s-%d", key, n), "form.topic.more"
		}
		if fields[0].Kind == Table {
			t.Label, t.labelEn = fields[0].Label, fields[0].name().English
		}
		d.topics = append(d.topics, t)
	}
}

// Parties returns who fills in parts of the form besides the applicant.
func (d *Definition) Parties() (parties []string) {
	for _, f := range d.Fields {
		if f.Party != "" && !slices.Contains(parties, f.Party) {
			parties = append(parties, f.Party)
		}
	}
	return parties
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
	for rule := range given.Rules {
		if !slices.Contains(enforced, rule) {
			f.unenforced = append(f.unenforced, rule)
		}
	}
	slices.Sort(f.unenforced)
	return nil
}

// enforced lists the rules an answer is held to. "check" is the rule in words for
// the person who reviews the case.
var enforced = []string{
	"minLength", "maxLength", "length", "pattern", "format", "min", "max", "scale", "minItems", "maxItems", "oneOf",
	"derivedFrom", "minAge", "maxAge", "maxMonths", "notBefore", "maxOffset", "anchor", "dict", "requireRegionCode",
	"check", "maxKB", "maxMB", "accept", "widthPx", "heightPx",
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
