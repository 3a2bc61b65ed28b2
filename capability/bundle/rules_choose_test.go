package bundle

import (
	"slices"
	"testing"

	"tongban/capability/catalogue"
)

func TestWhoMayNotPromiseGoesTheOrdinaryWayInEveryComponent(t *testing.T) {
	t.Parallel()
	j := demoJoint(t, "restaurant")
	promising := catalogue.Answers{"r_exist": true, "r_projects": []any{"drink"}, "r_area": 400.0, "r_commit": true, "food-license.q_commit": true}
	whole := j.Plan(promising)
	for _, code := range []string{"food-license", "fire-check"} {
		p, _ := j.Part(code)
		if plan, _ := j.PlanOf(p, promising); plan.Track != catalogue.Committed || !slices.Contains(j.Codes(promising), code) {
			t.Fatalf("%s is on %q", code, plan.Track)
		}
	}
	if whole.Track != catalogue.Committed {
		t.Errorf("the whole is on %q", whole.Track)
	}
	ordinary := j.Item.Ordinarily(promising)
	if plan := j.Plan(ordinary); plan.Track != catalogue.Ordinary || ordinary["r_commit"] != false || ordinary["food-license.q_commit"] != false {
		t.Errorf("still on %q with %v", plan.Track, ordinary)
	}
}

func TestAPaperIsPromisedOnlyIfNobodyNeedsIt(t *testing.T) {
	t.Parallel()
	j := demoJoint(t, "restaurant")
	answers := catalogue.Answers{"r_exist": true, "r_projects": []any{"drink"}, "r_area": 400.0, "r_commit": true, "food-license.q_commit": true}
	food, _ := j.Part("food-license")
	for _, own := range []string{"M-SYS", "M-STAFF"} {
		code, _ := j.MaterialOf(food, own, answers)
		others := map[string][]string{}
		for _, p := range j.Chosen(answers) {
			if p == food {
				others[p.Code()] = []string{own}
			}
		}
		shared := false
		for _, p := range j.Chosen(answers) {
			if plan, _ := j.PlanOf(p, answers); p != food {
				shared = shared || slices.ContainsFunc(plan.Materials, func(m catalogue.Material) bool {
					joint, _ := j.MaterialOf(p, m.Code, answers)
					return joint == code
				})
			}
		}
		if got := slices.Contains(j.Replaced(answers, others), code); got == shared {
			t.Errorf("%s (%s), which others need too: %v, is promised away: %v", own, code, shared, got)
		}
	}
}
