package app

import (
	"cmp"
	"context"
	"slices"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/capability/procedure"
	"tongban/capability/workflow"
	"tongban/kernel/db"
	"tongban/kernel/id"
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

// running are the cases that run on procedures, as casework moves them.
type running struct{ app *App }

func (r running) Running(ctx context.Context, versions []id.ID, most int) (map[id.ID]int, error) {
	return r.app.Casework.Running(ctx, versions, most)
}

func (r running) Movable(ctx context.Context, from, to, last id.ID, limit int) ([]procedure.MovedCase, id.ID, error) {
	list, next, err := r.app.Casework.Movable(ctx, from, to, last, limit)
	return movedCases(list), next, err
}

func (r running) Move(ctx context.Context, tx *db.Tx, from, to id.ID, reason string) (id.ID, error) {
	return r.app.Casework.Relocate(ctx, tx, from, to, reason)
}

func (r running) Moves(ctx context.Context, from id.ID, limit int) ([]procedure.CaseMove, error) {
	orders, err := r.app.Casework.Relocations(ctx, from, limit)
	var list []procedure.CaseMove
	for _, one := range orders {
		list = append(list, caseMove(one))
	}
	return list, err
}

func (r running) Moved(ctx context.Context, order, last id.ID, limit int) (procedure.CaseMove, []procedure.MovedCase, id.ID, error) {
	found, list, next, err := r.app.Casework.Relocation(ctx, order, last, limit)
	return caseMove(found), movedCases(list), next, err
}

func caseMove(r casework.Relocation) procedure.CaseMove {
	return procedure.CaseMove{
		ID: r.ID, From: r.From, To: r.To, By: r.By.Name, Reason: r.Reason, At: r.At, Moved: r.Moved, Kept: r.Kept, Skipped: r.Skipped, Finished: r.Finished,
	}
}

func movedCases(list []casework.Relocated) []procedure.MovedCase {
	var cases []procedure.MovedCase
	for _, r := range list {
		cases = append(cases, procedure.MovedCase{
			Case: r.CaseID, ShortNo: r.ShortNo, UpdatedAt: r.UpdatedAt, Outcome: string(r.Outcome), Node: r.Node, Cause: r.Cause, Args: r.Args,
		})
	}
	return cases
}
