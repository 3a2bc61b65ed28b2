package catalogue

import (
	"encoding/json"

	"tongban/kernel/condition"
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
	Op    string `json:"op"` // eq, ne, lt, gte, contains, containsAny, within
	Value any    `json:"value"`
}

// comparison is c in the grammar that guides and forms share.
func (c Condition) comparison() condition.Condition {
	return condition.Condition{Var: c.Var, Op: c.Op, Value: c.Value}
}

// Holds reports whether the condition is true of answers. What was not answered
// equals nothing: only ne holds of it.
func (c Condition) Holds(answers Answers) bool { return c.comparison().Holds(answers) }

// Known reports whether c compares in a way there is.
func (c Condition) Known() bool { return c.comparison().Known() }

// Values returns what the answer is compared with, one by one.
func (c Condition) Values() []any { return c.comparison().Values() }

// UnmarshalJSON reads a condition in full, or as effects write it: a value the
// answer must be, or {"lt": 300}. The question it belongs to completes those.
func (c *Condition) UnmarshalJSON(b []byte) error {
	var whole condition.Condition
	if err := json.Unmarshal(b, &whole); err != nil {
		return err
	}
	*c = Condition{whole.Var, whole.Op, whole.Value}
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
