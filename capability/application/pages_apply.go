package application

import (
	"net/http"

	"tongban/capability/catalogue"
	"tongban/kernel/fault"
	"tongban/kernel/web"
)

// guide asks the questions that decide what is needed, if there are any. Looking
// begins nothing.
func (p pages) guide(w http.ResponseWriter, r *http.Request) error {
	item, err := p.Catalogue.Published(r.Context(), r.FormValue("item"))
	if ended, _ := p.Catalogue.Ended(r.Context(), r.FormValue("item")); err != nil && ended != nil {
		return web.Redirect(w, r, "/items/"+ended.Item.Code) // which says what has happened
	}
	if err != nil {
		return err
	}
	if !p.Cases.Online(item) {
		return fault.New(fault.Unavailable, "application.window-only")
	}
	answers, _ := item.DecodeAnswers(r.URL.Query())
	return web.Render(w, r, http.StatusOK, guidePage(guideForm{item, answers, item.Plan(answers), true, nil}))
}

// guideForm is the guide's questions being answered, and whether the city may look
// up what stands in for papers.
type guideForm struct {
	item    *catalogue.Item
	answers catalogue.Answers
	plan    catalogue.Plan
	consent bool
	faults  []fault.Field
}

// begin starts the draft, or says why this service is not the right one.
func (p pages) begin(w http.ResponseWriter, r *http.Request) error {
	item, err := p.Catalogue.Published(r.Context(), r.PostFormValue("item"))
	if err != nil {
		return err
	}
	answers, wrong := item.DecodeAnswers(r.PostForm)
	form := guideForm{item, answers, item.Plan(answers), r.PostFormValue("consent") != "", nil}
	if form.plan.Blocked() {
		return web.Render(w, r, http.StatusOK, guidePage(form))
	}
	if form.faults = append(wrong, form.plan.Missing()...); len(form.faults) > 0 {
		return web.Render(w, r, http.StatusUnprocessableEntity, guidePage(form))
	}
	work, err := p.Begin(keyed(r), item.Code, answers, form.consent)
	if err != nil {
		return err
	}
	return web.Redirect(w, r, "/apply/"+work.ID.String())
}

// tasks shows what is done and what is left.
func (p pages) tasks(w http.ResponseWriter, r *http.Request) error {
	work, err := p.work(r)
	if err != nil {
		return err
	}
	if work.mayChange() != nil {
		return web.Redirect(w, r, "/cases/"+work.Case.ShortNo)
	}
	return web.Render(w, r, http.StatusOK, tasksPage(work))
}

// discarding asks before a draft is thrown away.
func (p pages) discarding(w http.ResponseWriter, r *http.Request) error {
	work, err := p.work(r)
	if err != nil {
		return err
	}
	if work.Case != nil {
		return fault.New(fault.Conflict, "application.already-submitted", work.Case.ShortNo)
	}
	return web.Render(w, r, http.StatusOK, discardPage(work))
}

func (p pages) discard(w http.ResponseWriter, r *http.Request) error {
	applicationID, err := applicationID(r)
	if err != nil {
		return err
	}
	if err := p.Discard(r.Context(), applicationID); err != nil {
		return err
	}
	return web.Redirect(w, r, "/cases")
}
