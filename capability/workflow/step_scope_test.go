package workflow_test

import (
	"fmt"
	"testing"
	"time"

	"tongban/capability/workflow"
	"tongban/capability/workflow/workflowtest"
)

var sprintf = fmt.Sprintf

// vetoed is a joint review that the first refusal ends.
const vetoed = `
	user receive
	sub joint {
		and fork
		and join
		user fire outcomes=pass,refuse
		user water outcomes=pass,refuse
		user health outcomes=pass,refuse
		end agreed
		end veto error=refused
		start > fork
		fork > fire
		fork > water
		fork > health
		fire > join if outcome == "pass"
		fire > veto else
		water > join if outcome == "pass"
		water > veto else
		health > join if outcome == "pass"
		health > veto else
		join > agreed
	}
	at joint refused error=refused
	user grant
	user deny
	end done
	start > receive > joint > grant > done
	refused > deny > done`

func TestAVetoEndsTheOtherBranches(t *testing.T) {
	p := begin(t, vetoed, nil)
	p.Complete("receive", "li", "")
	p.Sees("fire health water")
	p.Complete("fire", "wang", "pass")
	p.Complete("water", "zhao", "refuse")
	p.Sees("deny")
	p.Complete("deny", "sun", "")
	p.Ends("done")
}

func TestASubProcessIsCompleteWhenAllItsTokensHaveEnded(t *testing.T) {
	p := begin(t, vetoed, nil)
	p.Complete("receive", "li", "")
	p.Complete("fire", "wang", "pass")
	p.Complete("water", "zhao", "pass")
	p.Complete("health", "qian", "pass")
	p.Sees("grant")
}

func TestAnErrorNobodyCatchesEndsTheProcess(t *testing.T) {
	p := begin(t, `
		and fork
		user fire
		user water
		end done
		end broken error=gone
		start > fork > fire > done
		fork > water > broken`, nil)
	p.Complete("water", "li", "")
	p.Ends("broken")
	if p.Ended.Outcome != "gone" {
		t.Errorf("it ended with %q", p.Ended.Outcome)
	}
}

func TestABoundaryTimerInterruptsOrReminds(t *testing.T) {
	drawn := `
		user review
		at review soon timer=R2/P3WD stays
		at review late timer=P10WD
		user remind
		user escalate
		end done
		end reminded
		start > review > done
		soon > remind > reminded
		late > escalate > done`
	p := begin(t, drawn, nil)
	for _, timer := range p.Timers {
		if timer.Workdays == 0 || !timer.Due.IsZero() {
			t.Errorf("a timer is set for %+v", timer)
		}
	}
	p.Fire("soon")
	p.Sees("remind review")
	p.Complete("remind", "li", "")
	p.Fire("soon")
	p.Sees("remind review")
	if len(p.Timers) != 1 {
		t.Errorf("the timers are %v", p.Timers)
	}
	p.Fire("late")
	p.Sees("escalate remind")
	p.Complete("escalate", "li", "")
	p.Complete("remind", "li", "")
	p.Ends("reminded")
	p = begin(t, drawn, nil)
	p.Complete("review", "li", "")
	p.Ends("done")
	p.Refuses("workflow.ended", workflow.Fired{Timer: 3})
}

func TestATimerThatWasClearedIsRefused(t *testing.T) {
	p := begin(t, `
		user review
		at review late timer=PT8H
		user decide
		end done
		start > review > decide > done
		late > decide`, nil)
	var set workflow.TimerSet
	for _, set = range p.Timers {
	}
	if want := workflowtest.Monday.Add(8 * time.Hour); !set.Due.Equal(want) {
		t.Errorf("it is due %s, not %s", set.Due, want)
	}
	p.Complete("review", "li", "")
	p.Refuses("workflow.timer-gone", workflow.Fired{Timer: set.Timer})
}

func TestAnEscalationTellsWithoutEnding(t *testing.T) {
	p := begin(t, `
		sub work {
			user a
			throw up escalation=help
			user b
			end worked
			start > a > up > b > worked
		}
		at work helped escalation=help stays
		user boss
		end done
		start > work > done
		helped > boss > done`, nil)
	p.Complete("a", "li", "")
	p.Sees("b boss")
	p.Complete("b", "li", "")
	p.Complete("boss", "sun", "")
	p.Ends("done")
}

func TestAnInterruptingEscalationEndsTheWorkItComesFrom(t *testing.T) {
	p := begin(t, `
		sub work {
			user a
			throw up escalation=help
			user b
			end worked
			start > a > up > b > worked
		}
		at work helped escalation
		user boss
		end done
		start > work > done
		helped > boss > done`, nil)
	p.Complete("a", "li", "")
	p.Sees("boss")
	p.Complete("boss", "sun", "")
	p.Ends("done")
}

func TestATerminateEventEndsItsSubProcessOnly(t *testing.T) {
	p := begin(t, `
		sub work {
			and fork
			user a
			user b
			end enough terminate
			end worked
			start > fork > a > enough
			fork > b > worked
		}
		user decide
		end done
		start > work > decide > done`, nil)
	p.Complete("a", "li", "")
	p.Sees("decide")
}

func TestAMessageOnTheBorderOfAServiceCallsItOff(t *testing.T) {
	p := begin(t, `
		service check registry
		at check withdrawn message=withdrawn
		user decide
		end done
		end off
		start > check > decide > done
		withdrawn > off`, nil)
	p.Do(workflow.Received{Message: "withdrawn"})
	p.Ends("off")
}

func TestACalledProcessRunsInsideItsCaller(t *testing.T) {
	visit := workflowtest.Compile(t, "visit", `
		user go
		user report outcomes=good,bad
		end seen
		start > go > report > seen`)
	d := workflowtest.Compile(t, "main", `
		and fork
		and join
		call north visit
		call south visit
		xor way
		user decide
		end done
		start > fork > north > join > way
		fork > south > join
		way > decide if results["north/report"] == "good" && results.south == "bad"
		way > done else
		decide > done`, visit)
	p := workflowtest.Begin(t, d, nil)
	p.Sees("north/go south/go")
	p.Complete("north/go", "li", "")
	p.Complete("north/report", "li", "good")
	p.Complete("south/go", "li", "")
	p.Complete("south/report", "li", "bad")
	p.Sees("decide")
	if tasks := d.Tasks(); len(tasks) != 5 || tasks[0].Node != "north/go" || tasks[4].Node != "decide" {
		t.Errorf("the tasks are %v", tasks)
	}
}

func TestAProcessThatCallsItselfIsRefused(t *testing.T) {
	_, faults := workflow.Compile(workflowtest.Draw(t, "p", `
		call again p
		end done
		start > again > done`))
	if len(faults) == 0 || faults[0].Key != "workflow.compile.call-circle" {
		t.Errorf("the faults are %v", faults)
	}
}

func TestACancelledCaseClosesEverything(t *testing.T) {
	p := begin(t, vetoed, nil)
	p.Complete("receive", "li", "")
	p.Do(workflow.Cancelled{})
	p.Ends("")
	p.Refuses("workflow.ended", workflow.Cancelled{})
}
