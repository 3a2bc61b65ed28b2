package bench

import (
	"context"
	"errors"
	"fmt"
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
	jointly = "three departments at once"
	alone   = "one department"
)

// branchSteps measures the steps of cases under the joint review where few and where very
// many cases are, in turn: three departments claim their branches of a case at the same time
// and end them at the same time; the last to end one leads the case to its decision. Beside
// it, in the same office, the claim and the end of the one review of a case whose item's
// stages are done one after the other.
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
	app           *app.App
	cases         int // that are finished there
	joint, plain  herd
	reviewers     map[string]context.Context // by department
	together, one []float64                  // steps a second, round by round
	stored        rates                      // of the baseline
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
	r := &reviews{cases: cases, stored: rates{plain: make([][]float64, len(plainClients))}}
	if err := r.begin(ctx, e, (o.Size.Rounds+1)*o.Size.batchOf()); err != nil {
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
	n := r.Size.batchOf()
	one, _, err := r.review(ctx, alone, &r.plain, n)
	if err != nil {
		return fmt.Errorf("%s: %w", alone, err)
	}
	together, units, err := r.review(ctx, jointly, &r.joint, n)
	if err != nil {
		return fmt.Errorf("%s: %w", jointly, err)
	}
	stored, err := r.baseline(ctx, units)
	if err != nil {
		return err
	}
	if counts {
		r.one, r.together = append(r.one, one), append(r.together, together)
		r.stored.add(rates{plain: stored})
	}
	return nil
}

// review has the open tasks of the next n cases of h claimed and then ended, those of one
// case at the same time, and returns how many steps that were a second and what they wrote,
// case by case.
func (r *reviews) review(ctx context.Context, name string, h *herd, n int) (float64, []written, error) {
	cases, err := h.take(n)
	if err != nil {
		return 0, nil, err
	}
	tasks, err := branchesOf(ctx, r.app, cases)
	if err != nil {
		return 0, nil, err
	}
	beside := len(tasks) / n
	units := make([]written, n)
	var noting sync.Mutex
	by := func(i int) context.Context {
		return db.Watch(r.reviewers[tasks[i].department], func(unit []db.Statement) {
			noting.Lock()
			defer noting.Unlock()
			units[i/beside] = append(units[i/beside], unit)
		})
	}
	defer r.profile(name)()
	measured := r.meter(name, 2*len(tasks))
	first, err := callers(clients, len(tasks), func(_, i int) error {
		_, err := r.app.Casework.Claim(by(i), tasks[i].task)
		return err
	})
	if err != nil {
		return 0, nil, err
	}
	second, err := callers(clients, len(tasks), func(_, i int) error {
		_, err := r.app.Casework.Complete(by(i), tasks[i].task, casework.Input{Outcome: "pass", Opinion: opinion})
		return err
	})
	measured()
	settle(units)
	return perSecond(2*len(tasks), first+second), units, err
}

// results says what was measured in one office: the branches against the baseline and against
// one review alone.
func (r *reviews) results() []Result {
	size := fmt.Sprintf("%dk", r.cases/1000)
	ours, one := median(r.together), median(r.one)
	return []Result{
		r.rate(r.stored, "workflow branches "+size, jointly, r.together),
		{
			Name: fmt.Sprintf("workflow beside stages %s %s", size, r.engine.name()), Ours: rounded(ours), Limit: rounded(one), Ratio: rounded(ours / one), Unit: "steps/s",
			Notes: fmt.Sprintf("%s, at least %.0f µs of processor time a step; limit: %s, the stages of the item, at least %.0f µs",
				jointly, slices.Min(r.busy[jointly]), alone, slices.Min(r.busy[alone])),
		},
	}
}

// growth says how much longer a step takes where very many cases are.
func growth(small, large *reviews) Result {
	before, after := 1e6/median(small.together), 1e6/median(large.together)
	return Result{
		Name: "workflow growth " + large.engine.name(), Ours: rounded(after), Limit: rounded(before), Ratio: rounded(after / before), Unit: "µs",
		Notes: fmt.Sprintf("a step of the joint review where %d cases are finished and %d open; limit: where %d are finished; of the baseline's steps %.2f times as long; less is better",
			large.cases, large.cases/10, small.cases, small.rate(small.stored, "", jointly, small.together).Limit/large.rate(large.stored, "", jointly, large.together).Limit),
	}
}
