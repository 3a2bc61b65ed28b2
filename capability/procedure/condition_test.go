package procedure

import (
	"testing"

	"tongban/capability/form"
)

func TestWhatCanBeChosenIsReadAgainAsItWasChosen(t *testing.T) {
	asked := []form.Field{{Key: "owned", Kind: form.Bool}, {Key: "kind", Kind: form.Enum}, {Key: "uses", Kind: form.EnumList}, {Key: "area", Kind: form.Decimal}}
	for want, c := range map[string]condition{
		`outcome == "refuse"`: {How: Result, Result: "=refuse"},
		`"Step_1" in results && results["Step_1"] == "需要听证"`: {How: Result, Result: "Step_1=需要听证"},
		`has(form.owned) && form.owned`:                      {How: Answer, Answer: "owned=true"},
		`has(form.owned) && !form.owned`:                     {How: Answer, Answer: "owned=false"},
		`has(form.kind) && form.kind == "new"`:               {How: Answer, Answer: "kind=new"},
		`has(form.uses) && "food" in form.uses`:              {How: Answer, Answer: "uses=food"},
		`has(form.area) && form.area >= 200.5`:               {How: Amount, Field: "area", Compare: ">=", Number: "200.5"},
		`form.area > 100.0 && form.area < 200.0`:             {How: Written, Text: "form.area > 100.0 && form.area < 200.0"},
	} {
		if got := c.expression(asked); got != want {
			t.Errorf("%+v is written %s, not %s", c, got, want)
		}
		c.Compare = comparisons[0]
		if got := conditionOf(want, false); got != c {
			t.Errorf("%s is read as %+v, not %+v", want, got, c)
		}
	}
	if c := conditionOf("", true); c.How != Else {
		t.Errorf("the way taken if no other fits is %+v", c)
	}
}

func TestAConditionAboutNothingIsNone(t *testing.T) {
	for _, c := range []condition{{How: Result}, {How: Answer}, {How: Amount, Field: "area", Compare: ">=", Number: "many"}, {How: Amount, Number: "1", Compare: ">="}, {How: Written, Text: " "}} {
		if !c.missing(nil) {
			t.Errorf("%+v says %s", c, c.expression(nil))
		}
	}
}
