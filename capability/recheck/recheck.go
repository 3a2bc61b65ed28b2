package recheck

import (
	"strings"
	"time"

	"tongban/kernel/calendar"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Ground says why a case is among those of which samples are drawn.
type Ground string

// The grounds.
const (
	ByRule   Ground = "rule"      // rules approved it
	OneClerk Ground = "one-clerk" // one clerk settled it
)

// Verdict is what whoever looked again says.
type Verdict string

// The verdicts.
const (
	Unseen   Verdict = ""
	Agrees   Verdict = "agrees"
	Disputes Verdict = "disputes"
)

// The bounds of samples and alarms.
const (
	OneClerkShare = 5  // per cent of what one clerk settled
	Workdays      = 5  // until a sample is late
	Recent        = 20 // samples, or decisions, that an alarm looks at
	StopAfter     = 2  // disagreements among them stop the rules
	mostWords     = 500
)

// Sample is a case to be looked at again.
type Sample struct {
	ID         id.ID
	CaseID     id.ID
	CaseNo     string
	ShortNo    string
	Item       string
	ItemName   string
	Department string
	Ground     Ground
	Settled    string // account of who settled it, empty for rules
	DecidedAt  time.Time
	DueOn      calendar.Date
	Verdict    Verdict
	Words      string
	By         string // account of who looked
	ByName     string
	EndedAt    time.Time
}

// IsLate reports whether a sample should have been looked at before today.
func (s *Sample) IsLate(today calendar.Date) bool { return s.Verdict == Unseen && s.DueOn < today }

// Cause says why an alarm was raised.
type Cause string

// The causes.
const (
	Disputed Cause = "disputed" // people would have decided otherwise
	Stopped  Cause = "stopped"  // so often that the rules were stopped
	Drifted  Cause = "drifted"  // the share approved is not what it was
	Silent   Cause = "silent"   // sources do not answer
)

// Alarm says that automatic decisions on an item want a look.
type Alarm struct {
	ID         id.ID
	Item       string
	ItemName   string
	Department string
	Cause      Cause
	Now, Was   int // per cent, or how many of Recent
	RaisedAt   time.Time
	Words      string // what was found
	ByName     string
	EndedAt    time.Time
}

// Figures are the samples of an item: how many were drawn, looked at, and agreed with.
type Figures struct {
	Item, ItemName, Department string
	Drawn, Seen, Agreed, Late  int
}

// Outcome is what rules came to with one case, for finding drift.
type Outcome struct {
	Approved bool
	Silent   bool // a source did not answer
}

// The faults of samples.
var (
	errUnknown = fault.New(fault.NotFound, "recheck.unknown")
	errOver    = fault.New(fault.Conflict, "recheck.over")
	errOwn     = fault.New(fault.Forbidden, "recheck.own")
)

// Cursor is a place in the list of open samples; the zero one is its beginning.
type Cursor struct {
	due calendar.Date
	id  id.ID
}

// String writes the cursor for an address.
func (c Cursor) String() string { return c.due.String() + "~" + c.id.String() }

// parseCursor reads what String wrote. What is no cursor is the beginning.
func parseCursor(text string) Cursor {
	day, key, _ := strings.Cut(text, "~")
	due, err := calendar.ParseDate(day)
	last, wrong := id.Parse(key)
	if err != nil || wrong != nil {
		return Cursor{}
	}
	return Cursor{due, last}
}
