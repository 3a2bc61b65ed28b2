package decision_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"tongban/capability/decision"
)

// written returns a value in a form that can be compared.
func written(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestAPolicySaysWhatCountsIfSeveralRowsFit(t *testing.T) {
	t.Parallel()
	rows := []string{`>= 10 | 1 | "a"`, `>= 20 | 3 | "b"`, `>= 30 | 2 | "a"`, `< 0 | 9 | "a"`}
	one := []string{"n number:3,2,1,9"}
	two := []string{"n number:3,2,1,9", `s string:"b","a"`}
	for _, c := range []struct {
		policy  string
		outputs []string
		n       int
		want    string
	}{
		{"UNIQUE", one, 15, `1`},
		{"UNIQUE", one, 25, `null`},
		{"UNIQUE", two, 15, `{"n":1,"s":"a"}`},
		{"FIRST", one, 35, `1`},
		{"FIRST", two, 25, `{"n":1,"s":"a"}`},
		{"ANY", one, 25, `null`},
		{"PRIORITY", one, 35, `3`},
		{"PRIORITY", two, 35, `{"n":3,"s":"b"}`},
		{"RULE ORDER", one, 35, `[1,3,2]`},
		{"OUTPUT ORDER", one, 35, `[3,2,1]`},
		{"COLLECT", one, 35, `[1,3,2]`},
		{"COLLECT SUM", one, 35, `6`},
		{"COLLECT MIN", one, 35, `1`},
		{"COLLECT MAX", one, 35, `3`},
		{"COLLECT COUNT", one, 35, `3`},
		{"COLLECT COUNT", one, 5, `0`},
		{"FIRST", one, 5, `null`},
		{"FIRST", []string{"n number:;7"}, 5, `7`},
		{"UNIQUE", []string{"n number:;7", `s string:;"z"`}, 5, `{"n":7,"s":"z"}`},
	} {
		cut := slices.Clone(rows)
		if len(c.outputs) == 1 {
			for i := range cut {
				cut[i] = cut[i][:strings.LastIndex(cut[i], " | ")]
			}
		}
		m := parsed(t, grid{c.policy, []string{"x number"}, c.outputs, cut}.xml())
		if got := written(t, decided(t, m, "answer", map[string]any{"x": c.n}).Value); got != c.want {
			t.Errorf("%s of %v for %d: %s, want %s", c.policy, c.outputs, c.n, got, c.want)
		}
	}
}

func TestRowsThatAgreeAreOneAnswer(t *testing.T) {
	t.Parallel()
	m := parsed(t, grid{"ANY", []string{"x number"}, []string{"s string"}, []string{`> 1 | "a"`, `> 2 | "a"`, `> 3 | "b"`}}.xml())
	if got := decided(t, m, "answer", map[string]any{"x": 3}).Value; got != "a" {
		t.Error(got)
	}
	a := decided(t, m, "answer", map[string]any{"x": 4})
	if a.Value != nil || !slices.Equal(troubles(a), []string{"trouble.any"}) || fmt.Sprint(a.Findings[0].Troubles[0].Args) != "[answer 1 3 2]" {
		t.Errorf("%+v", a)
	}
}

func TestAFindingTellsEveryCondition(t *testing.T) {
	t.Parallel()
	m := parsed(t, grid{"UNIQUE", []string{"age number", "city string"}, []string{"result string"}, []string{
		`>= 60 | "wutong" | "approve"`, `< 60 | - | "refer"`, `>= 60 | not("wutong") | "refer"`,
	}}.xml())
	a := decided(t, m, "A", map[string]any{"age": 70})
	f := a.Findings[0]
	if a.Value != nil || f.Name != "answer" || len(f.Table.Hits) != 0 {
		t.Errorf("what is not known is decided: %+v", a)
	}
	var truths [][2]decision.Truth
	for row := range f.Table.Rows {
		truths = append(truths, [2]decision.Truth{f.Table.Truth(row, 0), f.Table.Truth(row, 1)})
	}
	want := [][2]decision.Truth{{decision.True, decision.Unknown}, {decision.False, decision.True}, {decision.True, decision.Unknown}}
	if !slices.Equal(truths, want) {
		t.Errorf("%v", truths)
	}
	if got := troubles(a); !slices.Equal(got, []string{"trouble.missing", "trouble.no-row"}) {
		t.Error(got)
	}
	if f.Table.Truth(9, 9) != decision.Unknown || f.Table.Inputs[0].Label != "age" || f.Table.Rows[2].Cells[1] != `not("wutong")` {
		t.Errorf("%+v", f.Table)
	}
	b := decided(t, m, "answer", map[string]any{"age": 70, "city": "wutong"})
	if b.Value != "approve" || !slices.Equal(b.Findings[0].Table.Hits, []int{0}) || len(troubles(b)) > 0 {
		t.Errorf("%+v", b)
	}
}

// TestWhatIsOfAnotherKindIsNotConverted: a number as text, a date of another calendar, a
// value nobody allows, a number that is none.
func TestWhatIsOfAnotherKindIsNotConverted(t *testing.T) {
	t.Parallel()
	m := parsed(t, grid{"FIRST", []string{"n number", "d date", `s string:"a","b"`}, []string{"result string"}, []string{
		`> 5 | - | - | "n"`, `- | >= date("1950-01-01") | - | "d"`, `- | - | not("a") | "s"`, `null | null | null | "none"`,
	}}.xml())
	for name, c := range map[string]struct {
		inputs map[string]any
		value  any
		told   string
	}{
		"a number":           {map[string]any{"n": json.Number("5.5"), "d": nil, "s": "a"}, "n", "trouble.missing"},
		"a number as text":   {map[string]any{"n": "7"}, "none", "trouble.kind.number"},
		"another calendar":   {map[string]any{"d": "R112/03/05"}, "none", "trouble.kind.date"},
		"a date as text":     {map[string]any{"d": "1990-01-01"}, "none", "trouble.kind.date"},
		"not allowed":        {map[string]any{"s": "c"}, "none", "trouble.allowed"},
		"no value of ours":   {map[string]any{"n": struct{}{}}, "none", "trouble.value"},
		"a list of one":      {map[string]any{"n": []any{7}}, "n", "trouble.missing"},
		"a list of several":  {map[string]any{"n": []any{7, 8}}, "none", "trouble.kind.number"},
		"nothing whatsoever": {nil, "none", "trouble.missing"},
	} {
		a := decided(t, m, "answer", c.inputs)
		if a.Value != c.value || !slices.Contains(troubles(a), c.told) {
			t.Errorf("%s: %v, %v", name, a.Value, troubles(a))
		}
	}
}
