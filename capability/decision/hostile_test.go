package decision_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"tongban/capability/decision"
	"tongban/capability/decision/feel"
	"tongban/kernel/fault"
	"tongban/kernel/message"
)

// drawn is a file with decisions and functions: "name: needs = expression", a function with
// its parameters in brackets behind its name.
func drawn(lines ...string) string {
	var b strings.Builder
	b.WriteString(begun)
	for _, line := range lines {
		left, expression, _ := strings.Cut(line, " = ")
		name, needs, _ := strings.Cut(left, ":")
		name, params, function := strings.Cut(strings.TrimSuffix(strings.TrimSpace(name), ")"), "(")
		element := "decision"
		if function {
			element = "businessKnowledgeModel"
		}
		fmt.Fprintf(&b, `<%s id="%s" name="%s"><variable name="%s"/>`, element, name, name, name)
		for _, need := range strings.Fields(needs) {
			if need[0] == '+' {
				fmt.Fprintf(&b, `<knowledgeRequirement><requiredKnowledge href="#%s"/></knowledgeRequirement>`, need[1:])
				continue
			}
			fmt.Fprintf(&b, `<informationRequirement><requiredDecision href="#%s"/></informationRequirement>`, need)
		}
		body := "<literalExpression><text>" + esc(expression) + "</text></literalExpression>"
		if function {
			var formal strings.Builder
			for _, p := range strings.Fields(params) {
				fmt.Fprintf(&formal, `<formalParameter name="%s"/>`, p)
			}
			body = "<encapsulatedLogic>" + formal.String() + body + "</encapsulatedLogic>"
		}
		fmt.Fprintf(&b, "%s</%s>\n", body, element)
	}
	return b.String() + done
}

func TestWhatGoesRoundInACircleIsRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ source, path string }{
		"itself":        {drawn("a: a = a + 1"), "a → a"},
		"others":        {drawn("a: b = b", "b: c = c", "c: a = a"), "a → b → c → a"},
		"functions":     {drawn("f(x): +g = g(x)", "g(x): +f = f(x)", "a: +f = f(1)"), "f → g → f"},
		"one, a little": {drawn("f(n): +f = if n < 2 then n else f(n - 1)"), "f → f"},
	} {
		m, faults := decision.Parse([]byte(c.source))
		if m != nil || len(faults) == 0 || faults[0].Key != "decision.circle" || faults[0].Args[0] != c.path || faults[0].Line == 0 {
			t.Errorf("%s: %+v", name, faults)
		}
	}
}

func TestAFunctionThatCallsItselfByOtherWaysIsStopped(t *testing.T) {
	t.Parallel()
	for name, source := range map[string]string{
		"handed to itself": drawn("f(g n) = g(g, n + 1)", "a: +f = f(f, 1)"),
		"many times over": drawn(append([]string{"f0(x) = x + 1", "a: +f24 = f24(1)"}, func() (lines []string) {
			for i := 1; i <= 24; i++ {
				lines = append(lines, fmt.Sprintf("f%d(x): +f%d = f%d(x) + f%d(x)", i, i-1, i-1, i-1))
			}
			return lines
		}()...)...),
	} {
		m := parsed(t, source)
		a, err := m.Decide("a", nil)
		var known *fault.Fault
		if a.Value != nil || err != nil && !errors.As(err, &known) || err == nil && len(troubles(a)) == 0 {
			t.Errorf("%s: %v %v %v", name, a.Value, err, troubles(a))
		}
	}
}

func TestExpressionsThatExplodeAreStopped(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"loops in loops":      "count(for a in 1..1000, b in 1..1000, c in 1..1000 return a * b * c)",
		"a text that doubles": "string join(for a in 1..100000 return string join(for b in 1..1000 return \"aaaaaaaaaaaaaaaaaaaaaaaaaaaa\"))",
		"a huge power":        "10 ** 10000",
	} {
		m := parsed(t, drawn("a = "+text))
		a, err := m.Decide("a", nil)
		if a.Value != nil || err == nil && len(troubles(a)) == 0 {
			t.Errorf("%s: %.80v %v", name, a.Value, err)
		}
	}
	if m, faults := decision.Parse([]byte(drawn("a = " + strings.Repeat("(", 5000) + "1" + strings.Repeat(")", 5000)))); m != nil || len(faults) == 0 {
		t.Error("brackets without end are read")
	}
}

// TestManyDearConditionsAreStoppedTogether: none of them costs too much by itself.
func TestManyDearConditionsAreStoppedTogether(t *testing.T) {
	t.Parallel()
	g := grid{policy: "COLLECT", inputs: []string{"a number"}, outputs: []string{"n number"}}
	for i := range 1000 {
		g.rows = append(g.rows, fmt.Sprintf("count(for x in 1..1000 return x + ?) > %d | %d", i, i))
	}
	m := parsed(t, g.xml())
	one := parsed(t, grid{"COLLECT", g.inputs, g.outputs, g.rows[:1]}.xml())
	if a := decided(t, one, "answer", map[string]any{"a": 1}); len(a.Findings[0].Table.Hits) != 1 {
		t.Errorf("one of them: %+v", a)
	}
	var known *fault.Fault
	if a, err := m.Decide("answer", map[string]any{"a": 1}); a.Value != nil || !errors.As(err, &known) {
		t.Errorf("all of them: %v, %v", a.Value, err)
	}
	few := parsed(t, grid{"COLLECT", g.inputs, g.outputs, g.rows[:10]}.xml())
	a := decided(t, few, "answer", map[string]any{"a": 1})
	asked := 0
	for i := range 1000 {
		if a.Findings[0].Table.Truth(i%10, 0) != decision.Unknown {
			asked++
		}
	}
	if asked == 0 || asked > 500 {
		t.Errorf("%d conditions are told of", asked)
	}
}

// TestATableOfFiveThousandRowsIsReadReviewedAndAsked: ten columns, each row a case of its
// own, with one gap, one contradiction and one row that can be found only at the end.
func TestATableOfFiveThousandRowsIsReadReviewedAndAsked(t *testing.T) {
	t.Parallel()
	g := grid{policy: "UNIQUE", outputs: []string{"n number"}}
	for i := range 10 {
		g.inputs = append(g.inputs, fmt.Sprintf("c%d number", i))
	}
	any9 := strings.Repeat(" | -", 9)
	for i := range 5000 {
		if i == 1234 {
			continue // the gap
		}
		g.rows = append(g.rows, fmt.Sprintf("[%d..%d)%s | %d", i, i+1, any9, i))
	}
	g.rows = append(g.rows, "< 0"+any9+" | -1", ">= 5000"+any9+" | -2", "[77..78)"+strings.Repeat(" | > 3", 9)+" | -3")
	m := parsed(t, g.xml())
	var keys []string
	for _, f := range m.Review() {
		keys = append(keys, strings.TrimPrefix(f.Key, "decision.review.")+fmt.Sprint(f.Args[1:]))
	}
	if len(keys) != 2 || !strings.HasPrefix(keys[0], "gap[c0 = 1234") || !strings.HasPrefix(keys[1], "conflict[78 5002 c0 = 77") {
		t.Errorf("%v", keys)
	}
	inputs := map[string]any{}
	for i := range 10 {
		inputs[fmt.Sprintf("c%d", i)] = 3
	}
	for _, n := range []int{-5, 0, 77, 4999, 9999} {
		inputs["c0"] = n
		want := map[int]string{-5: "-1", 9999: "-2"}[n]
		if want == "" {
			want = fmt.Sprint(n)
		}
		if got := decided(t, m, "answer", inputs).Value; fmt.Sprint(got) != want {
			t.Errorf("%d: %v", n, got)
		}
	}
}

// TestARandomLargeTableIsReviewedWithinItsBounds: what is too much is said.
func TestARandomLargeTableIsReviewedWithinItsBounds(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	g := grid{policy: "FIRST", outputs: []string{"n number"}}
	for i := range 10 {
		g.inputs = append(g.inputs, fmt.Sprintf("c%d number", i))
	}
	for i := range 5000 {
		var cells []string
		for range 10 {
			low := r.IntN(1000)
			cells = append(cells, fmt.Sprintf("[%d..%d]", low, low+r.IntN(900)))
		}
		g.rows = append(g.rows, strings.Join(append(cells, fmt.Sprint(i)), " | "))
	}
	m := parsed(t, g.xml())
	if len(m.Review()) == 0 {
		t.Error("nothing is said")
	}
	if m, faults := decision.Parse([]byte(grid{"FIRST", []string{"a number"}, []string{"n number"}, slices.Repeat([]string{"- | 1"}, 10_001)}.xml())); m != nil || faults[0].Key != "decision.table-large" {
		t.Error("a table of 10,001 rows is read")
	}
}

// TestRangesAndFEELMeanTheSame holds our comparisons against those of package feel, for
// values of the kind a condition speaks of.
func TestRangesAndFEELMeanTheSame(t *testing.T) {
	t.Parallel()
	values := map[string][]any{
		"number": {0, 1, 1.5, 2, 2.5, 3, 100}, "boolean": {true, false}, "string": {"a", "b", "z"},
		"date": {feel.Date{Year: 2026, Month: 3, Day: 1}, feel.Date{Year: 2026, Month: 3, Day: 2}, feel.Date{Year: 2026, Month: 3, Day: 4}},
	}
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 11))
		kind := []string{"number", "boolean", "string", "date"}[seed%4]
		condition := random(r, kind).text
		if condition == "null" {
			continue
		}
		m := parsed(t, grid{"FIRST", []string{"c " + kind}, []string{"n number"}, []string{condition + " | 1", "- | 2"}}.xml())
		parsedTest, wrong := feel.ParseTest(condition)
		if wrong != nil {
			t.Fatal(wrong)
		}
		program, wrong := feel.CompileTest(parsedTest, feel.Scope{})
		if wrong != nil {
			t.Fatal(wrong)
		}
		for _, v := range values[kind] {
			one, err := feel.Of(v)
			if err != nil {
				t.Fatal(err)
			}
			want, _ := program.Eval(one, nil)
			a := decided(t, m, "answer", map[string]any{"c": v})
			truth := a.Findings[0].Table.Truth(0, 0)
			if (want == true) != (truth == decision.True) || (want == true) != (fmt.Sprint(a.Value) == "1") {
				t.Errorf("%s of %v: FEEL %v, %v, answer %v", condition, v, want, truth, a.Value)
			}
		}
	}
}

func TestAFaultIsSaidInBothLanguages(t *testing.T) {
	t.Parallel()
	texts, err := message.Load(decision.Messages, feel.Messages)
	if err != nil {
		t.Fatal(err)
	}
	_, faults := decision.Parse([]byte(drawn("a = 1 +", "b = nobody", "c: a = a")))
	if len(faults) < 2 {
		t.Fatalf("%+v", faults)
	}
	for _, f := range faults {
		zh, en := f.Sentence(message.With(t.Context(), texts, message.Chinese)), f.Sentence(message.With(t.Context(), texts, message.English))
		if f.Line == 0 || f.Element == "" || zh == en || strings.Contains(zh+en, "⟦") {
			t.Errorf("%+v: %s / %s", f, zh, en)
		}
	}
}
