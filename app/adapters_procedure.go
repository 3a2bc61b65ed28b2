package app

import (
	"slices"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/workflow"
)

// stepsOf are the steps casework takes with an item nobody has drawn a procedure for: what
// somebody who draws one begins with.
func stepsOf(item *catalogue.Item) []workflow.Task {
	var tasks []workflow.Task
	walk := casework.Sequence{}
	for step := walk.Begin(item); ; step = walk.After(item, step.Stage) {
		task := workflow.Task{Node: step.Stage, Name: step.Stage, Stage: step.Stage, Role: step.Role, Decides: step.Decides}
		if i := slices.IndexFunc(item.Stages, func(s catalogue.Stage) bool { return s.Code == step.Stage }); i >= 0 {
			task.Name, task.Limit = item.Stages[i].Name, item.Stages[i].LimitWorkdays
		}
		tasks = append(tasks, task)
		if step.Decides {
			return tasks
		}
	}
}
