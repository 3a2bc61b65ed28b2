package studio

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"tongban/capability/catalogue"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// pages are the handlers of the editors' and publishers' pages.
type pages struct{ *Service }

// t is how the pages look up the studio's texts.
func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "studio."+key, args...)
}

// itemURL is the page of an item, or one below it.
func itemURL(code string, below ...string) string {
	address := "/admin/items/" + url.PathEscape(code)
	for _, part := range below {
		address += "/" + url.PathEscape(part)
	}
	return address
}

// items lists items with what is wrong with them.
func (p pages) items(w http.ResponseWriter, r *http.Request) error {
	list := itemList{query: queryOf(r)}
	var err error
	if list.page, err = p.catalogue.Entries(r.Context(), list.query); err != nil {
		return err
	}
	if list.counts, err = p.catalogue.Counts(r.Context()); err != nil {
		return err
	}
	var accounts []string
	for _, line := range list.page.Lines {
		accounts = append(accounts, line.Author, line.Publisher)
	}
	if list.names, err = p.names(r.Context(), accounts...); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, itemsPage(list))
}

// queryOf reads the conditions of the address. What is none of ours narrows nothing.
func queryOf(r *http.Request) catalogue.EntryQuery {
	form := r.URL.Query()
	return catalogue.EntryQuery{
		State: catalogue.State(form.Get("state")), Department: clean(form.Get("department")),
		Rule: clean(form.Get("rule")), Severity: catalogue.Severity(form.Get("severity")),
		Text: clean(form.Get("q")), Cursor: form.Get("after"),
	}
}

// item shows one item: what it says, what is wrong with it, where it comes from.
func (p pages) item(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	before, err := p.before(r.Context(), v.Entry)
	if err != nil {
		return err
	}
	if before != nil {
		v.changes = changes(r.Context(), before, v.Item)
		v.compared = true
	}
	v.did = catalogue.Event(r.URL.Query().Get("did"))
	return web.Render(w, r, http.StatusOK, itemPage(v))
}

// view returns the item of the address.
func (p pages) view(r *http.Request) (*itemView, error) {
	e, err := p.catalogue.Entry(r.Context(), r.PathValue("code"))
	if err != nil {
		return nil, err
	}
	var accounts []string
	for _, version := range e.Versions {
		accounts = append(accounts, version.Author, version.Publisher)
	}
	names, err := p.names(r.Context(), accounts...)
	if err != nil {
		return nil, err
	}
	me := actor.From(r.Context())
	return &itemView{Entry: e, me: me, names: names, steps: steps(me, e), barred: mayCorrect(me, e)}, nil
}

// topics lists the parts of an item that can be corrected.
func (p pages) topics(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	if v.barred != nil {
		return v.barred
	}
	return web.Render(w, r, http.StatusOK, topicsPage(v, r.URL.Query().Get("saved")))
}

// topic shows the form of one part of an item.
func (p pages) topic(w http.ResponseWriter, r *http.Request) error {
	f, err := p.form(r)
	if err != nil {
		return err
	}
	f.values, f.saved = f.topic.values(f.Item), r.URL.Query().Has("saved")
	if list := f.topic.list; list != nil && list.count(f.values) == 0 {
		list.change(f.values, "add") // an empty row to begin with; left empty it is left out
	}
	return web.Render(w, r, http.StatusOK, topicPage(f))
}

// form returns the form of the address, without its values.
func (p pages) form(r *http.Request) (*topicForm, error) {
	topic, known := topicOf(r.PathValue("topic"))
	if !known {
		return nil, fault.New(fault.NotFound, "fault.notfound")
	}
	v, err := p.view(r)
	if err != nil {
		return nil, err
	}
	if v.barred != nil {
		return nil, v.barred
	}
	return &topicForm{itemView: v, topic: topic}, nil
}

// correct saves a part of an item as it was typed. What was typed survives a
// mistake and a colleague who was faster.
func (p pages) correct(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return shape(err)
	}
	f, err := p.form(r)
	if err != nil {
		return err
	}
	f.values = r.PostForm
	if f.topic.list != nil && f.topic.list.change(f.values, r.PostFormValue("do")) {
		return web.Render(w, r, http.StatusOK, topicPage(f))
	}
	base, _ := id.Parse(r.PostFormValue("base")) // what is no id is nobody's version
	changed, err := p.Service.correct(r.Context(), f.Entry, f.topic, base, r.PostForm)
	switch kind := fault.KindOf(err); {
	case err == nil && !changed:
		return web.Redirect(w, r, itemURL(f.Item.Code, "edit"))
	case err == nil:
		return p.saved(w, r, f.topic)
	case kind == fault.Invalid:
		f.errs = f.topic.placed(r.Context(), ui.ErrorsOf(r.Context(), err))
	case kind == fault.Conflict:
		f.stale = ui.ErrorsOf(r.Context(), err)[0].Text
	default:
		return err
	}
	return web.Render(w, r, web.StatusOf(err), topicPage(f))
}

// saved leads back to the form while its topic has findings, else to the list.
func (p pages) saved(w http.ResponseWriter, r *http.Request, done topic) error {
	e, err := p.catalogue.Entry(r.Context(), r.PathValue("code"))
	if err != nil {
		return err
	}
	if slices.ContainsFunc(e.Findings, done.holds) {
		return web.Redirect(w, r, itemURL(e.Item.Code, "edit", done.key)+"?saved=1")
	}
	return web.Redirect(w, r, itemURL(e.Item.Code, "edit")+"?saved="+done.key)
}

// shape is the fault of a form that cannot be read: too large, or no form.
func shape(err error) error {
	if most := new(http.MaxBytesError); errors.As(err, &most) {
		return fault.New(fault.TooLarge, "studio.too-large")
	}
	return fault.New(fault.Invalid, "fault.shape")
}

// stepOf returns the item of the address and the step that is asked for.
func (p pages) stepOf(r *http.Request) (*itemView, command, error) {
	at := slices.IndexFunc(commands, func(c command) bool { return string(c.event) == r.PathValue("command") })
	if at < 0 {
		return nil, command{}, fault.New(fault.NotFound, "fault.notfound")
	}
	v, err := p.view(r)
	return v, commands[at], err
}

// ask names what a step does before it is taken.
func (p pages) ask(w http.ResponseWriter, r *http.Request) error {
	v, c, err := p.stepOf(r)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(v.steps, func(s step) bool { return s.event == c.event })
	if at < 0 {
		return v.refuses(c)
	}
	return web.Render(w, r, http.StatusOK, stepPage(stepForm{itemView: v, step: v.steps[at]}))
}

// act takes a step. The reason that was typed survives a mistake and a colleague
// who was faster.
func (p pages) act(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return shape(err)
	}
	v, c, err := p.stepOf(r)
	if err != nil {
		return err
	}
	version, _ := id.Parse(r.PostFormValue("version")) // what is no id is nobody's version
	reason := clean(r.PostFormValue("reason"))
	err = p.take(r.Context(), v.Item.Code, c, version, catalogue.State(r.PostFormValue("state")), reason)
	if err == nil {
		return web.Redirect(w, r, itemURL(v.Item.Code)+"?did="+string(c.event))
	}
	f := stepForm{itemView: v, step: step{command: c}, reason: reason}
	if at := slices.IndexFunc(v.steps, func(s step) bool { return s.event == c.event }); at >= 0 {
		f.step = v.steps[at]
	}
	switch fault.KindOf(err) {
	case fault.Invalid:
		f.errs = ui.ErrorsOf(r.Context(), err)
	case fault.Conflict:
		f.stale = ui.ErrorsOf(r.Context(), err)[0].Text
	default:
		return err
	}
	return web.Render(w, r, web.StatusOf(err), stepPage(f))
}

// preview shows the version somebody works on as the public would see it.
func (p pages) preview(w http.ResponseWriter, r *http.Request) error {
	e, err := p.catalogue.Entry(r.Context(), r.PathValue("code"))
	if err != nil {
		return err
	}
	return p.guide.Preview(w, r, e.Item)
}

// discarding names what is lost with a draft.
func (p pages) discarding(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	if !v.Open() {
		return fault.New(fault.Conflict, "studio.not-now")
	}
	if !mayDiscard(v.me, v.Entry) {
		return fault.New(fault.Forbidden, "access.forbidden")
	}
	return web.Render(w, r, http.StatusOK, discardPage(v))
}

// discard throws the open version away; thrown away twice it is thrown away once.
func (p pages) discard(w http.ResponseWriter, r *http.Request) error {
	e, err := p.catalogue.Entry(r.Context(), r.PathValue("code"))
	if err != nil {
		return err
	}
	version, _ := id.Parse(r.PostFormValue("version")) // what is no id is nobody's version
	if e.Open() {
		if err := p.catalogue.Discard(r.Context(), version); err != nil {
			return err
		}
	}
	return web.Redirect(w, r, itemURL(e.Item.Code)+"?did=discard")
}
