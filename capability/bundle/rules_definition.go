package bundle

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/fault"
	"tongban/kernel/message"
)

// Definition is what is kept of a bundle: a draft, the version that is offered, either or
// neither.
type Definition struct {
	Code, Name, Lead string // Lead is the code of the department
	Draft            *Version
	Current          *Version
}

// Line is a bundle in a list.
type Line struct {
	Code, Name, Lead string
	TouchedAt        time.Time
	Number           int64 // that is offered, 0: none
	Drafted          bool  // somebody writes
}

// Cursor is a place in the list of bundles; the zero one is its beginning.
type Cursor struct {
	At   time.Time
	Code string
}

// String writes the cursor for an address, "" for the beginning.
func (c Cursor) String() string {
	if c.Code == "" {
		return ""
	}
	return clock.FromMillis(clock.Millis(c.At)).UTC().Format(cursorTime) + "~" + c.Code
}

const cursorTime = "20060102150405.000"

// ParseCursor reads what String wrote. What is no cursor is the beginning.
func ParseCursor(text string) Cursor {
	if len(text) <= len(cursorTime) || text[len(cursorTime)] != '~' {
		return Cursor{}
	}
	when, err := time.Parse(cursorTime, text[:len(cursorTime)])
	if err != nil {
		return Cursor{}
	}
	return Cursor{when, text[len(cursorTime)+1:]}
}

// digest tells one content of a definition from another.
func (b *Bundle) digest() string {
	text, _ := json.Marshal(b) // texts always can be
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Seen is what whoever decides has looked at: a change since is a Conflict.
type Seen struct {
	Edits   int   // of the draft
	Current int64 // number that is offered, 0: none
}

// The bounds of what is typed.
const (
	MaxReason   = 300     // characters
	mostWritten = 1 << 18 // bytes of a definition
)

// The faults of definitions.
var (
	errNotNow = fault.New(fault.Conflict, "bundle.not-now")
	errFaulty = fault.New(fault.Conflict, "bundle.faulty")
	errClash  = fault.New(fault.Conflict, "bundle.clashing")
	errLarge  = fault.New(fault.TooLarge, "bundle.too-large")
)

// wrong is the fault of one field.
func wrong(name, key string, args ...any) error {
	return fault.InvalidFields([]fault.Field{{Name: name, Key: "bundle." + key, Args: args}})
}

// stale says who has changed the draft meanwhile, and when.
func stale(v Version) error {
	return fault.New(fault.Conflict, "bundle.stale", v.AuthorName, message.Stamp(v.WrittenAt))
}

// overtaken says that another version than the one looked at is offered.
func overtaken(v Version) error {
	return fault.New(fault.Conflict, "bundle.overtaken", v.Number, v.PublisherName, message.Stamp(v.PublishedAt))
}
