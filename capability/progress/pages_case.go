package progress

import (
	"context"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"tongban/capability/casework"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/module"
	"tongban/kernel/web"
	"tongban/ui"
)

// perPage is how many rows a list shows.
const perPage = 20

// mine lists the reader's cases.
func (p pages) mine(w http.ResponseWriter, r *http.Request) error {
	before, _ := id.Parse(r.FormValue("before")) // what is no id begins at the top
	files, err := p.Cases.Mine(r.Context(), before, perPage+1)
	if err != nil {
		return err
	}
	list := mineList{files: files}
	if before == 0 {
		if list.drafts, err = module.Fill(r.Context(), casework.DraftsPlace); err != nil {
			return err
		}
	}
	if len(files) > perPage {
		list.files = files[:perPage]
		list.next = "/cases?before=" + files[perPage-1].Case.ID.String()
	}
	return web.Render(w, r, http.StatusOK, minePage(list))
}

type mineList struct {
	drafts []templ.Component // panels of others
	files  []*casework.File
	next   string
}

// show is the case as its applicant sees it.
func (p pages) show(w http.ResponseWriter, r *http.Request) error {
	f, err := p.Cases.File(r.Context(), r.PathValue("no"))
	if err != nil {
		return err
	}
	v, err := p.view(r.Context(), f)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, casePage(v))
}

// done says that an application has arrived and what comes next.
func (p pages) done(w http.ResponseWriter, r *http.Request) error {
	application := r.PathValue("id")
	f, err := p.ofApplication(r.Context(), idOf(application))
	if fault.KindOf(err) == fault.NotFound && err != nil { // not handed in, or nobody's: that page says which
		return web.Redirect(w, r, "/apply/"+application)
	}
	if err != nil {
		return err
	}
	v, err := p.view(r.Context(), f)
	if err != nil {
		return err
	}
	became, err := casework.Fill(r.Context(), casework.DonePlace, casework.ShownCase{File: f})
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, donePage(v, became))
}

// ofApplication returns the case an application has become, for its reader.
func (p pages) ofApplication(ctx context.Context, application id.ID) (*casework.File, error) {
	no, err := p.Cases.NumberOf(ctx, application)
	if err != nil {
		return nil, err
	}
	return p.Cases.File(ctx, no)
}

// asking shows the page that asks before the applicant does e, while they may.
func (p pages) asking(e casework.Event, page func(*casework.File) templ.Component) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		f, err := p.Cases.File(r.Context(), r.PathValue("no"))
		if err != nil {
			return err
		}
		if !f.May(e) {
			return web.Redirect(w, r, casework.CaseURL(f.Case.ShortNo))
		}
		return web.Render(w, r, http.StatusOK, page(f))
	}
}

// step does what the applicant has confirmed.
func (p pages) step(e casework.Event) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		no := r.PathValue("no")
		if _, err := p.Cases.Step(keyed(r), no, e, casework.Input{Reason: r.PostFormValue("reason")}); err != nil {
			return err
		}
		return web.Redirect(w, r, casework.CaseURL(no))
	}
}

// track shows a case to whoever knows its number and query code.
func (p pages) track(w http.ResponseWriter, r *http.Request) error {
	no, code := strings.TrimSpace(r.FormValue("no")), strings.TrimSpace(r.FormValue("code"))
	if r.Method == http.MethodGet || no == "" && code == "" {
		return web.Render(w, r, http.StatusOK, trackPage(no, nil, nil))
	}
	f, err := p.Cases.Track(r.Context(), no, code)
	if fault.KindOf(err) == fault.NotFound {
		return web.Render(w, r, web.StatusOf(err), trackPage(no, nil, ui.ErrorsOf(r.Context(), err)))
	}
	if err != nil {
		return err
	}
	more, err := casework.Fill(r.Context(), casework.TrackPlace, casework.ShownCase{File: f})
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, trackPage(no, p.tracked(r.Context(), f), nil, more...))
}
