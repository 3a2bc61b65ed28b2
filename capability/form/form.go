package form

import (
	"context"
	"regexp"
	"slices"
	"time"

	"tongban/capability/element"
	"tongban/capability/place"
	"tongban/kernel/condition"
	"tongban/kernel/message"
)

// Kind is the sort of answer a field takes.
type Kind string

// The kinds.
const (
	String    Kind = "string"
	LongText  Kind = "longText" // keeps its line breaks
	Integer   Kind = "integer"
	Decimal   Kind = "decimal"
	Money     Kind = "money"
	Enum      Kind = "enum"
	EnumList  Kind = "enumList"
	Bool      Kind = "bool"
	Date      Kind = "date"
	YearMonth Kind = "yearMonth"
	Year      Kind = "year"
	DateTime  Kind = "datetime"
	DateRange Kind = "dateRange"
	Address   Kind = "address" // a region and what stands below it
	Code      Kind = "code"    // one of a code list
	CodeList  Kind = "codeList"
	Ref       Kind = "ref"   // one of a register: a clinic, an engraver
	Table     Kind = "table" // any number of rows
	File      Kind = "file"
	Location  Kind = "location"
	Agreement Kind = "agreement" // a statement to agree to
	Computed  Kind = "computed"  // worked out from other answers
	Info      Kind = "info"      // words to read, no answer
)

// kinds lists every kind.
var kinds = []Kind{
	String, LongText, Integer, Decimal, Money, Enum, EnumList, Bool, Date, YearMonth, Year, DateTime, DateRange,
	Address, Code, CodeList, Ref, Table, File, Location, Agreement, Computed, Info,
}

// columnKinds are the kinds that fit into a cell of a table.
var columnKinds = []Kind{String, LongText, Integer, Decimal, Money, Enum, Bool, Date, YearMonth, Year, Code, Ref, Computed}

// Definition is the form of one version of an item. Once DemoRegions and Regions are
// set it is not changed any more and may be shared.
type Definition struct {
	Fields []Field
	Rules  []Rule // across fields
	// DemoRegions admits numbers of the demo city, whose region codes begin with
	// 99 and exist nowhere.
	DemoRegions bool
	// Regions looks up an administrative division. Without it every code that is
	// written like one is taken.
	Regions func(code string) (place.Label, bool)

	topics   []Topic
	byKey    map[string]*Field
	programs programs
}

// Field is one question of a form, or one column of a table.
type Field struct {
	Key       string               `json:"key"`
	Label     string               `json:"label"`
	LabelEn   string               `json:"labelEn,omitempty"`
	Kind      Kind                 `json:"type"`
	Required  bool                 `json:"required"`
	Options   []Option             `json:"options,omitempty"`
	Hint      string               `json:"hint,omitempty"`     // the rule, said before the error
	Example   string               `json:"example,omitempty"`  // shown with the hint
	Note      string               `json:"note,omitempty"`     // more about it
	Words     string               `json:"text,omitempty"`     // of info and agreement: what is to be read
	Mistakes  []string             `json:"mistakes,omitempty"` // what people usually get wrong
	Often     bool                 `json:"often,omitempty"`    // it is often filled in wrongly
	Party     string               `json:"party,omitempty"`    // who fills it in: "" the applicant, "seller"
	Prefill   string               `json:"prefill,omitempty"`  // where an answer may be fetched: "auth.person.name"
	Element   string               `json:"element,omitempty"`  // the data element it means: "person.name"
	Material  string               `json:"material,omitempty"` // of a file: the material it is
	Rules     Rules                `json:"validation"`
	OptionsOf string               `json:"optionsFrom,omitempty"` // "dictionary": the element's list
	Columns   []Field              `json:"columns,omitempty"`     // of a table
	MaxRows   int                  `json:"maxRows,omitempty"`     // of a table: rows at most, as maxItems
	Compute   string               `json:"compute,omitempty"`     // of computed: the expression
	ShownWhen *condition.Condition `json:"visibleWhen,omitempty"` // of the guide's answers and other fields
	Sample    any                  `json:"sample,omitempty"`      // a valid answer, where none can be guessed

	list       string // the code list its answers are from
	pattern    *regexp.Regexp
	unenforced []string // rules this package cannot check
	unbound    bool     // the document does not name the element
}

// Option is one of the answers to choose from.
type Option struct {
	Value   string `json:"value"`
	Label   string `json:"label"`
	LabelEn string `json:"labelEn,omitempty"`
}

// In returns the label for ctx's reader.
func (o Option) In(ctx context.Context) string {
	return message.Words{Chinese: o.Label, English: o.LabelEn}.In(message.In(ctx))
}

// Rules are what an answer must satisfy. Lengths count characters.
type Rules struct {
	MinLength   int      `json:"minLength,omitempty"` // of an address: of what stands below the region
	MaxLength   int      `json:"maxLength,omitempty"`
	Length      int      `json:"length,omitempty"`
	Pattern     string   `json:"pattern,omitempty"` // without look-around, as RE2 reads it
	Format      string   `json:"format,omitempty"`  // cn_id18, cn_uscc, cn_mobile, cn_phone, luhn, email
	Min         *Bound   `json:"min,omitempty"`
	Max         *Bound   `json:"max,omitempty"`
	Scale       *int     `json:"scale,omitempty"` // decimals at most
	MinItems    int      `json:"minItems,omitempty"`
	MaxItems    int      `json:"maxItems,omitempty"`
	OneOf       []string `json:"oneOf,omitempty"`       // years: "2026", "currentYear", "currentYear+1"
	DerivedFrom string   `json:"derivedFrom,omitempty"` // a field holding an ID number
	MinAge      *int     `json:"minAge,omitempty"`      // full years on the day of the check
	MaxAge      *int     `json:"maxAge,omitempty"`
	MaxMonths   int      `json:"maxMonths,omitempty"` // of a date range: how long it may last
	NotBefore   string   `json:"notBefore,omitempty"` // of days and months: "today", "establishDate" or a day
	MaxOffset   string   `json:"maxOffset,omitempty"` // of days: P5Y after the anchor at most
	Anchor      string   `json:"anchor,omitempty"`    // what MaxOffset counts from; today if empty
	Dict        string   `json:"dict,omitempty"`      // a code list by its name or standard
	RegionCode  bool     `json:"requireRegionCode,omitempty"`
	Check       string   `json:"check,omitempty"` // the rule in words, for whoever reviews the case

	// Of a file, for whoever takes it in.
	MaxKB    int      `json:"maxKB,omitempty"`
	MaxMB    int      `json:"maxMB,omitempty"`
	Accept   []string `json:"accept,omitempty"`
	WidthPx  int      `json:"widthPx,omitempty"`
	HeightPx int      `json:"heightPx,omitempty"`
}

// Situation is what answers are checked in.
type Situation struct {
	Today   time.Time      // the moment of the check; rules speak of its day in China
	Answers map[string]any // to the item's guide
}

// LabelIn returns what the field is called for ctx's reader.
func (f *Field) LabelIn(ctx context.Context) string { return f.name().In(message.In(ctx)) }

// name is the label in both languages, as an argument of messages.
func (f *Field) name() message.Words {
	english := f.LabelEn
	if e, known := element.Find(f.Element); known && english == "" {
		english = e.LabelEn
	}
	return message.Words{Chinese: f.Label, English: english}
}

// CodeList returns the name of the code list that answers to f are from, "" if there
// is none. The list may be too long to be among the options.
func (f *Field) CodeList() string { return f.list }

// MostRows is how many rows a table takes.
func (f *Field) MostRows() int {
	most := hardRows
	for _, limit := range []int{f.Rules.MaxItems, f.MaxRows} {
		if limit > 0 {
			most = min(most, limit)
		}
	}
	return most
}

// hardRows is how many rows any table takes at most.
const hardRows = 500

// Field returns the field of key.
func (d *Definition) Field(key string) (*Field, bool) {
	f, known := d.byKey[key]
	return f, known
}

// At returns the field a path leads to: a field of the form, or the column of a
// table for "shareholders.2.ratio". For a part of an address it is the address.
func (d *Definition) At(path string) (*Field, bool) {
	f, known := d.Field(Head(path))
	if !known || f.Kind != Table {
		return f, known
	}
	_, _, column := splitRow(path)
	if column == "" {
		return f, true
	}
	return f.Column(column)
}

// Column returns the column of key of a table.
func (f *Field) Column(key string) (*Field, bool) {
	i := slices.IndexFunc(f.Columns, func(c Field) bool { return c.Key == key })
	if i < 0 {
		return nil, false
	}
	return &f.Columns[i], true
}

// Supported reports whether the whole form can be filled in online: every list of
// options is here, every file is a material of the item and every rule is enforced.
func (d *Definition) Supported() bool { return len(d.Unsupported()) == 0 }

// Unsupported returns the paths of the fields that cannot be filled in online.
func (d *Definition) Unsupported() (keys []string) {
	for i := range d.Fields {
		f := &d.Fields[i]
		if !f.supported() {
			keys = append(keys, f.Key)
		}
		for c := range f.Columns {
			if !f.Columns[c].supported() {
				keys = append(keys, f.Key+"."+f.Columns[c].Key)
			}
		}
	}
	return keys
}

func (f *Field) supported() bool {
	switch {
	case len(f.unenforced) > 0:
		return false
	case f.Kind == Enum, f.Kind == EnumList:
		return len(f.Options) > 0
	case f.Kind == Code, f.Kind == CodeList, f.Kind == Ref:
		list, _ := element.CodeList(f.list)
		return len(f.Options) > 0 || len(list.Codes) > 0 || f.list == divisions
	case f.Kind == File:
		return f.Material != ""
	case f.Kind == Table:
		return len(f.Columns) > 0
	}
	return true
}

// divisions is the code list that is kept with the places of the platform.
const divisions = "division"

// asked reports whether a page has an input for f.
func (f *Field) asked() bool {
	return f.Kind != File && f.Kind != Computed && f.Kind != Info && f.Rules.DerivedFrom == ""
}

// Topic is one page of a form.
type Topic struct {
	Key    string // its name in addresses
	Label  string // its heading where the form has one of its own
	Fields []*Field

	labelEn string
	heading string // message key of the others
	number  int    // tells pages with the same heading apart
}

// Title returns the topic's heading for ctx's reader.
func (t Topic) Title(ctx context.Context) string {
	if t.Label != "" {
		return message.Words{Chinese: t.Label, English: t.labelEn}.In(message.In(ctx))
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
