package workflow

// State is where one case stands in its process: the tokens, what they came through, and
// what is known so far. It is a value: steps make a new one and never change the old.
// Ids are counted inside it, so that the same steps give the same ids.
type State struct {
	Format int            `json:"v"`
	Last   int            `json:"l,omitempty"` // the last id given
	Tokens []Token        `json:"t,omitempty"`
	Visits []Visit        `json:"h,omitempty"` // the oldest first
	Vars   map[string]any `json:"d,omitempty"` // what scripts, services and handlers left
	Ended  *Ended         `json:"e,omitempty"`
	Outcomes
}

// Outcomes is what came of the activities of a process, or of one instance of a
// sub-process that runs several times.
type Outcomes struct {
	Results map[string]string   `json:"r,omitempty"` // by node: the outcome it had last
	Votes   map[string][]string `json:"y,omitempty"` // the same one by one, where there were several
}

// Token is a token at rest: in an activity, at an event or a gateway it waits at, on a
// flow before a join, or at an end event until its scope is complete.
type Token struct {
	ID      int        `json:"i"`
	At      string     `json:"n"`           // node or flow
	Scope   int        `json:"s,omitempty"` // the instance of the sub-process it moves in; 0 is the process
	From    int        `json:"p,omitempty"` // the visit it came from
	Outcome string     `json:"o,omitempty"` // of the activity it came from
	Work    []Instance `json:"w,omitempty"` // of an activity
	Waits   []Wait     `json:"a,omitempty"` // for events
	Stuck   string     `json:"x,omitempty"` // why it cannot go on: key of a message
	Cut     bool       `json:"c,omitempty"` // a terminate event has ended it where it was
}

// Instance is one doing of an activity: a signature of a human task, a call of a service,
// a run of a sub-process.
type Instance struct {
	ID      int    `json:"i"`
	Element string `json:"e,omitempty"` // what it is for, where an activity is done over a list
	Count   int    `json:"c,omitempty"` // the place of the element in the list, from 0
	Signer  string `json:"g,omitempty"` // who was added to sign
	Mark    Mark   `json:"m,omitempty"`
	Outcome string `json:"o,omitempty"`
	By      string `json:"b,omitempty"`
	Outcomes
}

// Mark says how far an instance is.
type Mark string

// The marks.
const (
	Open    Mark = ""
	Pending Mark = "w" // its turn comes later: one after the other
	Done    Mark = "d"
	Failing Mark = "f" // a service failed, and nothing in the drawing answers to that
)

// Wait is an event a token waits for.
type Wait struct {
	ID   int    `json:"i"`
	Node string `json:"n"`           // the event: of the token itself, on its border, or behind its gateway
	Left int    `json:"r,omitempty"` // how often a timer goes off again afterwards
}

// Visit is a node that a token has come through: the memory by which work is returned
// and taken back. Visits refer to those before them.
type Visit struct {
	ID       int        `json:"i"`
	Node     string     `json:"n"`
	Scope    int        `json:"s,omitempty"`
	From     int        `json:"p,omitempty"`
	Work     []Instance `json:"w,omitempty"` // what was done there
	Arrivals []Arrival  `json:"f,omitempty"` // the tokens a join or the end of a sub-process took
}

// Arrival is a token that was taken: enough to put it back.
type Arrival struct {
	At      string `json:"n"`
	Scope   int    `json:"s,omitempty"`
	From    int    `json:"p,omitempty"`
	Outcome string `json:"o,omitempty"`
}

// format is the version of State that this engine writes and the only one it reads.
const format = 1

// Over reports whether the process has ended.
func (s State) Over() bool { return s.Ended != nil }
