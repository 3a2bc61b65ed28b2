package recheck

import (
	"context"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/once"
	"tongban/kernel/web"
	"tongban/ui"
)

// pages are the pages of samples and alarms.
type pages struct{ *Service }

func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "recheck."+key, args...)
}

// perPage is how many samples a page shows, countDays over how many days figures are counted.
const (
	perPage   = 20
	countDays = 90
)

func sampleURL(s *Sample) string { return "/desk/rechecks/" + s.ID.String() }

// listView is the open samples.
type listView struct {
	list  []*Sample
	today calendar.Date
	next  string
}

func (p pages) list(w http.ResponseWriter, r *http.Request) error {
	if by := actor.From(r.Context()); !access.Has(by, access.InstantReview) {
		return access.May(by, access.InstantReview, access.Object{})
	}
	v := listView{today: calendar.DateOf(p.Clock.Now())}
	var err error
	if v.list, err = p.Open(r.Context(), parseCursor(r.FormValue("after")), perPage+1); err != nil {
		return err
	}
	if len(v.list) > perPage {
		v.list = v.list[:perPage]
		last := v.list[perPage-1]
		v.next = "/desk/rechecks?after=" + Cursor{last.DueOn, last.ID}.String()
	}
	return web.Render(w, r, http.StatusOK, listPage(v))
}

// sampleView is one sample.
type sampleView struct {
	*Sample
	today   calendar.Date
	own     bool // its reader settled it
	verdict string
	words   string
	errs    ui.FieldErrors
}

func (p pages) sample(r *http.Request) (v sampleView, err error) {
	key, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return v, errUnknown
	}
	v.today = calendar.DateOf(p.Clock.Now())
	if v.Sample, err = p.Find(r.Context(), key); err == nil {
		v.own = v.Settled == actor.From(r.Context()).ID
	}
	return v, err
}

func (p pages) show(w http.ResponseWriter, r *http.Request) error {
	v, err := p.sample(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, samplePage(v))
}

func (p pages) judge(w http.ResponseWriter, r *http.Request) error {
	v, err := p.sample(r)
	if err != nil {
		return err
	}
	v.verdict, v.words = r.PostFormValue("verdict"), r.PostFormValue("words")
	ctx := once.WithKey(r.Context(), r.PostFormValue(web.FormKey))
	_, err = p.Judge(ctx, v.ID, Verdict(v.verdict), v.words)
	if err == nil {
		return web.Redirect(w, r, "/desk/rechecks")
	}
	if fault.KindOf(err) != fault.Invalid {
		return err
	}
	v.errs = ui.ErrorsOf(r.Context(), err)
	return web.Render(w, r, web.StatusOf(err), samplePage(v))
}

// figuresView is how often people agree, and what wants a look.
type figuresView struct {
	alarms  []*Alarm
	figures []Figures
	may     func(*Alarm) bool // end it
	wrong   id.ID             // alarm whose words were not right
	words   string
	errs    ui.FieldErrors
}

func (p pages) figured(r *http.Request) (v figuresView, err error) {
	by := actor.From(r.Context())
	if !access.Has(by, access.InstantRead) {
		return v, access.May(by, access.InstantRead, access.Object{})
	}
	if v.alarms, err = p.Alarms(r.Context()); err != nil {
		return v, err
	}
	v.may = func(a *Alarm) bool { return access.May(by, access.InstantSwitch, of(a.Department)) == nil }
	v.figures, err = p.Tally(r.Context(), countDays)
	return v, err
}

func (p pages) figures(w http.ResponseWriter, r *http.Request) error {
	v, err := p.figured(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, figuresPage(v))
}

func (p pages) endAlarm(w http.ResponseWriter, r *http.Request) error {
	key, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return errUnknown
	}
	words := r.PostFormValue("words")
	err = p.EndAlarm(r.Context(), key, words)
	if err == nil {
		return web.Redirect(w, r, alarmsURL)
	}
	if fault.KindOf(err) != fault.Invalid {
		return err
	}
	v, wrong := p.figured(r)
	if wrong != nil {
		return wrong
	}
	v.wrong, v.words, v.errs = key, words, ui.ErrorsOf(r.Context(), err)
	return web.Render(w, r, web.StatusOf(err), figuresPage(v))
}

// ofWorklist leads from the worklist to the samples that wait.
func (p pages) ofWorklist(ctx context.Context) (templ.Component, error) {
	if !access.Has(actor.From(ctx), access.InstantReview) {
		return nil, nil
	}
	list, err := p.Open(ctx, Cursor{}, mostCounted)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return worklistBanner(len(list), p.Late(list)), nil
}

// mostCounted is how many waiting samples the worklist counts.
const mostCounted = 99

// share writes a part of a whole in per cent with one decimal, "–" of nothing.
func share(part, of int) string {
	if of == 0 {
		return "–"
	}
	return strconv.FormatFloat(float64(part*1000/of)/10, 'f', 1, 64) + "%"
}

// says is what an alarm is about.
func (a *Alarm) says(ctx context.Context) string {
	return t(ctx, "cause."+string(a.Cause), a.Now, a.Was)
}
