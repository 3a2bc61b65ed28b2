package instant

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"tongban/capability/form"
	"tongban/capability/rulebook"
	"tongban/kernel/calendar"
)

// Given is one value that a rule asks for, with where it comes from. Missing says why it
// cannot be relied on; then a rule approves nothing.
type Given struct {
	Input      rulebook.Input
	Value      any
	Words      string // as people say it, where that differs from the value
	SourceName string // who said so, if it has a name of its own
	At         time.Time
	Simulated  bool
	Missing    Missing
}

// number is a number as registers and forms write one; nothing else is read as one.
var number = regexp.MustCompile(`^-?\d{1,15}(\.\d{1,9})?$`)

// typed returns value as a rule wants it, false if it is none of that type. Text is read as a
// number or a date where it is written exactly as one; nothing is guessed.
func typed(value any, as string) (any, bool) {
	if value == nil {
		return nil, true
	}
	switch strings.ToLower(as) {
	case "number":
		return asNumber(value)
	case "boolean":
		b, ok := value.(bool)
		return b, ok
	case "date":
		return asDate(value)
	case "string":
		text, ok := value.(string)
		return text, ok
	}
	return plain(value)
}

func asNumber(value any) (any, bool) {
	switch v := value.(type) {
	case int:
		return json.Number(strconv.Itoa(v)), true
	case int64:
		return json.Number(strconv.FormatInt(v, 10)), true
	case json.Number:
		return v, number.MatchString(v.String())
	case string:
		return json.Number(v), number.MatchString(v)
	}
	return nil, false
}

func asDate(value any) (any, bool) {
	switch v := value.(type) {
	case calendar.Date:
		return v, true
	case time.Time:
		return calendar.DateOf(v), true
	case string:
		day, err := calendar.ParseDate(v)
		return day, err == nil
	}
	return nil, false
}

// plain is what rules can be told without a type: texts, lists of them, parts of an address.
func plain(value any) (any, bool) {
	switch v := value.(type) {
	case string, bool, int64, json.Number, calendar.Date:
		return v, true
	case []string:
		list := make([]any, len(v))
		for i, one := range v {
			list[i] = one
		}
		return list, true
	case form.Values:
		parts := map[string]any{}
		for key, part := range v {
			if p, ok := plain(part); ok {
				parts[key] = p
			}
		}
		return parts, true
	}
	return nil, false
}

// textOf writes a value as it is kept.
func textOf(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return v
	case bool, json.Number, calendar.Date, int64:
		return fmt.Sprint(v)
	}
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(text)
}

// settle makes a value the one a rule is told, or says that it is none.
func (g Given) settle(value any) Given {
	if value == nil {
		return g
	}
	told, ok := typed(value, g.Input.Type)
	if !ok {
		g.Missing = WrongType
		return g
	}
	g.Value = told
	return g
}

// noted is g as it is kept.
func (g Given) noted() Noted {
	return Noted{
		Name: g.Input.Name, Label: g.Input.Label, Kind: string(g.Input.Kind), Key: g.Input.Key, Type: g.Input.Type,
		Value: textOf(g.Value), Words: g.Words, Source: g.SourceName, At: g.At, Simulated: g.Simulated, Missing: g.Missing,
	}
}

// inputsOf is what a rule is told.
func inputsOf(givens []Given) map[string]any {
	told := map[string]any{}
	for _, g := range givens {
		told[g.Input.Name] = nil
		if g.Missing == "" {
			told[g.Input.Name] = g.Value
		}
	}
	return told
}

// uncertain reports whether one of givens cannot be relied on.
func uncertain(givens []Given) bool {
	return slices.ContainsFunc(givens, func(g Given) bool { return g.Missing != "" })
}

// numberOf is a number of the guide, exactly as far as it can be.
func numberOf(n float64) json.Number { return json.Number(strconv.FormatFloat(n, 'f', -1, 64)) }
