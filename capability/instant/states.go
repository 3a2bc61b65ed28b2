package instant

import "tongban/kernel/state"

// The states of a review.
const (
	Open      ReviewState = "open"      // 待复核
	Confirmed ReviewState = "confirmed" // 已复核: it is right
	Righted   ReviewState = "righted"   // 已复核: it is put right
)

// ReviewEvent is what a person does to a review.
type ReviewEvent string

// The events.
const (
	Confirm ReviewEvent = "confirm"
	Right   ReviewEvent = "right"
)

// Lifecycle is the life of a review.
//
// Basis: 个人信息保护法, art. 24: whoever a decision weighs on may have it explained and may
// refuse one that only a machine has made.
var Lifecycle = state.Machine[ReviewState, ReviewEvent]{
	Start: Open,
	Moves: []state.Move[ReviewState, ReviewEvent]{
		{From: Open, On: Confirm, To: Confirmed},
		{From: Open, On: Right, To: Righted},
	},
}
