package application

import (
	"net/http"
	"net/url"

	"tongban/capability/catalogue"
	"tongban/capability/form"
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

// topic shows one page of the form.
func (p pages) topic(w http.ResponseWriter, r *http.Request) error {
	work, topic, err := p.workTopic(r)
	if err != nil {
		return err
	}
	return p.showTopic(w, r, http.StatusOK, topicForm{work: work, topic: topic, values: work.Values, back: r.FormValue("back")})
}

// save keeps the answers of one page. Going on needs them to be right; 稍后再填
// does not. A button of a row or a search shows the page again.
func (p pages) save(w http.ResponseWriter, r *http.Request) error {
	work, topic, err := p.workTopic(r)
	if err != nil {
		return err
	}
	values, pasted, acted := work.Form.Act(r.PostForm, topic)
	if !acted {
		values = work.Form.Decode(r.PostForm, topic)
	}
	if work, err = p.Save(r.Context(), work.ID, values); err != nil {
		return err
	}
	shown := topicForm{work: work, topic: topic, values: work.Values, back: r.PostFormValue("back")}
	if acted || form.Searched(r.PostForm) {
		shown.values, shown.faults = work.Values.With(values), pasted // blank rows stay
		return p.showTopic(w, r, shown.status(), shown)
	}
	if r.PostFormValue("later") != "" {
		return web.Redirect(w, r, "/apply/"+work.ID.String())
	}
	if shown.faults = topic.Faults(work.Faults); len(shown.faults) > 0 {
		return p.showTopic(w, r, shown.status(), shown)
	}
	return web.Redirect(w, r, work.after(topic.Key, r.PostFormValue("back")))
}

func (p pages) workTopic(r *http.Request) (*Work, form.Topic, error) {
	if err := r.ParseForm(); err != nil {
		return nil, form.Topic{}, fault.New(fault.Invalid, "fault.shape")
	}
	work, err := p.work(r)
	if err != nil {
		return nil, form.Topic{}, err
	}
	if err := work.mayChange(); err != nil {
		return nil, form.Topic{}, err
	}
	topic, ok := work.Form.Topic(r.PathValue("step"))
	if !ok {
		return nil, topic, fault.New(fault.NotFound, "application.unknown-application")
	}
	return work, topic, nil
}

// topicForm is one page of a form being filled in.
type topicForm struct {
	work    *Work
	topic   form.Topic
	values  form.Values // as typed just now
	back    string      // "check": the applicant came from the check page
	faults  []fault.Field
	sources map[string]string // where answers were fetched from, by field key
	input   url.Values        // of a page that came back
	lists   *form.Lists
}

func (f topicForm) status() int {
	if len(f.faults) > 0 {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

func (p pages) showTopic(w http.ResponseWriter, r *http.Request, status int, f topicForm) error {
	f.sources, f.input, f.lists = sources(r.Context(), f.work), r.PostForm, p.Lists
	return web.Render(w, r, status, topicPage(f))
}

// asking is the page's questions.
func (f topicForm) asking() form.Asking {
	return form.Asking{
		Form: f.work.Form, Topic: f.topic, Values: f.values, Answers: f.work.Answers, Faults: f.faults,
		Sources: f.sources, Input: f.input, Lists: f.lists,
	}
}

// after returns where an applicant goes on from step: the first thing that is not
// done yet, else the check page; whoever came from the check page goes back there.
func (w *Work) after(step, back string) string {
	at := "/apply/" + w.ID.String()
	if back == "check" {
		return at + "/check"
	}
	passed := false
	for _, topic := range w.Form.Pages(w.Values, w.Answers) {
		if passed && len(topic.Faults(w.Faults)) > 0 {
			return at + "/" + topic.Key
		}
		passed = passed || topic.Key == step
	}
	switch {
	case len(w.Missing) > 0 && step != "materials":
		return at + "/materials"
	case w.Ready():
		return at + "/check"
	}
	return at
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
