package commitment

import (
	"context"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"tongban/capability/casework"
	"tongban/capability/notice"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/once"
	"tongban/kernel/web"
	"tongban/ui"
)

// pages are the pages of commitments.
type pages struct{ *Service }

func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "commitment."+key, args...)
}

// perPage is how many rows a list shows.
const perPage = 20

// keyed returns r's context with the idempotency key its form carries.
func keyed(r *http.Request) context.Context {
	return once.WithKey(r.Context(), r.PostFormValue(web.FormKey))
}

// badge says how long there is for what comes next, or what has become of it.
func (s *Service) badge(ctx context.Context, c *Commitment) templ.Component {
	if !c.State.IsOpen() {
		return ui.Tag(stand(ctx, c))
	}
	today, cal := s.today(), s.Calendar()
	left := cal.WorkdaysBetween(today, c.DueOn)
	if c.DueOn < today {
		left = -cal.WorkdaysBetween(c.DueOn, today)
	}
	if c.DueOn < today && left == 0 { // its time was over on the last working day
		return ui.Tag(ui.TagProps{Tone: ui.Bad, Text: t(ctx, "late")})
	}
	return ui.Deadline(ui.DeadlineProps{Left: left, Provisional: cal.Provisional(c.DueOn)})
}

// stand says where a commitment stands.
func stand(ctx context.Context, c *Commitment) ui.TagProps {
	tone := map[State]ui.Tone{Signed: ui.Info, Waiting: ui.Info, Correcting: ui.Warn, Hearing: ui.Warn, Met: ui.OK, Revoked: ui.Bad, Ended: ui.Mute}[c.State]
	return ui.TagProps{Tone: tone, Text: t(ctx, "state."+string(c.State))}
}

// listView is a list as its page shows it.
type listView struct {
	show Show
	rows []ui.TableRow
	next string
}

// URL returns the address of a list.
func (s Show) URL() string { return "/desk/after-checks?show=" + string(s) }

// showOf reads which list is meant.
func showOf(text string) Show {
	if show := Show(text); show == Late || show == Done {
		return show
	}
	return Open
}

func (p pages) list(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v := listView{show: showOf(r.FormValue("show"))}
	list, err := p.List(ctx, v.show, parseCursor(r.FormValue("after")), perPage+1)
	if err != nil {
		return err
	}
	if len(list) > perPage {
		list = list[:perPage]
		last := list[perPage-1]
		v.next = v.show.URL() + "&after=" + Cursor{last.DueOn, last.ID}.String()
	}
	for _, c := range list {
		row := []templ.Component{p.badge(ctx, c), subject(c), ui.Tag(stand(ctx, c)), ui.Plain(day(ctx, c.VerifyBy))}
		if v.show == Done {
			row = row[1:]
		}
		v.rows = append(v.rows, ui.TableRow{Cells: row})
	}
	return web.Render(w, r, http.StatusOK, listPage(v))
}

// day writes a day, nothing for none.
func day(ctx context.Context, d calendar.Date) string {
	if d == 0 {
		return ""
	}
	return message.Date(ctx, d.Start())
}

// view is a commitment as its page shows it.
type view struct {
	*Commitment
	badge  templ.Component
	next   []Event
	event  Event // that a form is for
	visits []Visited
	typed  func(string) string
	errs   ui.FieldErrors
	desk   bool
	late   bool
	at     string // address that papers lie below
}

// dues is the key of what the applicant is told to do.
func (v view) dues() string {
	switch {
	case v.State == Correcting && v.late:
		return "order-late"
	case v.State == Correcting:
		return "order-lead"
	case v.State == Hearing && v.Answered:
		return "answer-done"
	case v.State == Hearing && v.late:
		return "answer-late"
	case v.State == Hearing:
		return "answer-lead"
	}
	return map[State]string{Signed: "signed-lead", Waiting: "applicant-lead", Met: "met-lead", Revoked: "remedy", Ended: "ended-lead"}[v.State]
}

func (v view) may(e Event) bool { return slices.Contains(v.next, e) }

// value is what was typed, or what a form begins with.
func (v view) value(name, first string) string {
	if typed := v.typed(name); typed != "" || len(v.errs) > 0 {
		return typed
	}
	return first
}

func (p pages) viewOf(r *http.Request, c *Commitment) view {
	ctx := r.Context()
	return view{Commitment: c, badge: p.badge(ctx, c), next: c.Next(actor.From(ctx), p.today()), late: c.IsLate(p.today()), typed: r.PostFormValue}
}

func (p pages) view(r *http.Request) (view, error) {
	key, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return view{}, errUnknown
	}
	c, err := p.Find(r.Context(), key)
	if err != nil {
		return view{}, err
	}
	v := p.viewOf(r, c)
	v.desk, v.at = true, c.URL()
	return v, nil
}

func (p pages) show(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, showPage(v))
}

// form asks for what one event takes.
func (p pages) form(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	v.event = Event(r.PathValue("event"))
	if !v.may(v.event) {
		if !slices.Contains(commands, v.event) {
			return errUnknown
		}
		return v.Commitment.may(actor.From(r.Context()), v.event, p.today())
	}
	return p.renderForm(w, r, http.StatusOK, v)
}

func (p pages) renderForm(w http.ResponseWriter, r *http.Request, status int, v view) error {
	f, err := p.Cases.File(r.Context(), v.Case.No)
	if err != nil {
		return err
	}
	if v.visits, err = p.Visits.Records(r.Context(), f); err != nil {
		return err
	}
	return web.Render(w, r, status, formPage(v))
}

// findingOf reads a form.
func findingOf(r *http.Request) Finding {
	days, _ := strconv.Atoi(r.PostFormValue("days"))
	if days == 0 && r.PostFormValue("days") != "" {
		days = -1 // no number
	}
	version, _ := strconv.ParseInt(r.PostFormValue("version"), 10, 64) // what is no number says nothing
	return Finding{
		Words: r.PostFormValue("words"), Ground: r.PostFormValue("ground"), Way: Way(r.PostFormValue("way")), With: r.PostFormValue("with"),
		Visit: r.PostFormValue("visit"), Days: days, Reply: r.PostFormValue("reply"), Version: version,
	}
}

func (p pages) step(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	v.event = Event(r.PathValue("event"))
	switch v.event {
	case Pass, Order, Doubt:
		err = p.Check(keyed(r), v.ID, v.event, findingOf(r))
	case Revoke, Keep:
		err = p.Decide(keyed(r), v.ID, v.event, findingOf(r))
	default:
		return errUnknown
	}
	if kind := fault.KindOf(err); err != nil && (kind == fault.Invalid || kind == fault.Conflict) {
		if v, unknown := p.view(r); unknown == nil {
			v.event, v.errs = Event(r.PathValue("event")), ui.ErrorsOf(r.Context(), err)
			return p.renderForm(w, r, web.StatusOf(err), v)
		}
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, v.URL())
}

// mineURL is the page of a case's commitment for its applicant.
func mineURL(c *Commitment) string { return "/cases/" + c.Case.ShortNo + "/commitment" }

// own is the commitment of a case for its applicant.
func (p pages) own(r *http.Request) (view, error) {
	_, c, err := p.Of(r.Context(), r.PathValue("no"))
	if err != nil {
		return view{}, err
	}
	v := p.viewOf(r, c)
	v.at = mineURL(c)
	return v, nil
}

func (p pages) mine(w http.ResponseWriter, r *http.Request) error {
	v, err := p.own(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, minePage(v))
}

func (p pages) answer(w http.ResponseWriter, r *http.Request) error {
	v, err := p.own(r)
	if err != nil {
		return err
	}
	err = p.Answer(keyed(r), v.ID, r.PostFormValue("words"))
	if kind := fault.KindOf(err); err != nil && (kind == fault.Invalid || kind == fault.Conflict) {
		v.errs = ui.ErrorsOf(r.Context(), err)
		return web.Render(w, r, web.StatusOf(err), minePage(v))
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, mineURL(v.Commitment))
}

func (p pages) deskPaper(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	return p.serve(w, r, v.Case.No)
}

func (p pages) minePaper(w http.ResponseWriter, r *http.Request) error {
	return p.serve(w, r, r.PathValue("no"))
}

// serve sends the paper that r's address names.
func (p pages) serve(w http.ResponseWriter, r *http.Request, no string) error {
	key, err := id.Parse(r.PathValue("paper"))
	if err != nil {
		return errUnknown
	}
	file, err := p.PaperFile(r.Context(), no, key)
	if err != nil {
		return err
	}
	defer file.Close()
	return send(w, file)
}

func send(w http.ResponseWriter, file notice.File) error {
	h := w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Length", strconv.FormatInt(file.Size, 10))
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": file.Name}))
	h.Set("Cache-Control", "no-store")
	_, err := io.Copy(w, file)
	return err
}

// ofCase is the commitment of the case whose page is drawn, false if it has none or its reader
// may not see it.
func (p pages) ofCase(ctx context.Context, desk bool) (view, bool, error) {
	shown, ok := casework.Shown(ctx)
	if !ok || shown.Desk != desk {
		return view{}, false, nil
	}
	c, is, err := p.Signed(ctx, shown.Case.ID)
	if err != nil || !is {
		return view{}, false, err
	}
	if c, err = p.Find(ctx, c.ID); err != nil {
		return view{}, false, none(err)
	}
	v := view{Commitment: c, badge: p.badge(ctx, c), next: c.Next(actor.From(ctx), p.today()), late: c.IsLate(p.today()), desk: desk, at: mineURL(c)}
	if desk {
		v.at = c.URL()
	}
	return v, true, nil
}

// ofApplicant shows the applicant what they promised and where the check stands: first of all
// if they have to do something or have lost what was granted, else below.
func (p pages) ofApplicant(turn bool) func(context.Context) (templ.Component, error) {
	return func(ctx context.Context) (templ.Component, error) {
		v, is, err := p.ofCase(ctx, false)
		if err != nil || !is || turn != slices.Contains([]State{Correcting, Hearing, Revoked}, v.State) {
			return nil, err
		}
		return casePanel(v), nil
	}
}

// ofDesk shows the same at the desk.
func (p pages) ofDesk(ctx context.Context) (templ.Component, error) {
	v, is, err := p.ofCase(ctx, true)
	if err != nil || !is {
		return nil, err
	}
	return casePanel(v), nil
}

// ofWorklist tells whoever begins to work what has to be checked.
func (p pages) ofWorklist(ctx context.Context) (templ.Component, error) {
	tally, err := p.Tally(ctx)
	if err != nil || tally.Open == 0 {
		return nil, err
	}
	return worklistBanner(tally), nil
}
