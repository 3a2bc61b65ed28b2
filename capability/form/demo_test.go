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

// demoForm is the form of an item with the questions of its guide.
type demoForm struct {
	*form.Definition
	questions []question
}

type question struct {
	ID, Type string
	Options  []struct{ Value string }
}

// demoForms returns the forms of the demo city's items. The catalogue is a neighbour,
// so its document is read by its path.
func demoForms(t *testing.T) map[string]demoForm {
	t.Helper()
	raw, err := os.ReadFile("../catalogue/demo/sample-catalog.json")
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Items []struct {
			ID        string
			Form      json.RawMessage
			Scenarios []question
		}
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	forms := map[string]demoForm{}
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
		forms[item.ID] = demoForm{d, item.Scenarios}
	}
	return forms
}

// situations are answers to the guide that an item's form speaks of, so that every
// field is shown and every rule counts in one of them.
func (i demoForm) situations() (all []form.Situation) {
	rounds := 3
	for _, q := range i.questions {
		if q.Type == "multi" {
			rounds = max(rounds, len(q.Options))
		}
	}
	for n := range rounds {
		answers := map[string]any{}
		for _, q := range i.questions {
			switch {
			case q.Type == "bool":
				answers[q.ID] = n%2 == 0
			case len(q.Options) == 0:
				answers[q.ID] = float64(2 + n%2)
			case q.Type == "multi":
				answers[q.ID] = []any{q.Options[n%len(q.Options)].Value}
			default:
				answers[q.ID] = q.Options[n%len(q.Options)].Value
			}
		}
		all = append(all, form.Situation{Today: now.Today, Answers: answers})
	}
	return append(all, now)
}

func TestSamplesOfEveryDemoFormAreValid(t *testing.T) {
	for id, d := range demoForms(t) {
		for n, at := range d.situations() {
			v := d.SampleIn(n, at)
			if found := d.Check(v, at); len(found) > 0 {
				t.Errorf("%s, sample %d, guide %v: %+v\nof %v", id, n, at.Answers, found, v)
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
		rules := map[string]bool{}
		for _, at := range d.situations() {
			sample := d.SampleIn(0, at)
			if len(d.Check(sample, at)) > 0 {
				continue // told by the test of samples
			}
			for _, b := range formtest.Breaks(d.Definition, sample, at) {
				broken++
				rules[b.What] = rules[b.What] || b.Values != nil
				if problem := formtest.Problem(d.Definition, b, at); problem != "" && b.Values != nil {
					t.Errorf("%s, guide %v: %s", id, at.Answers, problem)
				}
			}
		}
		for what, found := range rules {
			if !found {
				t.Errorf("%s: no answers break %s; its document should give some", id, what)
			}
		}
	}
	if broken < 500 {
		t.Errorf("only %d rules were broken", broken)
	}
}

func TestEveryDemoFormIsFilledInOnline(t *testing.T) {
	if forms := demoForms(t); len(forms) < 25 {
		t.Errorf("%d forms can be filled in", len(forms))
	}
}
