package credit

import "tongban/kernel/state"

// State is where a Fact stands.
type State string

// The states.
const (
	Recorded  State = "recorded"  // 已记录
	Objected  State = "objected"  // 有异议
	Upheld    State = "upheld"    // 异议不成立
	Cancelled State = "cancelled" // 已撤销
	Expired   State = "expired"   // 已到期
)

// Event is what moves a Fact.
type Event string

// The events.
const (
	Object   Event = "object"
	Uphold   Event = "uphold"
	Cancel   Event = "cancel"
	TakeBack Event = "take-back" // by who recorded it
	Withdraw Event = "withdraw"  // by the capability that reported it
	Lapse    Event = "lapse"     // its time has run out
)

// decisions are the events that the office chooses from.
var decisions = []Event{Uphold, Cancel, TakeBack}

// Lifecycle is the life of a fact. An objection is made once and decided by somebody else.
var Lifecycle = state.Machine[State, Event]{
	Start: Recorded,
	Moves: []state.Move[State, Event]{
		{From: Recorded, On: Object, To: Objected},
		{From: Recorded, On: TakeBack, To: Cancelled},
		{From: Objected, On: TakeBack, To: Cancelled},
		{From: Objected, On: Cancel, To: Cancelled},
		{From: Objected, On: Uphold, To: Upheld},
		{From: Recorded, On: Withdraw, To: Cancelled},
		{From: Objected, On: Withdraw, To: Cancelled},
		{From: Upheld, On: Withdraw, To: Cancelled},
		{From: Recorded, On: Lapse, To: Expired},
		{From: Upheld, On: Lapse, To: Expired},
	},
}
