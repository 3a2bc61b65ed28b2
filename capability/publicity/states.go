package publicity

import "tongban/kernel/state"

// State is where a record stands.
type State string

// The states.
const (
	Waiting   State = "waiting"   // publishes itself when it is ready
	Held      State = "held"      // somebody looks at it first
	Withheld  State = "withheld"  // kept back under the law
	Published State = "published" // everybody may read it
	Withdrawn State = "withdrawn" // taken back; that it was there, and why, stays
	Dropped   State = "dropped"   // its case ended another way before it was published
)

// Event moves a record.
type Event string

// The events.
const (
	Hold     Event = "hold"
	Release  Event = "release"
	Withhold Event = "withhold"
	Publish  Event = "publish"
	Correct  Event = "correct"
	Withdraw Event = "withdraw"
	Drop     Event = "drop"
)

// Lifecycle is the whole life of a record.
var Lifecycle = state.Machine[State, Event]{
	Start: Waiting,
	Moves: []state.Move[State, Event]{
		{From: Waiting, On: Hold, To: Held},
		{From: Held, On: Release, To: Waiting},
		{From: Waiting, On: Withhold, To: Withheld},
		{From: Held, On: Withhold, To: Withheld},
		{From: Waiting, On: Publish, To: Published},
		{From: Waiting, On: Drop, To: Dropped},
		{From: Held, On: Drop, To: Dropped},
		{From: Published, On: Correct, To: Published},
		{From: Published, On: Withdraw, To: Withdrawn},
	},
}
