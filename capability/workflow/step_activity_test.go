package workflow_test

import (
	"testing"

	"tongban/capability/workflow"
	"tongban/capability/workflow/workflowtest"
)

const departments = `
	user review outcomes=pass,refuse
	many review over=form.departments%s
	xor way
	user decide
	end done
	end refused
	start > review > way
	way > decide if results.review == "pass"
	way > refused else
	decide > done`

func TestDepartmentsReviewAtTheSameTime(t *testing.T) {
	p := begin(t, sprintf(departments, ""), values{"departments": []string{"FIRE", "WATER", "HEALTH"}})
	p.Sees("review:FIRE review:HEALTH review:WATER")
	p.Complete("review:WATER", "wang", "pass")
	p.Complete("review:FIRE", "li", "pass")
	p.Sees("review:HEALTH")
	p.Complete("review:HEALTH", "zhao", "pass")
	p.Sees("decide")
	if votes := p.State.Votes["review"]; len(votes) != 3 {
		t.Errorf("the votes are %v", votes)
	}
}

func TestDepartmentsReviewOneAfterTheOther(t *testing.T) {
	p := begin(t, sprintf(departments, " sequential"), values{"departments": []string{"FIRE", "WATER"}})
	p.Sees("review:FIRE")
	p.Complete("review", "li", "pass")
	p.Sees("review:WATER")
	p.Complete("review", "wang", "refuse")
	p.Ends("refused")
}

func TestTheFirstRefusalEndsAReviewOfSeveral(t *testing.T) {
	p := begin(t, sprintf(departments, ` until=outcomes.exists(o, o == "refuse")`), values{"departments": []string{"FIRE", "WATER", "HEALTH"}})
	p.Complete("review:FIRE", "li", "pass")
	p.Complete("review:HEALTH", "zhao", "refuse")
	p.Ends("refused")
}

func TestTwoOfThreeAreEnough(t *testing.T) {
	p := begin(t, sprintf(departments, ` until=nrOfCompletedInstances >= 2 && nrOfActiveInstances + nrOfCompletedInstances == nrOfInstances`),
		values{"departments": []string{"FIRE", "WATER", "HEALTH"}})
	p.Complete("review:FIRE", "li", "pass")
	p.Sees("review:HEALTH review:WATER")
	p.Complete("review:HEALTH", "zhao", "pass")
	p.Sees("decide")
}

func TestAnEmptyListNeedsNobody(t *testing.T) {
	p := begin(t, sprintf(departments, ""), values{"departments": []string{}})
	p.Ends("refused") // results.review is "" and not "pass"
}

func TestAListThatIsNoneIsAnIncidentUntilItIsMended(t *testing.T) {
	p := begin(t, sprintf(departments, ""), values{"departments": "FIRE"})
	incident := p.StuckAt("review", "workflow.incident.kind")
	p.Do(workflow.Retried{Incident: incident.ID})
	incident = p.StuckAt("review", "workflow.incident.kind")
	p.Input.Values = values{"departments": []string{"FIRE"}}
	p.Do(workflow.Retried{Incident: incident.ID})
	p.Sees("review:FIRE")
}

func TestSeveralPeopleSignAndNobodyTwice(t *testing.T) {
	p := begin(t, `
		user decide countersign=2 outcomes=pass,refuse
		end done
		start > decide > done`, nil)
	p.Sees("decide decide")
	first := p.Complete("decide", "li", "pass")
	p.Refuses("workflow.signed-already", workflow.Completed{Activity: p.Task("decide").ID, By: "li", Outcome: "pass"})
	p.Refuses("workflow.not-open", workflow.Completed{Activity: first.ID, By: "wang", Outcome: "pass"})
	p.Refuses("workflow.outcome", workflow.Completed{Activity: p.Task("decide").ID, By: "wang", Outcome: "perhaps"})
	p.Complete("decide", "wang", "refuse")
	if p.Ended.Outcome != "refuse" {
		t.Errorf("the outcome is %q: of several the worst counts", p.Ended.Outcome)
	}
}

func TestSignersAreAddedAndRemoved(t *testing.T) {
	p := begin(t, `
		user decide
		end done
		start > decide > done`, nil)
	one := p.Task("decide")
	p.Refuses("workflow.signers-least", workflow.SignerRemoved{Activity: one.ID})
	p.Do(workflow.SignerAdded{Activity: one.ID, Signer: "wang"})
	p.Refuses("workflow.signs-already", workflow.SignerAdded{Activity: one.ID, Signer: "wang"})
	p.Do(workflow.SignerAdded{Activity: one.ID, Signer: "zhao"})
	p.Sees("decide decide decide")
	p.Do(workflow.Completed{Activity: one.ID, By: "li"})
	p.Sees("decide decide")
	p.Do(workflow.SignerRemoved{Activity: p.Task("decide").ID})
	p.Do(workflow.SignerRemoved{Activity: p.Task("decide").ID}) // nobody is left to wait for
	p.Ends("done")
}

func TestEachElementOfAListRunsThroughASubProcess(t *testing.T) {
	p := begin(t, `
		sub audit {
			user visit
			user report
			end reported
			start > visit > report > reported
		}
		many audit over=form.shareholders.map(s, s.name)
		user decide
		end done
		start > audit > decide > done`, values{"shareholders": []any{values{"name": "Lin"}, values{"name": "Zhang"}}})
	p.Sees("visit visit")
	p.Complete("visit", "li", "")
	p.Sees("report visit")
	p.Complete("report", "li", "")
	p.Complete("visit", "li", "")
	p.Complete("report", "li", "")
	p.Sees("decide")
	p.Complete("decide", "li", "")
	p.Ends("done")
}

func TestEachRunOfASubProcessKnowsItsOwnOutcomes(t *testing.T) {
	p := begin(t, `
		sub audit {
			user visit outcomes=pass,bad
			user note
			xor way
			user fine
			end audited
			start > visit > note > way
			way > fine if results.visit == "bad"
			way > audited else
			fine > audited
		}
		many audit over=form.places
		end done
		start > audit > done`, values{"places": []string{"north", "south"}})
	p.Complete("visit", "li", "bad")
	p.Complete("visit", "li", "pass")
	p.Complete("note", "li", "")
	p.Sees("fine note")
	p.Complete("note", "li", "")
	p.Sees("fine")
}

func TestAConditionThatCannotBeEvaluatedIsAnIncident(t *testing.T) {
	p := begin(t, `
		xor way
		user large
		end done
		start > way
		way > large if form.area > 500
		way > done else
		large > done`, nil)
	incident := p.StuckAt("way", "workflow.incident.expression")
	p.Input.Values = values{"area": 600}
	p.Do(workflow.Retried{Incident: incident.ID})
	p.Sees("large")
	p.Refuses("workflow.not-stuck", workflow.Retried{Incident: incident.ID})
}

func TestAnExpressionThatCostsTooMuchIsAnIncident(t *testing.T) {
	long := make([]int, 400)
	p := begin(t, `
		xor way
		end done
		end never
		start > way
		way > never if form.long.all(a, form.long.all(b, form.long.all(c, a == b && b == c)))
		way > done else`, values{"long": long})
	p.StuckAt("way", "workflow.incident.cost")
}

func TestACircleWithoutAWaitIsAnIncident(t *testing.T) {
	p := begin(t, `
		xor in
		xor out
		end done
		start > in > out
		out > in if true
		out > done else`, nil)
	if len(p.Stuck) != 1 {
		t.Errorf("stuck are %v", p.Stuck)
	}
	p.Do(workflow.Cancelled{})
}

func TestTwoBranchesThatFinishAtTheSameInstantAreTwoSteps(t *testing.T) {
	drawn := `
		and fork
		and join
		user fire
		user water
		end done
		start > fork > fire > join > done
		fork > water > join`
	one, other := begin(t, drawn, nil), begin(t, drawn, nil)
	one.Complete("fire", "li", "")
	one.Complete("water", "wang", "")
	other.Complete("water", "wang", "")
	other.Complete("fire", "li", "")
	one.Ends("done")
	other.Ends("done")
}

func TestExpressionsReadWhatFormsHold(t *testing.T) {
	p := begin(t, `
		xor way
		user check
		end done
		start > way
		way > check if form.capital > 100 && form.owners.exists(o, o.amount >= 60.0) && form.city.region == "990102" && form.day > now && "fire" in form.kinds
		way > done else
		check > done`, values{
		"capital": 120.5, "owners": []map[string]any{{"name": "Lin", "amount": 60.0}}, "city": map[string]string{"region": "990102"},
		"day": workflowtest.Monday.AddDate(0, 0, 1), "kinds": []string{"fire"},
	})
	p.Sees("check")
}

func TestADefinitionKnowsWhetherItReadsTheForm(t *testing.T) {
	for condition, want := range map[string]bool{
		`form.capital > 100`: true, `["a"].exists(k, k in form)`: true, `results.check == "form"`: false, `vars.form == 1`: false,
	} {
		d := workflowtest.Compile(t, "reads", `
			xor way
			user check
			end done
			start > way
			way > check if `+condition+`
			way > done else
			check > done`)
		if d.ReadsForm() != want {
			t.Errorf("%s: %v", condition, d.ReadsForm())
		}
	}
}
