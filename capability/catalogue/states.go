package catalogue

import "tongban/kernel/state"

// State is where a version of an item stands.
type State string

// The states. Of one item at most one version is published or suspended.
const (
	Draft      State = "draft"
	Submitted  State = "submitted"
	Reviewed   State = "reviewed"
	Published  State = "published"
	Suspended  State = "suspended"
	Superseded State = "superseded"
	Retired    State = "retired"
)

// Event moves a version.
type Event string

// The events. Adopt is an import: the list comes from a body that has reviewed it.
// Supersede is the publication of the next version.
const (
	Submit    Event = "submit"
	Return    Event = "return"
	Review    Event = "review"
	Publish   Event = "publish"
	Adopt     Event = "adopt"
	Suspend   Event = "suspend"
	Resume    Event = "resume"
	Supersede Event = "supersede"
	Retire    Event = "retire"
)

// Lifecycle is the whole life of a version.
var Lifecycle = state.Machine[State, Event]{
	Start: Draft,
	Moves: []state.Move[State, Event]{
		{From: Draft, On: Submit, To: Submitted},
		{From: Draft, On: Adopt, To: Published},
		{From: Submitted, On: Review, To: Reviewed},
		{From: Submitted, On: Return, To: Draft},
		{From: Reviewed, On: Publish, To: Published},
		{From: Reviewed, On: Return, To: Draft},
		{From: Published, On: Suspend, To: Suspended},
		{From: Published, On: Supersede, To: Superseded},
		{From: Published, On: Retire, To: Retired},
		{From: Suspended, On: Resume, To: Published},
		{From: Suspended, On: Supersede, To: Superseded},
		{From: Suspended, On: Retire, To: Retired},
	},
}
