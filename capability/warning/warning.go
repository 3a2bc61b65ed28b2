package warning

import (
	"time"
	"unicode/utf8"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/check"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Kind is what is looked for.
type Kind string

// The kinds.
const (
	Address       Kind = "address"       // one address, many applicants
	Mobile        Kind = "mobile"        // one mobile, many applicants
	Number        Kind = "number"        // one ID or bank number in open cases of one item
	Picture       Kind = "picture"       // one picture, two applicants
	Contradiction Kind = "contradiction" // answers that cannot all be true
	Agent         Kind = "agent"         // an agent whose cases often fail
)

// Kinds are all of them, in the order pages show them.
var Kinds = []Kind{Address, Picture, Number, Mobile, Contradiction, Agent}

// Setting is what a kind is set to. What a kind does not use is zero.
type Setting struct {
	Kind     Kind
	On       bool
	Least    int // applicants, or ended cases of an agent
	Days     int // how far back
	Share    int // failures, per cent
	Likeness int // of two pictures taken for one, per cent
	Version  int64
}

// defaults are the settings nobody has changed.
var defaults = map[Kind]Setting{
	Address:       {Kind: Address, On: true, Least: 20, Days: 365},
	Mobile:        {Kind: Mobile, On: true, Least: 5, Days: 365},
	Number:        {Kind: Number, On: true},
	Picture:       {Kind: Picture, On: true, Days: 365, Likeness: 97},
	Contradiction: {Kind: Contradiction, On: true},
	Agent:         {Kind: Agent, On: true, Least: 10, Days: 365, Share: 50},
}

// Bounds of settings. Below leastLike per cent, pictures are taken for one that are not.
const (
	maxLeast  = 200
	maxDays   = 365
	leastLike = 0.9
)

// check finds what is wrong with a setting.
func (s Setting) check() (fields []fault.Field) {
	d := defaults[s.Kind]
	within := func(name string, value, usual, least, most int) {
		if usual != 0 && (value < least || value > most) {
			fields = append(fields, fault.Field{Name: name, Key: "warning.wrong.range", Args: []any{least, most}})
		}
	}
	within("least", s.Least, d.Least, 2, maxLeast)
	within("days", s.Days, d.Days, 1, maxDays)
	within("share", s.Share, d.Share, 1, 100)
	within("likeness", s.Likeness, d.Likeness, leastLike*100, 100)
	return fields
}

// Warning is what was found about one case.
type Warning struct {
	ID       id.ID
	Case     Case
	Kind     Kind
	Evidence Evidence
	State    State
	FoundAt  time.Time

	AnsweredAt time.Time
	AnsweredBy string // account
	Answerer   string // name
	Words      string
	Version    int64

	value []byte // what it rests on
}

// Evidence is why there is a warning. Values in it are masked.
type Evidence struct {
	Days       int      `json:"days,omitempty"`       // how far back was looked
	Cases      int      `json:"cases,omitempty"`      // others
	Applicants int      `json:"applicants,omitempty"` // others
	Capped     bool     `json:"capped,omitempty"`     // there are more than were counted
	Elements   []string `json:"elements,omitempty"`   // what the value is, by data element
	Material   string   `json:"material,omitempty"`   // name, of a picture
	Page       int      `json:"page,omitempty"`       // from 1
	Likeness   int      `json:"likeness,omitempty"`   // per cent
	Failed     int      `json:"failed,omitempty"`     // of Cases
	Rule       string   `json:"rule,omitempty"`       // name
	Says       string   `json:"says,omitempty"`
	SaysEn     string   `json:"saysEn,omitempty"`
	Said       []Said   `json:"said,omitempty"`
	Others     []id.ID  `json:"others,omitempty"` // cases, newest first, the first of them
}

// Said is what one source says of a data element.
type Said struct {
	Source  Source `json:"source"`
	Name    string `json:"name,omitempty"` // of a licence; number of a case
	Element string `json:"element"`
	Value   string `json:"value"` // masked
}

// Source is where an answer comes from.
type Source string

// The sources.
const (
	FromForm    Source = "form"
	FromPaper   Source = "paper"   // read on an upload
	FromEarlier Source = "earlier" // handed in with an earlier case of the same applicant
	FromLicence Source = "licence" // the applicant holds
)

// Case is a case as far as others are compared with it.
type Case struct {
	ID                         id.ID
	No, ShortNo                string
	Item, ItemName             string
	Department, Region, Outlet string
}

// object describes a case to the access matrix.
func (c Case) object() access.Object {
	return access.Object{Department: c.Department, Region: c.Region, Outlet: c.Outlet, Item: c.Item, State: "handed"}
}

// maxWords is how long the words of an answer may be, in characters.
const maxWords = 500

// Answer is what a reviewer did with a warning.
type Answer struct {
	Event Event
	Words string
}

// check finds what is wrong with an answer: what was handled is said in words.
func (a Answer) check() []fault.Field {
	switch words := check.Words(a.Words); {
	case a.Event != Clear && a.Event != Handle:
		return []fault.Field{{Name: "answer", Key: "warning.wrong.answer"}}
	case a.Event == Handle && words == "":
		return []fault.Field{{Name: "words", Key: "warning.wrong.words"}}
	case utf8.RuneCountInString(words) > maxWords:
		return []fault.Field{{Name: "words", Key: "warning.wrong.long", Args: []any{maxWords}}}
	}
	return nil
}

// MayAnswer says why a may not answer w.
func (w *Warning) mayAnswer(a actor.Actor) error {
	if err := access.May(a, access.WarningAnswer, w.Case.object()); err != nil {
		return err
	}
	if w.State != Open {
		return errAnswered
	}
	return nil
}

// Tally is how warnings of a kind came out, of the last ones.
type Tally struct {
	Kind                           Kind
	Open, Cleared, Handled, Lapsed int
}

// Useful returns the share of warnings with an answer that were of use, per cent; ok is
// false while there is none.
func (t Tally) Useful() (share int, ok bool) {
	if n := t.Cleared + t.Handled; n > 0 {
		return (t.Handled*100 + n/2) / n, true
	}
	return 0, false
}

// Found returns how many warnings there were.
func (t Tally) Found() int { return t.Open + t.Cleared + t.Handled + t.Lapsed }

// The faults of warnings.
var (
	errUnknown  = fault.New(fault.NotFound, "warning.unknown")
	errAnswered = fault.New(fault.Conflict, "warning.answered")
	errChanged  = fault.New(fault.Conflict, "warning.changed")
	errUnready  = fault.New(fault.Unavailable, "warning.unready")
)
