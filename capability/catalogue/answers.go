package catalogue

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"tongban/kernel/condition"
	"tongban/kernel/fault"
)

// derivedFacts are the variables conditions may use beside questions, with the
// type of their answer.
var derivedFacts = map[string]string{"age": "number", "isProxy": "bool"}

// DecodeAnswers reads the guide's answers from a page. Questions that were left
// out have no answer; a value that is none is reported.
func (i *Item) DecodeAnswers(input url.Values) (Answers, []fault.Field) {
	given := map[string]any{}
	for _, q := range i.Scenarios {
		values := slices.DeleteFunc(slices.Clone(input[q.ID]), func(s string) bool { return strings.TrimSpace(s) == "" })
		switch {
		case len(values) == 0:
		case q.Type == "multi":
			given[q.ID] = values
		default:
			given[q.ID] = strings.TrimSpace(values[0])
		}
	}
	return i.CheckAnswers(given)
}

// CheckAnswers reads answers from decoded JSON or from texts. The good ones are
// returned even when others are reported.
func (i *Item) CheckAnswers(given map[string]any) (Answers, []fault.Field) {
	answers := Answers{}
	var wrong []fault.Field
	for _, key := range slices.Sorted(maps.Keys(given)) {
		q, asked := i.Question(key)
		kind, derived := derivedFacts[key]
		switch {
		case asked:
		case derived:
			q = Question{ID: key, Text: key, Type: kind}
		default:
			wrong = append(wrong, fault.Field{Name: key, Key: "catalogue.guide.unknown", Args: []any{key}})
			continue
		}
		answer, ok := q.read(given[key])
		if !ok {
			wrong = append(wrong, fault.Field{Name: key, Key: "catalogue.guide." + q.Type, Args: []any{q.Text}})
			continue
		}
		answers[key] = answer
	}
	return answers, wrong
}

// read turns a given value into an answer of the question's type.
func (q Question) read(given any) (any, bool) {
	text, isText := given.(string)
	switch q.Type {
	case "bool":
		if b, ok := given.(bool); ok {
			return b, true
		}
		return text == "true", isText && (text == "true" || text == "false")
	case "number":
		if isText {
			n, err := strconv.ParseFloat(text, 64)
			return n, err == nil && n < 1e15 && n > -1e15
		}
		return condition.Number(given)
	case "date":
		_, err := time.Parse(time.DateOnly, text)
		return text, err == nil
	case "multi":
		return q.chosen(condition.List(given))
	}
	return text, isText && q.offers(text)
}

// Admits reports whether value is an answer to the question, or one of those that may
// be given together.
func (q Question) Admits(value any) bool {
	answer, ok := q.read(value)
	return ok && condition.Contains(answer, value)
}

// chosen returns the options among values, once each, in the question's order.
func (q Question) chosen(values []any) ([]string, bool) {
	for _, v := range values {
		if text, ok := v.(string); !ok || !q.offers(text) {
			return nil, false
		}
	}
	var list []string
	for _, o := range q.Options {
		if condition.Contains(values, o.Value) {
			list = append(list, o.Value)
		}
	}
	return list, len(list) > 0
}

func (q Question) offers(value string) bool {
	return slices.ContainsFunc(q.Options, func(o Option) bool { return o.Value == value })
}
