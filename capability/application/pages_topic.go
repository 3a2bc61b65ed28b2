package application

import (
	"maps"
	"net/http"
	"net/url"
	"reflect"

	"tongban/capability/form"
	"tongban/kernel/fault"
	"tongban/kernel/web"
	"tongban/ui"
)

// topic shows one page of the form.
func (p pages) topic(w http.ResponseWriter, r *http.Request) error {
	work, topic, err := p.workTopic(r)
	if err != nil {
		return err
	}
	shown := topicForm{work: work, back: r.FormValue("back"), seen: p.Mark(work, topic)}
	shown.topic = work.Form.Narrow(topic, work.Values, work.Answers)
	shown.read = p.recognise(r.Context(), work, shown.topic)
	return p.showTopic(w, r, shown)
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
	page := Page{Topic: topic, Values: values, Seen: r.PostFormValue("seen"), Key: r.PostFormValue(web.FormKey)}
	work, err = p.SavePage(r.Context(), work.ID, page)
	if isFault(err, errChanged.Key) && work != nil {
		return p.showConflict(w, r, work, page)
	}
	if err != nil {
		return err
	}
	topic = work.Form.Narrow(topic, work.Values, work.Answers)
	shown := topicForm{work: work, topic: topic, back: r.PostFormValue("back")}
	if acted || form.Searched(r.PostForm) {
		work.Values = work.Values.With(values) // with the rows that are still blank
		shown.faults = pasted
		return p.showTopic(w, r, shown)
	}
	if r.PostFormValue("later") != "" {
		return web.Redirect(w, r, "/apply/"+work.ID.String())
	}
	if shown.faults = topic.Faults(work.Faults); len(shown.faults) > 0 {
		return p.showTopic(w, r, shown)
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
	back    string // "check": the applicant came from the check page
	faults  []fault.Field
	sources map[string]string // where answers were fetched from, by field key
	read    map[string]string // likewise, of answers that were read in papers just now
	input   url.Values        // of a page that came back
	lists   *form.Lists
	seen    string          // the mark of the answers as they are stored
	changed []ui.SummaryRow // what was stored elsewhere meanwhile
}

// status is what a page is answered with: a conflict, something to change, or neither.
func (f topicForm) status() int {
	switch {
	case f.changed != nil:
		return http.StatusConflict
	case len(f.faults) > 0:
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// asking is the page's questions.
func (f topicForm) asking() form.Asking {
	locked := map[string]bool{}
	for key, value := range f.work.locked() {
		locked[key] = reflect.DeepEqual(value, f.work.Values[key]) // another answer can still be put right
	}
	return form.Asking{
		Form: f.work.Form, Topic: f.topic, Values: f.work.Values, Answers: f.work.Answers, Faults: f.faults,
		Sources: f.sources, Locked: locked, Input: f.input, Lists: f.lists,
	}
}

func (p pages) showTopic(w http.ResponseWriter, r *http.Request, f topicForm) error {
	f.sources, f.input, f.lists = sources(r.Context(), f.work), r.PostForm, p.Lists
	maps.Copy(f.sources, f.read)
	if f.seen == "" {
		f.seen = p.Mark(f.work, f.topic)
	}
	return web.Render(w, r, f.status(), topicPage(f))
}

// showConflict shows what was typed beside what was stored elsewhere since the page was
// shown. Saving again is then meant.
func (p pages) showConflict(w http.ResponseWriter, r *http.Request, work *Work, page Page) error {
	f := topicForm{work: work, back: r.PostFormValue("back"), seen: p.Mark(work, page.Topic)}
	stored := form.Topic{Fields: work.differing(page)}
	f.changed = stored.Rows(r.Context(), work.Form, work.Values, "", false)
	work.Values = work.Form.Normalise(work.certain(work.Values.With(page.Values)))
	work.Faults = p.faultsOf(work, p.Clock.Now())
	f.topic = work.Form.Narrow(page.Topic, work.Values, work.Answers)
	return p.showTopic(w, r, f)
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
