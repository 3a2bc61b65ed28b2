package casework

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"tongban/capability/catalogue"
	"tongban/kernel/actor"
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
	files, err := p.Mine(r.Context(), before, perPage+1)
	if err != nil {
		return err
	}
	list := mineList{files: files}
	if before == 0 {
		if list.drafts, err = module.Fill(r.Context(), DraftsPlace); err != nil {
			return err
		}
	}
	if len(files) > perPage {
		list.files = files[:perPage]
		list.next = "/cases?before=" + files[perPage-1].Case.ID.String()
	}
	return web.Render(w, r, http.StatusOK, minePage(list))
}

// DraftsPlace is the place above the list of cases for what was begun and not handed in.
const DraftsPlace = "cases.drafts"

type mineList struct {
	drafts []templ.Component // panels of others
	files  []*File
	next   string
}

// show is the case as its applicant sees it.
func (p pages) show(w http.ResponseWriter, r *http.Request) error {
	f, err := p.File(r.Context(), r.PathValue("no"))
	if err != nil {
		return err
	}
	v, err := p.view(f)
	if err != nil {
		return err
	}
	if err := v.fill(r.Context()); err != nil {
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
	v, err := p.view(f)
	if err != nil {
		return err
	}
	if err := v.fill(r.Context()); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, donePage(v))
}

// ofApplication returns the case an application has become, for its reader.
func (p pages) ofApplication(ctx context.Context, application id.ID) (*File, error) {
	no, err := p.NumberOf(ctx, application)
	if err != nil {
		return nil, err
	}
	return p.File(ctx, no)
}

// withdrawal asks before the application is taken back.
func (p pages) withdrawal(w http.ResponseWriter, r *http.Request) error {
	f, err := p.File(r.Context(), r.PathValue("no"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, withdrawPage(f))
}

func (p pages) withdraw(w http.ResponseWriter, r *http.Request) error {
	no := r.PathValue("no")
	if _, err := p.Step(keyed(r), no, Withdraw, Input{Reason: r.PostFormValue("reason")}); err != nil {
		return err
	}
	return web.Redirect(w, r, "/cases/"+no)
}

// WhyOf reads why somebody wants to see data in full.
func WhyOf(r *http.Request) Why {
	return Why{Purpose: Purpose(r.PostFormValue("purpose")), Note: r.PostFormValue("note")}
}

// track shows a case to whoever knows its number and query code.
func (p pages) track(w http.ResponseWriter, r *http.Request) error {
	no, code := strings.TrimSpace(r.FormValue("no")), strings.TrimSpace(r.FormValue("code"))
	if r.Method == http.MethodGet || no == "" && code == "" {
		return web.Render(w, r, http.StatusOK, trackPage(no, nil, nil))
	}
	f, err := p.Track(r.Context(), no, code)
	if fault.KindOf(err) == fault.NotFound || fault.KindOf(err) == fault.TooMany {
		return web.Render(w, r, web.StatusOf(err), trackPage(no, nil, ui.ErrorsOf(r.Context(), err)))
	}
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, trackPage(no, f, nil))
}

// homePanel fills the home page's place for what is the reader's own: what waits
// for them first, then what runs.
func (s *Service) homePanel(ctx context.Context) (templ.Component, error) {
	if actor.From(ctx).Kind != actor.Citizen {
		return nil, nil
	}
	files, err := s.Mine(ctx, 0, onHome)
	if err != nil || len(files) == 0 {
		return nil, err
	}
	slices.SortStableFunc(files, func(a, b *File) int { return cmp.Compare(urgency(a), urgency(b)) })
	return homeCards(files), nil
}

// onHome is how many cases the home page shows.
const onHome = 3

// urgency orders cases on the home page: the applicant's turn, running, ended.
func urgency(f *File) int {
	switch {
	case f.Case.Status == InCorrection:
		return 0
	case f.Case.Status.IsOpen():
		return 1
	}
	return 2
}

// historyPanel fills the place on an item's page for how long past cases took.
func (s *Service) historyPanel(ctx context.Context) (templ.Component, error) {
	item, ok := catalogue.Shown(ctx)
	if !ok {
		return nil, nil
	}
	h, enough, err := s.History(ctx, item.Code)
	if err != nil || !enough {
		return nil, err
	}
	return history(h), nil
}
