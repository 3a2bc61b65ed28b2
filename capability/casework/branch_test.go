package casework

import (
	"context"
	"slices"
	"testing"

	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

var (
	market  = staff("罗立", "MARKET", actor.Reviewer, actor.Approver)
	market2 = staff("方圆", "MARKET", actor.Reviewer)
	health  = staff("白芷", "HEALTH", actor.Reviewer)
)

// beside opens a task of another department on the case of f.
func (b bench) beside(f *File, role actor.Role, department string) id.ID {
	b.Helper()
	f, err := b.read(b.Context(), f.Case.No)
	if err != nil {
		b.Fatal(err)
	}
	m := newMove(f, actor.AsSystem("test"), b.clock.Now())
	m.opened = []Task{{
		ID: id.New(), CaseID: f.Case.ID, Stage: "FOOD", Role: string(role), Department: department, Outlet: f.Case.Outlet, Region: f.Case.Region, OpenedAt: m.now,
	}}
	b.settle(m)
	b.write(func(ctx context.Context, tx *db.Tx) error { return b.store(ctx, tx, m) })
	return m.opened[0].ID
}

// listedTo reports whether who finds the case in the list of open ones, and by its number.
func (b bench) listedTo(who actor.Actor, f *File) (inList, bySearch bool) {
	b.Helper()
	found, err := b.Cases(b.as(who), CaseFilter{}, PageKey{}, 50)
	if err != nil {
		b.Fatal(err)
	}
	cases, err := b.Find(b.as(who), f.Case.ShortNo, 0, 5)
	if err != nil {
		b.Fatal(err)
	}
	return slices.ContainsFunc(found.Rows, func(c *Case) bool { return c.ID == f.Case.ID }), len(cases) == 1
}

func TestAnotherDepartmentReadsTheCaseOfItsTaskAndNothingMore(t *testing.T) {
	each(t, func(b bench) {
		f := b.step(window, b.submitted(mei), Accept, Input{})
		if _, err := b.File(b.as(market), f.Case.No); fault.KindOf(err) != fault.NotFound {
			b.Errorf("before it has a task it is told %v", err)
		}
		task := b.beside(f, actor.Reviewer, "MARKET")
		for who, want := range map[*actor.Actor]bool{&market: true, &market2: true, &health: false} {
			if list, search := b.listedTo(*who, f); list != want || search != want {
				b.Errorf("%s finds it in the list %v, by number %v; want %v", who.Name, list, search, want)
			}
			if _, err := b.File(b.as(*who), f.Case.No); (err == nil) != want {
				b.Errorf("%s opens it: %v", who.Name, err)
			}
			if _, err := b.Case(b.as(*who), f.Case.No); (err == nil) != want {
				b.Errorf("%s knows it: %v", who.Name, err)
			}
		}
		f, err := b.File(b.as(market), f.Case.No)
		if err != nil || MayReveal(market, f) != nil {
			b.Fatalf("while it has a step to do: %v", err)
		}
		for _, c := range f.Next {
			if c.Task != task.String() {
				b.Errorf("offered %s on %q", c.Event, c.Task)
			}
		}
		for _, e := range []Event{Suspend, EnterSpecial, TellHearing, Terminate, RaiseIncident, Extend, Accept, Deliver} {
			if _, err := b.Step(b.as(market), f.Case.No, e, inputs[e]); err == nil {
				b.Errorf("another department does %s", e)
			}
		}
		own := f.OpenTasks()[0].ID
		if _, err := b.Claim(b.as(market), own); fault.KindOf(err) != fault.Forbidden {
			b.Errorf("claims the department's own task: %v", err)
		}
		if _, err := b.Claim(b.as(reviewer), task); err == nil {
			b.Error("the department claims the other's task")
		}
		if _, err := b.HandOver(b.as(head), task, reviewer.ID, "分件"); err == nil {
			b.Error("the head gives the other department's task away")
		}
		b.exec(`UPDATE casework_task SET closed_at = $1, closed_by = '', outcome = 'passed' WHERE id = $2`, b.clock.Now().UnixMilli(), task)
		if f, err = b.File(b.as(market), f.Case.No); err != nil || MayReveal(market, f) == nil || len(f.Next) > 0 {
			b.Errorf("afterwards they read: %v, %v", err, f.Next)
		}
	})
}

func TestTasksBesideEachOtherAreClaimedAndHandedOverOneByOne(t *testing.T) {
	each(t, func(b bench) {
		b.city.staff[market2.ID], b.city.staff[market.ID] = market2, market
		f := b.step(window, b.submitted(mei), Accept, Input{})
		own, food := f.OpenTask().ID, b.beside(f, actor.Reviewer, "MARKET")
		for who, task := range map[*actor.Actor]id.ID{&reviewer: own, &market: food} {
			list, err := b.Worklist(b.as(*who), TaskFilter{}, PageKey{}, 9)
			if err != nil || len(list.Rows) != 1 || list.Rows[0].ID != task {
				b.Fatalf("%s has %v, %v", who.Name, list.Rows, err)
			}
			if f, err = b.Claim(b.as(*who), task); err != nil || f.Task(task).Assignee != who.ID {
				b.Fatalf("%s claims: %v", who.Name, err)
			}
		}
		if f.Task(own).Assignee != reviewer.ID && f.Task(food).Assignee != market.ID {
			b.Error("a claim moved the other task too")
		}
		if _, err := b.HandOver(b.as(market), food, reviewer.ID, "分件"); fault.KindOf(err) != fault.Conflict {
			b.Errorf("handed to a colleague of another department: %v", err)
		}
		f, err := b.HandOver(b.as(market), food, market2.ID, "分件")
		if err != nil || f.Task(food).Assignee != market2.ID || f.Task(own).Assignee != reviewer.ID {
			b.Fatalf("handed over: %v", err)
		}
		if f, err = b.Release(b.as(market2), food); err != nil || f.Task(food).Assignee != "" || f.Task(own).Assignee != reviewer.ID {
			b.Fatalf("released: %v", err)
		}
		b.step(reviewer, f, Suspend, inputs[Suspend]) // whoever holds one of them speaks for the case
	})
}

func TestWhoMayActOnTwoTasksSaysOnWhich(t *testing.T) {
	each(t, func(b bench) {
		f := b.step(window, b.submitted(mei), Accept, Input{})
		first, second := f.OpenTask().ID, b.beside(f, actor.Reviewer, "TRANS")
		_, err := b.Step(b.as(reviewer), f.Case.No, StartReview, Input{})
		b.wants(err, fault.Conflict, "casework.which-task")
		_, err = b.Step(b.as(reviewer), f.Case.No, StartReview, Input{Task: 1})
		b.wants(err, fault.NotFound, "casework.unknown-task")
		f = b.step(reviewer, f, StartReview, Input{Task: second})
		if f.Task(second).Assignee != reviewer.ID || f.Task(first).Assignee != "" {
			b.Errorf("they have %q and %q", f.Task(first).Assignee, f.Task(second).Assignee)
		}
		b.exec(`UPDATE casework_task SET closed_at = $1, closed_by = '', outcome = 'passed' WHERE id = $2`, b.clock.Now().UnixMilli(), second)
		_, err = b.Step(b.as(reviewer), f.Case.No, ProposeDecision, Input{Task: second, Opinion: "同意"})
		b.wants(err, fault.Conflict, "casework.task-over")
	})
}

func TestTheListOfAnotherDepartmentFollowsTheDateOfTheCase(t *testing.T) {
	each(t, func(b bench) {
		f := b.step(window, b.submitted(mei), Accept, Input{})
		b.beside(f, actor.Reviewer, "MARKET")
		f = b.step(reviewer, f, StartReview, Input{})
		f = b.step(head, f, Extend, inputs[Extend])
		if n := b.count(`SELECT COUNT(*) FROM casework_part p JOIN casework_case c ON c.id = p.case_id WHERE c.due_at = p.due_at`); n != 1 {
			b.Error("the list keeps another date than the case")
		}
		b.step(mei, f, Withdraw, Input{})
		if list, search := b.listedTo(market, f); list || !search {
			b.Errorf("after its end: in the list %v, by number %v", list, search)
		}
	})
}
