package form_test

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"tongban/capability/form"
	"tongban/capability/form/formtest"
	"tongban/kernel/fault"
)

// demoForms returns the forms of the demo city's items. The catalogue is a neighbour,
// so its document is read by its path.
func demoForms(t *testing.T) map[string]*form.Definition {
	t.Helper()
	raw, err := os.ReadFile("../catalogue/demo/sample-catalog.json")
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Items []struct {
			ID   string
			Form json.RawMessage
		}
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	forms := map[string]*form.Definition{}
	for _, item := range doc.Items {
		d, err := form.Parse(item.Form)
		if err != nil {
			f, _ := fault.As(err)
			t.Fatalf("%s: %v %+v", item.ID, err, f)
		}
		d.DemoRegions = true
		if left := d.Unsupported(); len(left) > 0 {
			t.Logf("%s is for the window: %v", item.ID, left)
			continue
		}
		forms[item.ID] = d
	}
	return forms
}

func TestSamplesOfEveryDemoFormAreValid(t *testing.T) {
	for id, d := range demoForms(t) {
		for n := range 5 {
			v := d.Sample(n, now.Today)
			if found := d.Check(v, now); len(found) > 0 {
				t.Errorf("%s, sample %d: %+v\nof %v", id, n, found, v)
			}
			if again := d.Normalise(v); fmt.Sprint(again) != fmt.Sprint(v) {
				t.Errorf("%s, sample %d: %v is stored as %v", id, n, v, again)
			}
		}
	}
}

// TestEveryRuleOfEveryDemoFormBrokenAlone breaks what each form demands, one thing at
// a time, and expects the fault that names it.
func TestEveryRuleOfEveryDemoFormBrokenAlone(t *testing.T) {
	broken := 0
	for id, d := range demoForms(t) {
		sample := d.Sample(0, now.Today)
		for _, b := range formtest.Breaks(d, sample, now) {
			broken++
			if problem := formtest.Problem(d, b, now); problem != "" {
				t.Errorf("%s: %s", id, problem)
			}
		}
	}
	if broken < 400 {
		t.Errorf("only %d rules were broken", broken)
	}
}
