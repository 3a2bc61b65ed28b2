package desk

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"tongban/capability/casework"
	"tongban/capability/document"
	"tongban/capability/form"
	"tongban/kernel/actor"
	"tongban/kernel/deadline"
	"tongban/kernel/fault"
	"tongban/kernel/web"
	"tongban/ui"
)

// view is a case with what its pages work out.
type view struct {
	*casework.File
	service   *Service
	form      *form.Definition
	reveal    bool // show it in full
	mayReveal bool // the reader may ask for that
	why       casework.Why
	errs      ui.FieldErrors    // of why, or of a mark
	signed    []templ.Component // panels of others: how it was signed
	others    []templ.Component // panels of others at the end
	papers    []paper
	marking   Mark // as typed
	me        string
	by        actor.Actor
	keys      bool // shortcuts are on
	course    casework.Course
	names     map[string]string // of those who have open tasks, by account
	from      string            // besides, on the page of the branches
}

func (s *Service) view(f *casework.File) (*view, error) {
	def, err := s.Casework.Form(f.Item)
	if err != nil {
		return nil, err
	}
	return &view{File: f, service: s, form: def}, nil
}

// fill lets others say what they know of the case.
func (v *view) fill(ctx context.Context) (err error) {
	shown := casework.ShownCase{File: v.File, Desk: true, Reveal: v.reveal}
	if v.signed, err = casework.Fill(ctx, casework.SignedPlace, shown); err != nil {
		return err
	}
	v.others, err = casework.Fill(ctx, CasePlace, shown)
	return err
}

// applicant returns the name as the reader may see it.
func (v *view) applicant() string {
	if v.reveal {
		return v.Case.ApplicantName
	}
	return v.Case.ShownName()
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
	v, err := p.deskViewOf(r.Context(), f)
	if err == nil {
		v.keys = keysOn(r)
	}
	return v, err
}

// deskViewOf is f as the reader may see it.
func (p pages) deskViewOf(ctx context.Context, f *casework.File) (*view, error) {
	v, err := p.courseView(ctx, f)
	if err != nil {
		return nil, err
	}
	v.mayReveal = casework.MayReveal(v.by, f) == nil
	if v.papers, err = p.papers(ctx, v); err != nil {
		return nil, err
	}
	return v, v.fill(ctx)
}

// reveal shows the case in full, in this one answer.
func (p pages) reveal(w http.ResponseWriter, r *http.Request) error {
	why := casework.WhyOf(r.PostFormValue)
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
	v.why, v.errs = why, errs
	if wrong {
		return web.Render(w, r, http.StatusUnprocessableEntity, deskPage(v))
	}
	v.reveal = true
	if err := v.fill(r.Context()); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return web.Render(w, r, http.StatusOK, deskPage(v))
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

// earlier shows other cases for the same applicant.
func (p pages) earlier(w http.ResponseWriter, r *http.Request) error {
	f, cases, err := p.Earlier(r.Context(), r.PathValue("no"))
	if err != nil {
		return err
	}
	list := p.list(r)
	list.cases = cases
	return web.Render(w, r, http.StatusOK, earlierPage(f, list))
}

// commandText is what the button of a command says: of several tasks, which one it is about.
func (v *view) commandText(ctx context.Context, c casework.Command) string {
	text := v.Say(ctx, "command."+string(c.Event))
	if task := v.Task(taskOf(c.Task)); task != nil {
		text = t(ctx, "command-of", text, v.TaskName(ctx, task))
	}
	return text
}

func (v *view) commandURL(c casework.Command) string {
	at := casework.DeskURL(v.Case.ShortNo) + "/" + string(c.Event)
	if c.Task != "" {
		at += "?task=" + c.Task
	}
	return at
}

// isPicture reports whether a stored file's preview can be shown in the page.
func isPicture(name string) bool {
	return strings.HasSuffix(name, ".jpg") || strings.HasSuffix(name, ".png")
}

// pause is what keeps the clock from running.
type pause struct {
	title, ground string
}

// paused says what keeps the clock from running and on what ground, nil while it runs.
func (v *view) paused(ctx context.Context) *pause {
	var stops []casework.Event
	switch v.Case.Status {
	case casework.Special:
		stops = []casework.Event{casework.EnterSpecial, casework.RequestHearing}
	case casework.Suspended:
		stops = []casework.Event{casework.Suspend}
	}
	if v.Clock.Window(deadline.StatutoryPeriod).State != deadline.Stopped && v.Clock.Window(deadline.PromisedPeriod).State != deadline.Stopped {
		return nil
	}
	for _, rec := range slices.Backward(v.Records) {
		if slices.Contains(stops, rec.Event) {
			d := rec.Detail
			what := v.Say(ctx, "event."+string(rec.Event))
			if slices.Contains(casework.SpecialProcedures, d.Procedure) {
				what = t(ctx, "procedure."+d.Procedure)
			} else if d.Procedure != "" {
				what = d.Procedure
			}
			return &pause{t(ctx, "paused", what), strings.TrimSpace(d.Reason + " " + d.LegalGround + " " + d.Statute)}
		}
	}
	return nil
}

// changes is what the latest submission says differently from the one before.
func (v *view) changes(ctx context.Context) []ui.Change {
	n := len(v.Submissions)
	if n < 2 {
		return nil
	}
	before, after := v.Submissions[n-2], v.Submissions[n-1]
	var list []ui.Change
	for _, f := range v.form.Fields {
		was, now := v.written(ctx, f, before), v.written(ctx, f, after)
		if f.Text(before.Values[f.Key]) == f.Text(after.Values[f.Key]) {
			continue
		}
		change := ui.Change{Label: f.LabelIn(ctx), Old: was, New: now}
		if was == now { // what is masked hides the difference too
			change = ui.Change{Label: f.LabelIn(ctx), Note: t(ctx, "changes.masked")}
		}
		list = append(list, change)
	}
	return append(list, v.materialChanges(ctx, before, after)...)
}

// written is an answer as the reader may see it.
func (v *view) written(ctx context.Context, f form.Field, s casework.Submission) string {
	answer, given := s.Values[f.Key]
	switch {
	case !given:
		return ""
	case f.Sensitive() && !v.reveal:
		return f.Masked(f.Text(answer))
	}
	return f.Show(ctx, answer)
}

// materialChanges says which papers were added, taken out or exchanged.
func (v *view) materialChanges(ctx context.Context, before, after casework.Submission) (list []ui.Change) {
	for _, m := range after.Materials {
		switch was := before.Has(m.Code); {
		case was == nil:
			list = append(list, ui.Change{Label: casework.MaterialName(v.Item, m), Note: t(ctx, "changes.added")})
		case was.Source == casework.Promised && m.Source != casework.Promised:
			list = append(list, ui.Change{Label: casework.MaterialName(v.Item, m), Note: t(ctx, "changes.brought")})
		case was.Reference != m.Reference && (m.Source == casework.Upload || was.Source != m.Source):
			list = append(list, ui.Change{Label: casework.MaterialName(v.Item, m), Note: t(ctx, "changes.exchanged", casework.Size(was.Size), casework.Size(m.Size))})
		}
	}
	for _, m := range before.Materials {
		if after.Has(m.Code) == nil {
			list = append(list, ui.Change{Label: casework.MaterialName(v.Item, m), Note: t(ctx, "changes.removed")})
		}
	}
	return list
}
