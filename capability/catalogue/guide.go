package catalogue

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// Question is one question of an item's guide (情形引导).
type Question struct {
	ID       string     `json:"id"`
	Text     string     `json:"question"`
	Type     string     `json:"type"` // bool, single, multi, number, date
	Unit     string     `json:"unit,omitempty"`
	Default  any        `json:"default,omitempty"`
	Options  []Option   `json:"options,omitempty"`
	ShowWhen *Condition `json:"showWhen,omitempty"`
	Effects  []Effect   `json:"effects"`
}

// Option is one answer to choose from.
type Option struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

// Effect is what an answer does. When speaks of the question's own answer.
type Effect struct {
	When          Condition         `json:"when"`
	Stop          bool              `json:"stop,omitempty"`
	Message       string            `json:"message,omitempty"`
	Redirect      *Redirect         `json:"redirect,omitempty"`
	Track         string            `json:"setTrack,omitempty"`
	ShowMaterials []string          `json:"showMaterials,omitempty"`
	HideMaterials []string          `json:"hideMaterials,omitempty"`
	ShowFields    []string          `json:"showFields,omitempty"`
	SetField      map[string]string `json:"setField,omitempty"`
	AddItem       string            `json:"addItem,omitempty"`
}

// Redirect is the service to go to instead: one of this catalogue (Item) or
// another (Name, and URL or Phone where there is one).
type Redirect struct {
	Item    string `json:"item,omitempty"`
	Name    string `json:"name,omitempty"`
	URL     string `json:"url,omitempty"`
	Phone   string `json:"phone,omitempty"`
	Message string `json:"message,omitempty"`
}

// Condition is a comparison of one answer or derived fact.
type Condition struct {
	Var   string `json:"var"`
	Op    string `json:"op"` // eq, ne, lt, gte, contains, containsAny
	Value any    `json:"value"`
}

// operators are the comparisons a condition may make.
var operators = map[string]func(answer, value any) bool{
	"eq":       equal,
	"ne":       func(a, v any) bool { return !equal(a, v) },
	"lt":       func(a, v any) bool { return compare(a, v, func(c int) bool { return c < 0 }) },
	"gte":      func(a, v any) bool { return compare(a, v, func(c int) bool { return c >= 0 }) },
	"contains": contains,
	"containsAny": func(a, v any) bool {
		return slices.ContainsFunc(list(v), func(one any) bool { return contains(a, one) })
	},
}

// Holds reports whether the condition is true of answers. What was not answered
// equals nothing: only ne holds of it.
func (c Condition) Holds(answers Answers) bool {
	op, known := operators[c.Op]
	return known && op(answers[c.Var], c.Value)
}

// Values returns what the answer is compared with, one by one.
func (c Condition) Values() []any { return list(c.Value) }

func equal(a, v any) bool {
	if x, ok := numeric(a); ok {
		y, ok := numeric(v)
		return ok && x == y
	}
	switch a := a.(type) {
	case bool, string:
		return a == v
	}
	return false
}

func compare(a, v any, holds func(int) bool) bool {
	x, ok := numeric(a)
	y, known := numeric(v)
	if ok && known {
		return holds(cmp.Compare(x, y))
	}
	s, ok := a.(string)
	t, known := v.(string)
	return ok && known && holds(strings.Compare(s, t)) // dates as 2026-02-10
}

func contains(a, v any) bool {
	return slices.ContainsFunc(list(a), func(one any) bool { return equal(one, v) })
}

// list returns the members of a list, or the value as the only one.
func list(v any) []any {
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

func numeric(v any) (float64, bool) {
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

// UnmarshalJSON reads a condition in full, or as effects write it: a value the
// answer must be, or {"lt": 300}. The question it belongs to completes those.
func (c *Condition) UnmarshalJSON(b []byte) error {
	type plain Condition
	var object map[string]json.RawMessage
	if json.Unmarshal(b, &object) != nil {
		return json.Unmarshal(b, &c.Value)
	}
	if _, full := object["var"]; full || len(object) != 1 {
		return json.Unmarshal(b, (*plain)(c))
	}
	for op, value := range object {
		c.Op = op
		if err := json.Unmarshal(value, &c.Value); err != nil {
			return err
		}
	}
	return nil
}

// UnmarshalJSON reads a question and completes the conditions of its effects.
func (q *Question) UnmarshalJSON(b []byte) error {
	type plain Question
	if err := json.Unmarshal(b, (*plain)(q)); err != nil {
		return err
	}
	for i := range q.Effects {
		when := &q.Effects[i].When
		if when.Var == "" {
			when.Var = q.ID
		}
		switch {
		case when.Op != "":
		case q.Type == "multi":
			when.Op = "contains"
		default:
			when.Op = "eq"
		}
	}
	return nil
}

// UnmarshalJSON reads an effect with the older ways to write a redirect:
// "redirectItem" and "redirectExternal" beside "redirect".
func (e *Effect) UnmarshalJSON(b []byte) error {
	type plain Effect
	var older struct {
		plain
		Item     string `json:"redirectItem"`
		External string `json:"redirectExternal"`
	}
	if err := json.Unmarshal(b, &older); err != nil {
		return err
	}
	*e = Effect(older.plain)
	if e.Redirect == nil && older.Item+older.External != "" {
		e.Redirect = &Redirect{Item: older.Item, Name: older.External}
	}
	return nil
}

// UnmarshalJSON reads a redirect, or its name alone.
func (r *Redirect) UnmarshalJSON(b []byte) error {
	type plain Redirect
	if json.Unmarshal(b, &r.Name) == nil {
		return nil
	}
	return json.Unmarshal(b, (*plain)(r))
}
