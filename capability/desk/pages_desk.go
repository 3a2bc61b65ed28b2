package desk

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"tongban/capability/casework"
	"tongban/capability/document"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/fault"
	"tongban/kernel/web"
	"tongban/ui"
)

// worklist shows the open tasks of the reader's groups by deadline.
func (p pages) worklist(w http.ResponseWriter, r *http.Request) error {
	key, err := casework.ParseKey(r.FormValue("after"))
	if err != nil {
		return err
	}
	entries, err := p.Casework.Worklist(r.Context(), key, perPage+1)
	if err != nil {
		return err
	}
	list := deskList{now: p.Clock.Now(), cal: p.Calendar(), me: actor.From(r.Context()).ID, entries: entries}
	if len(entries) > perPage {
		list.entries = entries[:perPage]
		last := entries[perPage-1]
		list.next = "/desk?after=" + casework.PageKey{Due: last.DueAt.UnixMilli(), ID: last.ID}.String()
	}
	return web.Render(w, r, http.StatusOK, worklistPage(list))
}

// deskCases lists the cases the reader may see by deadline, or finds one by number.
func (p pages) deskCases(w http.ResponseWriter, r *http.Request) error {
	key, err := casework.ParseKey(r.FormValue("after"))
	if err != nil {
		return err
	}
	number := strings.TrimSpace(r.FormValue("q"))
	cases, err := p.Casework.Cases(r.Context(), casework.CaseFilter{Number: strings.ToUpper(number)}, key, perPage+1)
	if err != nil {
		return err
	}
	list := deskList{now: p.Clock.Now(), cal: p.Calendar(), number: number, cases: cases}
	if len(cases) > perPage {
		list.cases = cases[:perPage]
		last := cases[perPage-1]
		list.next = "/desk/cases?after=" + casework.PageKey{Due: last.DueAt.UnixMilli(), ID: last.ID}.String()
	}
	return web.Render(w, r, http.StatusOK, deskCasesPage(list))
}

// claim takes a task on and opens its case.
func (p pages) claim(w http.ResponseWriter, r *http.Request) error {
	f, err := p.Casework.Claim(r.Context(), idOf(r.PathValue("id")))
	if err != nil {
		return err
	}
	return web.Redirect(w, r, casework.DeskURL(f.Case.ShortNo))
}

// desk is the case as its handlers see it.
func (p pages) desk(w http.ResponseWriter, r *http.Request) error {
	v, err := p.deskView(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, deskPage(v))
}

func (p pages) deskView(r *http.Request) (*view, error) {
	f, err := p.Casework.File(r.Context(), r.PathValue("no"))
	if err != nil {
		return nil, err
	}
	return p.deskViewOf(r.Context(), f)
}

// deskViewOf is f as the reader may see it.
func (p pages) deskViewOf(ctx context.Context, f *casework.File) (*view, error) {
	v, err := p.view(f)
	if err != nil {
		return nil, err
	}
	v.mayReveal = casework.MayReveal(actor.From(ctx), f) == nil
	return v, v.fill(ctx)
}

// reveal shows the case in full, in this one answer.
func (p pages) reveal(w http.ResponseWriter, r *http.Request) error {
	why := casework.WhyOf(r)
	f, err := p.Casework.Reveal(r.Context(), r.PathValue("no"), why)
	wrong := fault.KindOf(err) == fault.Invalid && err != nil
	var errs ui.FieldErrors
	if wrong {
		errs = ui.ErrorsOf(r.Context(), err)
		f, err = p.Casework.File(r.Context(), r.PathValue("no"))
	}
	if err != nil {
		return err
	}
	v, err := p.deskViewOf(r.Context(), f)
	if err != nil {
		return err
	}
	v.why = why
	if wrong {
		v.errs = errs
		return web.Render(w, r, http.StatusUnprocessableEntity, deskPage(v))
	}
	v.reveal = true
	if err := v.fill(r.Context()); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return web.Render(w, r, http.StatusOK, deskPage(v))
}

// ask shows the form of a command, or what it would do.
func (p pages) ask(w http.ResponseWriter, r *http.Request) error {
	v, err := p.deskView(r)
	if err != nil {
		return err
	}
	e := casework.Event(r.PathValue("command"))
	if _, known := casework.CommandOf(e); !known {
		return fault.New(fault.NotFound, "fault.notfound")
	}
	if !v.May(e) {
		return fault.New(fault.Conflict, "casework.not-now")
	}
	return web.Render(w, r, http.StatusOK, commandPage(commandForm{view: v, event: e, version: v.Case.Version}))
}

// step carries a command out. What was typed survives a mistake and a colleague
// who was faster.
func (p pages) step(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.New(fault.Invalid, "fault.shape")
	}
	e, no := casework.Event(r.PathValue("command")), r.PathValue("no")
	if _, known := casework.CommandOf(e); !known {
		return fault.New(fault.NotFound, "fault.notfound")
	}
	in, err := p.input(r, e)
	if err != nil {
		return err
	}
	_, err = p.Casework.Step(keyed(r), no, e, in)
	if kind := fault.KindOf(err); err != nil && (kind == fault.Invalid || kind == fault.Conflict) {
		v, again := p.deskView(r)
		if again != nil {
			return again
		}
		form := commandForm{view: v, event: e, in: in, version: v.Case.Version, errs: v.placed(r.Context(), err)}
		if kind == fault.Conflict {
			form.errs, form.stale = nil, form.errs[0].Text
		}
		return web.Render(w, r, web.StatusOf(err), commandPage(form))
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, "/desk/done/"+url.PathEscape(no)+"?command="+url.QueryEscape(string(e)))
}

// placed returns the mistakes of err beside their fields: that no gap is named stands
// beside the first that could be.
func (v *view) placed(ctx context.Context, err error) ui.FieldErrors {
	errs := ui.ErrorsOf(ctx, err)
	for i := range errs {
		if errs[i].Name == string(casework.InputGaps) {
			errs[i].Name = problemField(v.gapTargets(ctx)[0])
		}
	}
	return errs
}

// problemField is the field that says what is wrong with target.
func problemField(target ui.Option) string { return "problem:" + target.Value }

// input reads what a command's form gives.
func (p pages) input(r *http.Request, e casework.Event) (casework.Input, error) {
	version, _ := strconv.ParseInt(r.PostFormValue("version"), 10, 64) // none: whichever stands
	in := casework.Input{
		Version: version, Reason: r.PostFormValue("reason"), LegalGround: r.PostFormValue("legalGround"),
		Opinion: r.PostFormValue("opinion"), Redirect: r.PostFormValue("redirect"),
		Method: r.PostFormValue("method"), Receiver: r.PostFormValue("receiver"),
	}
	if e != casework.RequestMending {
		return in, nil
	}
	f, err := p.Casework.File(r.Context(), r.PathValue("no"))
	if err != nil {
		return in, err
	}
	v, err := p.view(f)
	if err != nil {
		return in, err
	}
	for _, target := range v.gapTargets(r.Context()) {
		problem := strings.TrimSpace(r.PostFormValue(problemField(target)))
		if problem != "" {
			in.Gaps = append(in.Gaps, casework.Gap{Target: target.Value, Label: target.Label, Problem: problem})
		}
	}
	return in, nil
}

// stepDone confirms what was done and offers the next case.
func (p pages) stepDone(w http.ResponseWriter, r *http.Request) error {
	f, err := p.Casework.File(r.Context(), r.PathValue("no"))
	if err != nil {
		return err
	}
	done := commandDone{File: f, event: casework.Event(r.FormValue("command"))}
	me := actor.From(r.Context()).ID
	if !slices.ContainsFunc(f.Records, func(rec casework.Record) bool { return rec.Event == done.event && rec.Actor == me }) {
		return web.Redirect(w, r, casework.DeskURL(f.Case.ShortNo))
	}
	entries, err := p.Casework.Worklist(r.Context(), casework.PageKey{}, 1)
	if err != nil {
		return err
	}
	if len(entries) > 0 && entries[0].CaseID != f.Case.ID {
		done.next = &entries[0]
	}
	return web.Render(w, r, http.StatusOK, stepDonePage(done))
}

// preview shows a material to whoever works on the case: the re-encoded picture,
// marked until it has been scanned.
func (p pages) preview(w http.ResponseWriter, r *http.Request) error {
	f, err := p.Casework.File(r.Context(), r.PathValue("no"))
	if err != nil {
		return err
	}
	for _, m := range f.LastSubmission().Materials {
		if m.Code == r.PathValue("material") && m.Source == casework.Upload {
			file, body, err := p.Casework.RevealFile(r.Context(), f, m)
			if err != nil {
				return err
			}
			defer body.Close()
			return document.ServePreview(w, file, body)
		}
	}
	return fault.New(fault.NotFound, "casework.unknown-material")
}

// gapTargets are the places a correction notice can point to.
func (v *view) gapTargets(ctx context.Context) []ui.Option {
	var targets []ui.Option
	for _, topic := range v.form.Topics() {
		for _, f := range topic.Fields {
			targets = append(targets, ui.Option{Value: "field:" + f.Key, Label: f.Label})
		}
	}
	for _, m := range v.Item.Plan(v.LastSubmission().Answers).Materials {
		targets = append(targets, ui.Option{Value: "material:" + m.Code, Label: m.Name})
	}
	return targets
}

// commandForm is a command being filled in.
type commandForm struct {
	*view
	event   casework.Event
	in      casework.Input
	version int64
	errs    ui.FieldErrors
	stale   string // what a colleague did meanwhile
}

// asks reports whether the command takes the input.
func (c commandForm) asks(name casework.InputName) (asked, optional bool) {
	cmd, _ := casework.CommandOf(c.event)
	for _, n := range cmd.Required {
		if n == name {
			return true, false
		}
	}
	for _, n := range cmd.Optional {
		if n == name {
			return true, true
		}
	}
	return false, false
}

// afterwards says what to do when a colleague was faster.
func (c commandForm) afterwards(ctx context.Context) string {
	if c.May(c.event) {
		return t(ctx, "kept")
	}
	return t(ctx, "barred")
}

// problem returns what was typed for a gap.
func (c commandForm) problem(target string) string {
	for _, g := range c.in.Gaps {
		if g.Target == target {
			return g.Problem
		}
	}
	return ""
}

// commandDone is a command that was carried out.
type commandDone struct {
	*casework.File
	event casework.Event
	next  *casework.WorklistEntry
}

// deskList is a page of the worklist, or of cases.
type deskList struct {
	entries []casework.WorklistEntry
	cases   []*casework.Case
	number  string // searched for
	next    string
	me      string
	now     time.Time
	cal     *calendar.Calendar
}

// left returns the badge of a date: working days to it.
func (l deskList) left(at time.Time) ui.DeadlineProps {
	today, due := calendar.DateOf(l.now), calendar.DateOf(at.Add(-time.Millisecond))
	days := l.cal.WorkdaysBetween(today, due)
	if due < today {
		days = -l.cal.WorkdaysBetween(due, today)
	}
	return ui.DeadlineProps{Left: days, Provisional: l.cal.Provisional(due)}
}
