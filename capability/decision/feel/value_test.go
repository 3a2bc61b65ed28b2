package feel_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"tongban/capability/decision/feel"
	"tongban/kernel/calendar"
)

func TestValuesOfGoComeBack(t *testing.T) {
	day := calendar.On(2026, time.February, 26)
	for _, c := range []struct {
		given any
		text  string
		plain any
	}{
		{nil, "null", nil},
		{true, "true", true},
		{"张伟 \"甲\"\n", `"张伟 \"甲\"\n"`, "张伟 \"甲\"\n"},
		{day, `date("2026-02-26")`, day},
		{calendar.Date(0), "null", nil},
		{time.Time{}, "null", nil},
		{[]any{"a", nil, []string{"b"}}, `["a", null, ["b"]]`, []any{"a", nil, []any{"b"}}},
		{map[string]any{"b": "x", "a b": true}, `{a b: true, b: "x"}`, map[string]any{"b": "x", "a b": true}},
		{feel.Duration{Seconds: 93600}, `duration("P1DT2H")`, "P1DT2H"},
		{feel.Months(-14), `duration("-P1Y2M")`, "-P1Y2M"},
		{feel.Range{Low: "a", High: "c", HighClosed: true}, `("a".."c"]`, `("a".."c"]`},
	} {
		v, err := feel.Of(c.given)
		if err != nil {
			t.Errorf("%v: %v", c.given, err)
			continue
		}
		if got := feel.Write(v); got != c.text {
			t.Errorf("%v: written as %s", c.given, got)
		}
		if got := feel.Plain(v); !reflect.DeepEqual(got, c.plain) {
			t.Errorf("%v: came back as %#v", c.given, got)
		}
	}
	at := time.Date(2026, 2, 26, 1, 30, 0, 0, time.UTC)
	v, err := feel.Of(at)
	if err != nil || feel.Write(v) != `date and time("2026-02-26T09:30:00+08:00")` {
		t.Errorf("%v: %s %v", at, feel.Write(v), err)
	}
	if back, ok := feel.Plain(v).(time.Time); !ok || !back.Equal(at) {
		t.Errorf("came back as %v", back)
	}
	if _, err := feel.Of(struct{}{}); err == nil {
		t.Error("a struct became a value")
	}
}

func TestNumbersAreExact(t *testing.T) {
	for _, given := range []any{json.Number("0.10"), 0.1, float32(0.1)} {
		v, err := feel.Of(given)
		if err != nil || feel.Equal(v, must(t, "0.1")) != true {
			t.Errorf("%v became %v, %v", given, v, err)
		}
	}
	for text, want := range map[string]string{"12": "12", "-0.50": "-0.50", "1e3": "1000", "-0": "0", "1E-2": "0.01",
		"99999999999999999999999999999999999": "100000000000000000000000000000000000"} {
		if got := must(t, text).String(); got != want {
			t.Errorf("%s is written %s", text, got)
		}
	}
	for _, text := range []string{"", "-", "NaN", "Infinity", "-inf", "0x10", "1,000", "１２", "十二", "1e9999", "--1", "1 2"} {
		if n, err := feel.NumberOf(text); err == nil {
			t.Errorf("%q was read as %s", text, n)
		}
	}
	b, err := json.Marshal(map[string]any{"n": must(t, "12.50")})
	if err != nil || string(b) != `{"n":12.50}` {
		t.Errorf("%s, %v", b, err)
	}
}

func must(t *testing.T, text string) feel.Number {
	t.Helper()
	n, err := feel.NumberOf(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return n
}

func TestCasesOfCellsCanBeLookedAt(t *testing.T) {
	for text, want := range map[string][]feel.Case{
		"-":                    {{Kind: feel.CaseAny}},
		"":                     {{Kind: feel.CaseAny}},
		"<5":                   {{Kind: feel.CaseCompare, High: feel.Int(5)}},
		">= -5":                {{Kind: feel.CaseCompare, Low: feel.Int(-5), LowClosed: true}},
		"[1..3)":               {{Kind: feel.CaseRange, Low: feel.Int(1), High: feel.Int(3), LowClosed: true}},
		"]1..3]":               {{Kind: feel.CaseRange, Low: feel.Int(1), High: feel.Int(3), HighClosed: true}},
		`"a", "b"`:             {{Kind: feel.CaseValue, Value: "a"}, {Kind: feel.CaseValue, Value: "b"}},
		`not("a", "b")`:        {{Kind: feel.CaseValue, Value: "a", Not: true}, {Kind: feel.CaseValue, Value: "b", Not: true}},
		`> date("2026-02-26")`: {{Kind: feel.CaseCompare, Low: feel.Date{Year: 2026, Month: 2, Day: 26}}},
		`< @"P30D"`:            {{Kind: feel.CaseCompare, High: feel.Duration{Seconds: 30 * 86400}}},
		"null":                 {{Kind: feel.CaseValue}},
		"= 5":                  {{Kind: feel.CaseValue, Value: feel.Int(5)}},
		"? > 5, 7":             {{Kind: feel.CaseExpression}, {Kind: feel.CaseValue, Value: feel.Int(7)}},
		"> limit":              {{Kind: feel.CaseExpression}},
		"!= 5":                 {{Kind: feel.CaseExpression}},
		`date("2025-02-30")`:   {{Kind: feel.CaseExpression}},
		"[1..limit]":           {{Kind: feel.CaseExpression}},
	} {
		test, f := feel.ParseTest(text, "limit")
		if f != nil {
			t.Errorf("%s: %v", text, f)
			continue
		}
		got := test.Cases()
		if len(got) != len(want) {
			t.Errorf("%s: %v", text, got)
			continue
		}
		for i, c := range got {
			if c.Offset < 0 || c.Offset+c.Length > len(text) {
				t.Errorf("%s: outside", text)
			}
			if !sameCase(c, want[i]) {
				t.Errorf("%s: got %+v, want %+v", text, c, want[i])
			}
		}
	}
}

func sameCase(a, b feel.Case) bool {
	equal := func(x, y feel.Value) bool { return feel.Equal(x, y) == true }
	return a.Kind == b.Kind && equal(a.Low, b.Low) && equal(a.High, b.High) && a.LowClosed == b.LowClosed &&
		a.HighClosed == b.HighClosed && equal(a.Value, b.Value) && a.Not == b.Not
}

func TestEqualityKeepsKindsApart(t *testing.T) {
	one, _ := feel.Of([]any{1, "a"})
	for _, c := range []struct{ a, b, want feel.Value }{
		{feel.Int(1), must(t, "1.00"), true}, {feel.Int(1), "1", nil}, {nil, nil, true}, {nil, feel.Int(0), false},
		{"", nil, false}, {true, "true", nil}, {one, one, true}, {one, feel.List{feel.Int(1)}, false},
		{feel.Context{{Key: "a", Value: true}, {Key: "b", Value: nil}}, feel.Context{{Key: "b", Value: nil}, {Key: "a", Value: true}}, true},
		{feel.Months(12), feel.Duration{Seconds: 1}, nil},
	} {
		if got := feel.Equal(c.a, c.b); got != c.want {
			t.Errorf("%s = %s: %v", feel.Write(c.a), feel.Write(c.b), got)
		}
	}
	if _, ok := feel.Compare("1", feel.Int(1)); ok {
		t.Error("a text and a number were ordered")
	}
}

func TestFunctionsOfTheHostAreCalled(t *testing.T) {
	scope := feel.Scope{Names: []string{"fee"}, Functions: map[string]feel.Signature{"月 供": {Params: []string{"amount", "months"}}}}
	values := map[string]feel.Value{"fee": feel.Int(10), "月 供": feel.Function{Name: "月 供", Params: []string{"amount", "months"},
		Call: func(a []feel.Value) (feel.Value, []feel.Fault) {
			v, ok := a[0].(feel.Number)
			if !ok {
				return nil, []feel.Fault{{Key: "decision.feel.argument"}}
			}
			return v, nil
		}}}
	for text, want := range map[string]string{
		"月 供(1000, 12) + fee":                   "1010",
		"月 供(months: 12, amount: 500)":          "500",
		`月 供("1000", 12)`:                       "null",
		"月 供(1000)":                             "decision.feel.arguments",
		"月 供(sum: 1, months: 2)":                "decision.feel.argument-unknown",
		"for i in [1, 2] return 月 供(i, 1)":      "[1, 2]",
		"sort([2, 1], function(a, b) a < b)[1]": "1",
	} {
		e, f := feel.Parse(text, "fee", "月 供")
		if f != nil {
			t.Errorf("%s: %v", text, f)
			continue
		}
		p, f := feel.Compile(e, scope)
		if f != nil {
			if f.Key != want {
				t.Errorf("%s: %v", text, f)
			}
			continue
		}
		if v, _ := p.Run(nil, feel.NewSlots(values)); feel.Write(v) != want {
			t.Errorf("%s: %s", text, feel.Write(v))
		}
	}
	fn, _ := values["月 供"].(feel.Function)
	if v, _ := feel.Apply(fn, feel.Int(3), feel.Int(1)); feel.Write(v) != "3" {
		t.Errorf("applied: %v", v)
	}
}
