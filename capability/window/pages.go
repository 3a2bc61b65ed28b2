package window

import (
	"context"
	"net/http"
	"net/url"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/once"
	"tongban/kernel/web"
	"tongban/ui"
)

// pages are the handlers of the counter's pages.
type pages struct{ *Service }

// t is how the pages look up window's texts.
func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "window."+key, args...)
}

// keyed returns r's context with the idempotency key its form carries.
func keyed(r *http.Request) context.Context {
	return once.WithKey(r.Context(), r.PostFormValue(web.FormKey))
}

// keyOf reads an id of the address; what is none is nobody's.
func keyOf(r *http.Request, name string) id.ID {
	v, _ := id.Parse(r.PathValue(name))
	return v
}

// at is the address of a page of a visit.
func (v *Visit) at(page string) string { return "/window/visits/" + v.ID.String() + page }

// startView is the first page: whose turn it is.
type startView struct {
	card   string
	name   string // asked for when the number is known to nobody
	by     Channel
	visits []Visit
	errs   ui.FieldErrors
	keys   bool
}

func (p pages) start(w http.ResponseWriter, r *http.Request) error {
	return p.showStart(w, r, http.StatusOK, startView{by: Counter})
}

func (p pages) showStart(w http.ResponseWriter, r *http.Request, status int, v startView) (err error) {
	if v.visits, err = p.Visits(r.Context()); err != nil {
		return err
	}
	v.keys = keysOn(r)
	return web.Render(w, r, status, startPage(v))
}

// meet begins a visit of whoever the card is of.
func (p pages) meet(w http.ResponseWriter, r *http.Request) error {
	v := startView{card: r.PostFormValue("card"), by: Channel(r.PostFormValue("channel"))}
	visit, err := p.Start(r.Context(), CardOf(v.card), v.by)
	if fault.KindOf(err) == fault.Invalid && err != nil {
		v.errs = ui.ErrorsOf(r.Context(), err)
		return p.showStart(w, r, http.StatusUnprocessableEntity, v)
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, visit.at(""))
}

// visitView is a visit before its item is chosen.
type visitView struct {
	*Visit
	person   Person
	query    string
	found    []catalogue.Summary
	mendable []*casework.Case // whose corrections can be taken in
	keys     bool
}

// visit shows who is there and looks for the item.
func (p pages) visit(w http.ResponseWriter, r *http.Request) error {
	v, person, err := p.Visit(r.Context(), keyOf(r, "visit"))
	if err != nil {
		return err
	}
	if v.Application != 0 {
		return web.Redirect(w, r, v.at("/take"))
	}
	view := visitView{Visit: v, person: person, query: r.FormValue("q"), keys: keysOn(r)}
	if view.found, err = p.Find(r.Context(), view.query); err != nil {
		return err
	}
	if view.mendable, err = p.Mendable(r.Context(), v, person); err != nil {
		return err
	}
	if len(view.found) == 1 {
		return web.Redirect(w, r, v.at("/guide?item="+url.QueryEscape(view.found[0].Code)))
	}
	return web.Render(w, r, http.StatusOK, visitPage(view))
}

// guideView is the guide's questions of an item, asked at the counter.
type guideView struct {
	*Visit
	item    *catalogue.Item
	answers catalogue.Answers
	plan    catalogue.Plan
	lookUps []string
	faults  []fault.Field
	keys    bool
}

func (p pages) guide(w http.ResponseWriter, r *http.Request) error {
	v, err := p.guideOf(r, r.FormValue("item"))
	switch {
	case v.Visit != nil && (v.Application != 0 || r.FormValue("item") == ""):
		return web.Redirect(w, r, v.at(""))
	case err != nil:
		return err
	}
	v.answers, _ = v.item.DecodeAnswers(r.URL.Query())
	v.plan = v.item.Plan(v.answers)
	return web.Render(w, r, http.StatusOK, guidePage(v))
}

func (p pages) guideOf(r *http.Request, code string) (v guideView, err error) {
	if v.Visit, _, err = p.Visit(r.Context(), keyOf(r, "visit")); err != nil {
		return v, err
	}
	if v.item, err = p.Catalogue.Published(r.Context(), code); err != nil {
		return v, err
	}
	v.keys = keysOn(r)
	v.lookUps, err = p.Applications.LookUps(r.Context(), v.item, v.item.Plan(nil))
	return v, err
}

// choose begins the application once the guide is answered.
func (p pages) choose(w http.ResponseWriter, r *http.Request) error {
	v, err := p.guideOf(r, r.PostFormValue("item"))
	if err != nil {
		return err
	}
	var wrong []fault.Field
	v.answers, wrong = v.item.DecodeAnswers(r.PostForm)
	v.plan = v.item.Plan(v.answers)
	if v.plan.Blocked() {
		return web.Render(w, r, http.StatusOK, guidePage(v))
	}
	if v.faults = append(wrong, v.plan.Missing()...); len(v.faults) > 0 {
		return web.Render(w, r, http.StatusUnprocessableEntity, guidePage(v))
	}
	visit, err := p.Choose(keyed(r), v.ID, v.item.Code, v.answers, r.PostFormValue("consent") != "")
	if err != nil {
		return err
	}
	return web.Redirect(w, r, visit.at("/take"))
}
