package catalogue

import (
	"slices"
	"testing"

	"tongban/kernel/fault"
)

func TestALaneIsForWhomItsRuleHolds(t *testing.T) {
	item := sample(t)["sewage-permit"]
	in := map[string]any{"drainKind": "catering", "oilTrap": true, "outlets": int64(1)}
	rule, at, holds := item.GreenLane.Rule(in)
	if !holds || at != 0 || rule.Reason == "" || len(item.AgreementsOf(in)) != 1 {
		t.Errorf("got %+v at %d, %v", rule, at, holds)
	}
	in["outlets"] = int64(2)
	if _, _, holds := item.GreenLane.Rule(in); holds || len(item.AgreementsOf(in)) != 0 {
		t.Error("two outlets are in the lane")
	}
	if _, _, holds := (*GreenLane)(nil).Rule(in); holds {
		t.Error("somebody is in a lane that there is not")
	}
}

func TestAnAgreementIsFilledInFromTheCase(t *testing.T) {
	a := Agreement{Text: []string{"甲方：{authority}", "{applicant}同意。"}}
	if got := a.Fill(map[string]string{"authority": "云岫市", "applicant": "林晓华"}); !slices.Equal(got, []string{"甲方：云岫市", "林晓华同意。"}) {
		t.Errorf("got %q", got)
	}
}

func TestALaneWithFaultsIsNotPublished(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(*Item)
		key   string
	}{
		"a promise no shorter":    {func(i *Item) { i.GreenLane.PromisedWorkdays = 5 }, "catalogue.check.lane-limit"},
		"a rule without reason":   {func(i *Item) { i.GreenLane.Rules[0].Reason = " " }, "catalogue.check.nameless"},
		"a rule about nothing":    {func(i *Item) { i.GreenLane.Rules[0].When.All[0].Var = "gone" }, "catalogue.check.condition"},
		"an unknown merge field":  {func(i *Item) { i.Agreements[0].Text = []string{"{salary}"} }, "catalogue.check.merge"},
		"an agreement twice":      {func(i *Item) { i.Agreements = append(i.Agreements, i.Agreements[0]) }, "catalogue.check.nameless"},
		"an agreement of nothing": {func(i *Item) { i.Agreements[0].Text = nil }, "catalogue.check.nameless"},
	} {
		item := sample(t)["sewage-permit"]
		if faults := item.laneFaults(); len(faults) > 0 {
			t.Fatalf("the sample: %+v", faults)
		}
		c.spoil(item)
		if !slices.ContainsFunc(item.laneFaults(), func(f fault.Field) bool { return f.Key == c.key }) {
			t.Errorf("%s: %+v", name, item.laneFaults())
		}
	}
}
