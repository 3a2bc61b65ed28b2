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

func size(s State) int { return len(s.Encode()) }

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

// holds reports whether s can be a state of d.
func (d *Definition) holds(s State) error {
	instances := map[int]bool{0: true}
	for _, t := range s.Tokens {
		for _, w := range t.Work {
			instances[w.ID] = true
		}
	}
	for _, t := range s.Tokens {
		n := d.at(t.At)
		if n == nil || !instances[t.Scope] {
			return fault.New(fault.Conflict, "workflow.state-foreign", t.At)
		}
		for _, w := range t.Waits {
			if d.nodes[w.Node] == nil {
				return fault.New(fault.Conflict, "workflow.state-foreign", w.Node)
			}
		}
	}
	return nil
}
