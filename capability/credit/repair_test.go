package credit

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
	"tongban/kernel/once"
)

// on sets the day, at nine in the morning.
func (w *world) on(year int, month time.Month, day int) {
	w.Service.Clock = clock.At(time.Date(year, month, day, 9, 0, 0, 0, clock.Shanghai))
}

func (w *world) asks(fact id.ID) id.ID {
	w.Helper()
	key, err := w.AskRepair(w.as(lin), fact, Asking{Why: "已经补齐"})
	w.ok(err)
	return key
}

func (w *world) repair(key id.ID) *Repair {
	w.Helper()
	r, err := w.FindRepair(w.as(lin), key)
	w.ok(err)
	return r
}

func TestTheLifeOfARepairIsSound(t *testing.T) {
	if err := RepairLifecycle.Check(); err != nil {
		t.Error(err)
	}
}

func TestARepairIsAskedForInTimeAndEndsTheEffectsAtOnce(t *testing.T) {
	each(t, func(w *world) {
		fact := w.report(UnkeptPromise, "case-1") // 10 February; repair after three months
		_, err := w.AskRepair(w.as(lin), fact, Asking{Why: "已经补齐"})
		w.wants(err, "credit.repair-early")
		w.on(2026, 5, 10)
		_, err = w.AskRepair(w.as(lin), fact, Asking{Why: " "})
		w.wants(err, "credit.wrong.why")
		_, err = w.AskRepair(w.as(mei), fact, Asking{Why: "已经补齐"})
		w.wants(err, "access.unknown")
		key := w.asks(fact)
		_, err = w.AskRepair(w.as(lin), fact, Asking{Why: "再申请"})
		w.wants(err, "credit.repair-asked")
		if r := w.repair(key); r.Why != "已经补齐" || r.DueOn.String() != "2026-05-22" {
			t.Errorf("it was asked for as %+v", r)
		}
		if w.may() != "deferral " {
			t.Error("asking alone ended the effect")
		}
		w.wants(w.DecideRepair(w.as(lin), key, GrantRepair, "我自己同意"), "credit.not-yours")
		w.wants(w.DecideRepair(w.as(abroad), key, GrantRepair, "同意"), "access.unknown")
		w.wants(w.DecideRepair(w.as(head), key, GrantRepair, ""), "credit.wrong.why")
		w.wants(w.DecideRepair(w.as(head), key, EndRepair, ""), "credit.wrong.decision")
		w.ok(w.DecideRepair(w.as(head), key, GrantRepair, "材料已补齐"))
		if w.may() != "" || w.stands(fact).State != Repaired || w.repair(key).State != Granted {
			t.Error("granted, and it still counts")
		}
		if got := strings.Join(w.told, " "); got != "recorded repair-asked repair-granted repaired" {
			t.Errorf("lin was told %q", got)
		}
	})
}

func TestWhoRecordedAFactDoesNotDecideOnItsRepair(t *testing.T) {
	each(t, func(w *world) {
		key := w.asks(w.recorded()) // a minor fact, at once
		w.wants(w.DecideRepair(w.as(reviewer), key, GrantRepair, "同意"), "credit.not-yours")
		w.ok(w.DecideRepair(w.as(head), key, RefuseRepair, "尚未改正"))
		w.wants(w.DecideRepair(w.as(head), key, GrantRepair, "改主意"), "credit.not-now")
	})
}

func TestARefusedRepairIsAskedForAgainAMonthLater(t *testing.T) {
	each(t, func(w *world) {
		fact := w.recorded()
		w.ok(w.DecideRepair(w.as(head), w.asks(fact), RefuseRepair, "尚未改正"))
		_, err := w.AskRepair(w.as(lin), fact, Asking{Why: "已经改正"})
		w.wants(err, "credit.repair-early")
		w.on(2026, 3, 10)
		key := w.asks(fact)
		w.ok(w.DecideRepair(w.as(lin), key, DropRepair, ""))
		if w.repair(key).State != Dropped {
			t.Error("it was not taken back")
		}
		w.asks(fact) // taking back forbids nothing
	})
}

func TestOfTwoDecidersAtOnceOneIsToldAndADoubleClickIsOne(t *testing.T) {
	each(t, func(w *world) {
		second := staff("李敏", "TRANS", actor.Head)
		fact := w.recorded()
		var keys [2]id.ID
		for i := range keys { // the same form sent twice
			var err error
			keys[i], err = w.AskRepair(once.WithKey(w.as(lin), "form-1"), fact, Asking{Why: "已经补齐"})
			w.ok(err)
		}
		if keys[0] != keys[1] {
			t.Errorf("the second click asked for another: %s, %s", keys[0], keys[1])
		}
		var group sync.WaitGroup
		var faults [2]error
		for i, one := range []struct {
			who actor.Actor
			e   RepairEvent
		}{{head, GrantRepair}, {second, RefuseRepair}} {
			group.Add(1)
			go func() {
				defer group.Done()
				faults[i] = w.DecideRepair(w.as(one.who), keys[0], one.e, "理由")
			}()
		}
		group.Wait()
		if (faults[0] == nil) == (faults[1] == nil) {
			t.Fatalf("both or neither decided: %v, %v", faults[0], faults[1])
		}
		granted := faults[0] == nil
		if r, f := w.repair(keys[0]), w.stands(fact); (r.State == Granted) != granted || (f.State == Repaired) != granted {
			t.Errorf("the repair is %s and the fact %s", r.State, f.State)
		}
	})
}

func TestFactsEndByThemselvesAndTheirRepairsWithThem(t *testing.T) {
	each(t, func(w *world) {
		fact := w.recorded() // until 10 May
		key := w.asks(fact)
		w.on(2026, 5, 10)
		w.ok(w.Sweep(w.Context()))
		if w.stands(fact).State != Recorded {
			t.Error("it ended before its time")
		}
		w.on(2026, 5, 11)
		w.ok(w.Sweep(w.Context()))
		w.ok(w.Sweep(w.Context()))
		if f, r := w.stands(fact), w.repair(key); f.State != Expired || r.State != Needless {
			t.Errorf("the fact is %s, its repair %s", f.State, r.State)
		}
		if got := strings.Join(w.told, " "); got != "recorded repair-asked repair-late expired repair-needless" {
			t.Errorf("lin was told %q", got)
		}
	})
}

func TestALateAnswerIsToldOnce(t *testing.T) {
	each(t, func(w *world) {
		key := w.asks(w.recorded())
		w.Service.Clock = clock.At(w.repair(key).DueOn.End().Add(time.Hour))
		w.ok(w.Sweep(w.Context()))
		w.ok(w.Sweep(w.Context()))
		if got := strings.Join(w.told, " "); got != "recorded repair-asked repair-late" {
			t.Errorf("lin was told %q", got)
		}
	})
}

func TestALevelSaysWhichFactsItFollowsFrom(t *testing.T) {
	each(t, func(w *world) {
		for _, step := range []struct {
			kind Kind
			want Letter
		}{{"", B}, {UnkeptPromise, C}, {FalseCommitment, C}} {
			if step.kind != "" {
				w.report(step.kind, string(step.kind))
			}
			found, err := w.Mine(w.as(lin))
			w.ok(err)
			if found.Level.Letter != step.want || (len(found.Reasons) > 0) != (step.kind != "") {
				t.Errorf("after %q it is %s for %d reasons", step.kind, found.Level.Letter, len(found.Reasons))
			}
		}
		key, err := w.Record(w.as(reviewer), "1", Entry{FalseStatement, Serious, "2026-02-09", "伪造证明", "鉴定意见"})
		w.ok(err)
		if found, _ := w.Mine(w.as(lin)); found.Level.Letter != D || found.Reasons[0].Fact != key || found.Level.Since.String() != "2026-02-10" {
			t.Errorf("it is %+v", found.Level)
		}
		if found, _ := w.Mine(w.as(mei)); found.Level.Letter != B {
			t.Error("somebody else's facts count")
		}
	})
}

func TestTheDeskLooksWithATrace(t *testing.T) {
	each(t, func(w *world) {
		w.report(UnkeptPromise, "case-1")
		_, _, err := w.OfCase(w.as(abroad), "1")
		w.wants(err, "access.unknown")
		_, found, err := w.OfCase(w.as(reviewer), "1")
		w.ok(err)
		if found.Ways[0].May.OK == false || found.Ways[1].May.OK || found.Ways[2].Share != 20 {
			t.Errorf("the desk sees %+v", found.Ways)
		}
		var n int
		w.ok(w.DB.Read(w.Context(), func(ctx context.Context, tx *db.Tx) error {
			return tx.Row(ctx, `SELECT count(*) FROM audit_entry WHERE person = $1`, lin.ID).Scan(&n)
		}))
		if n != 1 {
			t.Errorf("%d looks are in the log", n)
		}
	})
}
