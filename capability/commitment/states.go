package commitment

import "tongban/kernel/state"

// State is where a Commitment stands.
type State string

// The states.
const (
	Signed     State = "signed"     // 已承诺，尚未决定
	Waiting    State = "waiting"    // 待核查
	Correcting State = "correcting" // 整改中
	Hearing    State = "hearing"    // 听取陈述申辩
	Met        State = "met"        // 核查符合
	Revoked    State = "revoked"    // 已撤销
	Ended      State = "ended"      // 未准予，承诺终止
)

// Event is what happens to a Commitment.
type Event string

// The events.
const (
	Sign   Event = "sign"
	Grant  Event = "grant" // the case was granted
	End    Event = "end"   // the case ended without
	Pass   Event = "pass"  // checked, and all is as promised
	Order  Event = "order" // checked; something has to be put right
	Doubt  Event = "doubt" // checked; false, or not put right: a withdrawal is intended
	Answer Event = "answer"
	Revoke Event = "revoke"
	Keep   Event = "keep" // after the hearing it is not withdrawn
)

// Lifecycle is the life of a commitment.
var Lifecycle = state.Machine[State, Event]{
	Start: Signed,
	Moves: []state.Move[State, Event]{
		{From: Signed, On: Grant, To: Waiting},
		{From: Signed, On: End, To: Ended},
		{From: Waiting, On: Pass, To: Met},
		{From: Waiting, On: Order, To: Correcting},
		{From: Waiting, On: Doubt, To: Hearing},
		{From: Correcting, On: Pass, To: Met},
		{From: Correcting, On: Doubt, To: Hearing},
		{From: Hearing, On: Answer, To: Hearing},
		{From: Hearing, On: Revoke, To: Revoked},
		{From: Hearing, On: Keep, To: Met},
	},
}

// commands are the events somebody may ask for, in the order in which pages offer them.
var commands = []Event{Pass, Order, Doubt, Answer, Revoke, Keep}

// IsOpen reports whether somebody has to do something about the check.
func (s State) IsOpen() bool { return s == Waiting || s == Correcting || s == Hearing }
