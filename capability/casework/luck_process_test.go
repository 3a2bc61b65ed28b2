package casework

import (
	"context"
	"errors"
	"strings"
	"testing"

	"tongban/capability/audit/audittest"
	"tongban/capability/form"
	"tongban/capability/workflow/workflowtest"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
)

// kept are drawings with what may be drawn beside tasks and gateways, and which tasks are open
// once the first has been done.
var kept = map[string]struct{ drawing, open string }{
	"a message from one branch to another": {`
		user first stage=FIRST role=reviewer
		and fork
		and join
		catch papers message=papers
		user after stage=AFTER role=reviewer
		throw ready message=papers
		end done
		start > first > fork > papers > after > join > done
		fork > ready > join`, "AFTER/TRANS"},
	"a signal to all branches": {`
		and fork
		user first stage=FIRST role=reviewer
		throw off signal=off
		end told
		user long stage=LONG role=reviewer department=MARKET
		at long stop signal=off
		user instead stage=INSTEAD role=reviewer
		end done
		start > fork > first > off > told
		fork > long > done
		stop > instead > done`, "INSTEAD/TRANS"},
	"an escalation to the border of a sub-process": {`
		sub work {
			user first stage=FIRST role=reviewer
			throw late escalation=late
			user more stage=MORE role=reviewer department=MARKET
			end in
			start > first > late > more > in
		}
		at work told escalation=late stays
		user boss stage=BOSS role=reviewer
		end done
		end seen
		start > work > done
		told > boss > seen`, "BOSS/TRANS MORE/MARKET"},
	"a list of departments": {`
		user first stage=FIRST role=reviewer
		user each stage=EACH role=reviewer
		many each over=["MARKET","HEALTH"]
		end done
		start > first > each > done`, "EACH/HEALTH EACH/MARKET"},
	"a list of shareholders": {`
		user first stage=FIRST role=reviewer
		user each stage=EACH role=reviewer
		many each over=["甲","乙"] sequential
		end done
		start > first > each > done`, "EACH/TRANS"},
	"what a script works out": {`
		user first stage=FIRST role=reviewer
		script risk result=risk = results.first == "pass" ? 1 : 2
		xor way
		user low stage=LOW role=reviewer
		user high stage=HIGH role=reviewer
		end done
		start > first > risk > way
		way > low if vars.risk == 1
		way > high else
		low > done
		high > done`, "LOW/TRANS"},
	"the first of several events": {`
		and fork
		user first stage=FIRST role=reviewer
		throw paid message=paid
		end told
		first either
		catch money message=paid
		catch never timer=P30D
		user go stage=GO role=reviewer
		user stop stage=STOP role=reviewer
		end done
		start > fork > first > paid > told
		fork > either > money > go > done
		either > never > stop > done`, "GO/TRANS"},
	"an end that ends all": {`
		and fork
		user first stage=FIRST role=reviewer
		end all terminate
		user other stage=OTHER role=reviewer department=MARKET
		end done
		start > fork > first > all
		fork > other > done`, "DECIDE/TRANS"},
}

func TestWhatIsDrawnBesideTasksIsCarriedOut(t *testing.T) {
	each(t, func(b bench) {
		for what, k := range kept {
			f := b.drawn(k.drawing)
			f, err := b.Complete(b.as(reviewer), b.at(f, "FIRST").ID, Input{Outcome: "pass", Opinion: "同意"})
			if err != nil || f.open() != k.open || b.incidents() != "" {
				b.Errorf("%s: %v, open are %s, incidents %s", what, err, f.open(), b.incidents())
			}
		}
	})
}

func TestAStepProducesTheNoticeOfASiteVisit(t *testing.T) {
	each(t, func(b bench) {
		f := b.drawn(`
			user call stage=CALL role=reviewer notice=site-visit
			user decide stage=DECIDE role=approver decides=true
			end done
			start > call > decide > done`)
		if f = b.step(reviewer, f, ProposeDecision, inputs[ProposeDecision]); b.file(f).Paper(SiteVisitNotice) == nil {
			b.Error("there is no notice")
		}
	})
}

// What was published before such drawings were refused is seen, whatever becomes of it.
func TestAServiceNobodyRunsAndAMessageNobodySendsAreSeen(t *testing.T) {
	each(t, func(b bench) {
		f := b.drawn("service check registry\nuser a stage=A role=reviewer\nend done\nstart > check > a > done")
		if b.incidents() != "workflow.incident.service" {
			b.Fatalf("incidents %s", b.incidents())
		}
		b.step(head, f, LeaveProcess, Input{Reason: "流程图有误"})
		f = b.drawn("user a stage=A role=reviewer\ncatch paid message=paid\nend done\nstart > a > paid > done")
		if b.incidents() != "" {
			b.Fatalf("somebody works on it: %s", b.incidents())
		}
		if f = b.step(reviewer, f, PassStage, inputs[PassStage]); b.incidents() != "waits" || f.open() != "" {
			b.Fatalf("incidents %s, open are %s", b.incidents(), f.open())
		}
		if err := b.Message(b.as(actor.AsSystem("cashier")), f.Case.No, "paid", nil); err != nil || b.incidents() != "" {
			b.Errorf("it came from outside: %v, %s", err, b.incidents())
		}
	})
}

// reminded draws a review with a timer at its border.
const reminded = `
	user first stage=FIRST role=reviewer limit=2
	at first late timer=P2WD
	user second stage=SECOND role=reviewer limit=2
	end done
	start > first > done
	late > second > done`

func TestATimerThatFellDueWhileNobodyRanGoesOffOnceForAllNodes(t *testing.T) {
	each(t, func(b bench) {
		f := b.drawn(reminded)
		b.clock.Set(at("2026-03-02 09:00")) // days later
		_ = together(3, func(int) error { return b.SweepDue(b.Context()) })
		if err := b.SweepDue(b.Context()); err != nil {
			b.Fatal(err)
		}
		if f = b.file(f); f.open() != "SECOND/TRANS" || strings.Count(f.happened(), "proceed") != 1 {
			b.Errorf("%s after %s", f.open(), f.happened())
		}
		if n := b.count(`SELECT COUNT(*) FROM casework_timer`); n != 0 {
			b.Errorf("%d timers are left", n)
		}
	})
}

// A handler and a timer at the same instant: one of them comes first, and the other finds the
// case where that left it.
func TestATimerAndItsTaskAtOnceLeaveOneWay(t *testing.T) {
	each(t, func(b bench) {
		for range 3 {
			f := b.drawn(reminded)
			b.clock.Set(b.clock.Now().AddDate(0, 0, 20))
			task := f.OpenTask().ID
			_ = together(2, func(i int) error {
				if i == 0 {
					return b.SweepDue(b.Context())
				}
				_, err := b.Complete(b.as(reviewer), task, Input{Outcome: "pass", Opinion: "同意"})
				return err
			})
			_ = b.SweepDue(b.Context())
			if f = b.file(f); f.open() != "SECOND/TRANS" && f.open() != "DECIDE/TRANS" || b.incidents() != "" {
				b.Errorf("open are %s, incidents %s after %s", f.open(), b.incidents(), f.happened())
			}
		}
	})
}

// What stands in the database of a case: nothing of a step that was cut off may be left.
func (b bench) trace(f *File) string {
	b.Helper()
	f, err := b.read(b.Context(), f.Case.No)
	if err != nil {
		b.Fatal(err)
	}
	timers := b.count(`SELECT COUNT(*) FROM casework_timer WHERE case_id = $1`, f.Case.ID)
	return strings.Join([]string{f.Case.Process, f.happened(), f.open(), strings.Repeat("t", timers), strings.Repeat("a", len(audittest.With(b, b.DB, f.Case.No)))}, "|")
}

func TestACrashBetweenTwoStepsLeavesTheCaseBeforeThem(t *testing.T) {
	each(t, func(b bench) {
		crash := false
		b.Follow(func(context.Context, *db.Tx, Moved) error {
			if crash {
				return errors.New("the power is cut")
			}
			return nil
		})
		f := b.drawn(`
			user first stage=FIRST role=reviewer
			and fork
			user second stage=SECOND role=reviewer limit=1
			at second late timer=P5WD
			user third stage=THIRD role=reviewer department=MARKET
			end done
			end other
			start > first > fork > second > done
			fork > third > other
			late > done`)
		task, before := f.OpenTask().ID, b.trace(f)
		crash = true
		if _, err := b.Complete(b.as(reviewer), task, Input{Outcome: "pass", Opinion: "同意"}); err == nil {
			b.Fatal("nothing is cut off")
		}
		if after := b.trace(f); after != before {
			b.Errorf("it was\n%s\nand is\n%s", before, after)
		}
		crash = false
		f, err := b.Complete(b.as(reviewer), task, Input{Outcome: "pass", Opinion: "同意"})
		if err != nil || f.open() != "SECOND/TRANS THIRD/MARKET" || b.count(`SELECT COUNT(*) FROM casework_timer`) != 1 {
			b.Fatalf("done again: %v, %s", err, f.open())
		}
		b.clock.Set(b.clock.Now().AddDate(0, 0, 30))
		before, crash = b.trace(f), true
		if err := b.SweepDue(b.Context()); err == nil || b.trace(f) != before {
			b.Errorf("a timer that is cut off: %v", err)
		}
		crash = false
		if err := b.SweepDue(b.Context()); err != nil {
			b.Fatal(err)
		}
		if f = b.file(f); f.open() != "THIRD/MARKET" {
			b.Errorf("open are %s", f.open())
		}
	})
}

func TestAnExpressionThatCostsTooMuchIsAnIncidentAndNothingElse(t *testing.T) {
	each(t, func(b bench) {
		f := b.answered(`
			user first stage=FIRST role=reviewer
			script many result=many = "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,45,46,47,48,49,50,51,52,53,54,55,56,57,58,59,60,61,62,63,64,65,66,67,68,69,70".split(",")
			xor way
			user second stage=SECOND role=reviewer
			end done
			start > first > many > way
			way > second if vars.many.all(a, vars.many.all(b, vars.many.all(c, a + b + c != "x")))
			way > done else
			second > done`, form.Values{"area": "1"})
		f = b.step(reviewer, f, PassStage, inputs[PassStage])
		if b.incidents() != "workflow.incident.cost" || f.open() != "" {
			b.Fatalf("incidents %s, open are %s", b.incidents(), f.open())
		}
		f = b.step(head, f, Retry, Input{})
		if b.incidents() != "workflow.incident.cost" {
			b.Errorf("tried again: %s", b.incidents())
		}
		b.step(head, f, LeaveProcess, Input{Reason: "条件算不出来"})
	})
}

func TestCasesKeepTheDrawingTheyCameInUnder(t *testing.T) {
	each(t, func(b bench) {
		f := b.drawn(twoReviews)
		waiting := b.submitted(mei) // not accepted yet
		b.city.before = b.city.drawing
		b.city.drawing = workflowtest.Compile(b.T, "drawn", "user other stage=OTHER role=reviewer\nend done\nstart > other > done")
		f = b.step(reviewer, f, PassStage, inputs[PassStage])
		if f.open() != "SECOND/TRANS" {
			b.Errorf("a running case goes on at %s", f.open())
		}
		if waiting = b.step(window, waiting, Accept, Input{}); waiting.open() != "REVIEW/TRANS" {
			b.Errorf("one handed in before begins at %s", waiting.open())
		}
		if f = b.step(window, b.submitted(mei), Accept, Input{}); f.open() != "OTHER/TRANS" {
			b.Errorf("a new one begins at %s", f.open())
		}
	})
}

func TestADepartmentThatIsClosedWhileItHoldsTasksIsSeenUntilSomebodyIsThere(t *testing.T) {
	each(t, func(b bench) {
		b.city.staff[market.ID] = market
		first, second := b.drawn(sideBySide), b.drawn(sideBySide)
		if _, err := b.Claim(b.as(market), b.at(second, "FOOD").ID); err != nil {
			b.Fatal(err)
		}
		third := b.drawn(sideBySide)
		b.city.absent = "MARKET"
		for range 2 {
			_ = together(2, func(int) error { return b.SweepStaff(b.Context()) })
		}
		if b.incidents() != "nobody nobody" { // the one that is held is not
			b.Fatalf("incidents %s", b.incidents())
		}
		if _, err := b.Entrust(b.as(head), b.at(first, "FOOD").ID, "HEALTH", "市场监管局已撤并"); err != nil || b.incidents() != "nobody" {
			b.Fatalf("entrusted: %v, %s", err, b.incidents())
		}
		b.city.absent = ""
		if err := b.SweepStaff(b.Context()); err != nil || b.incidents() != "" {
			b.Fatalf("somebody is there again: %v, %s", err, b.incidents())
		}
		if got := strings.Count(b.file(third).happened(), "raise-incident"); got != 1 {
			b.Errorf("noted %d times", got)
		}
	})
}

func TestTasksOfAClosedAccountGoBackToTheirGroup(t *testing.T) {
	each(t, func(b bench) {
		f := b.drawn(sideBySide)
		fire := b.at(f, "FIRE").ID
		if _, err := b.Claim(b.as(reviewer), fire); err != nil {
			b.Fatal(err)
		}
		alone := b.drawn(named(`["赵磊"]`))
		b.city.gone = reviewer.ID
		if err := b.SweepStaff(b.Context()); err != nil {
			b.Fatal(err)
		}
		if _, err := b.Claim(b.as(reviewer2), fire); err != nil {
			b.Errorf("a colleague claims it: %v", err)
		}
		// One that was for them alone is nobody's, and seen.
		if b.incidents() != "nobody" || b.file(alone).OpenTask().Assignee != "" {
			b.Errorf("incidents %s, with %q", b.incidents(), b.file(alone).OpenTask().Assignee)
		}
		_, err := b.Claim(b.as(reviewer2), alone.OpenTask().ID)
		b.wants(err, fault.Forbidden, "casework.not-a-candidate")
	})
}
