package decision_test

import (
	"slices"
	"testing"

	"tongban/capability/decision"
)

// TestAnAnswerThatHangsOnWhatNobodyKnowsSaysSo: rows that may fit and were gone past, defaults,
// branches of an if. What is missing and asked for as null is no doubt.
func TestAnAnswerThatHangsOnWhatNobodyKnowsSaysSo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		g      grid
		inputs map[string]any
		doubts []string
	}{
		"a row before": {grid{"FIRST", []string{"a number"}, []string{"s string"}, []string{`< 18 | "refer"`, `- | "approve"`}}, nil, []string{"trouble.doubt"}},
		"a row behind": {grid{"FIRST", []string{"a number", "b number"}, []string{"s string"}, []string{`> 3 | - | "x"`, `- | > 3 | "y"`}}, map[string]any{"a": 4}, nil},
		"one that fails by another": {grid{"FIRST", []string{"a number", "b number"}, []string{"s string"}, []string{`> 3 | > 3 | "x"`, `- | - | "y"`}},
			map[string]any{"b": 2}, nil},
		"null is asked for": {grid{"FIRST", []string{"a number"}, []string{"s string"}, []string{`null | "x"`, `- | "y"`}}, nil, nil},
		"and not":           {grid{"FIRST", []string{"a number"}, []string{"s string"}, []string{`not(null) | "x"`, `- | "y"`}}, nil, nil},
		"a default":         {grid{"UNIQUE", []string{"a number"}, []string{`s string:;"approve"`}, []string{`< 18 | "refer"`}}, nil, []string{"trouble.doubt"}},
		"some of several":   {grid{"COLLECT", []string{"a number"}, []string{"s string"}, []string{`- | "x"`, `> 3 | "y"`}}, nil, []string{"trouble.doubt"}},
		"none of them counted": {grid{"COLLECT COUNT", []string{"a number"}, []string{"n number"}, []string{`> 3 | 1`}}, nil,
			[]string{"trouble.doubt"}},
		"another sort": {grid{"FIRST", []string{"a Any"}, []string{"s string"}, []string{`"yes" | "refer"`, `- | "approve"`}},
			map[string]any{"a": 1}, []string{"trouble.doubt"}},
		"what is computed": {grid{"FIRST", []string{"a number", "b number"}, []string{"s string"}, []string{`> b + 1 | - | "refer"`, `- | - | "approve"`}},
			map[string]any{"a": 5}, []string{"trouble.hangs", "feel.no-value", "feel.unfit", "trouble.doubt"}},
		"everything is known": {grid{"FIRST", []string{"a number", "b number"}, []string{"s string"}, []string{`> b + 1 | - | "refer"`, `- | - | "approve"`}},
			map[string]any{"a": 5, "b": 5}, nil},
	} {
		var got []string
		for _, f := range decided(t, parsed(t, c.g.xml()), "answer", c.inputs).Doubts() {
			got = append(got, f.Key[len("decision."):])
		}
		if !slices.Equal(got, c.doubts) {
			t.Errorf("%s: %v, want %v", name, got, c.doubts)
		}
	}
}

// TestADoubtNamesItsRow and the column nobody knows.
func TestADoubtNamesItsRow(t *testing.T) {
	t.Parallel()
	g := grid{"FIRST", []string{"a number", "b number"}, []string{"s string"}, []string{`> 3 | - | "refer"`, `- | < 18 | "refer"`, `- | - | "approve"`}}
	a := decided(t, parsed(t, g.xml()), "answer", map[string]any{"a": 1})
	doubts := a.Doubts()
	if a.Value != "approve" || len(doubts) != 1 || doubts[0].Args[1] != 2 || doubts[0].Args[2] != "b" || doubts[0].Severity != decision.Warning {
		t.Errorf("%v: %+v", a.Value, doubts)
	}
}
