package instant

import (
	"context"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"tongban/capability/access"
	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/once"
	"tongban/kernel/web"
	"tongban/ui"
)

// pages are the pages of automatic decisions.
type pages struct{ *Service }

func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "instant."+key, args...)
}

// keyed returns r's context with the idempotency key its form carries.
func keyed(r *http.Request) context.Context {
	return once.WithKey(r.Context(), r.PostFormValue(web.FormKey))
}

// mineURL is where an applicant reads how their case was decided.
func mineURL(no string) string { return casework.CaseURL(no) + "/decision" }

// deskURL is where the department reads it.
func deskURL(no string) string { return casework.DeskURL(no) + "/decision" }

// reviewURL is where a review is answered.
func reviewURL(r *Review) string { return "/desk/decisions/" + r.ID.String() }

// view is how a case was decided as its page shows it.
type view struct {
	*Explained
	desk   bool
	reveal bool // values in full
	why    string
	errs   ui.FieldErrors
}

// one is what the page is about: the last decision.
func (v view) one() *Decision { return v.Latest() }

// earlier are what became of earlier submissions, newest first.
func (v view) earlier() (list []*Decision) {
	for i := len(v.Decisions) - 2; i >= 0; i-- {
		list = append(list, v.Decisions[i])
	}
	return list
}

// ofMine says on the applicant's page how the case was decided.
func (p pages) ofMine(ctx context.Context) (templ.Component, error) {
	shown, ok := casework.Shown(ctx)
	if !ok || shown.Desk {
		return nil, nil
	}
	e, err := p.of(ctx, shown.File)
	if err != nil {
		return nil, err
	}
	if e != nil {
		return minePanel(view{Explained: e, reveal: true}), nil
	}
	if shown.Case.Status != casework.Submitted {
		return nil, nil
	}
	offers, err := p.Offers(ctx, shown.Case.ItemCode)
	if err != nil || !offers {
		return nil, err
	}
	return waitingPanel(shown.Case.ShortNo), nil
}

// ofDesk says so at the desk.
func (p pages) ofDesk(ctx context.Context) (templ.Component, error) {
	shown, ok := casework.Shown(ctx)
	if !ok {
		return nil, nil
	}
	e, err := p.of(ctx, shown.File)
	if err != nil || e == nil {
		return nil, err
	}
	return deskPanel(view{Explained: e, desk: true, reveal: shown.Reveal}), nil
}

// ofWorklist leads from the worklist to the reviews that wait for an answer.
func (p pages) ofWorklist(ctx context.Context) (templ.Component, error) {
	if !access.Has(actor.From(ctx), access.InstantReview) {
		return nil, nil
	}
	list, err := p.Reviews(ctx, place{}, mostWaiting)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return worklistBanner(len(list)), nil
}

// mostWaiting is how many waiting reviews the worklist counts.
const mostWaiting = 99

func (p pages) mine(w http.ResponseWriter, r *http.Request) error {
	return p.explain(w, r, http.StatusOK, view{})
}

// explain shows v of the case that r names.
func (p pages) explain(w http.ResponseWriter, r *http.Request, status int, v view) error {
	e, err := p.Of(r.Context(), r.PathValue("no"))
	switch {
	case err != nil:
		return err
	case e == nil:
		return errUnknown
	}
	by := actor.From(r.Context())
	v.Explained, v.desk = e, by.Kind == actor.Staff
	v.reveal = !v.desk
	return web.Render(w, r, status, decisionPage(v))
}

// ask asks for a review.
func (p pages) ask(w http.ResponseWriter, r *http.Request) error {
	why := r.PostFormValue("why")
	_, err := p.AskReview(keyed(r), r.PathValue("no"), why)
	if err == nil {
		return web.Redirect(w, r, mineURL(r.PathValue("no")))
	}
	if kind := fault.KindOf(err); kind != fault.Invalid && kind != fault.Conflict {
		return err
	}
	return p.explain(w, r, web.StatusOf(err), view{why: why, errs: ui.ErrorsOf(r.Context(), err)})
}

func (p pages) ofCase(w http.ResponseWriter, r *http.Request) error {
	return p.explain(w, r, http.StatusOK, view{})
}

// perPage is how many rows a list shows.
const perPage = 20

// reviewsView is the list of reviews.
type reviewsView struct {
	rows []*Review
	next string
}

func (p pages) reviews(w http.ResponseWriter, r *http.Request) error {
	list, err := p.Reviews(r.Context(), placeOf(r.FormValue("after")), perPage+1)
	if err != nil {
		return err
	}
	v := reviewsView{rows: list}
	if len(list) > perPage {
		v.rows = list[:perPage]
		v.next = "/desk/decisions?after=" + placeAfter(v.rows[perPage-1])
	}
	return web.Render(w, r, http.StatusOK, reviewsPage(v))
}

// placeAfter is where a list goes on after r.
func placeAfter(r *Review) string { return r.DueOn.String() + "~" + r.ID.String() }

// placeOf reads what placeAfter wrote; what is none is the beginning.
func placeOf(text string) place {
	day, key, _ := strings.Cut(text, "~")
	due, err := calendar.ParseDate(day)
	if err != nil {
		return place{}
	}
	at, err := id.Parse(key)
	if err != nil {
		return place{}
	}
	return place{due, at}
}

// reviewView is one review.
type reviewView struct {
	*Review
	form func(string) string
	errs ui.FieldErrors
}

func (p pages) review(w http.ResponseWriter, r *http.Request) error {
	return p.showReview(w, r, http.StatusOK, nil)
}

func (p pages) showReview(w http.ResponseWriter, r *http.Request, status int, errs ui.FieldErrors) error {
	key, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return errUnknown
	}
	review, err := p.Review(r.Context(), key)
	if err != nil {
		return err
	}
	return web.Render(w, r, status, reviewPage(reviewView{review, r.PostFormValue, errs}))
}

func (p pages) answer(w http.ResponseWriter, r *http.Request) error {
	key, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return errUnknown
	}
	_, err = p.Answer(keyed(r), key, ReviewEvent(r.PostFormValue("result")), r.PostFormValue("answer"))
	if err == nil {
		return web.Redirect(w, r, "/desk/decisions/"+key.String())
	}
	if kind := fault.KindOf(err); kind != fault.Invalid && kind != fault.Conflict {
		return err
	}
	return p.showReview(w, r, web.StatusOf(err), ui.ErrorsOf(r.Context(), err))
}
