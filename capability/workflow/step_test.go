package workflow_test

import (
	"maps"
	"slices"
	"testing"

	"tongban/capability/workflow"
	"tongban/capability/workflow/workflowtest"
)

// begin draws a process and starts a case in it.
func begin(t *testing.T, drawing string, values map[string]any) *workflowtest.Play {
	t.Helper()
	return workflowtest.Begin(t, workflowtest.Compile(t, "p", drawing), values)
}

type values = map[string]any

func TestASequenceOpensOneTaskAfterTheOther(t *testing.T) {
	d, faults := workflow.Compile(workflow.Sequence("item", "Item", []workflow.Task{{Node: "REVIEW"}, {Node: "DECIDE", Decides: true}}))
	if d == nil {
		t.Fatal(faults)
	}
	p := workflowtest.Begin(t, d, nil)
	p.Sees("REVIEW")
	p.Complete("REVIEW", "li", "")
	p.Sees("DECIDE")
	p.Complete("DECIDE", "wang", "pass")
	p.Ends("End")
}

func TestParallelBranchesWaitForEachOther(t *testing.T) {
	p := begin(t, `
		and fork
		and join
		user fire
		user water
		user decide
		end done
		start > fork > fire > join > decide > done
		fork > water > join`, nil)
	p.Sees("fire water")
	p.Complete("water", "li", "")
	p.Sees("fire")
	p.Complete("fire", "wang", "")
	p.Sees("decide")
	p.Complete("decide", "zhao", "")
	p.Ends("done")
}

func TestAnExclusiveGatewayTakesTheFirstFlowWhoseConditionHolds(t *testing.T) {
	drawn := `
		xor way
		user large
		user medium
		user small
		end done
		start > way
		way > large if form.area > 500
		way > medium if form.area > 100
		way > small else
		large > done
		medium > done
		small > done`
	for area, task := range map[any]string{900: "large", 200: "medium", 50: "small", 100.5: "medium"} {
		begin(t, drawn, values{"area": area}).Sees(task)
	}
}

func TestATaskCanLeadOnByItsOutcomeWithoutAGateway(t *testing.T) {
	p := begin(t, `
		user review outcomes=pass,refuse
		user tell
		end done
		end refused
		start > review
		review > tell if outcome == "pass"
		review > refused else
		tell > done`, nil)
	p.Complete("review", "li", "refuse")
	p.Ends("refused")
}

func TestAnInclusiveJoinWaitsWhileATokenCanStillReachIt(t *testing.T) {
	drawn := `
		or some
		or join
		user fire
		user water
		user health
		user decide
		end done
		start > some
		some > fire if form.fire
		some > water if form.water
		some > health else
		fire > join
		water > join
		health > join
		join > decide > done`
	p := begin(t, drawn, values{"fire": true, "water": true})
	p.Sees("fire water")
	p.Complete("fire", "li", "")
	p.Sees("water")
	p.Complete("water", "li", "")
	p.Sees("decide")
	p = begin(t, drawn, values{"fire": false, "water": true})
	p.Complete("water", "li", "")
	p.Sees("decide")
	p = begin(t, drawn, values{"fire": false, "water": false})
	p.Complete("health", "li", "")
	p.Complete("decide", "li", "")
	p.Ends("done")
}

func TestAnInclusiveJoinDoesNotWaitForATokenThatHasTakenAnotherWay(t *testing.T) {
	p := begin(t, `
		and fork
		or join
		user fire
		user water outcomes=pass,drop
		user decide
		end done
		end dropped
		start > fork > fire > join
		fork > water
		water > join if outcome == "pass"
		water > dropped else
		join > decide > done`, nil)
	p.Complete("fire", "li", "")
	p.Sees("water")
	p.Complete("water", "li", "drop")
	p.Sees("decide")
	p.Complete("decide", "li", "")
	p.Ends("done") // the last to come says how it ended
}

func TestAJoinNobodyCanCompleteIsAnIncident(t *testing.T) {
	p := begin(t, `
		xor way
		and join
		user fire
		user water
		end done
		start > way
		way > fire if form.fire
		way > water else
		fire > join
		water > join
		join > done`, values{"fire": true})
	p.Complete("fire", "li", "")
	p.StuckAt("join", "workflow.incident.join")
	p.Do(workflow.Cancelled{})
	p.Ends("")
}

func TestATerminateEventEndsEverythingElse(t *testing.T) {
	p := begin(t, `
		and fork
		user fire
		user water
		end done
		end stop terminate
		start > fork > fire > done
		fork > water > stop`, nil)
	p.Complete("water", "li", "")
	p.Ends("stop")
}

func TestTheFirstEventBehindAnEventGatewayDecidesTheWay(t *testing.T) {
	drawn := `
		first await
		catch paid message=paid
		catch late timer=P5WD
		catch off signal=off
		user ship
		user remind
		end done
		start > await > paid > ship > done
		await > late > remind > done
		await > off > done`
	p := begin(t, drawn, nil)
	p.Do(workflow.Received{Message: "paid"})
	p.Sees("ship")
	p = begin(t, drawn, nil)
	p.Fire("late")
	p.Sees("remind")
	p.Refuses("workflow.nobody-waits", workflow.Received{Message: "paid"})
	p = begin(t, drawn, nil)
	p.Do(workflow.Signalled{Signal: "off"})
	p.Ends("done")
}

func TestServicesAnswerOrFail(t *testing.T) {
	drawn := `
		service check registry
		at check gone error=gone
		user byhand
		xor way
		user decide
		end done
		start > check > way
		way > decide if vars.found
		way > byhand else
		gone > byhand
		decide > done
		byhand > done`
	call := func(p *workflowtest.Play) int { return slices.Collect(maps.Keys(p.Calls))[0] }
	p := begin(t, drawn, nil)
	p.Do(workflow.Completed{Activity: call(p), Values: values{"found": true}})
	p.Sees("decide")
	p = begin(t, drawn, nil)
	p.Do(workflow.Failed{Activity: call(p), Code: "gone"})
	p.Sees("byhand")
	p = begin(t, drawn, nil)
	p.Do(workflow.Failed{Activity: call(p), Code: "timeout"})
	incident := p.StuckAt("check", "workflow.incident.service")
	p.Do(workflow.Retried{Incident: incident.ID})
	p.Do(workflow.Completed{Activity: call(p), Values: values{"found": false}})
	p.Sees("byhand")
}

func TestAFailedServiceEndsTheSubProcessThatCatchesItsError(t *testing.T) {
	p := begin(t, `
		sub work {
			service check registry
			many check times=2
			end worked
			start > check > worked
		}
		at work gone error=gone
		user byhand
		end done
		start > work > done
		gone > byhand > done`, nil)
	p.Do(workflow.Failed{Activity: slices.Min(slices.Collect(maps.Keys(p.Calls))), Code: "gone"})
	p.Sees("byhand")
}

func TestAllFailedCallsOfAServiceAreRetried(t *testing.T) {
	p := begin(t, `
		service check registry
		many check times=3
		end done
		start > check > done`, nil)
	for _, id := range slices.Sorted(maps.Keys(p.Calls))[:2] {
		p.Do(workflow.Failed{Activity: id, Code: "timeout"})
	}
	p.Do(workflow.Retried{Incident: p.StuckAt("check", "workflow.incident.service").ID})
	for _, id := range slices.Sorted(maps.Keys(p.Calls)) {
		p.Do(workflow.Completed{Activity: id})
	}
	p.Ends("done")
}

func TestAJoinGoesOnWhenTheMissingBranchIsTakenBackAndComes(t *testing.T) {
	p := begin(t, `
		and fork
		and join
		user fire outcomes=pass,drop
		user water
		end done
		end dropped
		start > fork > fire
		fire > join if outcome == "pass"
		fire > dropped else
		fork > water > join > done`, nil)
	p.Complete("water", "li", "")
	fire := p.Complete("fire", "li", "drop")
	p.StuckAt("join", "workflow.incident.join")
	p.Do(workflow.TakenBack{Activity: fire.ID})
	p.Complete("fire", "li", "pass")
	p.Ends("done")
}

func TestScriptsSetVariables(t *testing.T) {
	p := begin(t, `
		script risk result=risk = form.area > 200 ? "high" : "low"
		script more = {"rooms": 3, "share": 0.5, "floor": [1, 2]}
		rule rate risk-table
		end done
		start > risk > more > rate > done`, values{"area": 300})
	if got := p.State.Vars["risk"]; got != "high" || p.State.Vars["rooms"] != int64(3) || p.State.Vars["share"] != 0.5 {
		t.Errorf("vars are %v", p.State.Vars)
	}
}

func TestMessagesAreSentAndReceived(t *testing.T) {
	p := begin(t, `
		send ask
		receive answer
		throw note message=noted
		end done message=finished
		start > ask > answer > note > done`, nil)
	p.Do(workflow.Received{Message: "answer", Values: values{"yes": true}})
	p.Ends("done")
	if !slices.Equal(p.Sent, []string{"ask", "noted", "finished"}) {
		t.Errorf("sent was %v", p.Sent)
	}
}

func TestASignalReachesAllWhoWait(t *testing.T) {
	p := begin(t, `
		and fork
		catch a signal=go
		catch b signal=go
		user press
		throw go signal=go
		end done
		user x
		user y
		start > fork > a > x > done
		fork > b > y > done
		fork > press > go > done`, nil)
	p.Complete("press", "li", "")
	p.Sees("x y")
}

func TestLinksLeadToTheirOtherHalf(t *testing.T) {
	p := begin(t, `
		throw out link=further
		catch in link=further
		user decide
		end done
		start > out
		in > decide > done`, nil)
	p.Sees("decide")
}
