package rulebook

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"tongban/capability/decision"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
)

// Judge reads what a decision answered: whether it approves, the answer and its reason in
// words. Only "approve" approves; several answers approve if every one of them does. An answer
// that went past something it could not work out approves nothing.
func Judge(answer decision.Answer) (approves bool, result, reason string) {
	approves, result, reason = outcome(answer.Value)
	return approves && len(answer.Doubts()) == 0, result, reason
}

// outcome reads one value of an answer.
func outcome(value any) (approves bool, result, reason string) {
	switch v := value.(type) {
	case nil:
		return false, "", ""
	case map[string]any:
		result, _ = v["result"].(string)
		reason, _ = v["reason"].(string)
	case []any:
		var results, reasons []string
		approves = len(v) > 0
		for _, one := range v {
			fine, r, why := outcome(one)
			approves = approves && fine
			results, reasons = add(results, r), add(reasons, why)
		}
		return approves, strings.Join(results, ", "), strings.Join(reasons, "\n")
	default:
		result = fmt.Sprint(v)
	}
	return result == string(Approve), result, reason
}

func add(list []string, one string) []string {
	if one == "" {
		return list
	}
	for _, had := range list {
		if had == one {
			return list
		}
	}
	return append(list, one)
}

// Ran is what became of an example.
type Ran struct {
	Got      Expected
	Result   string // as the rules answered
	Reason   string
	Rows     []int    // that fit, from 1, of the last table
	Wrong    []string // names of inputs whose values cannot be read
	Troubles []decision.Fault
	Passed   bool
}

// run tries one example.
func (c checked) run(e Example) (r Ran) {
	r.Got = Refer
	if c.model == nil {
		return r
	}
	given := map[string]any{}
	for _, in := range c.Inputs {
		value, ok := read(e.Given[in.Name], in.Type)
		if !ok {
			r.Wrong = append(r.Wrong, in.Name)
		}
		given[in.Name] = value
	}
	if len(r.Wrong) > 0 {
		return r
	}
	answer, err := c.model.Decide(c.Decision, given)
	if err != nil {
		return r
	}
	fine, result, reason := Judge(answer)
	if r.Result, r.Reason = result, reason; fine {
		r.Got = Approve
	}
	for _, f := range answer.Findings {
		r.Troubles = append(r.Troubles, f.Troubles...)
		if f.Table != nil && (f.Decision == c.Decision || f.Name == c.Decision) {
			for _, hit := range f.Table.Hits {
				r.Rows = append(r.Rows, hit+1)
			}
		}
	}
	r.Passed = r.Got == e.Expect
	return r
}

// read makes a value of FEEL of what people write into a box; nothing is nil.
func read(text, feel string) (any, bool) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, true
	}
	switch feel {
	case "number":
		n := json.Number(text)
		_, err := n.Float64()
		return n, err == nil && !strings.ContainsAny(text, "xXpPiInN")
	case "boolean":
		return text == "true", text == "true" || text == "false"
	case "date":
		d, err := calendar.ParseDate(text)
		return d, err == nil
	case "date and time":
		at, err := time.ParseInLocation("2006-01-02 15:04", text, clock.Shanghai)
		return at, err == nil
	case "string":
		return text, true
	}
	var v any
	if json.Unmarshal([]byte(text), &v) != nil {
		return text, true
	}
	return v, true
}
