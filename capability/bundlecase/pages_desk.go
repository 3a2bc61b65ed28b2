package bundlecase

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"tongban/capability/access"
	"tongban/capability/bundle"
	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/mask"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// deskURL is the page of a run at the desk.
func deskURL(no string) string { return "/desk/bundle-cases/" + no }

// listView is a list of runs as its page shows it.
type listView struct {
	done bool
	rows []ui.TableRow
	next string
}

// The lists there are.
const (
	openURL = "/desk/bundle-cases"
	doneURL = "/desk/bundle-cases?show=done"
)

func (v listView) url() string {
	if v.done {
		return doneURL
	}
	return openURL
}

func (p pages) list(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v := listView{done: r.FormValue("show") == "done"}
	var list []*Run
	var err error
	if v.done {
		before, _ := id.Parse(r.FormValue("after")) // what is no id begins at the top
		list, err = p.Over(ctx, before, perPage+1)
	} else {
		list, err = p.Open(ctx, parseCursor(r.FormValue("after")), perPage+1)
	}
	if err != nil {
		return err
	}
	if !access.Has(actor.From(ctx), access.CaseList) {
		return fault.New(fault.Forbidden, "access.forbidden")
	}
	if len(list) > perPage {
		list = list[:perPage]
		last := list[perPage-1]
		if v.next = openURL + "?after=" + (Cursor{last.DueOn, last.ID}).String(); v.done {
			v.next = doneURL + "&after=" + last.ID.String()
		}
	}
	for _, one := range list {
		v.rows = append(v.rows, ui.TableRow{Cells: []templ.Component{subject(one), ui.Plain(shownName(one)), ui.Tag(deskTag(ctx, one.Stand)), p.dueCell(ctx, one), ui.Plain(progress(ctx, one))}})
	}
	return web.Render(w, r, http.StatusOK, listPage(v))
}

// shownName is the applicant's name for those who only handle the case: a firm's is public, a
// person's is not.
func shownName(r *Run) string {
	if r.Firm {
		return r.ApplicantName
	}
	return mask.Name(r.ApplicantName)
}

// deskTag shows how a run stands to those who handle it: what is the applicant's turn is not
// theirs.
func deskTag(ctx context.Context, s Stand) ui.TagProps {
	tag := standTag(ctx, s)
	if s == Turn {
		tag.Tone, tag.Text = ui.Mute, t(ctx, "desk.theirs")
	}
	return tag
}

// dueCell says by when all of it is promised, and that it is late.
func (s *Service) dueCell(ctx context.Context, r *Run) templ.Component {
	switch {
	case r.DueOn == 0:
		return ui.Plain(t(ctx, "no-due"))
	case !r.Stand.IsOpen():
		return ui.Plain(message.Date(ctx, r.DueOn.Start()))
	}
	today, cal := s.today(), s.Calendar()
	left := cal.WorkdaysBetween(today, r.DueOn)
	if r.DueOn < today {
		left = -cal.WorkdaysBetween(r.DueOn, today)
	}
	return ui.Deadline(ui.DeadlineProps{Left: left, Late: r.IsLate(today), Date: message.Date(ctx, r.DueOn.Start())})
}

// progress counts the parts that have ended.
func progress(ctx context.Context, r *Run) string {
	over := 0
	for _, p := range r.Parts {
		if !p.isOpen() {
			over++
		}
	}
	return t(ctx, "progress", over, len(r.Parts))
}

// deskView is a run at the desk.
type deskView struct {
	*Run
	due    templ.Component
	report bool            // the reader may report on what is outside
	links  map[string]bool // cases the reader may open, by component
	about  string          // component whose report came back with mistakes
	errs   ui.FieldErrors
	typed  func(string) string
}

func (p pages) deskView(r *http.Request) (deskView, error) {
	run, err := p.Find(r.Context(), r.PathValue("no"))
	if err != nil {
		return deskView{}, err
	}
	v := deskView{Run: run, due: p.dueCell(r.Context(), run), links: map[string]bool{}, typed: func(string) string { return "" }}
	v.report = access.May(actor.From(r.Context()), access.BundleReport, run.object()) == nil
	for _, one := range run.Parts {
		if one.CaseNo == "" {
			continue
		}
		_, err := p.Cases.Case(r.Context(), one.CaseNo)
		if orNone(err) != nil {
			return deskView{}, err
		}
		v.links[one.Code] = err == nil
	}
	return v, nil
}

func (p pages) deskShow(w http.ResponseWriter, r *http.Request) error {
	v, err := p.deskView(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, deskPage(v))
}

func (p pages) report(w http.ResponseWriter, r *http.Request) error {
	no, code := r.PathValue("no"), r.PathValue("component")
	said := Report{Done: r.PostFormValue("result") == "done", Words: r.PostFormValue("words")}
	var err error
	if result := r.PostFormValue("result"); result != "done" && result != "not" {
		err = fault.InvalidFields([]fault.Field{{Name: "result", Key: "bundlecase.result-needed"}})
	} else {
		_, err = p.Report(keyed(r), no, code, said)
	}
	if kind := fault.KindOf(err); err != nil && (kind == fault.Invalid || kind == fault.Conflict) {
		v, unknown := p.deskView(r)
		if unknown != nil {
			return unknown
		}
		v.about, v.errs, v.typed = code, ui.ErrorsOf(r.Context(), err), r.PostFormValue
		return web.Render(w, r, web.StatusOf(err), deskPage(v))
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, deskURL(no))
}

// rows are the parts as the desk sees them: where each stands, nothing of what is in it.
func (v deskView) rows(ctx context.Context) (rows []ui.TableRow) {
	for _, p := range v.Parts {
		var name templ.Component = ui.Plain(p.Name)
		if v.links[p.Code] {
			name = ui.TextLink(ui.Link{Text: p.Name, URL: casework.DeskURL(p.ShortNo)})
		}
		rows = append(rows, ui.TableRow{Cells: []templ.Component{name, ui.Plain(p.Office), ui.Plain(v.deskSays(ctx, p)), ui.Tag(stateTag(ctx, p))}})
	}
	return rows
}

// deskSays tells the desk what a part waits for or came to.
func (r *Run) deskSays(ctx context.Context, p *Part) string {
	switch {
	case p.State == Waiting && len(r.missing(p)) > 0:
		return t(ctx, "desk.waiting", message.Join(ctx, r.missing(p)))
	case p.State == Cancelled:
		return t(ctx, "desk.cancelled", r.nameOf(p.Cause))
	case p.Reason == "reported":
		return p.Words
	case p.State == Running && p.Kind == bundle.External:
		return t(ctx, "desk.external", p.Office)
	case p.State == Yours:
		return t(ctx, "desk.yours")
	case p.Turn:
		return t(ctx, "desk.turn")
	}
	return ""
}

// open are the parts that wait for a report.
func (v deskView) open() (list []*Part) {
	for _, p := range v.Parts {
		if v.report && p.Kind == bundle.External && p.State == Running {
			list = append(list, p)
		}
	}
	return list
}

// ofDesk shows on a case at the desk of which run it is a part, and where the others stand.
func (p pages) ofDesk(ctx context.Context) (templ.Component, error) {
	shown, ok := casework.Shown(ctx)
	if !ok || !shown.Desk {
		return nil, nil
	}
	r, part, is, err := p.OfCase(ctx, shown.Case.ID)
	if err != nil || !is {
		return nil, err
	}
	return siblingsPanel(r, part, maySee(actor.From(ctx), r) == nil), nil
}

// ofWorklist tells whoever leads runs how many there are.
func (p pages) ofWorklist(ctx context.Context) (templ.Component, error) {
	by := actor.From(ctx)
	if by.Kind != actor.Staff || !access.Has(by, access.BundleReport) {
		return nil, nil
	}
	list, err := p.Open(ctx, Cursor{Due: -1}, mostCounted)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	late := 0
	for _, r := range list {
		if r.IsLate(p.today()) {
			late++
		}
	}
	return worklistBanner(len(list), late), nil
}

// mostCounted bounds what is counted on the worklist.
const mostCounted = 50
