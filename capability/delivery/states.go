package delivery

import "tongban/kernel/state"

// State is where a parcel is.
type State string

// The states of a parcel.
const (
	Waiting   State = "waiting"   // 待寄出
	Sent      State = "sent"      // 运送中
	Delivered State = "delivered" // 已签收
	Returned  State = "returned"  // 已退回
)

// Event is what moves a parcel.
type Event string

// The events.
const (
	HandOver Event = "hand-over"
	Arrive   Event = "arrive"
	Return   Event = "return"
)

// Lifecycle is the whole life of a parcel.
var Lifecycle = state.Machine[State, Event]{
	Start: Waiting,
	Moves: []state.Move[State, Event]{
		{From: Waiting, On: HandOver, To: Sent},
		{From: Sent, On: Arrive, To: Delivered},
		{From: Sent, On: Return, To: Returned},
	},
}
