// Package state describes the life of a thing as data: the states it can be in and
// the events that move it. The table answers what may happen next, feeds buttons,
// the API's next and the diagrams of the documentation. Effects are lines in the
// service that makes the move, never callbacks here.
package state

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Move is one line of the table: in From, On leads To.
type Move[S, E ~string] struct {
	From S
	On   E
	To   S
}

// Machine is a whole life, from Start to the states no move leaves.
type Machine[S, E ~string] struct {
	Start S
	Moves []Move[S, E]
}

// Next returns the events possible in from, in the table's order.
func (m Machine[S, E]) Next(from S) []E {
	var events []E
	for _, move := range m.Moves {
		if move.From == from {
			events = append(events, move.On)
		}
	}
	return events
}

// To returns where event leads from from, and false if it is not possible there.
func (m Machine[S, E]) To(from S, event E) (S, bool) {
	for _, move := range m.Moves {
		if move.From == from && move.On == event {
			return move.To, true
		}
	}
	var none S
	return none, false
}

// May reports whether event is possible in from.
func (m Machine[S, E]) May(from S, event E) bool {
	_, ok := m.To(from, event)
	return ok
}

// Ended reports whether nothing can happen in s any more.
func (m Machine[S, E]) Ended(s S) bool { return len(m.Next(s)) == 0 }

// States returns every state, Start first, then in the table's order.
func (m Machine[S, E]) States() []S {
	states := []S{m.Start}
	for _, move := range m.Moves {
		for _, s := range []S{move.From, move.To} {
			if !slices.Contains(states, s) {
				states = append(states, s)
			}
		}
	}
	return states
}

// Check proves the table sound: no event is listed twice for a state, every state
// can be reached from Start, and where the life can end it can end from everywhere.
// It names everything that is wrong at once.
func (m Machine[S, E]) Check() error {
	var wrong []error
	for i, move := range m.Moves {
		if first := slices.IndexFunc(m.Moves, func(o Move[S, E]) bool { return o.From == move.From && o.On == move.On }); first < i {
			wrong = append(wrong, fmt.Errorf("state: %s on %s is listed twice", move.From, move.On))
		}
	}
	states := m.States()
	reached := m.closure([]S{m.Start}, func(move Move[S, E]) (S, S) { return move.From, move.To })
	var ends []S
	for _, s := range states {
		if !slices.Contains(reached, s) {
			wrong = append(wrong, fmt.Errorf("state: %s is never reached", s))
		}
		if m.Ended(s) {
			ends = append(ends, s)
		}
	}
	if len(ends) > 0 {
		living := m.closure(ends, func(move Move[S, E]) (S, S) { return move.To, move.From })
		for _, s := range states {
			if !slices.Contains(living, s) {
				wrong = append(wrong, fmt.Errorf("state: %s leads to no end", s))
			}
		}
	}
	return errors.Join(wrong...)
}

// closure returns what can be reached from seeds along the moves as step reads them.
func (m Machine[S, E]) closure(seeds []S, step func(Move[S, E]) (from, to S)) []S {
	found := slices.Clone(seeds)
	for i := 0; i < len(found); i++ {
		for _, move := range m.Moves {
			if from, to := step(move); from == found[i] && !slices.Contains(found, to) {
				found = append(found, to)
			}
		}
	}
	return found
}

// Mermaid draws the table as a Mermaid state diagram for the documentation.
func (m Machine[S, E]) Mermaid() string {
	var b strings.Builder
	node := func(s S) string { return strings.NewReplacer("-", "_", " ", "_", ".", "_").Replace(string(s)) }
	b.WriteString("stateDiagram-v2\n")
	for _, s := range m.States() {
		fmt.Fprintf(&b, "    state \"%s\" as %s\n", s, node(s))
	}
	fmt.Fprintf(&b, "    [*] --> %s\n", node(m.Start))
	for _, move := range m.Moves {
		fmt.Fprintf(&b, "    %s --> %s: %s\n", node(move.From), node(move.To), move.On)
	}
	for _, s := range m.States() {
		if m.Ended(s) {
			fmt.Fprintf(&b, "    %s --> [*]\n", node(s))
		}
	}
	return b.String()
}
