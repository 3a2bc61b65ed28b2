package workflow_test

import (
	"testing"

	"tongban/capability/workflow"
	"tongban/capability/workflow/workflowtest"
)

// joint is a review by three departments, drawn with gateways.
const joint = `
	user receive
	and fork
	and join
	user fire
	user fire2
	user water
	user health
	user decide
	end done
	start > receive > fork
	fork > fire > fire2 > join
	fork > water > join
	fork > health > join
	join > decide > done`

// decideOpen leads a case to its decision.
func decideOpen(t *testing.T) *workflowtest.Play {
	p := begin(t, joint, nil)
	for _, task := range []string{"receive", "water", "fire", "fire2", "health"} {
		p.Complete(task, "li", "")
	}
	p.Sees("decide")
	return p
}

func TestABranchIsReturnedToAnEarlierStepWithoutTouchingTheOthers(t *testing.T) {
	p := begin(t, joint, nil)
	p.Complete("receive", "li", "")
	p.Complete("fire", "li", "")
	water := p.Task("water")
	p.Do(workflow.Returned{Activity: p.Task("fire2").ID, To: "fire"})
	p.Sees("fire health water")
	if p.Task("water") != water {
		t.Error("another branch was touched")
	}
	p.Refuses("workflow.return-branches", workflow.Returned{Activity: p.Task("fire").ID, To: "receive"})
	p.Refuses("workflow.return-target", workflow.Returned{Activity: p.Task("fire").ID, To: "fire2"})
	p.Refuses("workflow.return-target", workflow.Returned{Activity: p.Task("fire").ID, To: "water"})
	for _, task := range []string{"fire", "fire2", "water", "health", "decide"} {
		p.Complete(task, "li", "")
	}
	p.Ends("done")
}

func TestAfterAJoinOneBranchIsDoneAgainAndTheOthersAreRemembered(t *testing.T) {
	p := decideOpen(t)
	p.Do(workflow.Returned{Activity: p.Task("decide").ID, To: "water"})
	p.Sees("water")
	p.Complete("water", "li", "")
	p.Sees("decide")
	p.Do(workflow.Returned{Activity: p.Task("decide").ID, To: "fire"})
	p.Sees("fire")
	p.Complete("fire", "li", "")
	p.Sees("fire2")
	p.Complete("fire2", "li", "")
	p.Sees("decide")
	p.Do(workflow.Returned{Activity: p.Task("decide").ID, To: "receive"})
	p.Sees("receive")
	p.Complete("receive", "li", "")
	p.Sees("fire health water")
}

func TestWorkIsReturnedIntoASubProcessThatHasEnded(t *testing.T) {
	p := begin(t, vetoed, nil)
	p.Complete("receive", "li", "")
	for _, task := range []string{"fire", "water", "health"} {
		p.Complete(task, "li", "pass")
	}
	p.Do(workflow.Returned{Activity: p.Task("grant").ID, To: "water"})
	p.Sees("water")
	p.Complete("water", "li", "pass")
	p.Sees("grant")
	p.Do(workflow.Returned{Activity: p.Task("grant").ID, To: "fire"})
	p.Complete("fire", "li", "refuse")
	p.Sees("deny")
	p.Complete("deny", "li", "")
	p.Ends("done")
}

func TestAfterAVetoTheVetoItselfCanBeReturned(t *testing.T) {
	p := begin(t, vetoed, nil)
	p.Complete("receive", "li", "")
	p.Complete("fire", "li", "pass")
	p.Complete("water", "li", "refuse")
	p.Refuses("workflow.return-target", workflow.Returned{Activity: p.Task("deny").ID, To: "fire"})
	p.Do(workflow.Returned{Activity: p.Task("deny").ID, To: "water"})
	p.Sees("health water") // what the veto cut short goes on, what was done stays done
	p.Complete("water", "li", "pass")
	p.Complete("health", "li", "pass")
	p.Sees("grant")
}

func TestOneElementOfAListIsDoneAgain(t *testing.T) {
	p := begin(t, sprintf(departments, ""), values{"departments": []string{"FIRE", "WATER", "HEALTH"}})
	for _, task := range []string{"review:FIRE", "review:WATER", "review:HEALTH"} {
		p.Complete(task, "li", "pass")
	}
	p.Do(workflow.Returned{Activity: p.Task("decide").ID, To: "review", Element: "WATER"})
	p.Sees("review:WATER")
	p.Complete("review:WATER", "li", "refuse")
	p.Ends("refused")
}

func TestOneInstanceOfASubProcessIsDoneAgain(t *testing.T) {
	p := begin(t, `
		sub audit {
			user visit
			user report
			end reported
			start > visit > report > reported
		}
		many audit over=form.places
		user decide
		end done
		start > audit > decide > done`, values{"places": []string{"north", "south"}})
	for _, task := range []string{"visit", "visit", "report", "report"} {
		p.Complete(task, "li", "")
	}
	p.Do(workflow.Returned{Activity: p.Task("decide").ID, To: "visit", Element: "north"})
	p.Sees("visit")
	p.Complete("visit", "li", "")
	p.Complete("report", "li", "")
	p.Sees("decide")
	p.Complete("decide", "li", "")
	p.Ends("done")
}

func TestACompletionNobodyFollowedIsTakenBack(t *testing.T) {
	p := begin(t, joint, nil)
	received := p.Complete("receive", "li", "")
	p.Refuses("workflow.taken-up", workflow.TakenBack{Activity: received.ID, Held: []int{p.Task("water").ID}})
	p.Do(workflow.TakenBack{Activity: received.ID})
	p.Sees("receive")
	received = p.Complete("receive", "li", "")
	p.Complete("water", "li", "")
	p.Refuses("workflow.taken-up", workflow.TakenBack{Activity: received.ID})
}

func TestACompletionThatCompletedAJoinIsTakenBackOutOfIt(t *testing.T) {
	p := begin(t, joint, nil)
	p.Complete("receive", "li", "")
	for _, task := range []string{"water", "fire", "fire2"} {
		p.Complete(task, "li", "")
	}
	last := p.Complete("health", "li", "")
	p.Sees("decide")
	p.Do(workflow.TakenBack{Activity: last.ID})
	p.Sees("health")
	p.Complete("health", "li", "")
	p.Sees("decide")
}

func TestASignatureIsTakenBackWhileOthersAreAwaited(t *testing.T) {
	p := begin(t, `
		user decide countersign=2
		end done
		start > decide > done`, nil)
	first := p.Complete("decide", "li", "")
	p.Refuses("workflow.not-done", workflow.TakenBack{Activity: p.Task("decide").ID})
	p.Do(workflow.TakenBack{Activity: first.ID})
	p.Sees("decide decide")
	p.Complete("decide", "li", "")
	p.Complete("decide", "wang", "")
	p.Ends("done")
}

func TestOneDepartmentTakesItsOpinionBackAfterTheLastHasGiven(t *testing.T) {
	p := begin(t, sprintf(departments, ""), values{"departments": []string{"FIRE", "WATER"}})
	fire := p.Complete("review:FIRE", "li", "pass")
	p.Complete("review:WATER", "li", "pass")
	p.Sees("decide")
	p.Do(workflow.TakenBack{Activity: fire.ID})
	p.Sees("review:FIRE")
	p.Complete("review:FIRE", "li", "pass")
	p.Sees("decide")
}

func TestOfThoseWhoWorkOneAfterTheOtherOnlyTheLastTakesBack(t *testing.T) {
	p := begin(t, sprintf(departments, " sequential"), values{"departments": []string{"FIRE", "WATER", "HEALTH"}})
	fire := p.Complete("review:FIRE", "li", "pass")
	p.Sees("review:WATER")
	p.Refuses("workflow.taken-up", workflow.TakenBack{Activity: fire.ID, Held: []int{p.Task("review:WATER").ID}})
	p.Do(workflow.TakenBack{Activity: fire.ID})
	p.Sees("review:FIRE")
	p.Complete("review:FIRE", "li", "pass")
	p.Complete("review:WATER", "li", "pass")
	p.Complete("review:HEALTH", "li", "pass")
	p.Sees("decide")
}

func TestWhatAServiceHasDoneIsNotTakenBack(t *testing.T) {
	p := begin(t, `
		user review
		service note registry
		user decide
		end done
		start > review > note > decide > done`, nil)
	review := p.Complete("review", "li", "")
	p.Refuses("workflow.taken-up", workflow.TakenBack{Activity: review.ID})
	p.Do(workflow.Completed{Activity: 4})
	p.Refuses("workflow.taken-up", workflow.TakenBack{Activity: review.ID})
	p.Do(workflow.Returned{Activity: p.Task("decide").ID, To: "review"}) // but the work can be returned
	p.Sees("review")
}

func TestAReturnRunsThroughALoopAgain(t *testing.T) {
	p := begin(t, `
		xor in
		user check outcomes=pass,again
		user sign
		xor out
		end done
		start > in > check > sign > out
		out > in if results.check == "again"
		out > done else`, nil)
	p.Complete("check", "li", "again")
	p.Complete("sign", "li", "")
	p.Sees("check")
	p.Do(workflow.Returned{Activity: p.Task("check").ID, To: "sign"})
	p.Sees("sign")
	p.Do(workflow.Returned{Activity: p.Task("sign").ID, To: "check"})
	p.Complete("check", "li", "pass")
	p.Complete("sign", "li", "")
	p.Ends("done")
}
