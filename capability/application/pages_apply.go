package application

import (
	"net/http"
	"net/url"

	"tongban/capability/catalogue"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/web"
	"tongban/ui"
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
	form, err := p.guideForm(r, item, answers)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, guidePage(form))
}

// guideForm is the guide's questions being answered, and whether the city may look
// up what stands in for papers.
type guideForm struct {
	item    *catalogue.Item
	answers catalogue.Answers
	plan    catalogue.Plan
	lookUp  lookUp // what the city may look up
	faults  []fault.Field
	changed bool // since the page was shown the reader acts for somebody else
	by      actor.Actor
	here    string // address of the guide as it was opened
}

// partyField is the hidden field with whom the guide was shown for.
const partyField = "for"

// wrong is what keeps the draft from being begun.
func (g guideForm) wrong() error {
	if g.changed {
		return fault.New(fault.Conflict, "application.party-changed")
	}
	return fault.InvalidFields(g.faults)
}

// What the two buttons say of consent to look-ups.
const agreed, refused = "1", "0"

// enter is the button that Enter presses where consent is asked for: it says nothing of
// consent.
func (g guideForm) enter() *ui.Hidden {
	if g.lookUp.none() {
		return nil
	}
	return &ui.Hidden{}
}

func (p pages) guideForm(r *http.Request, item *catalogue.Item, answers catalogue.Answers) (guideForm, error) {
	def, err := p.Cases.Form(item)
	if err != nil {
		return guideForm{}, err
	}
	plan := item.Plan(answers)
	here := "/apply/new?item=" + item.Code
	if r.Method == http.MethodGet {
		here = r.URL.RequestURI()
	}
	return guideForm{item: item, answers: answers, plan: plan, lookUp: lookUpsOf(plan, def), by: actor.From(r.Context()), here: here}, nil
}

// switchURL is where the reader changes whom they act for, and comes back.
func (g guideForm) switchURL() string { return "/me/acting?return=" + url.QueryEscape(g.here) }

// wrongParty reports whether the item is not for whom the reader acts.
func (g guideForm) wrongParty() bool { return mayBegin(g.by, g.item) != nil }

// begin starts the draft, or says why this service is not the right one.
func (p pages) begin(w http.ResponseWriter, r *http.Request) error {
	item, err := p.Catalogue.Published(r.Context(), r.PostFormValue("item"))
	if err != nil {
		return err
	}
	answers, wrong := item.DecodeAnswers(r.PostForm)
	form, err := p.guideForm(r, item, answers)
	if err != nil {
		return err
	}
	if form.plan.Blocked() || form.wrongParty() {
		return web.Render(w, r, http.StatusOK, guidePage(form))
	}
	if shown := r.PostFormValue(partyField); shown != "" && shown != form.by.Owner() {
		form.changed = true
		return web.Render(w, r, http.StatusConflict, guidePage(form))
	}
	form.faults = append(wrong, form.plan.Missing()...)
	consent := r.PostFormValue("consent")
	if consent == "" && !form.lookUp.none() {
		form.faults = append(form.faults, fault.Field{Name: "consent", Key: "application.consent.choose"})
	}
	if len(form.faults) > 0 {
		return web.Render(w, r, http.StatusUnprocessableEntity, guidePage(form))
	}
	work, err := p.Begin(keyed(r), item.Code, answers, consent == agreed)
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
	beside, err := work.beside(r.Context())
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, tasksPage(work, beside))
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
