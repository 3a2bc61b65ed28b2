package shadow

import (
	"strconv"
	"strings"
	"time"

	"tongban/capability/rulebook"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Verdict is what rules would have done with a case.
type Verdict struct {
	Approves   bool
	Reason     Reason   // why not
	Conditions []string // by name: what was not met, or could not be found out
}

// Reason says why rules would have left a case to a person.
type Reason string

// The reasons.
const (
	BySource    Reason = "source"    // something could not be found out for certain
	ByCondition Reason = "condition" // a condition was not met
	ByRulebook  Reason = "rulebook"  // the rules could not be worked out
)

// Ruling is what people decided.
type Ruling string

// The rulings.
const (
	Granted Ruling = "granted"
	Denied  Ruling = "denied"
	Refused Ruling = "refused" // not accepted
)

// State is where a run stands.
type State string

// The states.
const (
	Running State = "running"
	Ended   State = "ended"
	Stale   State = "stale" // the draft was changed while it ran
)

// The bounds of a run.
const (
	UsualCases, MostCases = 200, 1000
	ProofDays             = 30 // how long a run proves its content
	batch                 = 25 // cases a job compares at a time
	mostLooked            = 20_000
)

// Run is one comparison of rules with people.
type Run struct {
	ID         id.ID
	Item       string
	ItemName   string
	Department string
	Version    id.ID // of the rulebook: a draft, or a published one
	Number     int64 // 0 of a draft
	Digest     string
	Wanted     int
	State      State
	By         string // account
	ByName     string
	StartedAt  time.Time
	EndedAt    time.Time
	Tally
	last   id.ID // case it has come to; zero is the newest
	looked int
}

// Compared is one case of a run.
type Compared struct {
	CaseID  id.ID
	ShortNo string
	Ruling  Ruling
	Verdict
}

// agrees reports whether rules and people come to the same.
func (c Compared) agrees() bool { return c.Approves == (c.Ruling == Granted) }

// Seen is a version of rules that a run can be made of.
type Seen struct {
	*rulebook.Version
	Run *Run // the last one of exactly its content, nil if there is none
}

// The faults of shadow runs.
var (
	errUnknown = fault.New(fault.NotFound, "shadow.unknown")
	errRunning = fault.New(fault.Conflict, "shadow.running")
	errNothing = fault.New(fault.Conflict, "shadow.nothing")
)

// Cursor is a place in the list of a run's cases; the zero one is its beginning.
type Cursor struct {
	kind int
	last id.ID
}

// cursorAt is the place of c.
func cursorAt(c Compared) Cursor { return Cursor{c.kind(), c.CaseID} }

// String writes the cursor for an address.
func (c Cursor) String() string { return strconv.Itoa(c.kind) + "-" + c.last.String() }

// parseCursor reads what String wrote. What is no cursor is the beginning.
func parseCursor(text string) Cursor {
	kind, last, _ := strings.Cut(text, "-")
	at, err := strconv.Atoi(kind)
	key, wrong := id.Parse(last)
	if err != nil || wrong != nil || at < 0 || at > kindAgreed {
		return Cursor{}
	}
	return Cursor{at, key}
}
