package instant

import (
	"time"

	"tongban/kernel/calendar"
	"tongban/kernel/id"
)

// Outcome is what a decision came to. There is none against the applicant.
type Outcome string

// The outcomes.
const (
	Approved Outcome = "approved"
	Referred Outcome = "referred"
)

// Reason says why a case went to a person.
type Reason string

// The reasons, in the order they are looked for.
const (
	ByWish       Reason = "wish"      // the applicant wants a person
	ByStop       Reason = "stop"      // somebody has stopped automatic decisions on the item
	ByPromise    Reason = "promise"   // papers are still to come
	ByWork       Reason = "work"      // a person is at it already
	ByWarning    Reason = "warning"   // there is a warning to look at
	BySource     Reason = "source"    // something could not be found out for certain
	ByCondition  Reason = "condition" // a condition is not met
	ByRulebook   Reason = "rulebook"  // the rule could not be worked out
	ByLimit      Reason = "limit"     // enough for one day
	ByBlocker    Reason = "blocker"   // something has to be done first
	ByChange     Reason = "change"    // the case has moved on meanwhile
	noReason     Reason = ""          // it was approved
	mostRows            = 40          // of a table are kept
	answerDays          = 5           // working days until a review is answered
	askWithin           = 15          // days in which a review can be asked for
	longestWords        = 500         // characters of what people write
)

// reasons are all of them, for lists.
var reasons = []Reason{ByWish, ByStop, ByPromise, ByWork, ByWarning, BySource, ByCondition, ByRulebook, ByLimit, ByBlocker, ByChange}

// Decision is what became of one submission.
type Decision struct {
	ID      id.ID
	Subject Subject
	Seq     int64 // of the submission
	Version id.ID // of the rulebook, zero if none was asked
	Number  int64 // of the version
	Outcome Outcome
	Reason  Reason
	At      time.Time
	Took    time.Duration
	Account Account
}

// Subject is the case a decision or a review is about.
type Subject struct {
	CaseID     id.ID
	CaseNo     string
	ShortNo    string
	Item       string
	ItemName   string
	Department string
	Region     string
	Owner      id.ID
}

// Account is how a decision came about. It is kept sealed.
type Account struct {
	Givens  []Noted  `json:"givens,omitempty"`
	Tables  []Table  `json:"tables,omitempty"`
	Failed  []Failed `json:"failed,omitempty"`  // conditions that were not met, of the row that came closest
	Words   string   `json:"words,omitempty"`   // the reason that the rulebook gives
	Blocker string   `json:"blocker,omitempty"` // what had to be done first, in words
	Warning []string `json:"warning,omitempty"` // kinds of what to look at; reviewers read them at the warning
}

// Noted is a Given as it is kept.
type Noted struct {
	Name      string    `json:"name"`
	Label     string    `json:"label"`
	Kind      string    `json:"kind"`
	Key       string    `json:"key"`
	Type      string    `json:"type"`
	Value     string    `json:"value"`           // as the rule was told it
	Words     string    `json:"words,omitempty"` // as people say it, where that differs
	Source    string    `json:"source,omitempty"`
	At        time.Time `json:"at"`
	Simulated bool      `json:"simulated,omitempty"`
	Missing   Missing   `json:"missing,omitempty"`
}

// Missing says why a value is not certain.
type Missing string

// The reasons for which a value cannot be relied on.
const (
	NotKnown    Missing = "none"        // the source knows nothing of it
	IsDown      Missing = "down"        // the source does not answer
	IsSlow      Missing = "slow"        // not in time
	WrongType   Missing = "type"        // it is no number, date or yes-or-no
	Contradicts Missing = "contradicts" // it is not what was declared
	NoSource    Missing = "no-source"   // nobody here can be asked
)

// Table is how a decision table was read.
type Table struct {
	Name   string   `json:"name"`
	Inputs []string `json:"inputs"`
	Found  []string `json:"found,omitempty"` // the value of each, empty if there was none
	Rows   []Row    `json:"rows"`
	More   int      `json:"more,omitempty"` // rows that are not kept
}

// Row is one row of it. Truths are those of its conditions: yes, no, or unknown.
type Row struct {
	Number  int      `json:"number"`
	Cells   []string `json:"cells"`
	Truths  []string `json:"truths"`
	Outputs []string `json:"outputs"`
	Words   string   `json:"words,omitempty"`
	Hit     bool     `json:"hit,omitempty"`
}

// Failed is a condition that was not met.
type Failed struct {
	Label string `json:"label"`
	Wants string `json:"wants"`         // as the rulebook writes it
	Has   string `json:"has,omitempty"` // what was found; empty if nothing certain
}

// Item is how an item stands with automatic decisions.
type Item struct {
	Code    string
	Stopped bool
	Limit   int // approvals a day; 0 is as the rulebook says
	Day     calendar.Date
	Used    int // approvals of that day
}

// Switching is one change of an item's switch or limit.
type Switching struct {
	ID      id.ID
	Item    string
	Stopped bool
	Limit   int
	Why     string
	By      string // account
	ByName  string
	At      time.Time
}

// ReviewState is where a review stands.
type ReviewState string

// Review is an applicant's wish that a person looks at a decision again.
type Review struct {
	ID       id.ID
	Decision id.ID
	Subject  Subject
	Why      string
	AskedAt  time.Time
	DueOn    calendar.Date
	State    ReviewState
	Answer   string
	By       string // account of who answered
	ByName   string
	EndedAt  time.Time
}
