package condition_test

import (
	"encoding/json"
	"testing"

	"tongban/kernel/condition"
)

func TestConditionsHoldOfAnswers(t *testing.T) {
	answers := map[string]any{"n": int64(300), "x": 2.5, "b": true, "s": "rent", "list": []string{"cold", "hot"}, "day": "2026-02-10"}
	for raw, want := range map[string]bool{
		`{"var":"n","op":"eq","value":300}`: true, `{"var":"n","op":"gte","value":300}`: true, `{"var":"n","op":"lt","value":300}`: false,
		`{"var":"x","op":"lt","value":3}`: true, `{"var":"b","op":"eq","value":true}`: true, `{"var":"b","op":"eq","value":"true"}`: false,
		`{"var":"list","op":"contains","value":"hot"}`: true, `{"var":"list","op":"containsAny","value":["raw","cold"]}`: true, `{"var":"list","op":"eq","value":"hot"}`: false,
		`{"var":"day","op":"gte","value":"2026-02-11"}`: false, `{"var":"gone","op":"eq","value":1}`: false, `{"var":"gone","op":"ne","value":1}`: true,
		`{"all":[{"var":"b","op":"eq","value":true},{"var":"s","op":"eq","value":"own"}]}`: false, `{"any":[{"var":"b","op":"eq","value":true},{"var":"s","op":"eq","value":"own"}]}`: true,
		`{"var":"list","op":"within","value":["cold","hot","raw"]}`: true, `{"var":"list","op":"within","value":["cold"]}`: false, `{"var":"gone","op":"within","value":["cold"]}`: false,
		`{"not":{"var":"s","op":"eq","value":"own"}}`: true, `{"all":[]}`: true, `{"any":[]}`: false, `{"var":"n","op":"like","value":3}`: false,
	} {
		var c condition.Condition
		if err := json.Unmarshal([]byte(raw), &c); err != nil {
			t.Fatal(err)
		}
		if got := c.Holds(answers); got != want {
			t.Errorf("%s: %v", raw, got)
		}
	}
}

func TestShortWaysToWriteACondition(t *testing.T) {
	for raw, want := range map[string]string{`{"lt": 300}`: "lt", `{"like": 300}`: "like", `true`: "", `"own"`: ""} {
		var c condition.Condition
		if err := json.Unmarshal([]byte(raw), &c); err != nil || c.Op != want || c.Value == nil || c.Var != "" {
			t.Errorf("%s: %+v, %v", raw, c, err)
		}
	}
}

func TestPartsAreTheComparisons(t *testing.T) {
	var c condition.Condition
	if err := json.Unmarshal([]byte(`{"all":[{"var":"a","op":"eq","value":1},{"not":{"any":[{"var":"b","op":"xx","value":[1,2]}]}}]}`), &c); err != nil {
		t.Fatal(err)
	}
	parts := c.Parts()
	if len(parts) != 2 || parts[0].Var != "a" || !parts[0].Known() || parts[1].Known() || len(parts[1].Values()) != 2 {
		t.Errorf("got %+v", parts)
	}
}
