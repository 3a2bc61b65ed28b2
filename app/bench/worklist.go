package bench

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"

	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/db"
)

// The budgets of a page of a list of cases, in milliseconds.
const (
	slowestPage = 20  // of a hundred pages ninety-five take no longer
	grown       = 1.3 // times as long as in the small office
	noMatter    = 2   // or this long, whichever is more
)

const (
	smallOffice = 10_000 // finished cases there
	pagesAsked  = 20     // of each kind and round
	rowsAsked   = 20     // on a page
	personaID   = "99010319900615011X"
)

// applicant has handed in the cases that others are copied from.
const applicant = "lin"

// readers are whose lists are asked for, by account.
var readers = []string{"clerk", "trans-reviewer", "trans-approver", "supervisor", applicant}

// worklist measures the lists of the desk where few and where very many cases are, in
// turn.
func worklist(ctx context.Context, o Options) ([]Result, error) { return onEngines(ctx, o, worklistOn) }

func worklistOn(ctx context.Context, o Options, e engine) ([]Result, error) {
	if e.name() == string(db.SQLite) {
		e = o.largeOffice()
	}
	beside, err := e.another(ctx)
	if err != nil {
		return nil, err
	}
	say := func(line string) { fmt.Fprintln(os.Stderr, line) }
	small, err := gather(ctx, beside, min(smallOffice, o.Size.Listed), say)
	if err != nil {
		return nil, errors.Join(err, beside.close())
	}
	large, err := gather(ctx, e, o.Size.Listed, say)
	if err != nil {
		return nil, errors.Join(err, small.app.Close(), beside.close())
	}
	l := &lists{Options: o, engine: e}
	err = l.ask(ctx, small, large)
	if err = errors.Join(err, small.app.Close(), large.app.Close(), beside.close()); err != nil {
		return nil, err
	}
	return l.results(), nil
}

// lists takes the figures of one engine.
type lists struct {
	Options
	engine engine
	small  *asking
	large  *asking
}

// asking is what one office was asked and how long that took.
type asking struct {
	*crowd
	office *office
	middle casework.PageKey // of all open cases
	words  *strings.Replacer
	quoted *strings.Replacer // for addresses
	pages  map[string]timed  // milliseconds, the whole answer over HTTP
	calls  map[string]timed  // milliseconds, the service alone
}

// listKind is a list somebody asks for.
type listKind struct {
	name   string
	narrow bool   // to what may be rare: such a look goes through so many rows at most
	reader string // account
	path   string // with {after}, {no}, {name} for what there is in the office
	call   func(ctx context.Context, a *asking) error
}

// kinds are all lists of the desk and ways to search.
var kinds = []listKind{
	tasks("post", "clerk", casework.TaskFilter{}, ""),
	tasks("department", "trans-reviewer", casework.TaskFilter{}, ""),
	tasks("mine", "trans-reviewer", casework.TaskFilter{Mine: true}, "mine=1"),
	tasks("one state", "clerk", casework.TaskFilter{Status: casework.Submitted}, "state=SUBMITTED"),
	tasks("rare state", "trans-reviewer", casework.TaskFilter{Status: casework.Suspended}, "state=SUSPENDED"),
	tasks("item", "trans-approver", casework.TaskFilter{Item: "7"}, "item=7"),
	cases("cases", "trans-approver", casework.CaseFilter{}, ""),
	cases("all cases", "supervisor", casework.CaseFilter{}, ""),
	cases("rare cases", "supervisor", casework.CaseFilter{Status: casework.Suspended}, "state=SUSPENDED"),
	found("number", "{no}"),
	found("name", "{name}"),
	found("ID number", personaID),
	found("nobody", "990103199006150120"),
	{"far down", false, "supervisor", "/desk/cases?after={after}", func(ctx context.Context, a *asking) error {
		_, err := a.app.Casework.Cases(ctx, casework.CaseFilter{}, a.middle, rowsAsked)
		return err
	}},
}

func tasks(name, reader string, filter casework.TaskFilter, query string) listKind {
	return listKind{name, filter.Status != "" || filter.Item != "", reader, "/desk?" + query, func(ctx context.Context, a *asking) error {
		_, err := a.app.Casework.Worklist(ctx, filter, casework.PageKey{}, rowsAsked)
		return err
	}}
}

func cases(name, reader string, filter casework.CaseFilter, query string) listKind {
	return listKind{name, filter.Status != "", reader, "/desk/cases?" + query, func(ctx context.Context, a *asking) error {
		_, err := a.app.Casework.Cases(ctx, filter, casework.PageKey{}, rowsAsked)
		return err
	}}
}

func found(name, words string) listKind {
	return listKind{"by " + name, false, "trans-approver", "/desk/cases?q=" + words, func(ctx context.Context, a *asking) error {
		_, err := a.app.Casework.Find(ctx, a.words.Replace(words), 0, rowsAsked)
		return err
	}}
}

// ask asks both offices for the same pages in turn.
func (l *lists) ask(ctx context.Context, small, large *crowd) (err error) {
	if l.small, err = newAsking(ctx, small); err != nil {
		return err
	}
	defer l.small.office.close()
	if l.large, err = newAsking(ctx, large); err != nil {
		return err
	}
	defer l.large.office.close()
	for round := range l.Size.Rounds + 1 { // the first warms up
		for _, kind := range kinds {
			for _, a := range []*asking{l.small, l.large} {
				if err := a.round(ctx, kind, round > 0); err != nil {
					return fmt.Errorf("%s of %s: %w", kind.name, kind.reader, err)
				}
			}
		}
	}
	return nil
}

// newAsking opens c's pages, and looks up what to ask for.
func newAsking(ctx context.Context, c *crowd) (*asking, error) {
	a := &asking{crowd: c, pages: map[string]timed{}, calls: map[string]timed{}}
	var no string
	err := c.app.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		err := tx.Row(ctx, `SELECT short_no FROM casework_case WHERE department = $1 ORDER BY id LIMIT 1`, c.passes["trans-approver"].Actor.Department).Scan(&no)
		if err != nil {
			return err
		}
		return tx.Row(ctx, `SELECT due_at, id FROM casework_case WHERE finished_at IS NULL ORDER BY due_at, id LIMIT 1 OFFSET $1`, c.cases/20).Scan(&a.middle.Due, &a.middle.ID)
	})
	if err != nil {
		return nil, err
	}
	name := c.passes[applicant].Actor.Name
	a.words = strings.NewReplacer("{no}", no, "{name}", name)
	a.quoted = strings.NewReplacer("{no}", no, "{name}", url.QueryEscape(name), "{after}", a.middle.String())
	a.office, err = openOffice(ctx, c.app.Handler(), 1)
	return a, err
}

// round asks for pages of one kind, and the service alone for the same, one after the
// other.
func (a *asking) round(ctx context.Context, kind listKind, counts bool) error {
	pass := a.passes[kind.reader]
	ctx = actor.With(ctx, pass.Actor)
	path := a.quoted.Replace(kind.path)
	var pages, calls []float64
	for range pagesAsked {
		watch := clock.Start()
		if err := a.office.get(0, path, pass.Token); err != nil {
			return err
		}
		pages = append(pages, milliseconds(watch.Elapsed()))
		watch = clock.Start()
		if err := kind.call(ctx, a); err != nil {
			return err
		}
		calls = append(calls, milliseconds(watch.Elapsed()))
	}
	if counts {
		a.pages[kind.name] = append(a.pages[kind.name], pages)
		a.calls[kind.name] = append(a.calls[kind.name], calls)
	}
	return nil
}

// results says what was measured. Of all kinds of lists the slowest counts.
func (l *lists) results() []Result {
	return []Result{l.slowest(l.small), l.slowest(l.large), l.growth("worklist growth", false), l.growth("worklist narrowed growth", true)}
}

// growth says which kind of list has grown most.
func (l *lists) growth(name string, narrow bool) Result {
	worst := Result{Name: name + " " + l.engine.name(), Unit: "ms"}
	for _, kind := range kinds {
		if kind.narrow != narrow {
			continue
		}
		before, after := p95(l.small.pages[kind.name]), p95(l.large.pages[kind.name])
		if limit := max(noMatter, grown*before); after/limit > worst.Ratio {
			worst.Ours, worst.Limit, worst.Ratio = rounded(after), rounded(limit), rounded(after/limit)
			worst.Notes = fmt.Sprintf("list %q, which of all has grown most, against %.1f times what it takes where %d cases are finished, or %d ms; less is better", kind.name, grown, l.small.cases, noMatter)
		}
	}
	return worst
}

// slowest says how long the pages of the slowest kind of list take.
func (l *lists) slowest(a *asking) Result {
	var slow float64
	var notes []string
	for _, kind := range kinds {
		slow = max(slow, p95(a.pages[kind.name]))
		notes = append(notes, fmt.Sprintf("%s %.1f (%.1f)", kind.name, p95(a.pages[kind.name]), p95(a.calls[kind.name])))
	}
	return Result{
		Name: fmt.Sprintf("worklist %dk %s", a.cases/1000, l.engine.name()), Ours: rounded(slow), Limit: slowestPage, Ratio: rounded(slow / slowestPage), Unit: "ms",
		Notes: fmt.Sprintf("p95 of the slowest kind of list over HTTP, %d open and %d finished cases, %d pages of %d rows of each kind, of each the median of %d rounds; by kind (in brackets the service alone): %s; limit is the budget; less is better",
			a.cases/10, a.cases, pagesAsked, rowsAsked, l.Size.Rounds, strings.Join(notes, ", ")),
	}
}

func p95(t timed) float64 { return quantile(t.usual(), 0.95) }
