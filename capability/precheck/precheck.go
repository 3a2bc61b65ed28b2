package precheck

import (
	"time"

	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/kernel/id"
)

// Kind is the sort of a paper.
type Kind string

// The papers that are recognised.
const (
	IDFront          Kind = "id-front"
	IDBack           Kind = "id-back"
	BusinessLicence  Kind = "business-licence"
	DrivingLicence   Kind = "driving-licence"
	BirthCertificate Kind = "birth-certificate"
	BankCard         Kind = "bank-card"
	FoodLicence      Kind = "food-licence"
)

// Key returns the message key of what the paper is called.
func (k Kind) Key() string { return "precheck.paper." + string(k) }

// Value is what a paper says of one data element. An ID card speaks of "person",
// whosever it is.
type Value struct {
	Element    string `json:"element"` // person.idNumber
	Text       string `json:"text"`
	Confidence int    `json:"confidence"` // 0 to 100
}

// Paper is one document recognised in a file.
type Paper struct {
	Kind   Kind    `json:"kind"`
	Page   int     `json:"page"` // from 1
	Values []Value `json:"values,omitempty"`
	From   string  `json:"from,omitempty"` // first day it holds: 2016-03-21
	To     string  `json:"to,omitempty"`   // last day; empty if it was not read or there is none
	Long   bool    `json:"long,omitempty"` // 长期
}

// Value returns what the paper says of element.
func (p Paper) Value(element string) (Value, bool) {
	for _, v := range p.Values {
		if v.Element == element {
			return v, true
		}
	}
	return Value{}, false
}

// Page is how a page looks.
type Page struct {
	Width      int  `json:"width"` // in pixels
	Height     int  `json:"height"`
	Sharpness  int  `json:"sharpness"`       // 0 to 100
	Brightness int  `json:"brightness"`      // mean, 0 to 100
	Corners    int  `json:"corners"`         // brightness of the upper corners
	Turned     int  `json:"turned"`          // degrees clockwise until it is upright
	Words      int  `json:"words"`           // that could be read
	Slow       bool `json:"slow,omitempty"`  // the reader ran out of time
	Empty      bool `json:"empty,omitempty"` // no picture in it that could be read
}

// Reading is what was recognised in a file.
type Reading struct {
	File      id.ID
	Papers    []Paper
	Pages     []Page
	Read      bool // there was a reader; else only the looks of the pages are known
	Simulated bool // by a reader that plays
	ReadAt    time.Time
}

// Matter is an application as it stands.
type Matter struct {
	Item   *catalogue.Item
	Form   *form.Definition
	Values form.Values
	Files  []Given
}

// Given is a file handed in for a material of the item.
type Given struct {
	Material string // code
	File     id.ID
}

// FindingKind says what a finding wants of the applicant.
type FindingKind string

// The kinds.
const (
	Question FindingKind = "question" // please look at this again
	Notice   FindingKind = "notice"   // good to know
)

// Finding is something noticed about a matter. All of them are automatic.
type Finding struct {
	Key       string // the same as long as what it speaks of is the same
	Kind      FindingKind
	Field     string // path in the form, "shareholders.2.name"; may be empty
	Material  string // code; may be empty
	Text      string // message key
	Args      []any
	Simulated bool // rests on a reader that plays
}

// Suggestion is an answer that a file gives.
type Suggestion struct {
	Field    string // path in the form
	Value    any    // as form.Values holds it
	Material string // code of the material the file was handed in for
	Paper    Kind   // what said so

	Simulated bool // read by a reader that plays
}
