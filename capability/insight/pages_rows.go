package insight

import (
	"context"
	"slices"
	"time"

	"github.com/a-h/templ"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/message"
	"tongban/ui"
)

// numbers are what is counted in full.
var numbers = []Figure{Received, Ended, Completed, Denied, Refused, Unneeded, Withdrawn, Terminated, InHand, OpenPast, Deemed}

// countsOf are the numbers, each with its list.
func countsOf(ctx context.Context, v view) []ui.Count {
	list := make([]ui.Count, len(numbers))
	for i, what := range numbers {
		list[i] = ui.Count{Text: t(ctx, "figure."+what.String()), Number: message.Number(v.Total[what]), URL: v.Filter.list(what)}
	}
	return list
}

// indicator is a rate or mean with the numbers it is made of.
type indicator struct {
	key   string
	value string
	n     int64
	parts []Figure
}

// indicators are the rates and means, in the order in which they are read.
func indicators(ctx context.Context, v view) []indicator {
	c := &v.Total
	of := func(key string, r Rate, parts ...Figure) indicator {
		value := t(ctx, "nothing")
		if r.Known() {
			value = percent(r.Percent())
		}
		return indicator{key, value, r.N, parts}
	}
	list := []indicator{
		of("ontime", c.OnTime(), InTime, Tardy, Promised),
		of("overdue", c.Overdue(), Late, OpenPast, Limited),
		{"counted", mean(ctx, "workdays", c.MeanCounted()), c[Completed], []Figure{Completed}},
		{"elapsed", mean(ctx, "days", c.MeanElapsed()), c[Completed], []Figure{Completed}},
		of("onego", c.OneGo(), Straight, Completed),
		of("correction", c.Correction(), Corrected, Received),
		of("atonce", c.AtOnce(), Immediate, Received),
		of("online", c.OnlineShare(), Online, Received),
		of("novisit", c.NoVisit(), Unvisited, Completed),
		of("refusals", c.Refusals(), Refused, Ended),
		of("withdrawals", c.Withdrawals(), Withdrawn, Ended),
		of("endings", c.Endings(), Terminated, Ended),
	}
	for _, i := range []indicator{of("answered", c.Answered()), of("content", c.Content(v.Good))} {
		if i.n == 0 {
			i.value = t(ctx, "few", few)
		}
		list = append(list, i)
	}
	return list
}

// indicatorRows are the rates and means, with n and the lists.
func indicatorRows(ctx context.Context, v view) []ui.TableRow {
	var rows []ui.TableRow
	for _, i := range indicators(ctx, v) {
		var links []ui.Link
		for _, part := range i.parts {
			links = append(links, ui.Link{Text: t(ctx, "count", t(ctx, "figure."+part.String()), message.Number(v.Total[part])), URL: v.Filter.list(part)})
		}
		if len(i.parts) == 0 {
			links = []ui.Link{{Text: t(ctx, "ratings", v.Filter.To.String()), URL: v.Filter.ratings()}}
		}
		rows = append(rows, ui.TableRow{Cells: []templ.Component{
			ui.Plain(t(ctx, "rate."+i.key)), ui.Plain(i.value), ui.Plain(message.Number(i.n)), linkRow(links),
		}})
	}
	return append(rows, compressionRow(ctx, v))
}

// compressionRow is how much shorter promises are than the law's limits.
func compressionRow(ctx context.Context, v view) ui.TableRow {
	value := t(ctx, "nothing")
	if v.Compression.Items > 0 {
		value = percent(v.Compression.Percent())
	}
	return ui.TableRow{Cells: []templ.Component{
		ui.Plain(t(ctx, "rate.compression")), ui.Plain(value), ui.Plain(message.Number(v.Compression.Items)),
		linkRow([]ui.Link{{Text: t(ctx, "items-of", message.Number(v.Compression.Items)), URL: v.Filter.address("/insight/items")}}),
	}}
}

// groupColumns head the tables by department and by item.
func groupColumns(ctx context.Context, what string) []ui.Column {
	columns := []ui.Column{{Title: t(ctx, "by."+what), Main: true}}
	for _, key := range []string{"figure.received", "figure.completed", "rate.ontime", "rate.overdue", "rate.counted", "rate.elapsed", "rate.correction"} {
		columns = append(columns, ui.Column{Title: t(ctx, key), Number: true, Said: true})
	}
	return columns
}

// groupRow is a department or an item.
func groupRow(ctx context.Context, f Filter, name templ.Component, c *Counts) ui.TableRow {
	return ui.TableRow{Cells: []templ.Component{
		name, link(ctx, f, Received, c[Received]), link(ctx, f, Completed, c[Completed]),
		ui.Plain(rate(ctx, c.OnTime())), ui.Plain(rate(ctx, c.Overdue())), ui.Plain(mean(ctx, "workdays", c.MeanCounted())), ui.Plain(mean(ctx, "days", c.MeanElapsed())),
		ui.Plain(rate(ctx, c.Correction())),
	}}
}

// departmentTable is the figures by department.
func departmentTable(ctx context.Context, v view) ui.TableProps {
	table := ui.TableProps{Caption: t(ctx, "departments"), Columns: groupColumns(ctx, "department"), Empty: empty(ctx)}
	for i := range v.Departments {
		f := v.Filter
		f.Department = v.Departments[i].Key
		name := ui.TextLink(ui.Link{Text: v.department(ctx, f.Department), URL: f.address("/insight")})
		table.Rows = append(table.Rows, groupRow(ctx, f, name, &v.Departments[i].Counts))
	}
	return table
}

// itemTable is the figures of up to most items.
func itemTable(ctx context.Context, v view, most int) ui.TableProps {
	table := ui.TableProps{Caption: t(ctx, "items"), Columns: groupColumns(ctx, "item"), Empty: empty(ctx)}
	for i := range v.Items[:min(most, len(v.Items))] {
		f := v.Filter
		f.Item = v.Items[i].Key
		name := ui.TextLink(ui.Link{Text: v.item(f.Item), URL: f.address("/insight")})
		table.Rows = append(table.Rows, groupRow(ctx, f, name, &v.Items[i].Counts))
	}
	return table
}

func empty(ctx context.Context) ui.EmptyProps {
	return ui.EmptyProps{Icon: "folder", Title: t(ctx, "none"), Text: t(ctx, "none-text")}
}

// monthChart draws one value a month. Share is in thousandths of what the longest bar stands
// for; a month without any has no bar.
func monthChart(ctx context.Context, v view, key string, value func(*Counts) (shown string, n int64, share int64), list Figure) ui.ChartProps {
	chart := ui.ChartProps{Table: ui.TableProps{
		Caption: t(ctx, "chart."+key),
		Columns: []ui.Column{{Title: t(ctx, "by.month"), Main: true}, {Title: t(ctx, "value."+key), Number: true}, {Title: "n", Number: true, Said: true}},
		Empty:   empty(ctx),
	}}
	months, longest := v.counted(), int64(1)
	for i := range months {
		_, _, share := value(&months[i].Counts)
		longest = max(longest, share)
	}
	for i := range months {
		month, _ := ParseMonth(months[i].Key) // it was written by String
		shown, n, share := value(&months[i].Counts)
		f := v.Filter
		f.From, f.To = month, month
		chart.Bars = append(chart.Bars, ui.Bar{Label: months[i].Key, Value: shown, Share: int(share * 1000 / longest)})
		chart.Table.Rows = append(chart.Table.Rows, ui.TableRow{Cells: []templ.Component{ui.Plain(months[i].Key), ui.Plain(shown), link(ctx, f, list, n)}})
	}
	return chart
}

// counted are the months of the period from the first in which there was anything.
func (v view) counted() []Group {
	first := slices.IndexFunc(v.Months, func(g Group) bool { return g.Counts != Counts{} })
	return v.Months[max(0, first):]
}

// charts are what is drawn by month.
func charts(ctx context.Context, v view) []ui.ChartProps {
	received := monthChart(ctx, v, "received", func(c *Counts) (string, int64, int64) {
		return message.Number(c[Received]), c[Received], c[Received]
	}, Received)
	received.Summary = t(ctx, "chart.received-says", message.Number(v.Total[Received]))
	ontime := monthChart(ctx, v, "ontime", func(c *Counts) (string, int64, int64) {
		r := c.OnTime()
		if !r.Known() {
			return t(ctx, "nothing"), 0, 0
		}
		return percent(r.Percent()), r.N, r.Percent()
	}, Promised)
	ontime.Summary = t(ctx, "chart.ontime-says", rate(ctx, v.Total.OnTime()))
	counted := monthChart(ctx, v, "counted", func(c *Counts) (string, int64, int64) {
		return mean(ctx, "workdays", c.MeanCounted()), c[Completed], c.MeanCounted().Tenths()
	}, Completed)
	counted.Summary = t(ctx, "chart.counted-says", mean(ctx, "workdays", v.Total.MeanCounted()), message.Number(v.Total[Completed]))
	months := v.counted()
	if i, ok := best(months, v.now); ok {
		c := &months[i].Counts
		counted.Summary += t(ctx, "chart.best", months[i].Key, mean(ctx, "workdays", c.MeanCounted()), message.Number(c[Completed]))
		counted.Bars[i].Tone = ui.OK
	}
	return []ui.ChartProps{received, ontime, counted}
}

// monthOptions are the months that can be chosen, newest first.
func monthOptions(v view) []ui.Option {
	var options []ui.Option
	for i := range mostMonths {
		m := v.now.Add(-i).String()
		options = append(options, ui.Option{Value: m, Label: m})
	}
	for _, m := range []Month{v.Filter.To, v.Filter.From} {
		if chosen := m.String(); !slices.ContainsFunc(options, func(o ui.Option) bool { return o.Value == chosen }) {
			options = append(options, ui.Option{Value: chosen, Label: chosen})
		}
	}
	return options
}

func departmentOptions(ctx context.Context, v view) []ui.Option {
	options := make([]ui.Option, len(v.departments))
	for i, d := range v.departments {
		options[i] = ui.Option{Value: d.Code, Label: d.In(ctx)}
	}
	return options
}

// chosen are what the figures are narrowed to besides the period.
func chosen(ctx context.Context, v view, path string) []ui.Link {
	var links []ui.Link
	if v.Filter.Department != "" && v.all {
		f := v.Filter
		f.Department = ""
		links = append(links, ui.Link{Text: v.department(ctx, v.Filter.Department), URL: f.address(path)})
	}
	if v.Filter.Item != "" {
		f := v.Filter
		f.Item = ""
		links = append(links, ui.Link{Text: v.item(v.Filter.Item), URL: f.address(path)})
	}
	return links
}

// worstItem says which item to look at first, nothing if none stands out.
func worstItem(ctx context.Context, v view) (says string, at Filter) {
	i, ok := worst(v.Items)
	if !ok || v.Filter.Item != "" {
		return "", at
	}
	at = v.Filter
	at.Item = v.Items[i].Key
	return t(ctx, "worst", v.item(at.Item), rate(ctx, v.Items[i].Counts.OnTime())), at
}

// tones of how cases end.
var tones = map[Outcome]ui.Tone{
	StillGoing: ui.Info, Granted: ui.OK, Refusal: ui.Bad, NotTaken: ui.Bad, NotNeeded: ui.Mute, TakenBack: ui.Mute, GivenUp: ui.Mute,
}

// byLaw reports whether the list counts what became of the law's dates, not the promise's.
func (l shownCases) byLaw() bool { return slices.Contains([]Figure{Late, OpenPast, Limited}, l.what) }

// limit is the key of what the list calls the date it counts by.
func (l shownCases) limit() string {
	if l.byLaw() {
		return "row.statutory"
	}
	return "row.promised"
}

// due is the instant at which that date of a case passes.
func (l shownCases) due(line *Line) time.Time {
	if l.byLaw() {
		return line.StatutoryDue
	}
	return line.PromisedDue
}

// caseRows are the cases of a list. Nobody's name is in them.
func caseRows(ctx context.Context, l shownCases) []ui.TableRow {
	by := actor.From(ctx)
	var rows []ui.TableRow
	for i := range l.Lines {
		line := &l.Lines[i]
		name := ui.Plain(line.ItemName)
		if access.May(by, access.CaseRead, access.Object{Department: line.Department, Outlet: line.Outlet}) == nil {
			name = ui.TextLink(ui.Link{Text: line.ItemName, URL: "/desk/cases/" + line.ShortNo})
		}
		state := "open"
		if line.Outcome != StillGoing {
			state = string(line.Outcome)
		}
		rows = append(rows, ui.TableRow{Cells: []templ.Component{
			name, ui.Code(line.ShortNo), ui.Plain(l.department(ctx, line.Department)), ui.Plain(message.Stamp(line.ReceivedAt)),
			ui.Plain(message.Stamp(lastDay(l.due(line)))), ui.Plain(message.Stamp(line.DecidedAt)), ui.Plain(message.Stamp(line.FinishedAt)),
			ui.Tag(ui.TagProps{Tone: tones[line.Outcome], Text: t(ctx, "outcome."+state)}),
		}})
	}
	return rows
}
