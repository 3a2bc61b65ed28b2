package notice

import (
	"time"

	"tongban/kernel/id"
	"tongban/kernel/state"
)

// Template is a version of the words a department uses in the place of the built-in
// ones.
type Template struct {
	ID          id.ID
	Department  string
	Name        Name
	Revision    int
	State       State
	Edits       int
	Words       Words
	Authors     []string
	AuthorName  string
	WrittenAt   time.Time
	PublishedAt time.Time
	EndedAt     time.Time
}

// State is where a version of a template stands.
type State string

// The states. Of one template of a department at most one version is a draft, and at
// most one is published.
const (
	Draft      State = "draft"
	Discarded  State = "discarded" // never published
	Published  State = "published"
	Superseded State = "superseded" // by a newer one
	Withdrawn  State = "withdrawn"  // the built-in words hold again
)

// Event moves a version.
type Event string

// The events. Supersede is the publication of a newer version.
const (
	Publish   Event = "publish"
	Discard   Event = "discard"
	Supersede Event = "supersede"
	Withdraw  Event = "withdraw"
)

// Lifecycle is the whole life of a version.
var Lifecycle = state.Machine[State, Event]{
	Start: Draft,
	Moves: []state.Move[State, Event]{
		{From: Draft, On: Publish, To: Published},
		{From: Draft, On: Discard, To: Discarded},
		{From: Published, On: Supersede, To: Superseded},
		{From: Published, On: Withdraw, To: Withdrawn},
	},
}

// Incident is that a published template could not be used: the built-in words were.
type Incident struct {
	Template id.ID
	Paper    id.ID
	Field    string // that is gone
	At       time.Time
}
