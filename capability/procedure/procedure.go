package procedure

import (
	"strings"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
)

// Procedure is what an item has: a draft, a version in force, either or neither.
type Procedure struct {
	Item       string // code
	Name       string // of the item
	Department string // code of the department that decides
	Draft      *Version
	Current    *Version
}

// Version is a draft, or what was published.
type Version struct {
	ID            id.ID
	Item          string
	Revision      int // 0 for a draft
	State         State
	Edits         int    // counts how often the draft was saved
	XML           string `json:"-"` // empty in lists
	Digest        []byte
	Tasks         int // steps that people work on
	Faults        int // what keeps it from being published
	Base          int // revision the draft began with, 0: none
	Restores      int // revision whose drawing it is again, 0: none
	Authors       []string
	AuthorName    string // of the last of them
	WrittenAt     time.Time
	PublisherName string
	PublishedAt   time.Time
	EndedAt       time.Time
	Reason        string // why it was published, restored or withdrawn
}

// Line is a procedure in a list.
type Line struct {
	Item, Name, Department string
	TouchedAt              time.Time
	Revision               int  // in force, 0: none
	Drafted                bool // somebody draws
	DraftFaults            int
}

// Cursor is a place in the list of procedures; the zero one is its beginning.
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
	at, item, _ := strings.Cut(text, "~")
	when, err := time.Parse(cursorTime, at)
	if err != nil {
		return Cursor{}
	}
	return Cursor{when, item}
}

// The longest texts and files.
const (
	maxReason = 300     // characters
	maxXML    = 1 << 20 // bytes
)

// The faults of procedures.
var (
	errUnknown = fault.New(fault.NotFound, "procedure.unknown")
	errNotNow  = fault.New(fault.Conflict, "procedure.not-now")
	errUndrawn = fault.New(fault.Conflict, "procedure.undrawn")
	errFaulty  = fault.New(fault.Conflict, "procedure.faulty")
)

// stale says who has changed the draft meanwhile, and when.
func stale(v Version) error {
	return fault.New(fault.Conflict, "procedure.stale", v.AuthorName, message.Stamp(v.WrittenAt))
}

// overtaken says that another version than the one looked at is in force.
func overtaken(v Version) error {
	return fault.New(fault.Conflict, "procedure.overtaken", v.Revision, v.PublisherName, message.Stamp(v.PublishedAt))
}
