package agreement

import "tongban/kernel/state"

// State is where an agreement stands.
type State string

// The states.
const (
	Open      State = "open"
	Signed    State = "signed"    // by all
	Refused   State = "refused"   // by one
	Cancelled State = "cancelled" // by the office
)

// Event is what moves an agreement.
type Event string

// The events.
const (
	Sign     Event = "sign" // by one party, others are still to sign
	Complete Event = "complete"
	Refuse   Event = "refuse"
	Cancel   Event = "cancel"
)

// Lifecycle is the life of an agreement.
var Lifecycle = state.Machine[State, Event]{
	Start: Open,
	Moves: []state.Move[State, Event]{
		{From: Open, On: Sign, To: Open},
		{From: Open, On: Complete, To: Signed},
		{From: Open, On: Refuse, To: Refused},
		{From: Open, On: Cancel, To: Cancelled},
	},
}
