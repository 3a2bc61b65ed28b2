package prereview

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"tongban/capability/application"
	"tongban/capability/casework"
	"tongban/capability/document"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/web"
	"tongban/ui"
)

// perPage is how many requests a page of the list shows.
const perPage = 20

// queue is the list of requests that wait.
type queue struct {
	list []*Request
	next string
	now  time.Time
	cal  *calendar.Calendar
}

// left is the badge of a due date: working days to it.
func (q queue) left(at time.Time) ui.DeadlineProps {
	today, due := calendar.DateOf(q.now), calendar.DateOf(at.Add(-time.Millisecond))
	days := q.cal.WorkdaysBetween(today, due)
	if due < today {
		days = -q.cal.WorkdaysBetween(due, today)
	}
	return ui.DeadlineProps{Left: days, Provisional: q.cal.Provisional(due)}
}

func (p pages) waiting(w http.ResponseWriter, r *http.Request) error {
	list, err := p.Waiting(r.Context(), placeOf(r.FormValue("after")), perPage+1)
	if err != nil {
		return err
	}
	q := queue{list: list, now: p.Clock.Now(), cal: p.Calendar()}
	if len(list) > perPage {
		q.list = list[:perPage]
		last := q.list[perPage-1]
		q.next = "/desk/prereviews?after=" + url.QueryEscape(strconv.FormatInt(clock.Millis(last.DueAt), 10)+"."+last.ID.String())
	}
	return web.Render(w, r, http.StatusOK, queuePage(q))
}

// placeOf reads where a page begins; what is none is the beginning.
func placeOf(cursor string) place {
	at, key, _ := strings.Cut(cursor, ".")
	ms, err := strconv.ParseInt(at, 10, 64)
	request, parseErr := id.Parse(key)
	if err != nil || parseErr != nil {
		return place{}
	}
	return place{ms, request}
}

// requestView is a request on the desk, with the draft while it waits.
type requestView struct {
	*Request
	work   *application.Work // nil once it is answered, handed in or gone
	me     string
	full   bool // personal data in full
	answer Answer
	errs   ui.FieldErrors
	stale  string // what happened meanwhile
	given  Outcome
	queue
}

// mine reports whether the reader has taken the request on.
func (v requestView) mine() bool { return v.Assignee == v.me }

func (p pages) requestView(r *http.Request) (requestView, error) {
	request, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return requestView{}, errUnknown
	}
	found, err := p.Request(r.Context(), request)
	if err != nil {
		return requestView{}, err
	}
	work, err := p.Draft(r.Context(), found)
	return requestView{Request: found, work: work, me: actor.From(r.Context()).ID, queue: queue{now: p.Clock.Now(), cal: p.Calendar()}}, err
}

func (p pages) request(w http.ResponseWriter, r *http.Request) error {
	v, err := p.requestView(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, requestPage(v))
}

func (p pages) claim(w http.ResponseWriter, r *http.Request) error {
	v, err := p.requestView(r)
	if err != nil {
		return err
	}
	if _, err := p.Claim(r.Context(), v.ID); err != nil {
		return err
	}
	return web.Redirect(w, r, requestURL(v.Request))
}

// full shows the draft in full to whoever took the request on, and records it.
func (p pages) full(w http.ResponseWriter, r *http.Request) error {
	v, err := p.requestView(r)
	if err != nil {
		return err
	}
	if v.work == nil {
		return fault.New(fault.Conflict, "prereview.gone")
	}
	if err := p.Reveal(r.Context(), v.Request, sensitive(v.work)); err != nil {
		return err
	}
	v.full = true
	return web.Render(w, r, http.StatusOK, requestPage(v))
}

// sensitive are the data elements of the draft that are not for everybody.
func sensitive(w *application.Work) []string {
	elements := []string{"person.name"}
	for _, f := range w.Form.Fields {
		if _, given := w.Values[f.Key]; given && f.Sensitive() {
			elements = append(elements, f.Element)
		}
	}
	slices.Sort(elements)
	return slices.Compact(elements)
}

// file shows an uploaded material. A paper cannot be masked, so each look is recorded.
func (p pages) file(w http.ResponseWriter, r *http.Request) error {
	v, err := p.requestView(r)
	if err != nil {
		return err
	}
	if v.work == nil {
		return errUnknown
	}
	m := v.work.Has(r.PathValue("code"))
	if m == nil || m.Source != casework.Upload {
		return errUnknown
	}
	if err := p.Reveal(r.Context(), v.Request, []string{m.Code}); err != nil {
		return err
	}
	file, err := id.Parse(m.Reference)
	if err != nil {
		return errUnknown
	}
	shown, body, err := p.Documents.Preview(r.Context(), file)
	if err != nil {
		return err
	}
	defer body.Close()
	return document.ServePreview(w, shown, body)
}

func (p pages) answer(w http.ResponseWriter, r *http.Request) error {
	v, err := p.requestView(r)
	if err != nil {
		return err
	}
	v.answer = v.answerOf(r)
	_, err = p.Answer(r.Context(), v.ID, v.answer)
	if err == nil {
		return web.Redirect(w, r, "/desk/prereviews")
	}
	switch fault.KindOf(err) {
	case fault.Invalid:
		v.errs = ui.ErrorsOf(r.Context(), err)
	case fault.Conflict:
		v.stale = ui.ErrorsOf(r.Context(), err)[0].Text
	default:
		return err
	}
	return web.Render(w, r, web.StatusOf(err), requestPage(v))
}

// answerOf reads what was typed.
func (v requestView) answerOf(r *http.Request) Answer {
	version, _ := strconv.ParseInt(r.PostFormValue("draft"), 10, 64) // none is none's
	a := Answer{DraftVersion: version, Ready: r.PostFormValue("outcome") == string(Ready), Opinion: r.PostFormValue("opinion")}
	for _, target := range v.targets() {
		if problem := strings.TrimSpace(r.PostFormValue(problemField(target.Value))); problem != "" {
			a.Gaps = append(a.Gaps, casework.Gap{Target: target.Value, Label: target.Label, Problem: problem})
		}
	}
	return a
}

// targets are what a gap can point to.
func (v requestView) targets() []ui.Option {
	if v.work == nil {
		return nil
	}
	var targets []ui.Option
	for _, topic := range v.work.Form.Pages(v.work.Values, v.work.Answers) {
		for _, f := range topic.Fields {
			targets = append(targets, ui.Option{Value: "field:" + f.Key, Label: f.Label})
		}
	}
	for _, m := range v.work.Plan.Materials {
		targets = append(targets, ui.Option{Value: "material:" + m.Code, Label: m.Name})
	}
	return targets
}

// problem is what was typed for a target.
func (v requestView) problem(target string) string {
	for _, g := range v.answer.Gaps {
		if g.Target == target {
			return g.Problem
		}
	}
	return ""
}

// elsewhereView is what other platforms decide.
type elsewhereView struct {
	ready, handed []*Request
}

func (p pages) elsewhere(w http.ResponseWriter, r *http.Request) error {
	var v elsewhereView
	var err error
	if v.ready, err = p.Elsewhere(r.Context(), Ready); err != nil {
		return err
	}
	if v.handed, err = p.Elsewhere(r.Context(), HandedOver); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, elsewherePage(v))
}

func (p pages) handOver(w http.ResponseWriter, r *http.Request) error {
	no, list, err := p.HandOver(r.Context())
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, handOverPage(no, list, p.Clock.Now()))
}

func (p pages) settle(w http.ResponseWriter, r *http.Request) error {
	v, err := p.requestView(r)
	if err != nil {
		return err
	}
	v.given = Outcome{Result: r.PostFormValue("result"), Number: r.PostFormValue("number"), Note: r.PostFormValue("note")}
	_, err = p.Settle(r.Context(), v.ID, v.given)
	if fault.KindOf(err) == fault.Invalid {
		v.errs = ui.ErrorsOf(r.Context(), err)
		return web.Render(w, r, http.StatusUnprocessableEntity, requestPage(v))
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, "/desk/prereviews/elsewhere")
}

func requestURL(r *Request) string { return "/desk/prereviews/" + r.ID.String() }

// left says how long there is for the request.
func (v requestView) due(context.Context) ui.DeadlineProps { return v.queue.left(v.DueAt) }
