package bench

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"

	"tongban/app"
	"tongban/capability/casework"
	"tongban/capability/identity"
	"tongban/kernel/actor"
	"tongban/kernel/db"
)

// crowd is the demo city with very many cases, open and finished, of several departments
// and outlets.
type crowd struct {
	app    *app.App
	engine engine
	cases  int                      // that are finished; a tenth as many are open
	passes map[string]identity.Pass // by account
	traces bool                     // copies have what has happened to them, too
}

// model is a case whose copies fill the lists.
type model struct {
	aCase
	application int64
	share       int // of a thousand open ones; 0 for the finished
}

// gather opens the city with so many finished cases on e, and fills it if it is empty.
// say is told how far that has come.
func gather(ctx context.Context, e engine, cases int, say func(string)) (*crowd, error) {
	c := &crowd{engine: e, cases: cases, passes: map[string]identity.Pass{}}
	err := c.fillOnce(ctx, say)
	if err != nil {
		return nil, err
	}
	if c.app, err = open(ctx, e); err != nil {
		return nil, err
	}
	for _, account := range readers {
		if c.passes[account], err = c.app.Identity.SignInAs(ctx, account, identity.Visitor{}); err != nil {
			return nil, errors.Join(err, c.app.Close())
		}
	}
	return c, nil
}

// fillOnce fills the city unless that was done before.
func (c *crowd) fillOnce(ctx context.Context, say func(string)) error {
	dir, _ := c.engine.config()
	return once(filepath.Join(dir, "crowd"), func() error { return c.fill(ctx, say) })
}

// fill has some cases handled by the services and copies what they wrote.
func (c *crowd) fill(ctx context.Context, say func(string)) error {
	models, raw, err := modelled(ctx, c.engine, say)
	if err != nil {
		return err
	}
	defer raw.Close()
	first := 1
	for _, m := range models {
		count := m.copies(c.cases)
		if err := c.multiply(ctx, raw, m, first, first+count-1, say); err != nil {
			return fmt.Errorf("copy cases: %w", err)
		}
		first += count
	}
	return c.engine.gather(ctx, raw)
}

// modelled has the services handle the models in an empty city, and what the copies are to
// be of drawn beside the tables of the connection it returns.
func modelled(ctx context.Context, e engine, say func(string)) ([]model, *sql.DB, error) {
	a, err := open(ctx, e)
	if err != nil {
		return nil, nil, err
	}
	models, err := handled(ctx, a)
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("handle the first cases: %w", err), a.Close())
	}
	drawn, err := draw(ctx, a, say)
	now := a.Clock.Now()
	if err = errors.Join(err, a.Close()); err != nil {
		return nil, nil, err
	}
	raw, err := e.raw()
	if err != nil {
		return nil, nil, err
	}
	if err = e.hasten(ctx, raw); err == nil {
		err = keepDraws(ctx, e, raw, drawn, now)
	}
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("keep what was drawn: %w", err), raw.Close())
	}
	return models, raw, nil
}

// copies is how many copies of m there are beside so many finished cases.
func (m model) copies(finished int) int {
	if m.share == 0 {
		return finished
	}
	return m.share * finished / 10 / 1000
}

// batch is how many copies are made in one transaction.
const batch = 50_000

// multiply makes the copies of m number first to last.
func (c *crowd) multiply(ctx context.Context, raw *sql.DB, m model, first, last int, say func(string)) error {
	for from := first; from <= last; from += batch {
		to := min(from+batch-1, last)
		tables := spread(c.engine, m)
		if c.traces {
			tables = append(tables, trace(m))
		}
		for _, table := range tables {
			if err := table.copy(ctx, raw, from, to); err != nil {
				return err
			}
		}
		say(fmt.Sprintf("%s: %d of %d cases", c.engine.name(), to, c.cases+c.cases/10))
	}
	return nil
}

// spread lists the tables that lists are made of, and how the n-th copy of a case differs:
// of three in ten its department is the model's, of two in five its outlet; four cases in a
// row are one person's, and every thousandth is the model's applicant's again. What is
// applied for, when, under which name and who decides is as the simulation draws it: open
// cases arrived in the fortnight before the model, finished ones in the three years before.
// Each item is there twenty times under numbers: a city has more than the demo.
func spread(e engine, m model) []copiedTable {
	owner := "CASE WHEN n % 1000 = 0 THEN owner ELSE owner - n / 4 - 1 END"
	one := func(column, when, other string) string {
		return fmt.Sprintf("CASE WHEN %s THEN %s ELSE %s END", when, column, other)
	}
	department, outlet := one("department", "n % 10 < 3", "'D' || (n % 10)"), one("outlet", "n % 5 < 2", "'O' || (n % 5)")
	task := map[string]string{
		"id": earlier("id"), "case_id": earlier("case_id"), "department": department, "outlet": outlet,
		"assignee": one("assignee", "n % 100 = 0 OR assignee IS NULL", "drawn_officer"),
	}
	whole := map[string]string{
		"id": earlier("id"), "application_id": earlier("application_id"), "no": numbered("no", 4), "short_no": numbered("short_no", 6),
		"query_code": "SUBSTR(query_code, 1, 4) || (100000 + n)", "department": department, "outlet": outlet, "owner": owner, "applicant_name": one("applicant_name", "n % 1000 = 0", "drawn_name"),
		"applicant_index": one("applicant_index", "n % 1000 = 0", e.digest("n / 4")),
		"item_code":       drawnItem,
		"item_name":       "drawn_item || (n % 20)",
	}
	for _, at := range []string{"received_at", "updated_at", "finished_at", "due_at", "sweep_at", "remind_at"} {
		whole[at] = at + " - drawn_ago"
	}
	for _, at := range []string{"opened_at", "claimed_at", "due_at", "closed_at"} {
		task[at] = at + " - drawn_ago"
	}
	return []copiedTable{
		{"casework_application", map[string]string{"id": earlier("id"), "case_id": earlier("case_id"), "owner": owner}, fmt.Sprintf("id = %d", m.application), ""},
		{"casework_case", whole, fmt.Sprintf("id = %d", m.id), drawnFor(m)},
		{"casework_task", task, fmt.Sprintf("case_id = %d", m.id), drawnFor(m)},
	}
}

// trace is what has happened to a copy of m: the same as to m, when that was drawn.
func trace(m model) copiedTable {
	return copiedTable{"casework_event", map[string]string{"case_id": earlier("case_id"), "at": "at - drawn_ago"}, fmt.Sprintf("case_id = %d", m.id), drawnFor(m)}
}

// handled has the services bring cases to where cases are: handed in, accepted, claimed by
// a reviewer, before the decision, suspended and finished.
func handled(ctx context.Context, a *app.App) ([]model, error) {
	type step struct {
		account string
		event   casework.Event
		in      casework.Input
	}
	words := casework.Input{Opinion: opinion, Reason: opinion, LegalGround: opinion, Workdays: 10, Method: "counter", Receiver: "1"}
	accept, review := step{"clerk", casework.Accept, casework.Input{}}, step{account: "trans-reviewer"}
	propose := step{"trans-reviewer", casework.ProposeDecision, words}
	var models []model
	for _, kind := range []struct {
		share int
		steps []step
	}{
		{200, nil},
		{300, []step{accept}},
		{300, []step{accept, review}},
		{198, []step{accept, review, propose}},
		{2, []step{accept, review, {"trans-reviewer", casework.Suspend, words}}},
		{0, []step{accept, review, propose, {"trans-approver", casework.Grant, words}, {"clerk", casework.Deliver, words}}},
	} {
		c, err := submitOne(ctx, a)
		if err != nil {
			return nil, err
		}
		for _, s := range kind.steps {
			pass, err := a.Identity.SignInAs(ctx, s.account, identity.Visitor{})
			if err != nil {
				return nil, err
			}
			by := actor.With(ctx, pass.Actor)
			if s.event != "" {
				_, err = a.Casework.Step(by, c.no, s.event, s.in)
			} else {
				err = claim(by, a, c)
			}
			if err != nil {
				return nil, fmt.Errorf("%s by %s: %w", s.event, s.account, err)
			}
		}
		m := model{aCase: c, share: kind.share}
		err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
			return tx.Row(ctx, `SELECT application_id FROM casework_case WHERE id = $1`, c.id).Scan(&m.application)
		})
		if err != nil {
			return nil, err
		}
		models = append(models, m)
	}
	return models, nil
}

// claim takes the open task of c on.
func claim(ctx context.Context, a *app.App, c aCase) error {
	f, err := a.Casework.File(ctx, c.no)
	if err != nil {
		return err
	}
	for _, task := range f.Tasks {
		if task.ClosedAt.IsZero() {
			_, err := a.Casework.Claim(ctx, task.ID)
			return err
		}
	}
	return fmt.Errorf("nothing to claim in %s", c.no)
}
