package insight

import (
	"context"
	"time"

	"github.com/a-h/templ"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/ui"
)

// explained are what the page says the formula of.
var explained = []string{"ontime", "overdue", "counted", "elapsed", "onego", "correction", "atonce", "online", "novisit", "refusals", "answered", "content", "compression", "when"}

// formulas say how each rate is taken.
func formulas(ctx context.Context) []string {
	var lines []string
	for _, key := range explained {
		lines = append(lines, t(ctx, "formula."+key))
	}
	return lines
}

// limitTable is what the items promise, beside the law's limits.
func limitTable(ctx context.Context, v view) ui.TableProps {
	table := ui.TableProps{
		Caption: t(ctx, "limits"),
		Columns: []ui.Column{{Title: t(ctx, "by.item"), Main: true}, {Title: t(ctx, "promise"), Number: true, Said: true}, {Title: t(ctx, "law"), Number: true, Said: true}, {Title: t(ctx, "rate.compression"), Number: true, Said: true}},
		Empty:   empty(ctx),
	}
	for _, g := range v.Items {
		i, ok := v.Known[g.Key]
		if !ok {
			continue
		}
		statutory, compressed := t(ctx, "no-limit"), t(ctx, "nothing")
		if i.Statutory > 0 {
			statutory, compressed = t(ctx, "unit.workdays", decimal(share(i.Statutory, 100, 10))), percent(Compression{i.Promised, i.Statutory, 1}.Percent())
		}
		table.Rows = append(table.Rows, ui.TableRow{Cells: []templ.Component{
			ui.Plain(i.Name), ui.Plain(t(ctx, "unit.workdays", decimal(share(i.Promised, 100, 10)))), ui.Plain(statutory), ui.Plain(compressed),
		}})
	}
	return table
}

// lastDay is the last moment before due, so that its day is the last one.
func lastDay(due time.Time) time.Time {
	if due.IsZero() {
		return due
	}
	return due.Add(-time.Minute)
}

// chosenOf are what a list is narrowed to besides the period.
func chosenOf(ctx context.Context, l shownCases) []ui.Link {
	l.all = access.May(actor.From(ctx), access.InsightRead, access.Object{}) == nil
	links := chosen(ctx, l.view, "/insight/cases")
	for i := range links {
		links[i].URL += "&figure=" + l.what.String()
	}
	return links
}

// plainOf is the same list of everything.
func plainOf(l shownCases) string {
	return Filter{From: l.Figures.Filter.From, To: l.Figures.Filter.To}.list(l.what)
}
