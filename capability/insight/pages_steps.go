package insight

import (
	"cmp"
	"context"
	"encoding/csv"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"tongban/capability/procedure"
	"tongban/kernel/calendar"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// processes lists the items whose cases go by a procedure.
func (p pages) processes(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	lines, next, err := p.Processes(ctx, r.FormValue("department"), r.FormValue("after"), perPage)
	if err != nil {
		return err
	}
	v := view{Figures: &Figures{}}
	if v.departments, err = p.Places.Departments(ctx); err != nil {
		return err
	}
	if next != "" {
		next = "/insight/processes?" + url.Values{"department": {r.FormValue("department")}, "after": {next}}.Encode()
	}
	return web.Render(w, r, http.StatusOK, processesPage(v, lines, next))
}

// processView is the steps of a procedure as their page shows them.
type processView struct {
	*Process
	byLength bool // the table is sorted by the median, longest first
}

func processURL(item string) string { return "/insight/processes/" + url.PathEscape(item) }

// stepFilter reads what is to be counted. What is no day is none.
func stepFilter(r *http.Request) StepFilter {
	f := StepFilter{Item: r.PathValue("item")}
	f.From, _ = calendar.ParseDate(r.FormValue("from"))
	f.To, _ = calendar.ParseDate(r.FormValue("to"))
	f.version(r.FormValue("version"))
	return f
}

// stagesVersion stands in addresses for the cases that go by an item's stages.
const stagesVersion = "stages"

// version reads which version is counted: what is none is the newest.
func (f *StepFilter) version(text string) {
	if f.Stages = text == stagesVersion; !f.Stages {
		f.Version, _ = id.Parse(text)
	}
}

// process shows how long the steps of an item's procedure take.
func (p pages) process(w http.ResponseWriter, r *http.Request) error {
	found, err := p.Process(r.Context(), stepFilter(r))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, processPage(&processView{Process: found, byLength: r.FormValue("sort") == "length"}))
}

// table sends the same figures for a spreadsheet.
func (p pages) table(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	found, err := p.Process(ctx, stepFilter(r))
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="steps-`+url.PathEscape(found.Code)+`.csv"`)
	h.Set("Cache-Control", "no-store")
	out := csv.NewWriter(w)
	var head []string
	for _, column := range stepColumns(ctx) {
		head = append(head, column.Title)
	}
	if _, err := w.Write([]byte("\ufeff")); err != nil { // spreadsheets know it for UTF-8 by this
		return err
	}
	if err := out.Write(head); err != nil {
		return err
	}
	for _, f := range found.Steps {
		if err := out.Write(f.cells(ctx)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// address is where the page answers for what is shown, with a path below it.
func (v *processView) address(below string, more ...string) string {
	q := url.Values{"from": {v.Filter.From.String()}, "to": {v.Filter.To.String()}, "version": {v.chosen()}}
	for i := 0; i < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	return processURL(v.Code) + below + "?" + q.Encode()
}

// chosen is the version that is shown, as addresses have it.
func (v *processView) chosen() string {
	if v.Filter.Version == 0 {
		return stagesVersion
	}
	return v.Filter.Version.String()
}

func (v *processView) versions(ctx context.Context) []ui.Option {
	var options []ui.Option
	for _, r := range v.Revisions {
		option := ui.Option{Value: r.Version.String(), Label: t(ctx, "steps.version", r.Number)}
		if r.Version == 0 {
			option = ui.Option{Value: stagesVersion, Label: t(ctx, "steps.stages")}
		}
		options = append(options, option)
	}
	return options
}

// stepColumns are the columns of the table, on the page and for spreadsheets.
func stepColumns(ctx context.Context) []ui.Column {
	columns := []ui.Column{{Title: t(ctx, "steps.step"), Main: true}}
	for _, key := range []string{"standing", "done", "median", "p90", "late"} {
		columns = append(columns, ui.Column{Title: t(ctx, "steps."+key), Number: true, Said: true})
	}
	return columns
}

// cells are a step's figures in words.
func (f StepFigure) cells(ctx context.Context) []string {
	late := t(ctx, "nothing")
	if share := f.LateShare(); share.Known() {
		late = percent(share.Percent())
	}
	return []string{f.Name, message.Number(f.Standing), message.Number(f.Done), f.days(ctx, f.Median), f.days(ctx, f.P90), late}
}

// days writes tenths of a working day, nothing of a step nobody has done.
func (f StepFigure) days(ctx context.Context, tenths int64) string {
	if f.Done == 0 {
		return t(ctx, "nothing")
	}
	return decimal(tenths)
}

// rows are the steps as a table: as they follow upon each other, or the longest first.
func (v *processView) rows(ctx context.Context) []ui.TableRow {
	steps := slices.Clone(v.Steps)
	if v.byLength {
		slices.SortStableFunc(steps, func(a, b StepFigure) int { return cmp.Compare(b.Median, a.Median) })
	}
	var rows []ui.TableRow
	for _, f := range steps {
		var cells []templ.Component
		for _, text := range f.cells(ctx) {
			cells = append(cells, ui.Plain(text))
		}
		rows = append(rows, ui.TableRow{Cells: cells})
	}
	return rows
}

// holds are the nodes of the branches that others wait for.
func (v *processView) holds() map[string]bool {
	held := map[string]bool{}
	for _, part := range v.Parts {
		for _, b := range part {
			for _, node := range b.Nodes {
				held[node] = held[node] || b.Holds
			}
		}
	}
	return held
}

// diagram is the drawing with the figures at its steps.
func (v *processView) diagram(ctx context.Context) templ.Component {
	marks, held := map[string]procedure.Mark{}, v.holds()
	for _, f := range v.Steps {
		if f.Node == "" {
			continue
		}
		m := procedure.Mark{Badge: t(ctx, "steps.badge", message.Number(f.Standing), f.days(ctx, f.Median))}
		switch {
		case held[f.Node]:
			m.Tone = ui.Warn
		case f.Standing > 0:
			m.Tone = ui.Info
		}
		marks[f.Node] = m
	}
	return procedure.Diagram(v.Doc, t(ctx, "steps.diagram", v.Name), marks)
}

// branchRows compares the branches that run beside each other.
func (v *processView) branchRows(ctx context.Context) []ui.TableRow {
	var rows []ui.TableRow
	for i, part := range v.Parts {
		for _, b := range part {
			tag := ui.Plain(t(ctx, "nothing"))
			if b.Holds {
				tag = ui.Tag(ui.TagProps{Tone: ui.Warn, Text: t(ctx, "steps.holds")})
			}
			name := t(ctx, "steps.branch", b.Number)
			if len(b.Steps) > 0 {
				name = strings.Join(b.Steps, t(ctx, "steps.then"))
			}
			rows = append(rows, ui.TableRow{Cells: []templ.Component{
				ui.Plain(name), ui.Plain(cmp.Or(b.Part, t(ctx, "steps.part", i+1))), ui.Plain(t(ctx, "unit.workdays", decimal(b.Tenths))), tag,
			}})
		}
	}
	return rows
}

// dayValue writes a day as its box takes it.
func dayValue(d calendar.Date) string { return d.Start().Format(time.DateOnly) }

// processRows are the items of a list.
func processRows(ctx context.Context, v view, lines []ProcessLine) []ui.TableRow {
	var rows []ui.TableRow
	for _, l := range lines {
		versions := t(ctx, "steps.stages")
		if l.Versions > 0 {
			versions = t(ctx, "steps.versions", l.Versions)
		}
		rows = append(rows, ui.TableRow{Cells: []templ.Component{
			ui.TextLink(ui.Link{Text: l.Name, URL: processURL(l.Item)}), ui.Plain(v.department(ctx, l.Department)), ui.Plain(versions), ui.Plain(message.Number(l.Standing)),
		}})
	}
	return rows
}

// sorting leads to the other order of the table.
func sorting(ctx context.Context, v *processView) *ui.Link {
	if v.byLength {
		return &ui.Link{Text: t(ctx, "steps.in-order"), URL: v.address("") + "#steps"}
	}
	return &ui.Link{Text: t(ctx, "steps.by-length"), URL: v.address("", "sort", "length") + "#steps"}
}
