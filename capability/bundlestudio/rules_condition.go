package bundlestudio

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tongban/capability/bundle"
	"tongban/capability/catalogue"
	"tongban/kernel/condition"
	"tongban/ui"
)

// encode writes a condition as the value of an option, "" for none.
func encode(c *catalogue.Condition) string {
	if c == nil {
		return ""
	}
	return c.Var + "|" + c.Op + "|" + encodeValue(c.Value)
}

// decode reads what encode wrote; what it did not write is none.
func decode(text string) *catalogue.Condition {
	parts := strings.SplitN(text, "|", 3)
	if len(parts) != 3 {
		return nil
	}
	c := &catalogue.Condition{Var: parts[0], Op: parts[1], Value: decodeValue(parts[2])}
	if c.Value == nil || !c.Known() {
		return nil
	}
	return c
}

// encodeValue writes an answer as the value of an option.
func encodeValue(v any) string {
	b, _ := json.Marshal(v) // answers are plain values
	return string(b)
}

func decodeValue(text string) (v any) {
	if json.Unmarshal([]byte(text), &v) != nil {
		return nil
	}
	return v
}

// answersTo are what may be answered to a question, each as encodeValue writes it.
func answersTo(ctx context.Context, q catalogue.Question) (list []ui.Option) {
	if q.Type == "bool" {
		return []ui.Option{{Value: "true", Label: t(ctx, "yes")}, {Value: "false", Label: t(ctx, "no")}}
	}
	for _, o := range q.Options {
		list = append(list, ui.Option{Value: encodeValue(o.Value), Label: o.Label})
	}
	return list
}

// holding is the condition that an answer to a question is given.
func holding(q catalogue.Question, value string) *catalogue.Condition {
	op := "eq"
	if q.Type == "multi" {
		op = "contains"
	}
	return &catalogue.Condition{Var: q.ID, Op: op, Value: decodeValue(value)}
}

// conditions are what may be set as a condition by questions, and what is set now.
func conditions(ctx context.Context, questions []catalogue.Question, now *catalogue.Condition) (list []ui.Option) {
	for _, q := range questions {
		for _, a := range answersTo(ctx, q) {
			list = append(list, ui.Option{Value: encode(holding(q, a.Value)), Label: t(ctx, "condition.is", q.Text, a.Label), Group: q.Text})
		}
	}
	if now != nil && !slices.ContainsFunc(list, func(o ui.Option) bool { return o.Value == encode(now) }) {
		list = append(list, ui.Option{Value: encode(now), Label: sayCondition(ctx, questions, now)})
	}
	return list
}

// sayCondition writes a condition in words.
func sayCondition(ctx context.Context, questions []catalogue.Question, c *catalogue.Condition) string {
	i := slices.IndexFunc(questions, func(q catalogue.Question) bool { return q.ID == c.Var })
	if i < 0 {
		return t(ctx, "condition.gone")
	}
	var words []string
	for _, v := range c.Values() {
		words = append(words, answerWord(ctx, questions[i], v))
	}
	key := "condition.is"
	switch c.Op {
	case "ne":
		key = "condition.not"
	case "lt":
		key = "condition.below"
	case "gte":
		key = "condition.at-least"
	}
	return t(ctx, key, questions[i].Text, strings.Join(words, " / "))
}

// answerWord is what an answer to q is called.
func answerWord(ctx context.Context, q catalogue.Question, v any) string {
	for _, a := range answersTo(ctx, q) {
		if a.Value == encodeValue(v) {
			return a.Label
		}
	}
	if n, ok := condition.Number(v); ok {
		return strconv.FormatFloat(n, 'f', -1, 64) + q.Unit
	}
	return fmt.Sprint(v)
}

// question returns a question of b.
func question(b *bundle.Bundle, key string) (*catalogue.Question, bool) {
	i := slices.IndexFunc(b.Questions, func(q catalogue.Question) bool { return q.ID == key })
	if i < 0 {
		return nil, false
	}
	return &b.Questions[i], true
}

// fresh returns prefix with the first number that nothing has yet.
func fresh(prefix string, taken func(string) bool) string {
	for n := 1; ; n++ {
		if name := prefix + strconv.Itoa(n); !taken(name) {
			return name
		}
	}
}
