package studio

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"tongban/capability/catalogue"
	"tongban/capability/intake"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// importURL is the page of an import, or one below it.
func importURL(run id.ID, below string) string { return "/admin/imports/" + run.String() + below }

// imports lists the imports.
func (p pages) imports(w http.ResponseWriter, r *http.Request) error {
	cursor, _ := id.Parse(r.FormValue("before")) // what is no id begins at the top
	runs, next, err := p.intake.Imports(r.Context(), cursor)
	if err != nil {
		return err
	}
	var accounts []string
	for _, run := range runs {
		accounts = append(accounts, run.Author)
	}
	names, err := p.names(r.Context(), accounts...)
	if err != nil {
		return err
	}
	list := importList{runs: runs, names: names}
	if next != 0 {
		list.next = "/admin/imports?before=" + next.String()
	}
	return web.Render(w, r, http.StatusOK, importsPage(list))
}

// importList is a page of imports.
type importList struct {
	runs  []intake.ImportRun
	names map[string]string
	next  string
}

// importRun shows what an import did, row by row.
func (p pages) importRun(w http.ResponseWriter, r *http.Request) error {
	run, err := p.runOf(r)
	if err != nil {
		return err
	}
	v := importView{ImportRun: run, outcome: outcomeOf(r)}
	after, _ := strconv.Atoi(r.FormValue("after")) // what is no number begins at the top
	var next int
	if v.rows, next, err = p.intake.ImportRows(r.Context(), run.ID, v.outcome, after); err != nil {
		return err
	}
	if next > 0 {
		v.next = v.address(v.outcome, next)
	}
	if after > 0 {
		v.first = v.address(v.outcome, 0)
	}
	if v.names, err = p.names(r.Context(), run.Author); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, importPage(v))
}

// importTable sends the rows of an import as a table for a spreadsheet.
func (p pages) importTable(w http.ResponseWriter, r *http.Request) error {
	run, err := p.runOf(r)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="import-`+run.ID.String()+`.csv"`)
	h.Set("Cache-Control", "no-store")
	return p.intake.ImportCSV(r.Context(), run.ID, outcomeOf(r), w)
}

// runOf returns the import of the address.
func (p pages) runOf(r *http.Request) (intake.ImportRun, error) {
	key, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return intake.ImportRun{}, fault.New(fault.NotFound, "intake.unknown")
	}
	return p.intake.ImportRun(r.Context(), key)
}

// outcomes are those whose rows an import keeps.
var outcomes = []catalogue.Outcome{catalogue.Refused, catalogue.Changed, catalogue.Added}

// outcomeOf reads which rows are asked for; what is none of ours narrows nothing.
func outcomeOf(r *http.Request) catalogue.Outcome {
	outcome := catalogue.Outcome(r.FormValue("outcome"))
	if !slices.Contains(outcomes, outcome) {
		return ""
	}
	return outcome
}

// importView is an import with a page of its rows.
type importView struct {
	intake.ImportRun
	outcome catalogue.Outcome
	rows    []intake.ImportRow
	names   map[string]string
	first   string
	next    string
}

// address is the import's page with the rows of an outcome.
func (v importView) address(outcome catalogue.Outcome, after int) string {
	form := url.Values{}
	if outcome != "" {
		form.Set("outcome", string(outcome))
	}
	if after > 0 {
		form.Set("after", strconv.Itoa(after))
	}
	if len(form) == 0 {
		return importURL(v.ID, "")
	}
	return importURL(v.ID, "") + "?" + form.Encode()
}

// table is the address of the rows as a table.
func (v importView) table() string {
	if v.outcome == "" {
		return importURL(v.ID, "/rows.csv")
	}
	return importURL(v.ID, "/rows.csv") + "?outcome=" + string(v.outcome)
}

// rules are the kinds of findings, the most frequent first.
func (v importView) rules() []string {
	return slices.SortedFunc(maps.Keys(v.Findings), func(a, b string) int {
		return cmp.Or(cmp.Compare(v.Findings[b], v.Findings[a]), cmp.Compare(a, b))
	})
}

func outcomeTag(ctx context.Context, outcome catalogue.Outcome) ui.TagProps {
	tag := ui.TagProps{Tone: ui.Mute, Text: message.T(ctx, "intake.outcome."+string(outcome))}
	switch outcome {
	case catalogue.Added:
		tag.Tone = ui.OK
	case catalogue.Changed:
		tag.Tone = ui.Info
	case catalogue.Refused:
		tag.Tone = ui.Bad
	}
	return tag
}

func importTag(ctx context.Context, state intake.ImportState) ui.TagProps {
	tag := ui.TagProps{Tone: ui.Mute, Text: t(ctx, "import-state."+string(state))}
	switch state {
	case intake.ImportRunning:
		tag.Tone = ui.Info
	case intake.ImportApplied:
		tag.Tone = ui.OK
	case intake.ImportRefused:
		tag.Tone = ui.Bad
	}
	return tag
}
