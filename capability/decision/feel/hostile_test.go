package feel_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"tongban/capability/decision/feel"
)

// doubled is a context each entry of which holds the one before it twice.
func doubled(first, next string, times int, last string) string {
	text := "{x0: " + first
	for i := range times {
		name := func(n int) string { return "x" + strings.Repeat("i", n) + "_" }
		before := name(i)
		if i == 0 {
			before = "x0"
		}
		text += ", " + name(i+1) + ": " + strings.ReplaceAll(next, "$", before)
		if i == times-1 {
			last = strings.ReplaceAll(last, "$", name(i+1))
		}
	}
	return text + ", last: " + last + "}.last"
}

// bombs are texts that ask for more than anybody has.
var bombs = map[string]string{
	"powers":              "2" + strings.Repeat("**9", 500),
	"powers of powers":    "9**(9**(9**(9**9)))",
	"fraction to a power": "1.000000000000000000000000000000001**9999999.5",
	"largest":             "10**6144 * 10**6144",
	"smallest":            "10**-6143 / 10**100 + 10**6144",
	"exp":                 "exp(exp(exp(exp(10))))",
	"loop":                "for a in 1..100000, b in 1..100000, c in 1..100000 return a",
	"long range":          "count(for a in 1..999999999 return a)",
	"loop over loop":      "sum(for a in 1..50000 return sum(for b in 1..50000 return b))",
	"distinct":            "count(distinct values(for a in 1..50000 return a))",
	"partial":             "count(for a in 1..100000 return count(partial))",
	"doubled lists":       doubled("[1, 1]", "[$, $]", 60, "$"),
	"doubled and equal":   doubled("[1, 1]", "[$, $]", 60, "$ = [$[1], $[2]]"),
	"doubled text":        doubled("[1, 1]", "[$, $]", 60, "string($)"),
	"doubled and flat":    doubled("[1, 1]", "[$, $]", 60, "count(flatten($))"),
	"doubled range":       doubled("[1, 1]", "[$, $]", 60, "[$..1]"),
	"doubled distinct":    doubled("[1, 1]", "[$, $]", 60, "distinct values([$, $])"),
	"doubled words":       doubled(`"0123456789"`, "$ + $", 60, "$"),
	"itself":              "(function(f) f(f))(function(f) f(f))",
	"itself twice":        "(function(f) f(f) + f(f))(function(f) f(f) + f(f))",
	"sort":                "sort(for a in 1..20000 return 20000 - a, function(x, y) x < y)",
	"pattern":             `matches("` + strings.Repeat("a", 5000) + `", "(a*)*(a*)*(a*)*b")`,
	"replaced":            `replace("` + strings.Repeat("a", 5000) + `", "a", "` + strings.Repeat("b", 5000) + `")`,
	"joined":              `string length(string join(for a in 1..5000 return "` + strings.Repeat("b", 5000) + `"))`,
	"durations":           doubled(`duration("P999999999999D")`, "$ + $", 60, "$"),
	"months":              doubled(`duration("P999999999999Y")`, "$ + $", 60, `date("2026-01-01") + $`),
	"entries":             "context(for a in 1..30000 return {key: string(a), value: a})",
}

func TestBombsEndEarly(t *testing.T) {
	for name, text := range bombs {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			done := make(chan string, 1)
			go func() { done <- evaluate(t, text) }()
			select {
			case got := <-done:
				if len(got) > 64<<20 {
					t.Errorf("made %d bytes", len(got))
				}
			case <-ctx.Done():
				t.Error("does not end")
			}
		})
	}
}

func TestNestingIsRefused(t *testing.T) {
	for _, text := range []string{
		strings.Repeat("(", 20000) + "1" + strings.Repeat(")", 20000),
		strings.Repeat("[", 30000), strings.Repeat("{a: ", 10000), strings.Repeat("not(", 10000),
		strings.Repeat("if true then ", 4000) + "1", strings.Repeat("-", 30000) + "1",
		strings.Repeat("1 in (", 8000), strings.Repeat("function(x) ", 5000) + "1",
		strings.Repeat("x[", 20000), strings.Repeat("for x in ", 5000), strings.Repeat("f(", 20000),
		"1 instance of " + strings.Repeat("list<", 10000), "1" + strings.Repeat("+1", 30000),
		strings.Repeat("a.", 30000) + "a", "1" + strings.Repeat("[1]", 20000),
	} {
		if _, f := feel.Parse(text, "x", "f"); f == nil || f.Key != "decision.feel.deep" {
			t.Errorf("%.20s…: %v", text, f)
		}
		if _, f := feel.ParseTest(text, "x", "f"); f == nil {
			t.Errorf("%.20s…: a test", text)
		}
	}
}

func TestFaultsHaveTheirPlace(t *testing.T) {
	for _, c := range []struct {
		text, key, piece string
	}{
		{"收入 > 5000 并且", "unexpected", "并且"},
		{"收入 > “高”", "curly", "“"},
		{"收入 ＞ 5000", "full-width", "＞"},
		{"收入 + 支出", "unknown-name", "支出"},
		{"收入 * 最大(1)", "unknown-function", "最大"},
		{`"高" + "`, "unclosed-text", `"`},
		{"收入 > 12a", "number", "12a"},
		{`@"2025-02-30"`, "date-literal", `@"2025-02-30"`},
		{`substring("a")`, "arguments-of", `substring("a")`},
		{`substring(text: "a", start position: 1)`, "argument-unknown", `substring(text: "a", start position: 1)`},
		{"[1, 2", "expected", ""},
		{"if 收入 > 1 then 2", "expected", ""},
		{"function() external {}", "external", "function() external"},
		{strings.Repeat(" ", 70000), "long", ""},
		{"\xff", "encoding", ""},
	} {
		e, f := feel.Parse(c.text, "收入")
		if f == nil {
			_, f = feel.Compile(e, feel.Scope{Names: []string{"收入"}})
		}
		if f == nil {
			t.Errorf("%s: no fault", c.text)
			continue
		}
		if got := c.text[f.Offset : f.Offset+f.Length]; f.Key != "decision.feel."+c.key || got != c.piece {
			t.Errorf("%.40s: %s at %q", c.text, f.Key, got)
		}
	}
}

// reason returns why an expression is null.
func reason(t *testing.T, text string) (key, piece string) {
	t.Helper()
	scope := feel.Scope{Names: []string{"年龄", "无"}}
	e, f := feel.Parse(text, scope.Names...)
	if f != nil {
		t.Fatalf("%s: %v", text, f)
	}
	p, f := feel.Compile(e, scope)
	if f != nil {
		t.Fatalf("%s: %v", text, f)
	}
	v, faults := p.Eval(nil, map[string]feel.Value{"年龄": "十八"})
	if v != nil || len(faults) == 0 {
		t.Fatalf("%s is %v, with %v", text, v, faults)
	}
	return strings.TrimPrefix(faults[0].Key, "decision.feel."), text[faults[0].Offset : faults[0].Offset+faults[0].Length]
}

func TestNullsSayWhy(t *testing.T) {
	for text, want := range map[string][2]string{
		"1 + (年龄 * 2)":                    {"unfit", "年龄 * 2"},
		"年龄 >= 18":                        {"unfit", "年龄 >= 18"},
		"无 + 1":                           {"no-value", "无 + 1"},
		"10 / (5 - 5)":                    {"by-zero", "10 / (5 - 5)"},
		`number(年龄)`:                      {"no-number-text", "number(年龄)"},
		`date("民国114年2月1日")`:              {"no-date", `date("民国114年2月1日")`},
		`date("2025-02-30") < 无`:          {"no-date", `date("2025-02-30")`},
		`[1, 2][5]`:                       {"no-item", "[1, 2][5]"},
		`{甲: 1}.乙`:                        {"no-entry", "{甲: 1}.乙"},
		`for i in 1..99999999 return i`:   {"large", "1..99999999"},
		`年龄(1)`:                           {"no-function", "年龄(1)"},
		`true and 年龄`:                     {"no-truth", "true and 年龄"},
		`9**9**9**9**9**9**9**9**9**9**9`: {"no-number", "9**9**9**9**9"},
	} {
		key, piece := reason(t, text)
		if key != want[0] || piece != want[1] {
			t.Errorf("%s: %s at %s", text, key, piece)
		}
	}
}

func TestWhatCanNeverHaveAValueIsNoted(t *testing.T) {
	test, f := feel.ParseTest(`< date("2025-02-30"), duration("30天")`)
	if f != nil {
		t.Fatal(f)
	}
	notes := test.Notes()
	if len(notes) != 2 || notes[0].Key != "decision.feel.no-date" || notes[1].Key != "decision.feel.no-duration" {
		t.Errorf("got %v", notes)
	}
}

func TestOneProgramServesMany(t *testing.T) {
	e, f := feel.Parse("sum(for i in 1..n return if i > 2 then i else unknown)", "n", "unknown")
	if f != nil {
		t.Fatal(f)
	}
	p, f := feel.Compile(e, feel.Scope{Names: []string{"n", "unknown"}})
	if f != nil {
		t.Fatal(f)
	}
	var group sync.WaitGroup
	for n := range 8 {
		group.Go(func() {
			for range 200 {
				v, _ := p.Eval(nil, map[string]feel.Value{"n": feel.Int(int64(n)), "unknown": feel.Int(0)})
				want := feel.Int(int64(max(0, n*(n+1)/2-3)))
				if n == 0 { // 1..0 counts down
					want = feel.Int(0)
				}
				if feel.Equal(v, want) != true {
					t.Errorf("%d: got %v", n, v)
					return
				}
			}
		})
	}
	group.Wait()
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{"-", "<5", "[1..3], >9", `not("a", "b")`, "? > 5 and ? < 10", `date("2026-02-26")`, "]1..3[", "a b c", "1..3",
		`"\uD83D\uDE00"`, "Pre-bureau risk.a[item > 1]", "{a: 1, b: a}.b", "for i in 1..3 return partial[-1]", "x in (<5, [1..2])",
		"1 instance of list<number>", "-.5e3", "/* a */ 1 // b", "“高”", "function(a: number, b) a + b", "sort(x, function(a, b) a < b)"} {
		f.Add(text)
	}
	scope := feel.Scope{Names: []string{"x", "a b", "Pre-bureau risk", "年 龄"}}
	values := map[string]feel.Value{"x": feel.List{feel.Int(1), "a", nil, feel.Context{{Key: "k", Value: true}}}, "a b": feel.Int(7), "Pre-bureau risk": "LOW"}
	f.Fuzz(func(t *testing.T, text string) {
		if e, fault := feel.Parse(text, scope.Names...); fault == nil {
			e.Notes()
			if p, fault := feel.Compile(e, scope); fault == nil {
				v, _ := p.Eval(feel.Int(3), values)
				left := feel.Write(feel.Equal(v, v))
				_, _ = left, feel.Plain(v)
			} else if fault.Offset < 0 || fault.Offset+fault.Length > len(text) {
				t.Errorf("a fault outside: %v", fault)
			}
		} else if fault.Offset < 0 || fault.Offset+fault.Length > len(text) {
			t.Errorf("a fault outside: %v", fault)
		}
		if test, fault := feel.ParseTest(text, scope.Names...); fault == nil {
			test.Cases()
			if p, fault := feel.CompileTest(test, scope); fault == nil {
				switch v, _ := p.Eval(feel.Int(3), values); v {
				case true, false, nil:
				default:
					t.Errorf("a test yields %v", v)
				}
			}
		}
	})
}
