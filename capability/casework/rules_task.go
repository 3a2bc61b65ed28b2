package casework

import (
	"slices"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// OpenTasks returns what has to be done now, oldest first: in a process whose branches run
// beside each other there may be several, in several departments.
func (f *File) OpenTasks() []*Task {
	var open []*Task
	for i := range f.Tasks {
		if f.Tasks[i].ClosedAt.IsZero() {
			open = append(open, &f.Tasks[i])
		}
	}
	return open
}

// OpenTask returns the open task, of several the oldest; nil if there is none. Who asks
// takes them for one: how a case looks from afar, or one that has no branches.
func (f *File) OpenTask() *Task {
	if i := slices.IndexFunc(f.Tasks, func(t Task) bool { return t.ClosedAt.IsZero() }); i >= 0 {
		return &f.Tasks[i]
	}
	return nil
}

// Task returns the task of f with an id, nil if there is none.
func (f *File) Task(taskID id.ID) *Task {
	if i := slices.IndexFunc(f.Tasks, func(t Task) bool { return t.ID == taskID }); i >= 0 {
		return &f.Tasks[i]
	}
	return nil
}

// object describes the case of f to the access matrix.
func object(f *File) access.Object {
	o := f.Case.object()
	for i := range f.Tasks {
		t := &f.Tasks[i]
		if t.ClosedAt.IsZero() {
			o.Stages = append(o.Stages, actor.Role(t.Role))
		}
		if t.Department != f.Case.Department && !slices.Contains(o.Involved, t.Department) {
			o.Involved = append(o.Involved, t.Department)
		}
	}
	if f.guest != nil {
		o.Involved = append(o.Involved, f.guest.Department)
	}
	return o
}

// Object describes the case of f to the access matrix.
func (f *File) Object() access.Object { return object(f) }

func (c *Case) object() access.Object {
	return access.Object{
		Owner: c.Owner.String(), Item: c.ItemCode, Department: c.Department, Outlet: c.Outlet, Region: c.Region,
		State: string(c.Status), By: c.AcceptedBy.String(),
	}
}

// taskObject describes work on one task to the access matrix: it is the department's that
// has the task, whoever decides the case.
func (f *File) taskObject(t *Task) access.Object {
	o := object(f)
	o.Department, o.Outlet, o.Region, o.Stages = t.Department, t.Outlet, t.Region, []actor.Role{actor.Role(t.Role)}
	return o
}

// onTask reports whether c is work on a task: others concern the case as a whole.
func (c command) onTask() bool { return !c.beside && !c.aside }

// pick returns the open task that a means by c: the one named, or the one a may act on. Nil
// is the case as a whole, or one without open tasks; of c nothing is decided yet.
func (f *File) pick(a actor.Actor, c command, named id.ID) (*Task, error) {
	if named != 0 {
		t := f.Task(named)
		if t == nil {
			return nil, fault.New(fault.NotFound, "casework.unknown-task")
		}
		if !t.ClosedAt.IsZero() {
			return nil, fault.New(fault.Conflict, "casework.task-over")
		}
		return t, nil
	}
	open := f.OpenTasks()
	if !c.onTask() || len(open) == 0 {
		return nil, nil
	}
	if len(open) == 1 {
		return open[0], nil
	}
	mine := slices.DeleteFunc(open, func(t *Task) bool { return !f.mayWork(a, c, t) })
	if held := slices.DeleteFunc(slices.Clone(mine), func(t *Task) bool { return t.Assignee != a.ID }); len(held) == 1 {
		return held[0], nil
	}
	switch len(mine) {
	case 0:
		return f.OpenTask(), nil // what keeps a from it keeps a from all
	case 1:
		return mine[0], nil
	}
	return nil, fault.New(fault.Conflict, "casework.which-task")
}

// mayWork reports whether a is one who does c on t: theirs by role and place, and held by
// nobody else.
func (f *File) mayWork(a actor.Actor, c command, t *Task) bool {
	return (t.Assignee == "" || t.Assignee == a.ID) && (a.Kind != actor.Staff || a.Is(actor.Role(t.Role))) && t.IsFor(a.ID) &&
		access.May(a, c.permission, f.taskObject(t)) == nil
}

// held says whose work stands in the way of c: the task's, or, of what concerns the case as a
// whole, that of all who work on it.
func (f *File) held(a actor.Actor, c command, t *Task) error {
	elsewhere := func(t *Task) bool { return t.Assignee != "" && t.Assignee != a.ID }
	open := f.OpenTasks()
	switch {
	case c.aside, len(open) == 0:
		return nil
	case t != nil && !elsewhere(t), t == nil && slices.ContainsFunc(open, func(t *Task) bool { return !elsewhere(t) }):
		return nil
	}
	return fault.New(fault.Conflict, "casework.claimed-by-other")
}

// hasBranches reports whether others work on the case beside whoever has t, or did since t
// was opened: what they do does not make t another.
func (f *File) hasBranches(t *Task) bool {
	return t != nil && slices.ContainsFunc(f.Tasks, func(o Task) bool {
		return o.ID != t.ID && (o.ClosedAt.IsZero() || o.ClosedAt.After(t.OpenedAt))
	})
}
