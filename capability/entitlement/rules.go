package entitlement

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"tongban/capability/decision"
	"tongban/capability/form"
	"tongban/kernel/calendar"
)

// number is a number as registers write one; nothing else is read as one.
var number = regexp.MustCompile(`^-?\d{1,15}(\.\d{1,9})?$`)

// typed returns value as a rule wants it, false if it is none of that type. Nothing is guessed.
func typed(value any, as string) (any, bool) {
	switch v := value.(type) {
	case bool:
		return v, as == "boolean"
	case calendar.Date:
		return v, as == "date"
	case string:
		switch as {
		case "string":
			return v, true
		case "date":
			day, err := calendar.ParseDate(v)
			return day, err == nil
		case "number":
			return json.Number(v), number.MatchString(v)
		}
	}
	return nil, false
}

// settle makes value what a rule is told of f, or says that it is not known for certain.
func (f Fact) settle(value any, as string) Fact {
	told, ok := typed(value, as)
	if f.Missing = !ok || told == ""; !f.Missing {
		f.value, f.Value = told, fmt.Sprint(told)
	}
	return f
}

// judge asks a decision of p. Only an answer that says entitled, and that nothing on the way to
// hung on what could not be worked out, is one.
func (p *Programme) judge(of string, facts []Fact) (result string, outputs map[string]string, err error) {
	told := map[string]any{}
	for _, f := range facts {
		told[f.Name] = nil
		if !f.Missing {
			told[f.Name] = f.value
		}
	}
	answer, err := p.model.Decide(of, told)
	if err != nil {
		return "", nil, err
	}
	return read(answer)
}

// read reads what a decision answered.
func read(answer decision.Answer) (result string, outputs map[string]string, err error) {
	switch v := answer.Value.(type) {
	case string:
		result = v
	case map[string]any:
		result, _ = v["result"].(string)
		outputs = map[string]string{}
		for name, one := range v {
			if text, is := one.(string); is && name != "result" {
				outputs[name] = text
			}
		}
	}
	if len(answer.Doubts()) > 0 && result == entitled {
		result = ""
	}
	return result, outputs, nil
}

// certain reports whether every fact the rule needs is known for certain.
func (p *Programme) certain(facts []Fact) bool {
	return !slices.ContainsFunc(facts, func(f Fact) bool {
		in, _ := p.input(f.Name)
		return f.Missing && !in.Optional
	})
}

// told is what a mark is made of: the facts without the day, which changes by itself.
func (p *Programme) told(facts []Fact) string {
	var b strings.Builder
	for _, f := range facts {
		if in, _ := p.input(f.Name); in.Kind == Calendar {
			continue
		}
		fmt.Fprintf(&b, "%q=%q %v\n", f.Name, f.Value, f.Missing)
	}
	return b.String()
}

// mayInvite reports whether somebody may be invited whose last invitation is last: nobody twice,
// and who has answered only when what the rule is told has changed.
func (p *Programme) mayInvite(last *Invitation, mark []byte, now time.Time) bool {
	if last == nil {
		return true
	}
	switch last.State {
	case Open, Confirmed:
		return false
	case Expired:
		if p.Again > 0 && !now.Before(last.EndedAt.AddDate(0, 0, p.Again)) {
			return true
		}
	case Halted, Objected: // it was not about the facts
		return true
	}
	return !bytes.Equal(last.Mark, mark)
}

// fill works out the answers of a form, as JSON has them.
func (p *Programme) fill(list []Filled, found Finding) map[string]any {
	values := map[string]any{}
	for _, f := range list {
		var value any
		switch {
		case f.Input != "":
			in, _ := p.input(f.Input)
			value = plain(found.fact(f.Input).Value, in.Type)
		case f.Output != "":
			value = found.Outputs[f.Output]
		default:
			value = f.Value
			if n, is := value.(int64); is {
				value = float64(n)
			}
		}
		if f.Part == "" {
			values[f.Field] = value
			continue
		}
		parts, _ := values[f.Field].(map[string]any)
		if parts == nil {
			parts = map[string]any{}
		}
		parts[f.Part] = value
		values[f.Field] = parts
	}
	return values
}

// plain is a value as JSON has it.
func plain(text, as string) any {
	switch as {
	case "boolean":
		return text == "true"
	case "number":
		var n float64
		if json.Unmarshal([]byte(text), &n) == nil {
			return n
		}
	}
	return text
}

// sameMatter reports whether what was handed in is the same matter as found: the same answers to
// the fields that tell one matter from another, if the programme names any.
func (p *Programme) sameMatter(def *form.Definition, found Finding, handed form.Values) bool {
	own, _ := def.FromJSON(p.fill(p.Values, found))
	for _, key := range p.Same {
		f, known := def.Field(key)
		if known && f.Text(own[key]) != f.Text(handed[key]) {
			return false
		}
	}
	return true
}
