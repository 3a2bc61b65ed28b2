package workflow

import "time"

// Effect is something the caller has to see to after a step.
type Effect interface{ effect() }

// Activity is an instance of a human task or of a service call.
type Activity struct {
	ID      int
	Token   int    // the instances of one activity share its token
	Node    string // id in the drawing
	Element string // what it is for, where the activity is done over a list
	Signer  string // the person who was added to sign; "" for any candidate
}

// The effects. Whatever is opened, set, awaited, called or stuck is closed by a later
// effect of its own, unless the event of that later step says so itself: Fired.
type (
	TaskOpened struct{ Activity }
	TaskClosed struct {
		Activity
		Why Why
	}
	// TimerSet asks for Fired: at Due, or after as many working days.
	TimerSet struct {
		Timer    int
		Node     string
		Due      time.Time
		Workdays int
	}
	TimerCleared struct{ Timer int }
	// Awaits says that a message or signal would be taken now.
	Awaits struct {
		Wait   int
		Node   string
		Name   string
		Signal bool
	}
	AwaitsNoMore struct{ Wait int }
	// Called asks for a service, whose answer is Completed or Failed.
	Called struct {
		Activity
		Service string
	}
	CalledOff struct{ Activity }
	// Sent is a message to outside.
	Sent struct{ Node, Message string }
	// Incident says that a token cannot go on until a person has looked: the token stays.
	Incident struct {
		ID   int // the token; Retried takes it
		Node string
		Key  string // of the words that say why
		Args []any
	}
	IncidentOver struct{ ID int }
	// Ended says that the process has come to its end: which end event, and the outcome
	// of the work before it. An error nobody caught ends it with its code.
	Ended struct {
		Node    string `json:"n,omitempty"`
		Outcome string `json:"o,omitempty"`
	}
)

func (TaskOpened) effect()   {}
func (TaskClosed) effect()   {}
func (TimerSet) effect()     {}
func (TimerCleared) effect() {}
func (Awaits) effect()       {}
func (AwaitsNoMore) effect() {}
func (Called) effect()       {}
func (CalledOff) effect()    {}
func (Sent) effect()         {}
func (Incident) effect()     {}
func (IncidentOver) effect() {}
func (Ended) effect()        {}

// Why says why a task was closed.
type Why string

// The reasons.
const (
	ByCompletion Why = "completed"
	ByReturn     Why = "returned"
	ByTakingBack Why = "taken-back"
	ByRemoval    Why = "removed"
	ByProcess    Why = "cancelled" // a boundary event, a veto, enough others: the drawing says so
	ByEnd        Why = "ended"     // the whole process
)
