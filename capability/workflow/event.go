package workflow

// Event is something that happened, which Step answers.
type Event interface {
	apply(r *run) error
}

// The events.
type (
	// Completed ends one instance of an activity: a person has signed, a service has
	// answered. Values are kept as variables.
	Completed struct {
		Activity int
		By       string
		Outcome  string
		Values   map[string]any
	}
	// Failed says that a service could not do its work.
	Failed struct {
		Activity int
		Code     string
	}
	// Fired is a timer that has gone off.
	Fired struct{ Timer int }
	// Received is a message from outside. With Wait it is for that one, else for whoever
	// has waited for it longest.
	Received struct {
		Message string
		Wait    int
		Values  map[string]any
	}
	// Signalled is a signal from outside: everybody who waits for it gets it.
	Signalled struct{ Signal string }
	// Returned sends work back to an earlier step (退回). Where To was done over a list,
	// Element says for which element alone it is done again.
	Returned struct {
		Activity int
		To       string
		Element  string
	}
	// TakenBack undoes a completion whose followers nobody has picked up (撤回). Held are
	// the activities that somebody holds.
	TakenBack struct {
		Activity int
		Held     []int
	}
	// SignerAdded asks one more person to sign (加签).
	SignerAdded struct {
		Activity int
		Signer   string
	}
	// SignerRemoved does without the signature that Activity asks for (减签).
	SignerRemoved struct{ Activity int }
	// Retried lets a token go on that was stuck, after somebody has seen to it.
	Retried struct{ Incident int }
	// Cancelled ends the process: the case is withdrawn or decided otherwise.
	Cancelled struct{}
)
