package lane

import "tongban/kernel/state"

// State is where a case stands with regard to the lane.
type State string

// The states.
const (
	In       State = "in"
	Left     State = "left"     // it goes on as an ordinary case
	Reported State = "reported" // its result was reported back
	Dropped  State = "dropped"  // it ended without a result
)

// Event is what moves an entry.
type Event string

// The events.
const (
	Leave  Event = "leave"
	Report Event = "report"
	Drop   Event = "drop"
)

// Lifecycle is the life of a case in the lane.
var Lifecycle = state.Machine[State, Event]{
	Start: In,
	Moves: []state.Move[State, Event]{
		{From: In, On: Leave, To: Left},
		{From: In, On: Report, To: Reported},
		{From: In, On: Drop, To: Dropped},
	},
}
