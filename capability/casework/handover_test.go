package casework

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"tongban/capability/audit/audittest"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

var reviewer2 = staff("钱进", "TRANS", actor.Reviewer)

// claimed is a case of mei's whose review somebody has taken on.
func (b bench) claimed(by actor.Actor) *File {
	b.Helper()
	f := b.step(window, b.submitted(mei), Accept, Input{})
	f, err := b.Claim(b.as(by), f.OpenTask().ID)
	if err != nil {
		b.Fatal(err)
	}
	return f
}

func TestATaskGoesBackToItsGroupAndToAColleague(t *testing.T) {
	each(t, func(b bench) {
		b.city.staff[reviewer2.ID] = reviewer2
		f := b.claimed(reviewer)
		task := f.OpenTask().ID
		_, err := b.Release(b.as(reviewer2), task)
		b.wants(err, fault.Forbidden, "access.forbidden")
		if f, err = b.Release(b.as(reviewer), task); err != nil || f.OpenTask().Assignee != "" {
			b.Fatalf("released: %+v, %v", f, err)
		}
		if f, err = b.HandOver(b.as(head), task, reviewer2.ID, "分件"); err != nil || f.OpenTask().Assignee != reviewer2.ID {
			b.Fatalf("given out by the head: %v", err)
		}
		_, err = b.HandOver(b.as(reviewer2), task, approver.ID, "分件")
		b.wants(err, fault.Conflict, "casework.colleague-may-not")
		_, err = b.HandOver(b.as(reviewer2), task, "nobody", "分件")
		b.wants(err, fault.NotFound, "casework.unknown-colleague")
		if _, err = b.HandOver(b.as(reviewer2), task, reviewer.ID, " "); fault.KindOf(err) != fault.Invalid {
			b.Errorf("without a reason: %v", err)
		}
		b.city.told = nil
		if f, err = b.HandOver(b.as(reviewer2), task, reviewer.ID, "出差"); err != nil || f.OpenTask().Assignee != reviewer.ID {
			b.Fatalf("handed over: %v", err)
		}
		_, err = b.HandOver(b.as(mei), task, reviewer.ID, "分件")
		if err == nil {
			b.Error("an applicant hands the office's work over")
		}
		if n := b.count(`SELECT COUNT(*) FROM casework_handover WHERE task_id = $1`, task); n != 3 {
			b.Errorf("%d hand-overs written down", n)
		}
		if n := len(audittest.With(b, b.DB, "casework.task-handed-over")); n != 3 {
			b.Errorf("%d leaves in the log", n)
		}
	})
}

func TestBothSidesOfAHandOverAreTold(t *testing.T) {
	each(t, func(b bench) {
		b.city.staff[reviewer2.ID] = reviewer2
		f := b.claimed(reviewer)
		b.city.told = nil
		if _, err := b.HandOver(b.as(head), f.OpenTask().ID, reviewer2.ID, "分件"); err != nil {
			b.Fatal(err)
		}
		b.tells("casework.inform.task-given-away", "casework.inform.task-handed-over")
		if _, err := b.HandOverAll(b.as(reviewer2), reviewer2.ID, reviewer.ID, "离职"); err != nil {
			b.Fatal(err)
		}
		b.tells("casework.inform.tasks-handed-over")
		if _, err := b.HandOverAll(b.as(head), reviewer.ID, reviewer2.ID, "离职"); err != nil {
			b.Fatal(err)
		}
		b.tells("casework.inform.tasks-given-away", "casework.inform.tasks-handed-over")
	})
}

// tells fails unless just these messages were sent since the last time.
func (b bench) tells(want ...string) {
	b.Helper()
	slices.Sort(b.city.told)
	if !slices.Equal(b.city.told, want) {
		b.Errorf("told %v, want %v", b.city.told, want)
	}
	b.city.told = nil
}

func TestOfTwoWhoHandAllOverAtOnceNothingIsLost(t *testing.T) {
	each(t, func(b bench) {
		leaver, first, second := staff("冯远", "TRANS", actor.Reviewer), staff("许然", "TRANS", actor.Reviewer), staff("卫青", "TRANS", actor.Reviewer)
		for _, s := range []actor.Actor{leaver, first, second} {
			b.city.staff[s.ID] = s
		}
		const all = 6
		for range all {
			b.claimed(leaver)
		}
		together(2, func(i int) error {
			_, err := b.HandOverAll(b.as(head), leaver.ID, []string{first.ID, second.ID}[i], "离职")
			if err != nil && fault.KindOf(err) != fault.Conflict {
				b.Error(err)
			}
			return err
		})
		if _, err := b.HandOverAll(b.as(head), leaver.ID, first.ID, "离职"); err != nil {
			b.Fatal(err)
		}
		open := `SELECT COUNT(*) FROM casework_task WHERE closed_at IS NULL AND assignee = $1`
		if n := b.count(open, first.ID) + b.count(open, second.ID); n != all {
			b.Errorf("%d tasks have new hands, want %d", n, all)
		}
		if n := b.count(`SELECT COUNT(*) FROM casework_handover`); n != all {
			b.Errorf("%d hand-overs written down, want %d", n, all)
		}
	})
}

func TestOfTwoHandOversAtOnceOneCounts(t *testing.T) {
	each(t, func(b bench) {
		b.city.staff[reviewer2.ID] = reviewer2
		f := b.claimed(reviewer)
		to := []string{"", reviewer2.ID}
		errs := together(2, func(i int) error { return b.handTo(f.OpenTask().ID, to[i]) })
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if kind := fault.KindOf(err); kind != fault.Conflict && kind != fault.Forbidden {
				b.Errorf("the slower one is told %v", err)
			}
		}
		if n := b.count(`SELECT COUNT(*) FROM casework_handover`); n != won || won == 0 {
			b.Errorf("%d won, %d hand-overs written down", won, n)
		}
	})
}

func (b bench) handTo(task id.ID, to string) (err error) {
	if to == "" {
		_, err = b.Release(b.as(reviewer), task)
		return err
	}
	_, err = b.HandOver(b.as(reviewer), task, to, "分件")
	return err
}

func TestADeputyTakesOnWhatOneWhoIsAwayHasClaimed(t *testing.T) {
	each(t, func(b bench) {
		b.city.staff[reviewer2.ID] = reviewer2
		f := b.claimed(reviewer)
		task := f.OpenTask().ID
		now := b.clock.Now()
		away := Absence{Staff: reviewer.ID, Deputy: reviewer2.ID, From: now.Add(time.Hour), Until: now.Add(48 * time.Hour)}
		if err := b.SetAbsence(b.as(reviewer), away); err != nil {
			b.Fatal(err)
		}
		_, err := b.Claim(b.as(reviewer2), task)
		b.wants(err, fault.Conflict, "casework.claimed-by-other")
		b.clock.Set(now.Add(2 * time.Hour))
		if list, err := b.Absences(b.as(reviewer2)); err != nil || len(list) != 1 || list[0].Staff != reviewer.ID {
			b.Errorf("the deputy is told %v, %v", list, err)
		}
		if f, err = b.Claim(b.as(reviewer2), task); err != nil || f.OpenTask().Assignee != reviewer2.ID {
			b.Fatalf("the deputy claims: %v", err)
		}
		b.step(reviewer2, f, ProposeDecision, inputs[ProposeDecision])
	})
}

func TestNobodyStandsInWhoIsAway(t *testing.T) {
	each(t, func(b bench) {
		b.city.staff[reviewer2.ID] = reviewer2
		third := staff("卫青", "TRANS", actor.Reviewer)
		b.city.staff[third.ID] = third
		now := b.clock.Now()
		away := func(who, deputy actor.Actor, from, days int) error {
			start := now.AddDate(0, 0, from)
			return b.SetAbsence(b.as(who), Absence{Staff: who.ID, Deputy: deputy.ID, From: start, Until: start.AddDate(0, 0, days)})
		}
		b.city.told = nil
		if err := away(reviewer, reviewer2, 0, 5); err != nil {
			b.Fatal(err)
		}
		b.tells("casework.inform.task-deputy")
		b.wants(away(reviewer2, reviewer, 3, 5), fault.Conflict, "casework.deputy-away") // each the other's
		if err := away(reviewer2, third, 3, 5); err != nil {
			b.Fatal(err)
		}
		b.tells("casework.inform.task-deputy", "casework.inform.task-deputy-away")
		b.wants(away(third, reviewer2, 4, 1), fault.Conflict, "casework.deputy-away")
		if err := away(third, reviewer2, 8, 1); err != nil {
			b.Errorf("afterwards: %v", err)
		}
		b.clock.Set(now.AddDate(0, 0, 4))
		if ok, err := b.standsIn(b.as(third), third.ID, reviewer.ID); err != nil || ok {
			b.Errorf("the deputy's deputy stands in: %v, %v", ok, err)
		}
	})
}

func TestTwoWhoNameEachOtherAtOnceHarmNobody(t *testing.T) {
	each(t, func(b bench) {
		b.city.staff[reviewer2.ID] = reviewer2
		f := b.claimed(reviewer)
		now := b.clock.Now()
		pair := []actor.Actor{reviewer, reviewer2}
		together(2, func(i int) error {
			err := b.SetAbsence(b.as(pair[i]), Absence{Staff: pair[i].ID, Deputy: pair[1-i].ID, From: now, Until: now.Add(time.Hour)})
			if err != nil && fault.KindOf(err) != fault.Conflict {
				b.Error(err)
			}
			return err
		})
		if ok, err := b.standsIn(b.as(reviewer2), reviewer2.ID, reviewer.ID); err != nil {
			b.Fatal(err)
		} else if ok {
			if _, err := b.Claim(b.as(reviewer2), f.OpenTask().ID); err != nil {
				b.Error(err)
			}
		}
		if _, err := b.Claim(b.as(head), f.OpenTask().ID); err == nil {
			b.Error("somebody else takes the task")
		}
	})
}

func TestWhoIsNoEqualIsNoDeputy(t *testing.T) {
	each(t, func(b bench) {
		now := b.clock.Now()
		a := Absence{Staff: reviewer.ID, Deputy: approver.ID, From: now, Until: now.Add(time.Hour)}
		b.wants(b.SetAbsence(b.as(reviewer), a), fault.Conflict, "casework.colleague-may-not")
		a.Deputy = other.ID
		b.wants(b.SetAbsence(b.as(reviewer), a), fault.Conflict, "casework.colleague-may-not")
		a.Deputy = reviewer.ID
		b.wants(b.SetAbsence(b.as(reviewer), a), fault.Conflict, "casework.colleague-may-not")
		if err := b.SetAbsence(b.as(approver), a); fault.KindOf(err) != fault.Forbidden {
			b.Errorf("set by a colleague: %v", err)
		}
		a.Until = a.From
		if err := b.SetAbsence(b.as(reviewer), a); fault.KindOf(err) != fault.Invalid {
			b.Errorf("no time at all: %v", err)
		}
	})
}

func TestTheNewestAbsenceCounts(t *testing.T) {
	each(t, func(b bench) {
		b.city.staff[reviewer2.ID] = reviewer2
		now := b.clock.Now()
		a := Absence{Staff: reviewer.ID, Deputy: reviewer2.ID, From: now, Until: now.Add(48 * time.Hour)}
		for _, deputy := range []string{reviewer2.ID, ""} {
			a.Deputy = deputy
			if err := b.SetAbsence(b.as(head), a); err != nil {
				b.Fatal(err)
			}
			if ok, err := b.standsIn(b.as(reviewer2), reviewer2.ID, reviewer.ID); err != nil || ok != (deputy != "") {
				b.Errorf("deputy %q: stands in %v, %v", deputy, ok, err)
			}
		}
	})
}

// leaver fails to store after some hand-overs, as if the connection broke.
type breaking struct {
	*city
	left int
}

func (c *breaking) Inform(ctx context.Context, tx *db.Tx, account id.ID, key string, args []string, link string) error {
	if key == "casework.inform.tasks-handed-over" && c.left > 0 {
		c.left--
		return errors.New("the connection broke")
	}
	return c.city.Inform(ctx, tx, account, key, args, link)
}

func TestTwoHundredTasksOfOneWhoLeavesFindNewHands(t *testing.T) {
	each(t, func(b bench) {
		leaver, heir := staff("冯远", "TRANS", actor.Reviewer, actor.Approver), staff("许然", "TRANS", actor.Reviewer)
		b.city.staff[leaver.ID], b.city.staff[heir.ID] = leaver, heir
		const all, decisions = 200, 3
		for i := range all {
			f := b.step(window, b.submitted(mei), Accept, Input{})
			if i < decisions {
				f = b.step(reviewer, f, ProposeDecision, inputs[ProposeDecision])
			}
			if _, err := b.Claim(b.as(leaver), f.OpenTask().ID); err != nil {
				b.Fatal(err)
			}
		}
		_, err := b.HandOverAll(b.as(reviewer), leaver.ID, heir.ID, "离职")
		if fault.KindOf(err) != fault.Forbidden {
			b.Errorf("by a colleague: %v", err)
		}
		b.Service.Informer = &breaking{b.city, 1}
		if n, err := b.HandOverAll(b.as(head), leaver.ID, heir.ID, "离职"); err == nil || n != all-decisions {
			b.Errorf("%d handed over, %v", n, err)
		}
		if n, err := b.HandOverAll(b.as(head), leaver.ID, heir.ID, "离职"); err != nil || n != 0 {
			b.Errorf("again: %d handed over, %v", n, err)
		}
		open := `SELECT COUNT(*) FROM casework_task WHERE closed_at IS NULL AND COALESCE(assignee, '') = $1`
		if n := b.count(open, heir.ID); n != all-decisions {
			b.Errorf("the heir has %d tasks", n)
		}
		if n := b.count(open, ""); n != decisions {
			b.Errorf("%d decisions went back to the group, which the heir may not take", n)
		}
		if n := b.count(open, leaver.ID); n != 0 {
			b.Errorf("the leaver keeps %d tasks", n)
		}
		if n := len(audittest.With(b, b.DB, "casework.task-handed-over")); n != all {
			b.Errorf("%d leaves in the log", n)
		}
	})
}
