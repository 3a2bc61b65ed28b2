package prereview

import "tongban/kernel/state"

// State is where a request stands.
type State string

// The states.
const (
	Waiting    State = "waiting"     // for a person's look
	Ready      State = "ready"       // 可提交
	Mend       State = "mend"        // something has to be mended
	Cancelled  State = "cancelled"   // by the applicant
	HandedOver State = "handed-over" // to the platform that decides
	Settled    State = "settled"     // with the result from there
)

// Event is what moves a request.
type Event string

// The events.
const (
	FindReady Event = "find-ready"
	FindGaps  Event = "find-gaps"
	Cancel    Event = "cancel"
	HandOver  Event = "hand-over"
	Settle    Event = "settle"
)

// Lifecycle is the life of a request.
var Lifecycle = state.Machine[State, Event]{
	Start: Waiting,
	Moves: []state.Move[State, Event]{
		{From: Waiting, On: FindReady, To: Ready},
		{From: Waiting, On: FindGaps, To: Mend},
		{From: Waiting, On: Cancel, To: Cancelled},
		{From: Ready, On: HandOver, To: HandedOver},
		{From: HandedOver, On: Settle, To: Settled},
	},
}
