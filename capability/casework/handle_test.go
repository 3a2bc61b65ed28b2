package casework

import (
	"testing"

	"tongban/kernel/fault"
	"tongban/kernel/once"
)

func TestOneBranchIsSentBackAndTheOthersAreUntouched(t *testing.T) {
	each(t, func(b bench) {
		f := b.drawn(sideBySide)
		fire := b.at(f, "FIRE").ID
		f, err := b.Complete(b.as(market), b.at(f, "FOOD").ID, Input{Outcome: "pass", Opinion: "同意"})
		if err != nil {
			b.Fatal(err)
		}
		again := b.at(f, "FOOD2").ID
		if steps := b.Returnable(f, f.Task(again)); len(steps) != 1 || steps[0].Node != "food" {
			b.Errorf("it may go back to %v", steps)
		}
		_, err = b.SendBack(b.as(reviewer), again, Return{To: "food", Reason: "缺一张图"})
		if err == nil {
			b.Error("another department sends it back")
		}
		_, err = b.SendBack(b.as(market), again, Return{To: "fire", Reason: "缺一张图"})
		b.wants(err, fault.Conflict, "workflow.return-target")
		f, err = b.SendBack(b.as(market), again, Return{To: "food", Reason: "缺一张图"})
		if err != nil || f.open() != "FIRE/TRANS FOOD/MARKET" || b.at(f, "FIRE").ID != fire {
			b.Fatalf("%v: %s", err, f.open())
		}
		_, err = b.SendBack(b.as(market), again, Return{To: "food", Reason: "缺一张图"})
		b.wants(err, fault.Conflict, "casework.task-over")
		if f = b.file(f); f.latest(SendBack).Detail.Reason != "缺一张图" {
			b.Error("nobody reads why")
		}
	})
}

func TestWhatComesToTheDecisionIsSentBackToOneBranch(t *testing.T) {
	each(t, func(b bench) {
		f := b.in(Deciding)
		f, err := b.SendBack(b.as(approver), f.OpenTask().ID, Return{To: "Step1", Reason: "意见不全"})
		if err != nil || f.Case.Status != Reviewing || f.open() != "REVIEW/TRANS" {
			b.Fatalf("%v: %s, %s", err, f.Case.Status, f.open())
		}
		f = b.step(reviewer, f, ProposeDecision, inputs[ProposeDecision])
		b.step(approver, f, Grant, Input{})
	})
}

func TestWhatNobodyHasPickedUpIsTakenBackOnce(t *testing.T) {
	each(t, func(b bench) {
		f := b.in(Deciding)
		ended := f.Tasks[len(f.Tasks)-2].ID
		_, err := b.TakeBack(b.as(reviewer2), ended)
		b.wants(err, fault.Forbidden, "casework.not-yours")
		keyed := once.WithKey(b.as(reviewer), "back-1")
		for range 2 {
			if f, err = b.TakeBack(keyed, ended); err != nil || f.Case.Status != Reviewing || f.open() != "REVIEW/TRANS" {
				b.Fatalf("%v", err)
			}
		}
		if f = b.file(f); f.OpenTask().Assignee != reviewer.ID {
			b.Error("it is not theirs again")
		}
		f = b.step(reviewer, f, ProposeDecision, inputs[ProposeDecision])
		if _, err := b.Claim(b.as(approver), f.OpenTask().ID); err != nil {
			b.Fatal(err)
		}
		f = b.file(f)
		_, err = b.TakeBack(b.as(reviewer), f.Tasks[len(f.Tasks)-2].ID)
		b.wants(err, fault.Conflict, "workflow.taken-up")
	})
}

func TestASignerIsAddedAndDoneWithout(t *testing.T) {
	each(t, func(b bench) {
		b.city.staff[reviewer2.ID], b.city.staff[market2.ID] = reviewer2, market2
		f := b.drawn(sideBySide)
		fire := b.at(f, "FIRE").ID
		_, err := b.AddSigner(b.as(reviewer), fire, market2.ID)
		b.wants(err, fault.Conflict, "casework.colleague-may-not")
		b.city.told = nil
		f, err = b.AddSigner(b.as(reviewer), fire, reviewer2.ID)
		if err != nil || f.open() != "FIRE/TRANS FIRE/TRANS FOOD/MARKET" {
			b.Fatalf("%v: %s", err, f.open())
		}
		b.tells("casework.inform.task-to-sign")
		_, err = b.AddSigner(b.as(reviewer), fire, reviewer2.ID)
		b.wants(err, fault.Conflict, "workflow.signs-already")
		f, err = b.Complete(b.as(reviewer), fire, Input{Outcome: "pass", Opinion: "同意"})
		if err != nil || f.open() != "FIRE/TRANS FOOD/MARKET" {
			b.Fatalf("the second has not signed: %v, %s", err, f.open())
		}
		second := b.at(f, "FIRE").ID
		if _, err := b.RemoveSigner(b.as(market), second); err == nil {
			b.Error("another department does without the signature")
		}
		if f, err = b.RemoveSigner(b.as(head), second); err != nil || f.open() != "FOOD/MARKET" {
			b.Errorf("done without: %v, %s", err, f.open())
		}
	})
}

func TestATaskIsEntrustedToADepartmentThatCanDoIt(t *testing.T) {
	each(t, func(b bench) {
		b.city.absent = "MARKET"
		f := b.drawn(sideBySide)
		food := b.at(f, "FOOD").ID
		_, err := b.Entrust(b.as(reviewer), food, "HEALTH", "该部门已撤并")
		b.wants(err, fault.Forbidden, "access.forbidden")
		f, err = b.Entrust(b.as(head), food, "HEALTH", "该部门已撤并")
		if err != nil || f.open() != "FIRE/TRANS FOOD/HEALTH" {
			b.Fatalf("%v: %s", err, f.open())
		}
		if list, err := b.Incidents(b.as(head), 0, 10); err != nil || len(list) != 0 {
			b.Errorf("still listed: %v, %v", list, err)
		}
		if _, err := b.Complete(b.as(health), food, Input{Outcome: "pass", Opinion: "同意"}); err != nil {
			b.Errorf("the other department: %v", err)
		}
	})
}

func TestWhoHoldsATaskIsUrgedOnceADay(t *testing.T) {
	each(t, func(b bench) {
		f := b.drawn(sideBySide)
		food := b.at(f, "FOOD").ID
		b.wants(b.Urge(b.as(reviewer), food, "请抓紧"), fault.Conflict, "casework.nobody-holds")
		if _, err := b.Claim(b.as(market), food); err != nil {
			b.Fatal(err)
		}
		b.city.told = nil
		if err := b.Urge(b.as(reviewer), food, "请抓紧"); err != nil {
			b.Fatal(err)
		}
		b.tells("casework.inform.task-urged")
		b.wants(b.Urge(b.as(head), food, ""), fault.Conflict, "casework.urged-today")
		if err := b.Urge(b.as(health), food, ""); fault.KindOf(err) != fault.NotFound {
			b.Errorf("a stranger urges: %v", err)
		}
		b.clock.Set(b.clock.Now().AddDate(0, 0, 1))
		if err := b.Urge(b.as(head), food, ""); err != nil {
			b.Errorf("the day after: %v", err)
		}
	})
}

func TestATaskHasItsOwnClock(t *testing.T) {
	each(t, func(b bench) {
		f := b.drawn(sideBySide)
		food := b.at(f, "FOOD")
		due := at(count("2026-02-10", 3)+" 00:00").AddDate(0, 0, 1)
		if !food.LimitAt.Equal(due) || !food.DueAt.Equal(due) || !b.at(f, "FIRE").LimitAt.IsZero() {
			b.Fatalf("due %s, want %s", food.LimitAt, due)
		}
		if _, err := b.Claim(b.as(market), food.ID); err != nil {
			b.Fatal(err)
		}
		f = b.step(reviewer, b.file(f), EnterSpecial, inputs[EnterSpecial])
		b.clock.Set(b.clock.Now().AddDate(0, 0, 2))
		f = b.step(reviewer, f, LeaveSpecial, inputs[LeaveSpecial])
		later := b.at(f, "FOOD").LimitAt
		if !later.After(due) {
			b.Errorf("what the whole case stood still is counted: %s", later)
		}
		b.clock.Set(later)
		b.city.told = nil
		for range 2 {
			if err := b.SweepDue(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
		b.tells("casework.inform.task-late")
	})
}
