package feel_test

import (
	"testing"

	"tongban/capability/decision/feel"
)

// given are the names the expressions of these tests may speak of.
var given = map[string]any{
	"Age": 34, "Full Name": "张伟", "loan": map[string]any{"principal": 600000, "rate": 0.0375, "termMonths": 360},
	"月 收入": 12000, "Pre-bureau risk": "LOW", "empty": nil, "yes": true, "no": false,
	"staff": []any{map[string]any{"name": "林", "pay": 10}, map[string]any{"name": "蔡", "pay": 30}},
}

// evaluate returns how FEEL writes the value of an expression.
func evaluate(t *testing.T, text string) string {
	t.Helper()
	values := map[string]feel.Value{}
	var names []string
	for name, v := range given {
		value, err := feel.Of(v)
		if err != nil {
			t.Fatal(err)
		}
		values[name] = value
		names = append(names, name)
	}
	e, f := feel.Parse(text, names...)
	if f != nil {
		return f.Key
	}
	p, f := feel.Compile(e, feel.Scope{Names: names})
	if f != nil {
		return f.Key
	}
	v, _ := p.Eval(nil, values)
	return feel.Write(v)
}

func TestExpressionsHaveTheirValues(t *testing.T) {
	for text, want := range map[string]string{
		`1 + 2 * 3`:               `7`,
		`0.1 + 0.2`:               `0.3`,
		`0.1 + 0.2 = 0.3`:         `true`,
		`-10**2`:                  `100`,
		`2**3**2`:                 `64`,
		`5+2**5+3`:                `40`,
		`10 + 20 / -5 - 3`:        `3`,
		`1/3`:                     `0.3333333333333333333333333333333333`,
		`1/0`:                     `null`,
		`null + 10`:               `null`,
		`"a" + "b"`:               `"ab"`,
		`"a" + 1`:                 `null`,
		`"Hello " + Full Name`:    `"Hello 张伟"`,
		`月 收入 * 12`:               `144000`,
		`Pre-bureau risk = "LOW"`: `true`,
		`Age - 1`:                 `33`,
		`(loan.principal*loan.rate/12)/(1-(1+loan.rate/12)**-loan.termMonths)`: `2778.693549432766768088520383236299`,
		`if Age >= 18 then "adult" else "minor"`:                               `"adult"`,
		`if null then 1 else 2`:                                                `2`,
		`for i in 1..3 return i * i`:                                           `[1, 4, 9]`,
		`for i in [1, 2], j in [10, 20] return i + j`:                          `[11, 21, 12, 22]`,
		`some x in [1, 2] satisfies x > 1`:                                     `true`,
		`every x in [1, 2] satisfies x > 1`:                                    `false`,
		`every x in [2, null] satisfies x > 1`:                                 `null`,
		`staff[pay > 20].name`:                                                 `["蔡"]`,
		`staff[2].name`:                                                        `"蔡"`,
		`staff[-1].pay`:                                                        `30`,
		`[1, 2, 3][item > 1]`:                                                  `[2, 3]`,
		`{a: 1, b: a + 1}.b`:                                                   `2`,
		`{"a b": 1}.a b`:                                                       `1`,
		`Age in [18..60]`:                                                      `true`,
		`Age in (1, 34)`:                                                       `true`,
		`Age in (<18, >60)`:                                                    `false`,
		`[1..10[.start included`:                                               `true`,
		`Age in [1..34[ or no`:                                                 `false`,
		`overlaps before([1..5], (1..5])`:                                      `true`,
		`overlaps after((1..5], [1..5])`:                                       `true`,
		`overlaps after([1..5], [1..5))`:                                       `false`,
		`overlaps before([1..5), [5..8])`:                                      `false`,
		`Age in ]34..60]`:                                                      `false`,
		`Age between 1 and 34`:                                                 `true`,
		`not(yes)`:                                                             `false`,
		`not(empty)`:                                                           `null`,
		`date("2025-02-28") + duration("P1M")`:                                 `date("2025-03-28")`,
		`date("2024-02-29") + duration("P1Y")`:                                 `date("2025-02-28")`,
		`date("2025-02-30")`:                                                   `null`,
		`date("民国114年2月1日")`:                                                   `null`,
		`date("2026-03-01") - date("2026-02-01")`:                              `duration("P28D")`,
		`years and months duration(date("2008-02-29"), date("2026-02-28")).years`: `17`,
		`date("2026-02-26").weekday`:    `4`,
		`@"2026-02-26" < @"2026-03-01"`: `true`,
		`date and time("2026-02-26T10:00:00+08:00") = date and time("2026-02-26T02:00:00Z")`: `true`,
		`time("09:30:00") + duration("PT1H")`:                                                `time("10:30:00")`,
		`string length("𠮷野家")`:                                                               `3`,
		`substring("foobar", 3)`:                                                             `"obar"`,
		`substring("foobar", -2, 1)`:                                                         `"a"`,
		`contains(string: "foobar", match: "ob")`:                                            `true`,
		`(function(x, y) x + y)(1, 2)`:                                                       `3`,
		`{f: function(x) x * Age, r: f(2)}.r`:                                                `68`,
		`sort([3, 1, 2], function(x, y) x > y)`:                                              `[3, 2, 1]`,
		`sum(1, 2, 3)`:                                                                       `6`,
		`mean([1, 2])`:                                                                       `1.5`,
		`min([3, 1])`:                                                                        `1`,
		`decimal(2.5, 0)`:                                                                    `2`,
		`modulo(-12, 5)`:                                                                     `3`,
		`number("1 000,5", " ", ",")`:                                                        `1000.5`,
		`string(1.10)`:                                                                       `"1.10"`,
		`1 instance of number`:                                                               `true`,
		`unknown + 1`:                                                                        `decision.feel.unknown-name`,
		`1 +`:                                                                                `decision.feel.unfinished`,
		`"高`:                                                                                 `decision.feel.unclosed-text`,
		`“高”`:                                                                                `decision.feel.curly`,
		`（1）`:                                                                                `decision.feel.full-width`,
		`"\uD83D\uDE00"`:                                                                     `"😀"`,
		`"\uD83D"`:                                                                           `decision.feel.escape`,
	} {
		if got := evaluate(t, text); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

func TestLogicHasThreeValues(t *testing.T) {
	for text, want := range map[string]string{
		"yes and yes": "true", "yes and no": "false", "yes and empty": "null",
		"no and yes": "false", "no and no": "false", "no and empty": "false",
		"empty and yes": "null", "empty and no": "false", "empty and empty": "null",
		"yes or yes": "true", "yes or no": "true", "yes or empty": "true",
		"no or yes": "true", "no or no": "false", "no or empty": "null",
		"empty or yes": "true", "empty or no": "null", "empty or empty": "null",
		`yes and "x"`: "null", `no and "x"`: "false", `1 or yes`: "true",
	} {
		if got := evaluate(t, text); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

func TestCellsHoldOfTheirInput(t *testing.T) {
	for _, c := range []struct {
		cell  string
		input any
		want  feel.Value
	}{
		{"-", nil, true}, {"", 1, true},
		{"<18", 17, true}, {"<18", 18, false}, {">= 18", 18, true}, {"<18", nil, nil}, {"<18", "17", nil},
		{"[1..3], >9", 3, true}, {"[1..3], >9", 10, true}, {"[1..3], >9", 4, false}, {"(1..3)", 1, false}, {"]1..3[", 2, true},
		{`"Medium","Low"`, "Low", true}, {`not("Medium","Low")`, "Low", false}, {`not("Medium")`, "High", true},
		{"true", true, true}, {"true", false, false}, {"null", nil, true}, {"-5", -5, true}, {"> -5", 0, true},
		{`>= date("2026-01-01")`, feel.Date{2026, 2, 1}, true}, {`< duration("P30D")`, feel.Duration{Seconds: 86400}, true},
		{"? > 5 and ? < 10", 7, true}, {"? > 5 and ? < 10", 11, false}, {"> limit", 6, true}, {"limit * 2", 10, true},
		{`list contains(["a", "b"], ?)`, "b", true}, {`["a", "b"]`, "b", true}, {`starts with(?, "440")`, "440300", true},
		{"limit > 3", 1, true}, {"!= 5", 6, true}, {"= 5", 5, true}, {"not(> limit)", 6, false},
	} {
		test, f := feel.ParseTest(c.cell, "limit")
		if f != nil {
			t.Errorf("%s: %v", c.cell, f)
			continue
		}
		p, f := feel.CompileTest(test, feel.Scope{Names: []string{"limit"}})
		if f != nil {
			t.Errorf("%s: %v", c.cell, f)
			continue
		}
		in, err := feel.Of(c.input)
		if err != nil {
			t.Fatal(err)
		}
		if got, faults := p.Eval(in, map[string]feel.Value{"limit": feel.Int(5)}); got != c.want {
			t.Errorf("%s of %v: got %v, want %v %v", c.cell, c.input, got, c.want, faults)
		}
	}
}
