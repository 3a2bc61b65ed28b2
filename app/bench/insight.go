package bench

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"tongban/app"
	"tongban/capability/identity"
	"tongban/capability/insight"
	"tongban/kernel/clock"
	"tongban/kernel/db"
)

// slowestFigures is how many milliseconds the server may take for a page of figures.
const slowestFigures = 200

// analyst is who looks at the figures of all departments.
const analyst = "supervisor"

// figures measures the pages of figures where very many cases are counted.
func figures(ctx context.Context, o Options) ([]Result, error) { return onEngines(ctx, o, figuresOn) }

func figuresOn(ctx context.Context, o Options, e engine) ([]Result, error) {
	if e.name() == string(db.SQLite) {
		e = sqliteEngine{filepath.Join(o.Data, fmt.Sprintf("insight-%d", o.Size.Listed))}
	}
	c := &counted{engine: e, cases: o.Size.Listed}
	dir, _ := e.config()
	err := once(filepath.Join(dir, "counted"), func() error {
		return c.fill(ctx, func(line string) { fmt.Fprintln(os.Stderr, line) })
	})
	if err != nil {
		return nil, err
	}
	if c.app, err = open(ctx, e); err != nil {
		return nil, err
	}
	r, err := c.ask(ctx, o.Size.Rounds)
	return []Result{r}, errors.Join(err, c.app.Close())
}

// once makes something and leaves the file mark where it has, so that it is not made again.
func once(mark string, make func() error) error {
	if _, err := os.Stat(mark); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := make(); err != nil {
		return err
	}
	return os.WriteFile(mark, nil, 0o600)
}

// counted is the demo city in which so many finished cases are counted, and a tenth as many
// open ones. The cases themselves are not there: pages of figures do not look at them.
type counted struct {
	app    *app.App
	engine engine
	cases  int
}

// fill has some cases handled by the services, which count them, and copies the counts for
// what the simulation draws.
func (c *counted) fill(ctx context.Context, say func(string)) error {
	models, raw, err := modelled(ctx, c.engine, say)
	if err != nil {
		return err
	}
	defer raw.Close()
	first := 1
	for _, m := range models {
		last := first + m.copies(c.cases) - 1
		for from := first; from <= last; from += batch {
			to := min(from+batch-1, last)
			if err := factsOf(m).copy(ctx, raw, from, to); err != nil {
				return err
			}
			say(fmt.Sprintf("%s: %d of %d cases counted", c.engine.name(), to, c.cases+c.cases/10))
		}
		if err := addSums(ctx, raw, m, len(models), first, last); err != nil {
			return fmt.Errorf("sums: %w", err)
		}
		first = last + 1
	}
	if err := addItems(ctx, raw); err != nil {
		return fmt.Errorf("items: %w", err)
	}
	return c.engine.gather(ctx, raw)
}

// factsOf says how what is counted of the n-th copy of m differs.
func factsOf(m model) copiedTable {
	change := map[string]string{
		"case_id": earlier("case_id"), "no": numbered("no", 4), "short_no": numbered("short_no", 6),
		"item_code": drawnItem, "department": "drawn_department",
	}
	for _, at := range []string{"received_at", "promised_due", "statutory_due", "decided_at", "finished_at"} {
		change[at] = fmt.Sprintf("CASE WHEN %[1]s > 0 THEN %[1]s - drawn_ago ELSE 0 END", at)
	}
	return copiedTable{"insight_fact", change, fmt.Sprintf("case_id = %d", m.id), drawnFor(m)}
}

// atReceipt are the figures of the month in which a case is received, which every model has
// alike; all others are of the one that is finished.
var atReceipt = []string{"received", "online", "immediate", "corrected", "deemed"}

// addSums adds the copies first to last of m to the sums of their months and items, each as
// much as the services booked for the models.
func addSums(ctx context.Context, raw *sql.DB, m model, models, first, last int) error {
	columns, err := columnsOf(ctx, raw, "insight_sum")
	if err != nil {
		return err
	}
	var values, sets []string
	for _, column := range columns[3:] {
		value := "0"
		switch {
		case slices.Contains(atReceipt, column):
			value = fmt.Sprintf("COUNT(*) * MAX(booked.%s) / %d", column, models)
		case m.share == 0:
			value = fmt.Sprintf("COUNT(*) * MAX(booked.%s)", column)
		}
		values, sets = append(values, value), append(sets, fmt.Sprintf("%[1]s = insight_sum.%[1]s + excluded.%[1]s", column))
	}
	_, err = raw.ExecContext(ctx, fmt.Sprintf(`WITH RECURSIVE counted(n) AS (SELECT CAST(%d AS BIGINT) UNION ALL SELECT n + 1 FROM counted WHERE n < %d)
		INSERT INTO insight_sum (%s) SELECT drawn_month, drawn_department, %s, %s
		FROM counted, bench_draw, insight_sum booked WHERE n <= %[2]d AND drawn_number = %[6]s AND booked.item_code = '%[7]s'
		GROUP BY 1, 2, 3 ON CONFLICT (month, department, item_code) DO UPDATE SET %[8]s`,
		first, last, strings.Join(columns, ", "), drawnItem, strings.Join(values, ", "), drawnFor(m), modelItem, strings.Join(sets, ", ")))
	return err
}

// addItems names the items that were drawn, which promise what the models' does.
func addItems(ctx context.Context, raw *sql.DB) error {
	_, err := raw.ExecContext(ctx, fmt.Sprintf(`WITH RECURSIVE counted(n) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT n + 1 FROM counted WHERE n < 19)
		INSERT INTO insight_item (code, name, department, version, promised, statutory)
		SELECT DISTINCT %s, drawn_item || (n %% 20), drawn_department, version, promised, statutory
		FROM counted, bench_draw, insight_item WHERE insight_item.code = '%s'`, drawnItem, modelItem))
	return err
}

// figurePages are the pages that are asked for.
func figurePages(department string, now insight.Month) map[string]string {
	item := modelItem + "7"
	years := fmt.Sprintf("from=%s&to=%s", now.Add(-35), now)
	return map[string]string{
		"a year": "/insight", "three years": "/insight?" + years, "by item": "/insight/items?" + years,
		"a department": "/insight?department=" + department, "an item": "/insight?item=" + item,
		"received":    "/insight/cases?figure=" + insight.Received.String() + "&" + years,
		"of an item":  "/insight/cases?figure=" + insight.Completed.String() + "&item=" + item,
		"in hand":     "/insight/cases?figure=" + insight.InHand.String(),
		"past a date": "/insight/cases?figure=" + insight.OpenPast.String() + "&" + years,
	}
}

// ask asks for every page by turns.
func (c *counted) ask(ctx context.Context, rounds int) (r Result, err error) {
	pass, err := c.app.Identity.SignInAs(ctx, analyst, identity.Visitor{})
	if err != nil {
		return r, err
	}
	office, err := openOffice(ctx, c.app.Handler(), 1)
	if err != nil {
		return r, err
	}
	defer office.close()
	took := map[string]timed{}
	for round := range rounds + 1 { // the first warms up
		for name, path := range figurePages("TRANS", insight.MonthOf(c.app.Clock.Now())) {
			var pages []float64
			for range pagesAsked {
				watch := clock.Start()
				if err := office.get(0, path, pass.Token); err != nil {
					return r, err
				}
				pages = append(pages, milliseconds(watch.Elapsed()))
			}
			if round > 0 {
				took[name] = append(took[name], pages)
			}
		}
	}
	return c.slowest(took, rounds), nil
}

// slowest says how long the slowest kind of page takes.
func (c *counted) slowest(took map[string]timed, rounds int) Result {
	var slow float64
	var notes []string
	for name, t := range took {
		slow = max(slow, p95(t))
		notes = append(notes, fmt.Sprintf("%s %.1f/%.1f", name, quantile(t.usual(), 0.5), p95(t)))
	}
	slices.Sort(notes)
	return Result{
		Name: fmt.Sprintf("insight %dk %s", c.cases/1000, c.engine.name()), Ours: rounded(slow), Limit: slowestFigures, Ratio: rounded(slow / slowestFigures), Unit: "ms",
		Notes: fmt.Sprintf("p95 of the slowest page of figures over HTTP, %d open and %d finished cases counted, %d of each kind, of each the median of %d rounds; p50/p95 by kind: %s; limit is the budget; less is better",
			c.cases/10, c.cases, pagesAsked, rounds, strings.Join(notes, ", ")),
	}
}
