package casework

import (
	"context"
	"slices"
	"strings"

	"tongban/capability/access"
	"tongban/capability/workflow"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
)

// taking says with which department a task lies and who may take it.
type taking struct {
	department string
	people     []actor.Actor // who alone may; nil: whoever has the role
	wrong      []Incident    // what of the drawing could not be followed
}

// placed finds with whom the task of an activity lies: with the department the drawing names;
// where what is done over a list is for a department, with that one; where an expression names
// candidates, with those; else with the department that decides, as a decision always does.
func (s *Service) placed(ctx context.Context, f *File, drawn workflow.Task, a workflow.Activity, in workflow.Input) (taking, error) {
	at := taking{department: f.Case.Department}
	switch {
	case drawn.Decides:
		return at, nil
	case drawn.Department != "":
		at.department = drawn.Department
	case a.Element != "":
		known, err := s.isDepartment(ctx, a.Element)
		if err != nil {
			return at, err
		}
		if known {
			at.department = a.Element
		}
	}
	if drawn.Candidates == "" || a.Signer != "" {
		return at, nil
	}
	return s.candidates(ctx, f, drawn, a, at, in)
}

// candidates reads what the expression of a task names.
//
// Departments are an order of preference: the task goes to the first that has somebody who can
// do it. Accounts are who alone may take it, all of one department: that of the first who can;
// one alone has it. What names nobody, is unknown or could not do it is an incident. Then the
// others are asked; where nobody is left, nobody takes the task until a head has given it to
// somebody: a drawing that means to narrow down who works on something never opens it to all.
func (s *Service) candidates(ctx context.Context, f *File, drawn workflow.Task, a workflow.Activity, at taking, in workflow.Input) (taking, error) {
	at.people = []actor.Actor{}
	names, why := f.process.def.Candidates(*f.process.state, a, in)
	if why != nil {
		at.wrong = append(at.wrong, Incident{Cause: why.Key, Args: texts(why.Args)})
		return at, nil
	}
	departments, people, unknown, err := s.named(ctx, names)
	if err != nil {
		return at, err
	}
	note := func(cause string, which ...string) {
		at.wrong = append(at.wrong, Incident{Cause: "casework.incident.candidates-" + cause, Args: []string{drawn.Name, strings.Join(which, ", ")}})
	}
	if len(unknown) > 0 {
		note("unknown", unknown...)
	}
	switch {
	case len(names) == 0:
		note("none")
	case len(departments) > 0 && len(people) > 0:
		note("mixed")
	case len(departments) > 0:
		at.department, at.people, err = departments[0], nil, nil
		for _, one := range departments {
			any, failed := s.Colleagues.Anybody(ctx, one, f.Case.Outlet, actor.Role(drawn.Role))
			if failed != nil || any {
				at.department, err = one, failed
				break
			}
		}
	case len(people) > 0:
		var unable []string
		at, unable = at.among(people, f, drawn)
		if len(unable) > 0 {
			note("unable", unable...)
		}
		if n := len(at.people); n > 0 && n < drawn.Countersign {
			note("few")
		}
	}
	return at, err
}

// among keeps those of people who can do a task: in the department of the first who can. It
// returns the names of the others, too.
func (at taking) among(people []actor.Actor, f *File, drawn workflow.Task) (taking, []string) {
	var unable []string
	for _, one := range people {
		department := at.department
		if len(at.people) == 0 && one.Department != "" {
			department = one.Department
		}
		o := f.taskObject(&Task{Role: drawn.Role, Department: department, Outlet: f.Case.Outlet, Region: f.Case.Region})
		if !mayTake(one, drawn.Role, o) {
			unable = append(unable, one.Name)
			continue
		}
		at.department, at.people = department, append(at.people, one)
	}
	return at, unable
}

// named finds what names stand for: departments by their codes, people at work by account.
func (s *Service) named(ctx context.Context, names []string) (departments []string, people []actor.Actor, unknown []string, err error) {
	for _, name := range names {
		known, err := s.isDepartment(ctx, name)
		if err != nil {
			return nil, nil, nil, err
		}
		if known {
			departments = append(departments, name)
			continue
		}
		colleague, err := s.Colleagues.Named(ctx, name)
		switch {
		case fault.KindOf(err) == fault.NotFound && err != nil:
			unknown = append(unknown, name)
		case err != nil:
			return nil, nil, nil, err
		case !slices.ContainsFunc(people, func(p actor.Actor) bool { return p.ID == colleague.ID }):
			people = append(people, colleague)
		}
	}
	return departments, people, unknown, nil
}

func (s *Service) isDepartment(ctx context.Context, code string) (bool, error) {
	_, err := s.Departments.Mark(ctx, code)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return false, nil
	}
	return err == nil, err
}

// openActivity makes a task of an activity, with whom it lies.
func (s *Service) openActivity(ctx context.Context, m *move, a workflow.Activity) error {
	drawn := m.file.process.task(a)
	at, err := s.placed(ctx, m.file, drawn, a, workflow.Input{Now: m.now, Values: m.file.process.values})
	if err != nil {
		return err
	}
	t := m.openTask(drawn, a, at.department)
	t.give(m, at, drawn)
	if err := m.pauseBranch(t, drawn); err != nil {
		return err
	}
	for _, i := range at.wrong {
		i.Task, i.Node = t.ID, t.Node
		if err := m.stuck(i); err != nil {
			return err
		}
	}
	if len(at.wrong) > 0 {
		return nil
	}
	return s.staffed(ctx, m, t)
}

// give lets only those take t whom the drawing names; one alone has it.
func (t *Task) give(m *move, at taking, drawn workflow.Task) {
	if at.people == nil {
		return
	}
	t.Candidates = []string{}
	for _, one := range at.people {
		t.Candidates = append(t.Candidates, one.ID)
	}
	if len(at.people) == 1 && drawn.Countersign == 1 {
		t.Assignee, t.ClaimedAt = at.people[0].ID, m.now
		m.staff = append(m.staff, telling{t.Assignee, "casework.inform.task-named"})
	}
}

// IsFor reports whether the drawing lets an account take t, or somebody who answers for the
// work has given it to them.
func (t *Task) IsFor(account string) bool {
	return t.Candidates == nil || t.Assignee == account && account != "" || slices.Contains(t.Candidates, account)
}

// mayTakeUp says why a may not work on t, whatever a may otherwise.
func (t *Task) mayTakeUp(a actor.Actor) error {
	if t.IsFor(a.ID) {
		return nil
	}
	return fault.New(fault.Forbidden, "casework.not-a-candidate", a.Name)
}

// mayGive says why a may not give t to a colleague whom the drawing does not name: whoever
// answers for the work may.
func mayGive(a actor.Actor, t *Task, to actor.Actor, o access.Object) error {
	if t.IsFor(to.ID) || access.May(a, access.CaseAssign, o) == nil {
		return nil
	}
	return fault.New(fault.Conflict, "casework.not-a-candidate", to.Name)
}
