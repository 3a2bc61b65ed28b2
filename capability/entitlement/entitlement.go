package entitlement

import (
	"time"

	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Fact is one value the rule was told, with who said so.
type Fact struct {
	Name      string    `json:"name"`
	Value     string    `json:"value"`
	Words     string    `json:"words,omitempty"`  // as people say it, where that differs
	Source    string    `json:"source,omitempty"` // who said so, if it has a name of its own
	Simulated bool      `json:"simulated,omitempty"`
	At        time.Time `json:"at"`
	Missing   bool      `json:"missing,omitempty"` // it is not known for certain
	value     any       // as the rule is told it
}

// Finding is what a programme found about one matter of a person.
type Finding struct {
	Facts   []Fact            `json:"facts"`
	Outputs map[string]string `json:"outputs,omitempty"` // of the rule, besides its result
	Matter  string            `json:"-"`
}

// fact returns the fact with a name; a zero one if there is none.
func (f Finding) fact(name string) Fact {
	for _, one := range f.Facts {
		if one.Name == name {
			return one
		}
	}
	return Fact{}
}

// Invitation tells one person that they are entitled to something.
type Invitation struct {
	ID          id.ID
	Code        string // of the programme
	Item        string
	ItemName    string
	Department  string
	Account     id.ID
	Matter      string
	State       State
	Mark        []byte
	Finding     Finding
	InvitedAt   time.Time
	ExpiresAt   time.Time
	Application id.ID
	CaseNo      string
	EndedAt     time.Time
}

// url is where an invitation is read and answered.
func (i *Invitation) url() string { return "/entitlements/" + i.ID.String() }

// Round is how a programme stands and how far it has come.
type Round struct {
	Code        string
	Department  string
	Mode        Mode
	Cursor      id.ID
	BeganAt     time.Time
	Looked      int
	Matched     int
	EndedAt     time.Time // of the last whole one
	LastLooked  int
	LastMatched int
}

// Switching is one change of a programme's mode.
type Switching struct {
	ID     id.ID
	Code   string
	Mode   Mode
	Why    string
	By     string // account
	ByName string
	At     time.Time
}

// Figures count the invitations of a programme by where they stand.
type Figures map[State]int

// All is how many there are.
func (f Figures) All() (n int) {
	for _, one := range f {
		n += one
	}
	return n
}

// What people are told.
var (
	errUnknown   = fault.New(fault.NotFound, "entitlement.unknown")
	errOwnOnly   = fault.New(fault.Forbidden, "entitlement.own-only")
	errPaused    = fault.New(fault.Conflict, "entitlement.paused")
	errDown      = fault.New(fault.Unavailable, "entitlement.down")
	errObjecting = fault.New(fault.Conflict, "entitlement.objecting")
)

// over says that an invitation cannot be answered any more, and why.
func over(s State) error { return fault.New(fault.Conflict, "entitlement.over."+string(s)) }
