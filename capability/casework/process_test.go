package casework

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tongban/capability/workflow/workflowtest"
	"tongban/kernel/actor"
	"tongban/kernel/deadline"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// sideBySide reviews food and fire in two departments beside each other; a veto of fire leads
// to the decision at once.
const sideBySide = `
	sub reviews {
		and fork
		and join
		user food stage=FOOD role=reviewer department=MARKET outcomes=pass,refuse limit=3
		user again stage=FOOD2 role=reviewer department=MARKET
		user fire stage=FIRE role=reviewer outcomes=pass,refuse
		xor allowed
		end together
		end vetoed error=veto
		start > fork > food > again > join > together
		fork > fire > allowed
		allowed > join else
		allowed > vetoed if outcome == "refuse"
	}
	at reviews veto error=veto
	user decide stage=DECIDE role=approver decides=true
	end done
	start > reviews > decide > done
	veto > decide`

// drawn is an accepted case of mei's that follows what was drawn.
func (b bench) drawn(text string) *File {
	b.Helper()
	b.city.drawing = workflowtest.Compile(b.T, "drawn", text)
	return b.step(window, b.submitted(mei), Accept, Input{})
}

// open lists the open tasks by stage and department.
func (f *File) open() string {
	var list []string
	for _, t := range f.OpenTasks() {
		list = append(list, t.Stage+"/"+t.Department)
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}

// at returns the open task of a stage.
func (b bench) at(f *File, stage string) *Task {
	b.Helper()
	for _, t := range f.OpenTasks() {
		if t.Stage == stage {
			return t
		}
	}
	b.Fatalf("no task %s is open: %s", stage, f.open())
	return nil
}

func TestBranchesRunBesideEachOtherAndJoin(t *testing.T) {
	each(t, func(b bench) {
		f := b.drawn(sideBySide)
		if f.open() != "FIRE/TRANS FOOD/MARKET" {
			b.Fatalf("open are %s", f.open())
		}
		seen := f.Case.Version
		f, err := b.Complete(b.as(market), b.at(f, "FOOD").ID, Input{Outcome: "pass", Opinion: "同意", Version: seen})
		if err != nil || f.open() != "FIRE/TRANS FOOD2/MARKET" || f.Case.Status != Reviewing {
			b.Fatalf("after the first: %v, %s", err, f.open())
		}
		// Who saw the case before the other branch moved is not turned away.
		f, err = b.Complete(b.as(reviewer), b.at(f, "FIRE").ID, Input{Outcome: "pass", Opinion: "同意", Version: seen})
		if err != nil || f.open() != "FOOD2/MARKET" {
			b.Fatalf("after the second: %v, %s", err, f.open())
		}
		f = b.step(market, f, ProposeDecision, inputs[ProposeDecision])
		if f.Case.Status != Deciding || f.open() != "DECIDE/TRANS" {
			b.Fatalf("%s, open are %s", f.Case.Status, f.open())
		}
		if got := f.happened(); got != "submit accept start-review pass-stage pass-stage propose-decision" {
			b.Errorf("happened: %s", got)
		}
		f = b.step(approver, f, Grant, Input{})
		if f.Case.Process != "" || b.count(`SELECT COUNT(*) FROM casework_case WHERE process <> ''`) != 0 {
			b.Error("a decided case stands in a process")
		}
	})
}

func TestAVetoEndsTheOtherBranches(t *testing.T) {
	each(t, func(b bench) {
		f := b.drawn(sideBySide)
		fire := b.at(f, "FIRE").ID
		f, err := b.Complete(b.as(reviewer), fire, Input{Outcome: "refuse", Opinion: "疏散通道不足"})
		if err != nil || f.Case.Status != Deciding || f.open() != "DECIDE/TRANS" {
			b.Fatalf("%v: %s", err, f.open())
		}
		f = b.file(f)
		for _, task := range f.Tasks {
			if want := map[string]string{"FIRE": "refuse", "FOOD": "cancelled"}[task.Stage]; want != "" && task.Outcome != want {
				b.Errorf("%s ended with %q, want %q", task.Stage, task.Outcome, want)
			}
		}
		_, err = b.Complete(b.as(reviewer), fire, Input{Outcome: "pass"})
		if fault.KindOf(err) != fault.Conflict {
			b.Errorf("ended twice: %v", err)
		}
	})
}

func TestTwoBranchesThatAreClaimedAndEndTogetherBothCount(t *testing.T) {
	each(t, func(b bench) {
		for range 5 {
			f := b.drawn(sideBySide)
			who, task := []actor.Actor{market, reviewer}, []id.ID{b.at(f, "FOOD").ID, b.at(f, "FIRE").ID}
			for i, err := range together(2, func(i int) error { _, err := b.Claim(b.as(who[i]), task[i]); return err }) {
				if err != nil {
					b.Errorf("branch %d is claimed: %v", i, err)
				}
			}
			for i, err := range together(2, func(i int) error {
				_, err := b.Complete(b.as(who[i]), task[i], Input{Outcome: "pass", Opinion: "同意"})
				return err
			}) {
				if err != nil {
					b.Errorf("branch %d: %v", i, err)
				}
			}
			if f = b.file(f); f.open() != "FOOD2/MARKET" {
				b.Errorf("open are %s", f.open())
			}
		}
	})
}

// What ran before there were processes is not touched: it goes on from where it stands.
func TestACaseWithoutAProcessGoesOnFromItsStage(t *testing.T) {
	each(t, func(b bench) {
		f := b.in(Reviewing)
		b.exec(`UPDATE casework_case SET process = '' WHERE id = $1`, f.Case.ID)
		b.exec(`UPDATE casework_task SET node = '', activity = 0 WHERE case_id = $1`, f.Case.ID)
		f = b.step(reviewer, f, ProposeDecision, inputs[ProposeDecision])
		if f.Case.Status != Deciding || f.open() != "DECIDE/TRANS" || f.Case.Process == "" {
			b.Fatalf("%s, %s", f.Case.Status, f.open())
		}
		b.exec(`UPDATE casework_case SET process = '' WHERE id = $1`, f.Case.ID)
		b.exec(`UPDATE casework_task SET node = '', activity = 0 WHERE case_id = $1`, f.Case.ID)
		b.step(approver, f, Grant, Input{})
	})
}

// Whose way nobody has drawn is seen on the case and on the list, and the head sees to it.
func TestAProcessThatCannotGoOnIsSeen(t *testing.T) {
	each(t, func(b bench) {
		f := b.drawn(`
			user first stage=FIRST role=reviewer
			xor way
			user second stage=SECOND role=reviewer
			end done
			start > first > way
			way > second if vars.nothing == "set"
			second > done`)
		f = b.step(reviewer, f, PassStage, inputs[PassStage])
		if f.open() != "" || f.latest(RaiseIncident).Detail.Cause == "" {
			b.Fatalf("open are %s, %s", f.open(), f.happened())
		}
		list, err := b.Incidents(b.as(head), 0, 10)
		if err != nil || len(list) != 1 || list[0].ShortNo != f.Case.ShortNo {
			b.Fatalf("listed: %v, %v", list, err)
		}
		if list, err := b.Incidents(b.as(health), 0, 10); err != nil || len(list) != 0 {
			b.Errorf("strangers are told %v, %v", list, err)
		}
		_, err = b.Step(b.as(reviewer), f.Case.No, LeaveProcess, Input{Reason: "流程图有误"})
		b.wants(err, fault.Forbidden, "access.forbidden")
		f = b.step(head, f, Retry, Input{})
		if f.open() != "" {
			b.Fatalf("what is stuck stays stuck: %s", f.open())
		}
		f = b.step(head, f, LeaveProcess, Input{Reason: "流程图有误"})
		if f.open() != "DECIDE/TRANS" || f.Case.Status != Deciding {
			b.Fatalf("%s, open are %s", f.Case.Status, f.open())
		}
		if list, err := b.Incidents(b.as(head), 0, 10); err != nil || len(list) != 0 {
			b.Errorf("still listed: %v, %v", list, err)
		}
		b.step(approver, f, Grant, Input{})
	})
}

func TestATaskThatNobodyCanDoIsSeen(t *testing.T) {
	each(t, func(b bench) {
		b.city.absent = "MARKET"
		f := b.drawn(sideBySide)
		list, err := b.Incidents(b.as(head), 0, 10)
		if err != nil || len(list) != 1 || list[0].Cause != "casework.incident.nobody" {
			b.Fatalf("listed: %v, %v", list, err)
		}
		if f.open() != "FIRE/TRANS FOOD/MARKET" {
			b.Errorf("open are %s", f.open())
		}
	})
}

func TestACaseWhoseDrawingIsLostIsDecidedByHand(t *testing.T) {
	each(t, func(b bench) {
		b.city.drawing = workflowtest.Compile(b.T, "drawn", sideBySide)
		f := b.submitted(mei)
		b.city.drawing = nil
		f = b.step(window, f, Accept, Input{})
		if f.Case.Status != Accepted || f.latest(RaiseIncident).Detail.Cause != "casework.process-lost" {
			b.Fatalf("%s: %s", f.Case.Status, f.happened())
		}
		f = b.step(head, f, LeaveProcess, Input{Reason: "流程已不存在"})
		b.step(approver, f, Deny, inputs[Deny])
	})
}

func TestATimerMovesTheCaseAtItsTimeAndOnce(t *testing.T) {
	each(t, func(b bench) {
		f := b.drawn(`
			user first stage=FIRST role=reviewer
			at first late timer=P5WD
			user second stage=SECOND role=reviewer
			end done
			start > first > done
			late > second > done`)
		due := at(count("2026-02-10", 5)+" 00:00").AddDate(0, 0, 1)
		b.clock.Set(due.Add(-time.Second))
		if err := b.SweepDue(b.Context()); err != nil {
			b.Fatal(err)
		}
		if f = b.file(f); f.open() != "FIRST/TRANS" {
			b.Fatalf("too early: %s", f.open())
		}
		b.clock.Set(due)
		for range 2 {
			if err := b.SweepDue(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
		if f = b.file(f); f.open() != "SECOND/TRANS" || strings.Count(f.happened(), "proceed") != 1 {
			b.Fatalf("%s after %s", f.open(), f.happened())
		}
		f = b.step(reviewer, f, ProposeDecision, inputs[ProposeDecision]) // the drawing ends without a decision
		if f.open() != "DECIDE/TRANS" {
			b.Errorf("open are %s", f.open())
		}
	})
}

func TestTheTimeOfASpecialBranchIsNotCountedAndTheOthersGoOn(t *testing.T) {
	each(t, func(b bench) {
		f := b.drawn(`
			and fork
			and join
			user test stage=TEST role=reviewer department=MARKET clock=special procedure=testing limit=10
			user fire stage=FIRE role=reviewer
			user more stage=MORE role=reviewer
			user decide stage=DECIDE role=approver decides=true
			end done
			start > fork > test > join > decide > done
			fork > fire > more > join`)
		if w := f.Clock.Window(deadline.StatutoryPeriod); w.State != deadline.Stopped {
			b.Errorf("the clock of the case is %s", w.State)
		}
		f = b.step(reviewer, f, PassStage, Input{Opinion: "同意", Task: b.at(f, "FIRE").ID})
		b.clock.Set(b.clock.Now().AddDate(0, 0, 3))
		_, err := b.Complete(b.as(market), b.at(f, "TEST").ID, Input{Outcome: "pass", Opinion: "同意"})
		b.field(err, "result", "casework.input.result-missing")
		f, err = b.Complete(b.as(market), b.at(f, "TEST").ID, Input{Outcome: "pass", Opinion: "同意", Result: "合格"})
		if err != nil || f.open() != "MORE/TRANS" {
			b.Fatalf("%v, %s", err, f.open())
		}
		w := f.Clock.Window(deadline.StatutoryPeriod)
		if w.State != deadline.Running || len(w.Excluded) != 1 || w.Excluded[0].Procedure != deadline.Testing {
			b.Errorf("afterwards the clock is %s, %+v", w.State, w.Excluded)
		}
		if f = b.file(f); f.Paper(SpecialNotice) == nil || f.Paper(SpecialEndNotice).Body.Result != "合格" {
			b.Error("the applicant is not told")
		}
	})
}

func TestDifferentPeopleSign(t *testing.T) {
	each(t, func(b bench) {
		f := b.drawn(`
			user sign stage=SIGN role=reviewer countersign=2
			user decide stage=DECIDE role=approver decides=true
			end done
			start > sign > decide > done`)
		if f.open() != "SIGN/TRANS SIGN/TRANS" {
			b.Fatalf("open are %s", f.open())
		}
		f = b.step(reviewer, f, PassStage, Input{Opinion: "同意", Task: f.OpenTasks()[0].ID})
		_, err := b.Step(b.as(reviewer), f.Case.No, ProposeDecision, inputs[ProposeDecision])
		b.wants(err, fault.Conflict, "workflow.signed-already")
		if f = b.step(reviewer2, f, ProposeDecision, inputs[ProposeDecision]); f.open() != "DECIDE/TRANS" {
			b.Errorf("open are %s", f.open())
		}
	})
}
