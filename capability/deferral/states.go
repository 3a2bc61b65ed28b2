package deferral

import "tongban/kernel/state"

// State is where a Commitment stands.
type State string

// The states.
const (
	Signed  State = "signed"  // 已承诺, the case is not accepted yet
	Running State = "running" // 容缺待补
	Cured   State = "cured"   // 已补齐
	Broken  State = "broken"  // 逾期未补齐
	Ended   State = "ended"   // 已结束: the case was over first, or nothing was missing any more
)

// Event is what happens to a Commitment.
type Event string

// The events.
const (
	Start   Event = "start"   // by acceptance
	Bring   Event = "bring"   // by the applicant
	Confirm Event = "confirm" // a paper, by the office
	Reject  Event = "reject"  // what came is not right
	Extend  Event = "extend"  // once
	Cure    Event = "cure"    // the last paper was confirmed
	Lapse   Event = "lapse"   // by the clock
	End     Event = "end"     // with the case
)

// Lifecycle is the life of a commitment.
var Lifecycle = state.Machine[State, Event]{
	Start: Signed,
	Moves: []state.Move[State, Event]{
		{From: Signed, On: Start, To: Running},
		{From: Signed, On: End, To: Ended},
		{From: Running, On: Bring, To: Running},
		{From: Running, On: Confirm, To: Running},
		{From: Running, On: Reject, To: Running},
		{From: Running, On: Extend, To: Running},
		{From: Running, On: Cure, To: Cured},
		{From: Running, On: Lapse, To: Broken},
		{From: Running, On: End, To: Ended},
	},
}
