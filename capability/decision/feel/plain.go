package feel

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"cel.dev/cel-go/common/types/ref"
	"github.com/cockroachdb/apd/v3"

	"tongban/kernel/calendar"
	"tongban/kernel/clock"
)

// Of makes a value of FEEL of one of Go: nil, bool, string, numbers, json.Number, decimals,
// calendar.Date, time.Time, lists, maps with texts as keys, and what is a value already.
func Of(v any) (Value, error) {
	switch v := v.(type) {
	case nil, bool, string, Date, Time, DateTime, Duration, Months, Range, Function, Number, List, Context:
		return v, nil
	case json.Number:
		return NumberOf(string(v))
	case *apd.Decimal:
		return DecimalNumber(v)
	case apd.Decimal:
		return DecimalNumber(&v)
	case float64:
		return floatNumber(v)
	case float32:
		return NumberOf(strconv.FormatFloat(float64(v), 'g', -1, 32))
	case calendar.Date:
		if v == 0 {
			return nil, nil
		}
		year, month, day := v.Civil()
		return Date{year, int(month), day}, nil
	case time.Time:
		return ofTime(v), nil
	}
	if n, ok := ofInteger(v); ok {
		return n, nil
	}
	return ofMany(v)
}

func ofInteger(v any) (Value, bool) {
	switch v := v.(type) {
	case int:
		return Int(int64(v)), true
	case int64:
		return Int(v), true
	case int32:
		return Int(int64(v)), true
	case int16:
		return Int(int64(v)), true
	case int8:
		return Int(int64(v)), true
	case uint8:
		return Int(int64(v)), true
	case uint16:
		return Int(int64(v)), true
	case uint32:
		return Int(int64(v)), true
	case uint, uint64:
		n, err := NumberOf(fmt.Sprint(v))
		return n, err == nil
	}
	return nil, false
}

// ofTime is a moment as the clocks in China show it.
func ofTime(t time.Time) Value {
	if t.IsZero() {
		return nil
	}
	t = t.In(clock.Shanghai)
	_, offset := t.Zone()
	return DateTime{dateOf(t), Time{t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), Zone{Known: true, Offset: offset}}}
}

func ofMany(v any) (Value, error) {
	switch v := v.(type) {
	case []any:
		list := make(List, len(v))
		for i, one := range v {
			value, err := Of(one)
			if err != nil {
				return nil, err
			}
			list[i] = value
		}
		return list, nil
	case []string:
		list := make(List, len(v))
		for i, one := range v {
			list[i] = one
		}
		return list, nil
	case []map[string]any:
		list := make([]any, len(v))
		for i, one := range v {
			list[i] = one
		}
		return ofMany(list)
	case map[string]any:
		c := make(Context, 0, len(v))
		for _, key := range slices.Sorted(maps.Keys(v)) {
			value, err := Of(v[key])
			if err != nil {
				return nil, err
			}
			c = append(c, Entry{key, value})
		}
		return c, nil
	}
	return nil, fmt.Errorf("feel: no value can be made of a %T", v)
}

// Plain returns a value as Go has it: nil, bool, string, Number, calendar.Date, time.Time,
// []any or map[string]any. Times of day, durations, ranges and functions become texts, and
// so do days that the calendar of the platform does not have.
func Plain(v Value) any {
	switch v := v.(type) {
	case nil, bool, string, Number:
		return v
	case Date:
		if v.Year < 1 || v.Year > 9999 {
			return v.String()
		}
		return calendar.On(v.Year, time.Month(v.Month), v.Day)
	case DateTime:
		return v.instant()
	case List:
		list := make([]any, len(v))
		for i, one := range v {
			list[i] = Plain(one)
		}
		return list
	case Context:
		m := make(map[string]any, len(v))
		for _, e := range v {
			m[e.Key] = Plain(e.Value)
		}
		return m
	case ref.Val:
		return nil
	}
	text, _ := unquoted(v)
	return text
}

// unquoted writes what has a text of its own.
func unquoted(v Value) (string, bool) {
	switch v := v.(type) {
	case fmt.Stringer: // numbers, dates, times and durations
		return v.String(), true
	case bool:
		return strconv.FormatBool(v), true
	}
	return Write(v), false
}

// Write writes a value as an expression has it.
func Write(v Value) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return strconv.FormatBool(v)
	case string:
		return quote(v)
	case Number:
		return v.String()
	case Date:
		return `date("` + v.String() + `")`
	case Time:
		return `time("` + v.String() + `")`
	case DateTime:
		return `date and time("` + v.String() + `")`
	case Duration:
		return `duration("` + v.String() + `")`
	case Months:
		return `duration("` + v.String() + `")`
	case List:
		parts := make([]string, len(v))
		for i, one := range v {
			parts[i] = Write(one)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case Context:
		parts := make([]string, len(v))
		for i, e := range v {
			parts[i] = writeKey(e.Key) + ": " + Write(e.Value)
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case Range:
		return v.String()
	case Function:
		return "function(" + strings.Join(v.Params, ", ") + ")"
	}
	return "null"
}

// String writes a range as a table has it: [1..3], or < 5 where one side is open.
func (r Range) String() string {
	switch {
	case r.Low == nil && r.High != nil:
		return "<" + strings.Repeat("=", bit(r.HighClosed)) + " " + Write(r.High)
	case r.High == nil && r.Low != nil:
		return ">" + strings.Repeat("=", bit(r.LowClosed)) + " " + Write(r.Low)
	}
	return string("(["[bit(r.LowClosed)]) + Write(r.Low) + ".." + Write(r.High) + string(")]"[bit(r.HighClosed)])
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(s) + `"`
}

// writeKey writes the name of an entry, in quotes where it would not be read back.
func writeKey(key string) string {
	p := &parser{text: key + ":"}
	if got, ok := p.label(); ok && got == key && p.pos == len(p.text) {
		return key
	}
	return quote(key)
}
