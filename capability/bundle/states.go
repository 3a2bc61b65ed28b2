package bundle

import "tongban/kernel/state"

// State is where a version stands.
type State string

// The states. Of one bundle at most one version is a draft, and at most one is published.
const (
	Draft     State = "draft"
	Discarded State = "discarded" // a draft nobody keeps
	Published State = "published"
	Replaced  State = "replaced"  // by the next one
	Withdrawn State = "withdrawn" // nobody can apply any more; what runs goes on
)

// Event moves a version.
type Event string

// The events. Replace is the publication of another version.
const (
	Publish  Event = "publish"
	Discard  Event = "discard"
	Replace  Event = "replace"
	Withdraw Event = "withdraw"
)

// Lifecycle is the whole life of a version.
var Lifecycle = state.Machine[State, Event]{
	Start: Draft,
	Moves: []state.Move[State, Event]{
		{From: Draft, On: Publish, To: Published},
		{From: Draft, On: Discard, To: Discarded},
		{From: Published, On: Replace, To: Replaced},
		{From: Published, On: Withdraw, To: Withdrawn},
	},
}
