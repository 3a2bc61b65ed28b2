package warning

import "tongban/kernel/state"

// State is where a Warning stands.
type State string

// The states.
const (
	Open    State = "open"    // 待核实
	Cleared State = "cleared" // 已核实无问题
	Handled State = "handled" // 已处理
	Lapsed  State = "lapsed"  // 不再成立: the case is over, or says something else now
)

// Event is what moves a Warning.
type Event string

// The events.
const (
	Clear  Event = "clear"
	Handle Event = "handle"
	Lapse  Event = "lapse"  // by itself
	Return Event = "return" // likewise: what had lapsed is there again
)

// Answers are the events a reviewer chooses from.
var Answers = []Event{Clear, Handle}

// Lifecycle is the life of a warning. What was answered does not come back for the same
// evidence.
var Lifecycle = state.Machine[State, Event]{
	Start: Open,
	Moves: []state.Move[State, Event]{
		{From: Open, On: Clear, To: Cleared},
		{From: Open, On: Handle, To: Handled},
		{From: Open, On: Lapse, To: Lapsed},
		{From: Lapsed, On: Return, To: Open},
	},
}
