// Package condition holds answers against conditions written as data: what a guide
// asks next, which materials are needed, which fields of a form are shown.
//
// A condition compares one answer, {"var":"q_hire","op":"eq","value":true}, or puts
// others together: {"all":[…]}, {"any":[…]}, {"not":…}. What was not answered equals
// nothing: of it only ne holds.
package condition

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// Condition is a comparison of one answer or derived fact, or several of them.
type Condition struct {
	Var   string `json:"var,omitempty"`
	Op    string `json:"op,omitempty"` // eq, ne, lt, gte, contains, containsAny, within
	Value any    `json:"value,omitempty"`

	All []Condition `json:"all,omitempty"`
	Any []Condition `json:"any,omitempty"`
	Not *Condition  `json:"not,omitempty"`
}

// operators are the comparisons a condition may make.
var operators = map[string]func(answer, value any) bool{
	"eq":       Equal,
	"ne":       func(a, v any) bool { return !Equal(a, v) },
	"lt":       func(a, v any) bool { return compare(a, v, func(c int) bool { return c < 0 }) },
	"gte":      func(a, v any) bool { return compare(a, v, func(c int) bool { return c >= 0 }) },
	"contains": Contains,
	"containsAny": func(a, v any) bool {
		return slices.ContainsFunc(List(v), func(one any) bool { return Contains(a, one) })
	},
	"within": func(a, v any) bool { // all of it, and something
		given := List(a)
		return len(given) > 0 && !slices.ContainsFunc(given, func(one any) bool { return !Contains(List(v), one) })
	},
}

// Known reports whether c compares in a way there is.
func (c Condition) Known() bool { _, known := operators[c.Op]; return known }

// Holds reports whether the condition is true of answers.
func (c Condition) Holds(answers map[string]any) bool {
	holds := func(one Condition) bool { return one.Holds(answers) }
	switch {
	case c.All != nil:
		return !slices.ContainsFunc(c.All, func(one Condition) bool { return !holds(one) })
	case c.Any != nil:
		return slices.ContainsFunc(c.Any, holds)
	case c.Not != nil:
		return !holds(*c.Not)
	}
	op, known := operators[c.Op]
	return known && op(answers[c.Var], c.Value)
}

// Values returns what the answer is compared with: several values for a list.
func (c Condition) Values() []any { return List(c.Value) }

// Parts returns the comparisons c is made of.
func (c Condition) Parts() []Condition {
	var parts []Condition
	for _, one := range slices.Concat(c.All, c.Any) {
		parts = append(parts, one.Parts()...)
	}
	if c.Not != nil {
		parts = append(parts, c.Not.Parts()...)
	}
	if c.All == nil && c.Any == nil && c.Not == nil {
		parts = append(parts, c)
	}
	return parts
}

// Equal reports whether an answer is a value. Numbers are equal however they are held.
func Equal(a, v any) bool {
	if x, ok := Number(a); ok {
		y, ok := Number(v)
		return ok && x == y
	}
	switch a := a.(type) {
	case bool, string:
		return a == v
	}
	return false
}

func compare(a, v any, holds func(int) bool) bool {
	x, ok := Number(a)
	y, known := Number(v)
	if ok && known {
		return holds(cmp.Compare(x, y))
	}
	s, ok := a.(string)
	t, known := v.(string)
	return ok && known && holds(strings.Compare(s, t)) // dates as 2026-02-10
}

// Contains reports whether v is among the answers a, or the answer itself.
func Contains(a, v any) bool {
	return slices.ContainsFunc(List(a), func(one any) bool { return Equal(one, v) })
}

// List returns the members of a list, or the value as the only one.
func List(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	case []string:
		all := make([]any, len(v))
		for i, s := range v {
			all[i] = s
		}
		return all
	}
	return []any{v}
}

// Number returns a number as it is compared.
func Number(v any) (float64, bool) {
	switch v := v.(type) {
	case float64:
		return v, true
	case int:
		return float64(v), true
	case int64:
		return float64(v), true
	case json.Number:
		f, err := strconv.ParseFloat(string(v), 64)
		return f, err == nil
	}
	return 0, false
}

// members are the names in a condition written in full.
var members = []string{"var", "op", "value", "all", "any", "not"}

// UnmarshalJSON reads a condition in full, or as the effects of a guide write it: a
// value the answer must be, or {"lt": 300}. The question it belongs to completes those.
func (c *Condition) UnmarshalJSON(b []byte) error {
	type plain Condition
	var object map[string]json.RawMessage
	if json.Unmarshal(b, &object) != nil {
		return json.Unmarshal(b, &c.Value)
	}
	for op, value := range object {
		if len(object) == 1 && !slices.Contains(members, op) {
			c.Op = op
			return json.Unmarshal(value, &c.Value)
		}
	}
	return json.Unmarshal(b, (*plain)(c))
}
