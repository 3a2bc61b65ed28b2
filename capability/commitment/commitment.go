package commitment

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"tongban/capability/access"
	"tongban/capability/casework"
	"tongban/kernel/calendar"
	"tongban/kernel/id"
)

// Text is what an applicant is told and promises, as it is signed. Nothing in it is personal.
type Text struct {
	Words        string   `json:"words"` // version of the words that are the same for all items
	Item         string   `json:"item"`
	Name         string   `json:"name"`
	Version      string   `json:"version"` // of the item
	Authority    string   `json:"authority"`
	Conditions   []string `json:"conditions"`
	Materials    []string `json:"materials"` // to be handed in all the same
	Replaced     []string `json:"replaced"`  // that the commitment stands for
	Clauses      []string `json:"clauses"`
	Check        string   `json:"check"`
	Consequences []string `json:"consequences"`
}

// Digest is the SHA-256 of the text, written as JSON, in hexadecimal digits.
func (t Text) Digest() string {
	said, _ := json.Marshal(t) // texts always marshal
	digest := sha256.Sum256(said)
	return hex.EncodeToString(digest[:])
}

// Matter is the case that a commitment belongs to.
type Matter struct {
	ID          id.ID
	No          string
	ShortNo     string
	Application id.ID
	ItemCode    string
	ItemName    string
	Department  string
	Region      string
	Owner       id.ID // account whom the case is for
}

// Signature is how somebody stood by a Text.
type Signature struct {
	By      id.ID // account
	Name    string
	For     string // on whose behalf, empty for their own
	Method  string
	At      time.Time
	Clauses []int // that were ticked, from 0
}

// Commitment is a signed Text and what came of it.
type Commitment struct {
	ID        id.ID
	Case      Matter
	Text      Text
	Digest    string // as it was signed
	Signature Signature
	Fits      bool // what is kept today is what was signed
	State     State
	GrantedAt time.Time
	VerifyBy  calendar.Date // last day of the after-check
	DueOn     calendar.Date // of what has to be done next: the check, putting right, an answer
	Finder    string        // account of who found it false; they do not decide
	Answered  bool          // the applicant was heard
	Version   int64
	Steps     []Step // oldest first
}

// Way is how a check was made.
type Way string

// The ways.
const (
	OnSite  Way = "site"   // two or more people went there
	Records Way = "record" // registers, papers and pictures were looked at
)

// Ways are offered in this order.
var Ways = []Way{OnSite, Records}

// Step is one thing that happened to a Commitment.
type Step struct {
	ID      id.ID
	Event   Event
	At      time.Time
	By      string // account; empty: the case itself
	Paper   id.ID  // that it made, zero if none
	PaperNo string
	Said
}

// Said is what a step says, kept sealed.
type Said struct {
	Name   string        `json:"name,omitempty"` // of who did it
	Words  string        `json:"words,omitempty"`
	Ground string        `json:"ground,omitempty"`
	Way    Way           `json:"way,omitempty"`
	With   string        `json:"with,omitempty"`  // who else went
	Visit  string        `json:"visit,omitempty"` // number of the record of a visit
	Due    calendar.Date `json:"due,omitzero"`
	Reply  string        `json:"reply,omitempty"` // what is said to what the applicant has said
}

// papers are the kinds of paper that steps make.
var papers = map[Event]casework.NoticeKind{
	Sign: casework.CommitmentPaper, Order: casework.RectificationOrder, Doubt: casework.IntendedRevocation, Revoke: casework.RevocationDecision,
}

// Last returns the newest step of an event, nil if there is none.
func (c *Commitment) Last(e Event) *Step {
	for _, one := range slices.Backward(c.Steps) {
		if one.Event == e {
			return &one
		}
	}
	return nil
}

// IsLate reports whether what has to be done next was to be done before today.
func (c *Commitment) IsLate(today calendar.Date) bool { return c.State.IsOpen() && c.DueOn < today }

// URL returns the address of its page at the desk.
func (c *Commitment) URL() string { return "/desk/after-checks/" + c.ID.String() }

// object describes a commitment to the access matrix.
func (c *Commitment) object() access.Object {
	return access.Object{
		Owner: c.Case.Owner.String(), Item: c.Case.ItemCode, Department: c.Case.Department, Region: c.Case.Region, State: string(c.State), By: c.Finder,
	}
}

// written is the kind of material that is the signed commitment itself.
const written = "commitment"
