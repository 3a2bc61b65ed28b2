package bench

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"tongban/app"
	"tongban/capability/casework"
	"tongban/capability/identity"
	"tongban/capability/procedure"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// reviewers are who reviews, by department: of the item's stages, and the branches of the
// joint review.
var reviewers = map[string]string{"TRANS": "trans-reviewer", "FIRE": "fire-reviewer", "HOUSING": "housing-reviewer", "HC": "hc-reviewer"}

// How cases are reviewed.
const (
	alone    = "one department"
	jointly  = "three departments"
	together = "three departments at once"
)

// branchSteps measures the steps of cases under the joint review where few and where very
// many cases are, in turn: three departments claim their branches of every case and end them,
// the last of which leads it to its decision. That is measured for departments that do so
// within minutes, as usual, and all three in one millisecond; and beside it, in the same
// office, the claim and the end of the one review of a case whose item's stages are done one
// after the other.
func branchSteps(ctx context.Context, o Options) ([]Result, error) {
	return onEngines(ctx, o, branchStepsOn)
}

func branchStepsOn(ctx context.Context, o Options, e engine) (results []Result, err error) {
	if e.name() == string(db.SQLite) {
		e = sqliteEngine{filepath.Join(o.Data, fmt.Sprintf("workflow-%d", o.Size.Listed))}
		defer func() { err = errors.Join(err, e.close()) }()
	}
	beside, err := e.another(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, beside.close()) }()
	small, err := reviewed(ctx, o, beside, min(smallOffice, o.Size.Listed))
	if err != nil {
		return nil, err
	}
	defer small.end()
	large, err := reviewed(ctx, o, e, o.Size.Listed)
	if err != nil {
		return nil, err
	}
	defer large.end()
	for round := range o.Size.Rounds + 1 { // the first warms up
		for _, r := range []*reviews{small, large} {
			if err := r.round(ctx, round > 0); err != nil {
				return nil, err
			}
		}
	}
	return append(append(small.results(), large.results()...), growth(small, large)), nil
}

// reviews is an office among whose cases some are under the joint review, and some under the
// only review their stages have.
type reviews struct {
	*measure
	app          *app.App
	cases        int // that are finished there
	joint, plain herd
	reviewers    map[string]context.Context // by department
	steps        map[string][]float64       // by how: steps a second, round by round
	stored       rates                      // of the baseline
}

// batchOf is how many cases of either kind a round takes.
func (s Size) batchOf() int { return max(s.Cases/3, len(plainClients)) }

// reviewed makes an office with so many finished cases on e.
func reviewed(ctx context.Context, o Options, e engine, cases int) (*reviews, error) {
	c := &crowd{engine: e, cases: cases, traces: true}
	err := c.fillOnce(ctx, func(line string) { fmt.Fprintln(os.Stderr, line) })
	if err != nil {
		return nil, err
	}
	r := &reviews{cases: cases, steps: map[string][]float64{}, stored: rates{plain: make([][]float64, len(plainClients))}}
	if err := r.begin(ctx, e, 2*(o.Size.Rounds+1)*o.Size.batchOf()); err != nil {
		return nil, err
	}
	if r.app, err = open(ctx, e); err != nil {
		return nil, err
	}
	if err = r.signIn(ctx); err == nil {
		r.measure, err = newMeasure(ctx, "workflow", o, e, r.app)
	}
	if err != nil {
		return nil, errors.Join(err, r.app.Close())
	}
	return r, nil
}

func (r *reviews) end() {
	r.measure.close()
	_ = r.app.Close()
}

// begin has one case of either kind brought by the services to where it is measured, and
// copies both.
func (r *reviews) begin(ctx context.Context, e engine, count int) error {
	a, err := open(ctx, e)
	if err != nil {
		return err
	}
	var there int
	if r.plain.first, err = inReview(ctx, a); err == nil {
		r.joint.first, err = inBranches(ctx, a)
	}
	if err == nil {
		err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
			return tx.Row(ctx, `SELECT COUNT(*) FROM casework_case`).Scan(&there)
		})
	}
	if err = errors.Join(err, a.Close()); err != nil {
		return fmt.Errorf("handle the first cases: %w", err)
	}
	for i, h := range []*herd{&r.plain, &r.joint} {
		h.from, h.count = there+i*count, count // numbers that no copy has
		if err := multiply(ctx, e, h.tables(), h.from, h.from+count-1); err != nil {
			return fmt.Errorf("copy cases: %w", err)
		}
	}
	return e.copyTwin(ctx)
}

// tables are the rows of the first of h alone; what no step reads is left out.
func (h *herd) tables() (tables []copiedTable) {
	for _, t := range copied {
		switch {
		case t.table == "casework_case":
			t.only = fmt.Sprintf("id = %d", h.first.id)
		case t.change["case_id"] != "":
			t.only = fmt.Sprintf("case_id = %d", h.first.id)
		default:
			continue
		}
		tables = append(tables, t)
	}
	return tables
}

// inReview has a case handed in and accepted.
func inReview(ctx context.Context, a *app.App) (c aCase, err error) {
	if c, err = submitOne(ctx, a); err != nil {
		return c, err
	}
	clerk, err := a.Identity.SignInAs(ctx, "clerk", identity.Visitor{})
	if err != nil {
		return c, err
	}
	_, err = a.Casework.Step(actor.With(ctx, clerk.Actor), c.no, casework.Accept, casework.Input{})
	return c, err
}

// inBranches has a case brought to where three departments review it. Afterwards cases follow
// the stages of their item again.
func inBranches(ctx context.Context, a *app.App) (c aCase, err error) {
	editor, err := a.Identity.SignInAs(ctx, "editor", identity.Visitor{})
	if err != nil {
		return c, err
	}
	publisher, err := a.Identity.SignInAs(ctx, "publisher", identity.Visitor{})
	if err != nil {
		return c, err
	}
	publishing := actor.With(ctx, publisher.Actor)
	draft, err := a.Procedures.Begin(actor.With(ctx, editor.Actor), modelItem, procedure.File, string(jointReview))
	if err != nil {
		return c, err
	}
	drawn, err := a.Procedures.Publish(publishing, modelItem, procedure.Seen{Edits: draft.Edits}, "")
	if err != nil {
		return c, err
	}
	if c, err = inReview(ctx, a); err != nil {
		return c, err
	}
	reviewer, err := a.Identity.SignInAs(ctx, reviewers["TRANS"], identity.Visitor{})
	if err != nil {
		return c, err
	}
	tasks, err := branchesOf(ctx, a, []aCase{c})
	if err != nil {
		return c, err
	}
	if _, err = a.Casework.Complete(actor.With(ctx, reviewer.Actor), tasks[0].task, casework.Input{Outcome: "pass", Opinion: opinion}); err != nil {
		return c, err
	}
	_, err = a.Procedures.Withdraw(publishing, modelItem, drawn.Revision, opinion)
	return c, err
}

func (r *reviews) signIn(ctx context.Context) error {
	r.reviewers = map[string]context.Context{}
	for department, account := range reviewers {
		pass, err := r.app.Identity.SignInAs(ctx, account, identity.Visitor{})
		if err != nil {
			return err
		}
		r.reviewers[department] = actor.With(ctx, pass.Actor)
	}
	return nil
}

// branch is an open task of a case.
type branch struct {
	task, of   id.ID
	department string
}

// branchesOf returns the open tasks of cases, those of one beside each other.
func branchesOf(ctx context.Context, a *app.App, cases []aCase) (list []branch, err error) {
	scan := func(s db.Scanner) (b branch, err error) { return b, s.Scan(&b.task, &b.of, &b.department) }
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, c := range cases {
			some, err := db.List(ctx, tx, scan, `SELECT id, case_id, department FROM casework_task WHERE case_id = $1 AND closed_at IS NULL ORDER BY id`, c.id)
			if err != nil {
				return err
			}
			list = append(list, some...)
		}
		return nil
	})
	return list, err
}

// round takes every figure once.
func (r *reviews) round(ctx context.Context, counts bool) error {
	for _, how := range []string{alone, jointly, together} {
		steps, units, err := r.review(ctx, how)
		if err != nil {
			return fmt.Errorf("%s: %w", how, err)
		}
		if counts {
			r.steps[how] = append(r.steps[how], steps)
		}
		if how != jointly {
			continue
		}
		stored, err := r.baseline(ctx, units)
		if err != nil {
			return err
		}
		if counts {
			r.stored.add(rates{plain: stored})
		}
	}
	return nil
}

// review has the open tasks of some cases claimed and then ended, and returns how many steps
// that were a second and what they wrote, case by case.
func (r *reviews) review(ctx context.Context, how string) (float64, []written, error) {
	n, h := r.Size.batchOf(), &r.joint
	if how == alone {
		h = &r.plain
	}
	cases, err := h.take(n)
	if err != nil {
		return 0, nil, err
	}
	tasks, err := branchesOf(ctx, r.app, cases)
	if err != nil {
		return 0, nil, err
	}
	if how == jointly { // all of the first department, then all of the second
		slices.SortStableFunc(tasks, func(a, b branch) int { return cmp.Compare(a.department, b.department) })
	}
	units := map[id.ID]written{}
	var noting sync.Mutex
	by := func(b branch) context.Context {
		return db.Watch(r.reviewers[b.department], func(unit []db.Statement) {
			noting.Lock()
			defer noting.Unlock()
			units[b.of] = append(units[b.of], unit)
		})
	}
	defer r.profile(how)()
	measured := r.meter(how, 2*len(tasks))
	first, err := callers(clients, len(tasks), func(_, i int) error {
		_, err := r.app.Casework.Claim(by(tasks[i]), tasks[i].task)
		return err
	})
	if err != nil {
		return 0, nil, err
	}
	second, err := callers(clients, len(tasks), func(_, i int) error {
		_, err := r.app.Casework.Complete(by(tasks[i]), tasks[i].task, casework.Input{Outcome: "pass", Opinion: opinion})
		return err
	})
	measured()
	all := slices.Collect(maps.Values(units))
	settle(all)
	return perSecond(2*len(tasks), first+second), all, err
}

// results says what was measured in one office: branches against the baseline, against one
// review alone, and where they fall together.
func (r *reviews) results() []Result {
	size := fmt.Sprintf(" %dk", r.cases/1000)
	return []Result{
		r.rate(r.stored, "workflow branches"+size, jointly, r.steps[jointly]),
		r.against("workflow branches to stages"+size, jointly, alone),
		r.against("workflow branches at once"+size, together, jointly),
	}
}

// against says how the steps of cases that are reviewed one way stand to those of another.
func (r *reviews) against(name, how, limit string) Result {
	a, b := median(r.steps[how]), median(r.steps[limit])
	return Result{
		Name: name + " " + r.engine.name(), Ours: rounded(a), Limit: rounded(b), Ratio: rounded(a / b), Unit: "steps/s",
		Notes: fmt.Sprintf("%s, at least %.0f µs of processor time a step; limit: %s, at least %.0f µs", how, slices.Min(r.busy[how]), limit, slices.Min(r.busy[limit])),
	}
}

// growth says how much longer a step takes where very many cases are.
func growth(small, large *reviews) Result {
	before, after := 1e6/median(small.steps[jointly]), 1e6/median(large.steps[jointly])
	stored := small.results()[0].Limit / large.results()[0].Limit
	return Result{
		Name: "workflow growth " + large.engine.name(), Ours: rounded(after), Limit: rounded(before), Ratio: rounded(after / before), Unit: "µs",
		Notes: fmt.Sprintf("a step of the joint review, %d callers, where %d cases are finished and %d open; limit: where %d are finished; the baseline's takes %.2f times as long; less is better",
			clients, large.cases, large.cases/10, small.cases, stored),
	}
}
