package rulebook

import "tongban/kernel/state"

// State is where a version stands.
type State string

// The states. Of one rulebook at most one version is a draft, and at most one is published.
const (
	Draft      State = "draft"
	Discarded  State = "discarded" // a draft nobody keeps
	Published  State = "published"
	Superseded State = "superseded"
	Withdrawn  State = "withdrawn"
)

// Event moves a version.
type Event string

// The events. Supersede is the publication of another version.
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
