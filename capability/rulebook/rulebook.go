package rulebook

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
)

// Kind is the sort of a source.
type Kind string

// The kinds.
const (
	Register   Kind = "register"   // the registers of people and firms
	Form       Kind = "form"       // the application
	Licence    Kind = "licence"    // an e-licence the applicant holds
	Share      Kind = "share"      // another department's answer
	Paper      Kind = "paper"      // the pre-check of the papers
	Case       Kind = "case"       // how it was handed in
	Credit     Kind = "credit"     // the applicant's record
	Commitment Kind = "commitment" // what was signed
	Calendar   Kind = "calendar"   // today
)

// Kinds are all kinds in the order they are offered.
var Kinds = []Kind{Register, Form, Licence, Share, Paper, Case, Credit, Commitment, Calendar}

// Input ties an input of the rules to the source its values come from.
type Input struct {
	Name  string `json:"name"`  // of the input data in the DMN
	Label string `json:"label"` // what people call the source
	Kind  Kind   `json:"kind"`
	Key   string `json:"key"`  // which of its kind, see the package's comment
	Type  string `json:"type"` // of FEEL: string, number, boolean, date
}

// Expected is what has to come of an example.
type Expected string

// The outcomes. Whatever the rules answer beside Approve refers the case to a person.
const (
	Approve Expected = "approve"
	Refer   Expected = "refer"
)

// Example is a case on paper that the rules are tried on.
type Example struct {
	Name   string            `json:"name"`
	Given  map[string]string `json:"given"` // by the name of an input, as people write it; empty is missing
	Expect Expected          `json:"expect"`
}

// Content is what an editor writes.
type Content struct {
	XML         string `json:"-"`
	Decision    string // id of the decision that is asked
	Inputs      []Input
	Examples    []Example
	SampleShare int // per cent of approvals that a person looks at again
	DailyLimit  int // approvals a day
}

// The bounds of a content.
const (
	LeastShare, UsualShare, MostShare = 1, 5, 5
	UsualLimit, MostLimit             = 200, 100_000
	MostXML                           = 8 << 20 // bytes
	mostExamples, mostInputs          = 200, 60
	maxReason, maxName, maxValue      = 300, 100, 500 // characters
)

// Version is a draft, or what was published. That of a published one never changes, but for
// its state and when it ended.
type Version struct {
	ID     id.ID
	Item   string
	Number int64 // 0 for a draft
	State  State
	Edits  int // counts how often the draft was saved
	Content
	Digest        string // SHA-256 of rules, decision and inputs, in hexadecimal
	Faults        int    // of the rules, that keep it from being published
	Failing       int    // examples that come out otherwise than written
	Base          int64  // number the draft began with, 0: none
	Authors       []string
	AuthorName    string // of the last of them
	WrittenAt     time.Time
	PublisherID   string
	PublisherName string
	Proof         id.ID // the shadow run it was published on
	PublishedAt   time.Time
	EndedAt       time.Time
	Reason        string // why it was published
	EndedBy       string // name of who withdrew it
	EndedWhy      string
}

// Input returns the input of a name.
func (v *Version) Input(name string) (Input, bool) {
	at := slices.IndexFunc(v.Inputs, func(i Input) bool { return i.Name == name })
	if at < 0 {
		return Input{}, false
	}
	return v.Inputs[at], true
}

// digest is what a proof is about: the rules, the decision asked, and where its inputs come
// from. Neither labels nor examples change what is decided.
func (c Content) digest() string {
	type source struct{ Name, Kind, Key, Type string }
	sources := make([]source, len(c.Inputs))
	for i, in := range c.Inputs {
		sources[i] = source{in.Name, string(in.Kind), in.Key, in.Type}
	}
	slices.SortFunc(sources, func(a, b source) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	text, _ := json.Marshal([]any{c.XML, c.Decision, sources}) // texts always can be
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Rulebook is what an item has: a draft, a version in force, either or neither.
type Rulebook struct {
	Item       string // code
	Name       string // of the item
	Department string // code of the department that decides
	Draft      *Version
	Current    *Version
}

// Line is a rulebook in a list.
type Line struct {
	Item, Name, Department string
	TouchedAt              time.Time
	Number                 int64 // in force, 0: none
	Drafted                bool  // somebody writes
	Wrong                  int   // faults and failing examples of the draft
}

// Cursor is a place in the list of rulebooks; the zero one is its beginning.
type Cursor struct {
	At   time.Time
	Item string
}

// String writes the cursor for an address, "" for the beginning.
func (c Cursor) String() string {
	if c.Item == "" {
		return ""
	}
	return clock.FromMillis(clock.Millis(c.At)).UTC().Format(cursorTime) + "~" + c.Item
}

const cursorTime = "20060102150405.000"

// parseCursor reads what String wrote. What is no cursor is the beginning.
func parseCursor(text string) Cursor {
	if len(text) <= len(cursorTime) || text[len(cursorTime)] != '~' {
		return Cursor{}
	}
	when, err := time.Parse(cursorTime, text[:len(cursorTime)])
	if err != nil {
		return Cursor{}
	}
	return Cursor{when, text[len(cursorTime)+1:]}
}

// The faults of rulebooks.
var (
	errUnknown  = fault.New(fault.NotFound, "rulebook.unknown")
	errNotNow   = fault.New(fault.Conflict, "rulebook.not-now")
	errFaulty   = fault.New(fault.Conflict, "rulebook.faulty")
	errFailing  = fault.New(fault.Conflict, "rulebook.failing")
	errFew      = fault.New(fault.Conflict, "rulebook.few-examples")
	wrongSource = fault.InvalidFields([]fault.Field{{Name: "add", Key: "rulebook.wrong.source"}})
	errUnproven = fault.New(fault.Conflict, "rulebook.unproven")
)

// stale says who has changed the draft meanwhile, and when.
func stale(v Version) error {
	return fault.New(fault.Conflict, "rulebook.stale", v.AuthorName, message.Stamp(v.WrittenAt))
}

// overtaken says that another version than the one looked at is in force.
func overtaken(v Version) error {
	return fault.New(fault.Conflict, "rulebook.overtaken", v.Number, v.PublisherName, message.Stamp(v.PublishedAt))
}
