package workflow

import (
	"bytes"
	"encoding/json"
	"fmt"

	"tongban/kernel/fault"
)

// Encode writes a state as it is stored.
func (s State) Encode() []byte {
	text, err := json.Marshal(s)
	if err != nil {
		panic(err) // states hold nothing but what JSON has
	}
	return text
}

// Decode reads a state of this definition. One that a newer engine wrote, or that names
// what the definition has not, is refused.
func (d *Definition) Decode(text []byte) (State, error) {
	var s State
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&s); err != nil {
		return State{}, fmt.Errorf("read the state of a process: %w", err)
	}
	if s.Format != format {
		return State{}, fmt.Errorf("read the state of a process: it has format %d, this program knows %d", s.Format, format)
	}
	for name, value := range s.Vars {
		s.Vars[name] = numbers(value)
	}
	return s, d.holds(s)
}

// holds says why s cannot be a state of d: every token has to be where a token can be,
// and what it remembers has to be in the drawing.
func (d *Definition) holds(s State) error {
	foreign := func(place string) error { return fault.New(fault.Conflict, "workflow.state-foreign", place) }
	scopes := map[int]*node{0: d.root}
	for _, t := range s.Tokens {
		for _, w := range t.Work {
			scopes[w.ID] = d.nodes[t.At]
		}
	}
	for _, t := range s.Tokens {
		if n := d.at(t.At); n == nil || n.in != scopes[t.Scope] || len(t.Work) > 0 && !n.activity() {
			return foreign(t.At)
		}
		for _, w := range t.Waits {
			if d.nodes[w.Node] == nil {
				return foreign(w.Node)
			}
		}
	}
	for _, v := range s.Visits {
		if d.nodes[v.Node] == nil {
			return foreign(v.Node)
		}
		for _, a := range v.Arrivals {
			if d.at(a.At) == nil {
				return foreign(a.At)
			}
		}
	}
	return nil
}
