package app

import (
	"cmp"
	"slices"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/capability/workflow"
)

// stepsOf are the steps casework takes with an item nobody has drawn a procedure for: what
// somebody who draws one begins with.
func stepsOf(item *catalogue.Item) []workflow.Task {
	tasks := casework.Steps(item)
	for i := range tasks {
		t := &tasks[i]
		if at := slices.IndexFunc(item.Stages, func(s catalogue.Stage) bool { return s.Code == t.Stage }); at >= 0 {
			t.Limit = item.Stages[at].LimitWorkdays
		}
		t.Node, t.Name = t.Stage, cmp.Or(t.Name, t.Stage)
	}
	return tasks
}

// formOf is what an item asks, as casework asks it.
func (a *App) formOf(item *catalogue.Item) (*form.Definition, error) { return a.Casework.Form(item) }
