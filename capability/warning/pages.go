package warning

import (
	"context"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"tongban/capability/access"
	"tongban/capability/casework"
	"tongban/capability/element"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/once"
	"tongban/kernel/web"
	"tongban/ui"
)

// pages are the pages of warnings.
type pages struct{ *Service }

func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "warning."+key, args...)
}

// perPage is how many rows a list shows.
const perPage = 20

// keyed returns r's context with the idempotency key its form carries.
func keyed(r *http.Request) context.Context {
	return once.WithKey(r.Context(), r.PostFormValue(web.FormKey))
}

// view is a warning with what its reader may know and do.
type view struct {
	*Warning
	others Others
	mayAct bool
	typed  string
	errs   ui.FieldErrors
}

func (p pages) viewOf(ctx context.Context, w *Warning) (view, error) {
	others, err := p.Others(ctx, w)
	return view{Warning: w, others: others, mayAct: w.mayAnswer(actor.From(ctx)) == nil}, err
}

// within says how far back was looked.
func within(ctx context.Context, days int) string {
	if days == maxDays {
		return t(ctx, "within.year")
	}
	return t(ctx, "within.days", days)
}

// Reason says in words why there is a warning.
func (w *Warning) Reason(ctx context.Context) string {
	e := w.Evidence
	about := ""
	if len(e.Elements) > 0 {
		if known, ok := element.Find(e.Elements[0]); ok {
			about = known.In(ctx)
		}
	}
	switch w.Kind {
	case Address:
		return t(ctx, "reason.address", about, within(ctx, e.Days), e.Cases, e.Applicants)
	case Mobile:
		return t(ctx, "reason.mobile", about, within(ctx, e.Days), e.Cases, e.Applicants)
	case Number:
		return t(ctx, "reason.number", about, e.Cases)
	case Picture:
		return t(ctx, "reason.picture", e.Material, e.Page, e.Likeness)
	case Agent:
		return t(ctx, "reason.agent", within(ctx, e.Days), e.Cases, e.Failed, e.Failed*100/max(e.Cases, 1))
	}
	if message.In(ctx) == message.English {
		return e.SaysEn
	}
	return e.Says
}

// said are the rows of what the sources say, for an answer that contradicts another.
func (v view) said(ctx context.Context) (rows []ui.SummaryRow) {
	for _, one := range v.Evidence.Said {
		known, _ := element.Find(one.Element)
		rows = append(rows, ui.SummaryRow{
			Key: t(ctx, "said", t(ctx, "source."+string(one.Source)), known.In(ctx)), Value: strings.TrimSpace(one.Value + " " + one.Name),
		})
	}
	return rows
}

// links lead to the other cases that the reader may open.
func (v view) links() (links []ui.Link) {
	for _, c := range v.others.Cases {
		links = append(links, ui.Link{Text: c.ItemName + " " + c.ShortNo, URL: "/desk/cases/" + c.No})
	}
	return links
}

// tags say of what kind a warning is, and where it stands.
func (v view) tags(ctx context.Context) []ui.TagProps {
	tone := map[State]ui.Tone{Open: ui.Warn, Cleared: ui.OK, Handled: ui.Info, Lapsed: ui.Mute}[v.State]
	return []ui.TagProps{{Tone: ui.Mute, Text: t(ctx, "kind."+string(v.Kind))}, {Tone: tone, Text: t(ctx, "state."+string(v.State))}}
}

// panel is what a case's page shows of warnings.
type panel struct {
	open  int
	list  []view // that are open or answered; none for who may only know how many there are
	blind bool
}

// ofCase shows on the case's page at the desk what is unusual about it. Without anything it
// shows nothing.
func (p pages) ofCase(ctx context.Context) (templ.Component, error) {
	shown, ok := casework.Shown(ctx)
	if !ok || !shown.Desk {
		return nil, nil
	}
	list, open, err := p.OfCase(ctx, shown.Case)
	if err != nil {
		return nil, err
	}
	v := panel{open: open, blind: list == nil}
	for _, w := range list {
		if w.State == Lapsed {
			continue
		}
		one, err := p.viewOf(ctx, w)
		if err != nil {
			return nil, err
		}
		v.list = append(v.list, one)
	}
	if v.open == 0 && len(v.list) == 0 {
		return nil, nil
	}
	return casePanel(v), nil
}

// mostTold is how many open warnings the worklist counts.
const mostTold = 99

// ofWorklist says above the worklist how many warnings wait for an answer.
func (p pages) ofWorklist(ctx context.Context) (templ.Component, error) {
	if !access.Has(actor.From(ctx), access.WarningAnswer) {
		return nil, nil
	}
	list, err := p.List(ctx, 0, mostTold+1)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return worklistLine(len(list)), nil
}

// ofApplicant tells the applicant that the case was looked at, and that it decides nothing.
// What was found they are not told.
//
// Basis: 个人信息保护法, art. 24: automated looks are told, and none decides alone.
func (p pages) ofApplicant(ctx context.Context) (templ.Component, error) {
	shown, ok := casework.Shown(ctx)
	if !ok || shown.Desk {
		return nil, nil
	}
	c, seen, err := p.standing(ctx, shown.Case.ID)
	if err != nil || !seen || c.lookedAt.IsZero() {
		return nil, err
	}
	return applicantLine(c), nil
}

// list shows the open warnings its reader may read.
func (p pages) list(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	before, _ := id.Parse(r.FormValue("before")) // what is no id begins at the top
	list, err := p.List(ctx, before, perPage+1)
	if err != nil {
		return err
	}
	next := ""
	if len(list) > perPage {
		list = list[:perPage]
		next = "/desk/warnings?before=" + list[perPage-1].ID.String()
	}
	var cards []ui.Card
	for _, one := range list {
		cards = append(cards, ui.Card{
			Title: one.Reason(ctx), URL: "/desk/warnings/" + one.ID.String(), Tags: []ui.TagProps{{Tone: ui.Mute, Text: t(ctx, "kind."+string(one.Kind))}},
			Facts: []string{one.Case.ItemName, one.Case.ShortNo, message.Stamp(one.FoundAt)},
		})
	}
	return web.Render(w, r, http.StatusOK, listPage(cards, next))
}

func (p pages) view(r *http.Request) (view, error) {
	key, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return view{}, errUnknown
	}
	w, err := p.Find(r.Context(), key)
	if err != nil {
		return view{}, err
	}
	return p.viewOf(r.Context(), w)
}

func (p pages) show(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, warningPage(v))
}

// answer keeps what was done about a warning, and leads back to the case.
func (p pages) answer(w http.ResponseWriter, r *http.Request) error {
	key, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return errUnknown
	}
	words := r.PostFormValue("words")
	done, err := p.Answer(keyed(r), key, Answer{Event(r.PostFormValue("answer")), words})
	if err == nil {
		return web.Redirect(w, r, "/desk/cases/"+done.Case.No+"#warnings")
	}
	if kind := fault.KindOf(err); kind != fault.Invalid && kind != fault.Conflict {
		return err
	}
	v, wrong := p.view(r)
	if wrong != nil {
		return wrong
	}
	v.typed, v.errs = words, ui.ErrorsOf(r.Context(), err)
	return web.Render(w, r, web.StatusOf(err), warningPage(v))
}
