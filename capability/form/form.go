package form

import (
	"context"
	"encoding/json"
	"maps"
	"regexp"
	"slices"

	"tongban/kernel/message"
)

// Kind is the sort of answer a field takes.
type Kind string

// The kinds. Those from DateTime on are known but not yet filled in online.
const (
	String    Kind = "string"
	Integer   Kind = "integer"
	Decimal   Kind = "decimal"
	Enum      Kind = "enum"
	EnumList  Kind = "enumList"
	Bool      Kind = "bool"
	Date      Kind = "date"
	YearMonth Kind = "yearMonth"
	Year      Kind = "year"
	File      Kind = "file"
	DateTime  Kind = "datetime"
	DateRange Kind = "dateRange"
	Address   Kind = "address"
	Code      Kind = "code"
	CodeList  Kind = "codeList"
	Ref       Kind = "ref"
	Table     Kind = "table"
)

// kinds lists every kind; those that can be filled in online map to true.
var kinds = map[Kind]bool{
	String: true, Integer: true, Decimal: true, Enum: true, EnumList: true, Bool: true,
	Date: true, YearMonth: true, Year: true, File: true,
	DateTime: false, DateRange: false, Address: false, Code: false, CodeList: false, Ref: false, Table: false,
}

// Definition is the form of one version of an item. Once DemoRegions is set it is
// not changed any more and may be shared.
type Definition struct {
	Fields []Field
	// DemoRegions admits numbers of the demo city, whose region codes begin with
	// 99 and exist nowhere.
	DemoRegions bool

	topics []Topic
}

// Field is one question of a form.
type Field struct {
	Key       string          `json:"key"`
	Label     string          `json:"label"`
	Kind      Kind            `json:"type"`
	Required  bool            `json:"required"`
	Options   []Option        `json:"options,omitempty"`
	Hint      string          `json:"hint,omitempty"`    // the rule, said before the error
	Example   string          `json:"example,omitempty"` // shown with the hint
	Note      string          `json:"note,omitempty"`
	Prefill   string          `json:"prefill,omitempty"`  // where an answer may be fetched: "auth.person.name"
	Element   string          `json:"element,omitempty"`  // the data element it means: "person.name"
	Material  string          `json:"material,omitempty"` // of a file: the material it is
	Rules     Rules           `json:"validation"`
	OptionsOf string          `json:"optionsFrom,omitempty"`
	Columns   []Field         `json:"columns,omitempty"`     // of a table
	ShownWhen json.RawMessage `json:"visibleWhen,omitempty"` // a condition on the guide's answers

	pattern    *regexp.Regexp
	unenforced []string // rules this package cannot check
	unbound    bool     // the document does not name the element
}

// Option is one of the answers to choose from.
type Option struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

// Rules are what an answer must satisfy. Lengths count characters.
type Rules struct {
	MinLength   int      `json:"minLength,omitempty"`
	MaxLength   int      `json:"maxLength,omitempty"`
	Length      int      `json:"length,omitempty"`
	Pattern     string   `json:"pattern,omitempty"` // without look-around, as RE2 reads it
	Format      string   `json:"format,omitempty"`  // cn_id18, cn_uscc, cn_mobile, luhn
	Min         *Bound   `json:"min,omitempty"`
	Max         *Bound   `json:"max,omitempty"`
	Scale       *int     `json:"scale,omitempty"` // decimals at most
	MinItems    int      `json:"minItems,omitempty"`
	MaxItems    int      `json:"maxItems,omitempty"`
	OneOf       []string `json:"oneOf,omitempty"`       // years: "2026", "currentYear", "currentYear+1"
	DerivedFrom string   `json:"derivedFrom,omitempty"` // a field holding an ID number
	MinAge      *int     `json:"minAge,omitempty"`      // full years on the day of the check
	MaxAge      *int     `json:"maxAge,omitempty"`
	Check       string   `json:"check,omitempty"` // the rule in words

	// Of a file, for whoever takes it in.
	MaxKB    int      `json:"maxKB,omitempty"`
	MaxMB    int      `json:"maxMB,omitempty"`
	Accept   []string `json:"accept,omitempty"`
	WidthPx  int      `json:"widthPx,omitempty"`
	HeightPx int      `json:"heightPx,omitempty"`
}

// Values are answers by field key: string, int64, bool or []string. A key without
// an answer is absent. An answer that could not be read stays a string, so that it
// is shown again as it was typed; Check says what is wrong with it.
type Values map[string]any

// With returns v with the answers of later put over it. A blank answer takes the
// earlier one away.
func (v Values) With(later Values) Values {
	merged := maps.Clone(v)
	if merged == nil {
		merged = Values{}
	}
	for key, value := range later {
		if blank(value) {
			delete(merged, key)
			continue
		}
		merged[key] = value
	}
	return merged
}

// String returns the answer of a text field, empty if there is none.
func (v Values) String(key string) string {
	s, _ := v[key].(string)
	return s
}

func blank(value any) bool {
	switch value := value.(type) {
	case nil:
		return true
	case string:
		return value == ""
	case []string:
		return len(value) == 0
	}
	return false
}

// Field returns the field of key.
func (d *Definition) Field(key string) (*Field, bool) {
	i := slices.IndexFunc(d.Fields, func(f Field) bool { return f.Key == key })
	if i < 0 {
		return nil, false
	}
	return &d.Fields[i], true
}

// Supported reports whether the whole form can be filled in online: every kind is
// one we ask for, every list of options is here and every rule is enforced.
func (d *Definition) Supported() bool {
	return !slices.ContainsFunc(d.Fields, func(f Field) bool { return !f.supported() })
}

func (f *Field) supported() bool {
	switch {
	case !kinds[f.Kind], len(f.unenforced) > 0, len(f.ShownWhen) > 0:
		return false
	case f.Kind == Enum, f.Kind == EnumList:
		return len(f.Options) > 0
	case f.Kind == File:
		return f.Material != ""
	}
	return true
}

// asked reports whether a page has an input for f.
func (f *Field) asked() bool { return f.Kind != File && f.Rules.DerivedFrom == "" }

// Topic is one page of a form.
type Topic struct {
	Key    string // its name in addresses
	Label  string // its heading where the form has one of its own
	Fields []*Field

	heading string // message key of the others
	number  int    // tells pages with the same heading apart
}

// Title returns the topic's heading for ctx's reader.
func (t Topic) Title(ctx context.Context) string {
	if t.Label != "" {
		return t.Label
	}
	return message.T(ctx, t.heading, t.number)
}

// Topics returns the pages of the form in their order, files left out.
func (d *Definition) Topics() []Topic { return d.topics }

// Topic returns the page of key.
func (d *Definition) Topic(key string) (Topic, bool) {
	i := slices.IndexFunc(d.topics, func(t Topic) bool { return t.Key == key })
	if i < 0 {
		return Topic{}, false
	}
	return d.topics[i], true
}
