package workflow

import (
	"slices"
	"time"

	"tongban/kernel/fault"
)

// Input is what a step may look at besides the state. The same input gives the same
// answer.
type Input struct {
	Now    time.Time
	Values map[string]any // what the applicant has said: form in expressions
}

const (
	maxMoves = 5000 // that one step may make by itself: more is a circle without a wait
	maxParts = 1000 // tokens, instances and waits of a state
)

// Start puts the first token into the process.
//
// Basis: BPMN 2.0.2, 13.2 (instantiation of a process).
func (d *Definition) Start(in Input) (State, []Effect, error) {
	r := d.begin(State{Format: format}, in)
	r.leave(traveller{}, d.root.entry)
	return r.settled()
}

// Step answers an event. It changes neither d nor s, looks at nothing but its arguments,
// and gives the same answer every time. An event that cannot be is a fault for whoever
// asked, and then nothing has happened.
func (d *Definition) Step(s State, e Event, in Input) (State, []Effect, error) {
	if s.Over() {
		return s, nil, fault.New(fault.Conflict, "workflow.ended")
	}
	r := d.begin(s, in)
	if err := e.apply(r); err != nil {
		return s, nil, err
	}
	after, effects, err := r.settled()
	if err != nil {
		return s, nil, err
	}
	return after, effects, nil
}

// run is one step on its way.
type run struct {
	d       *Definition
	in      Input
	state   State    // becomes the next one
	tokens  []*Token // those at rest: copies that may be changed
	moving  []arrival
	moves   int
	effects []Effect
	scout   *scout // of the check that looks at every way there is; nil for cases
}

// traveller is a token on the move: it has no id until it rests.
type traveller struct {
	scope   int
	from    int
	outcome string
}

// arrival is a traveller that comes to a node, by a flow unless it begins or is put there.
type arrival struct {
	traveller
	to *node
	by *flow
}

// place is where a token rests that arrives and gets no further.
func (a arrival) place() string {
	if a.by != nil {
		return a.by.id
	}
	return a.to.id
}

func (d *Definition) begin(s State, in Input) *run {
	r := &run{d: d, in: in, state: s, tokens: make([]*Token, len(s.Tokens))}
	for i, t := range s.Tokens {
		t.Work, t.Waits = slices.Clone(t.Work), slices.Clone(t.Waits)
		r.tokens[i] = &t
	}
	r.state.Visits = slices.Clip(s.Visits) // whoever appends, copies
	return r
}

// settled moves tokens until all of them rest: this is the token game.
func (r *run) settled() (State, []Effect, error) {
	for r.flow(); r.joinInclusive(); r.flow() {
	}
	r.watchJoins()
	if r.parts() > maxParts {
		return State{}, nil, fault.New(fault.TooLarge, "workflow.too-large")
	}
	r.finish()
	return r.state, r.effects, nil
}

// flow lets every traveller arrive, the first first.
func (r *run) flow() {
	for len(r.moving) > 0 {
		next := r.moving[0]
		r.moving = r.moving[1:]
		r.arrive(next)
	}
}

// finish writes what rests into the state.
func (r *run) finish() {
	r.state.Tokens = nil
	if r.state.Over() {
		r.state.Visits = nil
		return
	}
	for _, t := range r.tokens {
		r.state.Tokens = append(r.state.Tokens, *t)
	}
	r.forget()
}

// parts counts what makes a state large.
func (r *run) parts() (n int) {
	for _, t := range r.tokens {
		n += 1 + len(t.Work) + len(t.Waits)
	}
	return n
}

func (r *run) next() int {
	r.state.Last++
	return r.state.Last
}

func (r *run) effect(e Effect) { r.effects = append(r.effects, e) }

// token returns the token at rest with that id.
func (r *run) token(id int) *Token {
	for _, t := range r.tokens {
		if t.ID == id {
			return t
		}
	}
	return nil
}

// at returns the node a token is at; one that rests on a flow is before its node.
func (r *run) at(t *Token) *node { return r.d.at(t.At) }

func (d *Definition) at(place string) *node {
	if f := d.flows[place]; f != nil {
		return f.to
	}
	return d.nodes[place]
}

// host returns the token whose instance is the scope, and the instance; nil for the
// process.
func (r *run) host(scope int) (*Token, *Instance) {
	if scope == 0 {
		return nil, nil
	}
	return r.instance(scope)
}

// instance finds an instance by its id.
func (r *run) instance(id int) (*Token, *Instance) {
	for _, t := range r.tokens {
		for i := range t.Work {
			if t.Work[i].ID == id {
				return t, &t.Work[i]
			}
		}
	}
	return nil, nil
}

// rest puts a token to rest.
func (r *run) rest(tr traveller, place string) *Token {
	t := &Token{ID: r.next(), At: place, Scope: tr.scope, From: tr.from, Outcome: tr.outcome}
	r.tokens = append(r.tokens, t)
	return t
}

// take takes a token off the board. What it holds has been seen to.
func (r *run) take(t *Token) {
	r.tokens = slices.DeleteFunc(r.tokens, func(o *Token) bool { return o == t })
}
