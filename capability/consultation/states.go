package consultation

import "tongban/kernel/state"

// State is where a Consultation stands.
type State string

// The states.
const (
	Asked     State = "asked"     // 待答复
	Taken     State = "taken"     // 答复中
	Answered  State = "answered"  // 已答复
	Withdrawn State = "withdrawn" // 已撤回
	Ended     State = "ended"     // 已终止: the case was decided first
)

// Event is what somebody does to a Consultation.
type Event string

// The events.
const (
	Claim    Event = "claim"
	Release  Event = "release"
	Answer   Event = "answer"
	Forward  Event = "forward"  // to another department, once
	Remark   Event = "remark"   // by who asked
	Proceed  Event = "proceed"  // without the answer, once it is late
	Withdraw Event = "withdraw" // by who asked
	End      Event = "end"      // with the case, by itself
)

// commands are the events somebody may ask for, in the order in which pages offer them.
var commands = []Event{Claim, Answer, Forward, Release, Remark, Proceed, Withdraw}

// Lifecycle is the life of a consultation. Who answers without taking it on first has done
// both.
var Lifecycle = state.Machine[State, Event]{
	Start: Asked,
	Moves: []state.Move[State, Event]{
		{From: Asked, On: Claim, To: Taken},
		{From: Taken, On: Release, To: Asked},
		{From: Asked, On: Answer, To: Answered},
		{From: Taken, On: Answer, To: Answered},
		{From: Asked, On: Forward, To: Asked},
		{From: Taken, On: Forward, To: Asked},
		{From: Asked, On: Remark, To: Asked},
		{From: Taken, On: Remark, To: Taken},
		{From: Asked, On: Proceed, To: Asked},
		{From: Taken, On: Proceed, To: Taken},
		{From: Asked, On: Withdraw, To: Withdrawn},
		{From: Taken, On: Withdraw, To: Withdrawn},
		{From: Asked, On: End, To: Ended},
		{From: Taken, On: End, To: Ended},
	},
}
