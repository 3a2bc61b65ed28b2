package credit

import (
	"context"
	"net/http"

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

// pages are the pages of facts.
type pages struct{ *Service }

func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "credit."+key, args...)
}

// perPage is how many rows a list shows.
const perPage = 20

// keyed returns r's context with the idempotency key its form carries.
func keyed(r *http.Request) context.Context {
	return once.WithKey(r.Context(), r.PostFormValue(web.FormKey))
}

// list is a list of facts as its page shows it.
type list struct {
	cards []ui.Card
	open  bool // what has to be decided only
	next  string
}

// listed lists facts below base.
func (p pages) listed(r *http.Request, base string, open bool) (list, error) {
	ctx := r.Context()
	before, _ := id.Parse(r.FormValue("before")) // what is no id begins at the top
	facts, err := p.List(ctx, open, before, perPage+1)
	l := list{open: open}
	if len(facts) > perPage {
		facts = facts[:perPage]
		l.next = base + "?show=" + r.FormValue("show") + "&before=" + facts[perPage-1].ID.String()
	}
	for _, f := range facts {
		l.cards = append(l.cards, ui.Card{
			Title: t(ctx, "kind."+string(f.Kind)), URL: base + "/" + f.ID.String(), Tags: []ui.TagProps{tag(ctx, f)},
			Facts: []string{f.Matter.ItemName, message.Date(ctx, f.HappenedOn.Start())},
		})
	}
	return l, err
}

func tag(ctx context.Context, f *Fact) ui.TagProps {
	tone := map[State]ui.Tone{Recorded: ui.Info, Objected: ui.Warn, Upheld: ui.Info, Cancelled: ui.Mute, Expired: ui.Mute, Repaired: ui.OK}[f.State]
	return ui.TagProps{Tone: tone, Text: t(ctx, "state."+string(f.State))}
}

func (p pages) mine(w http.ResponseWriter, r *http.Request) error {
	l, err := p.listed(r, "/me/record", false)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, minePage(l))
}

func (p pages) office(w http.ResponseWriter, r *http.Request) error {
	l, err := p.listed(r, "/desk/records", r.FormValue("show") == "open")
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, officePage(l))
}

// view is a fact with what its reader may do.
type view struct {
	*Fact
	desk   bool
	next   []Event
	form   func(string) string
	errs   ui.FieldErrors
	repair repairOffer
}

// repairOffer is what whom a fact is about is told of its repair.
type repairOffer struct {
	open bool          // it may be asked for now
	from calendar.Date // or from this day on; none: not at all
	last *Repair       // asked for last
}

func (v view) may(e Event) bool {
	for _, one := range v.next {
		if one == e {
			return true
		}
	}
	return false
}

// decisions are what the reader may decide.
func (v view) decisions(ctx context.Context) []ui.Option {
	var options []ui.Option
	for _, e := range v.next {
		if e != Object {
			options = append(options, ui.Option{Value: string(e), Label: t(ctx, "event."+string(e)), Hint: t(ctx, "event-hint."+string(e))})
		}
	}
	return options
}

func (p pages) view(r *http.Request) (view, error) {
	key, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return view{}, errUnknown
	}
	f, last, err := p.withRepair(r.Context(), key)
	if err != nil {
		return view{}, err
	}
	by := actor.From(r.Context())
	v := view{Fact: f, desk: by.Kind == actor.Staff, next: f.next(by), form: r.PostFormValue, repair: repairOffer{last: last}}
	if today := calendar.DateOf(p.Clock.Now()); !v.desk && (f.State == Recorded || f.State == Upheld) {
		v.repair.open = f.mayRepair(by, last, today) == nil
		if from := f.repairFrom(last); today < from && from <= f.Until {
			v.repair.from = from
		}
	}
	return v, nil
}

func (p pages) show(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, factPage(v))
}

// again leads to where a fact is shown, or shows it with what was wrong.
func (p pages) again(w http.ResponseWriter, r *http.Request, why error, to string) error {
	if why == nil {
		return web.Redirect(w, r, to)
	}
	if kind := fault.KindOf(why); kind != fault.Invalid && kind != fault.Conflict {
		return why
	}
	v, err := p.view(r)
	if err != nil {
		return err
	}
	v.errs = ui.ErrorsOf(r.Context(), why)
	return web.Render(w, r, web.StatusOf(why), factPage(v))
}

func (p pages) object(w http.ResponseWriter, r *http.Request) error {
	key, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return errUnknown
	}
	return p.again(w, r, p.Object(keyed(r), key, r.PostFormValue("why")), "/me/record/"+key.String())
}

func (p pages) decide(w http.ResponseWriter, r *http.Request) error {
	key, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return errUnknown
	}
	return p.again(w, r, p.Decide(keyed(r), key, Event(r.PostFormValue("decision")), r.PostFormValue("why")), "/desk/records/"+key.String())
}

// entering is the form of a new fact.
type entering struct {
	Entry
	no   string
	item string
	errs ui.FieldErrors
}

func (p pages) entering(r *http.Request, e Entry, errs ui.FieldErrors) (entering, error) {
	m, err := p.Cases.Matter(r.Context(), r.PathValue("no"))
	if err != nil {
		return entering{}, err
	}
	f := Fact{Matter: m, State: Lifecycle.Start}
	return entering{e, m.ShortNo, m.ItemName, errs}, access.May(actor.From(r.Context()), access.CreditRecord, f.object())
}

func (p pages) ask(w http.ResponseWriter, r *http.Request) error {
	e, err := p.entering(r, Entry{}, nil)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, recordPage(e))
}

func (p pages) record(w http.ResponseWriter, r *http.Request) error {
	form := r.PostFormValue
	entry := Entry{Kind(form("kind")), Grade(form("grade")), form("day"), form("what"), form("evidence")}
	key, err := p.Record(keyed(r), r.PathValue("no"), entry)
	if fault.KindOf(err) == fault.Invalid && err != nil {
		e, unknown := p.entering(r, entry, ui.ErrorsOf(r.Context(), err))
		if unknown != nil {
			return unknown
		}
		return web.Render(w, r, web.StatusOf(err), recordPage(e))
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, "/desk/records/"+key.String())
}

// ofDesk offers on a case's page at the desk to record a fact.
func (p pages) ofDesk(ctx context.Context) (templ.Component, error) {
	m, ok := p.Cases.Shown(ctx)
	if !ok {
		return nil, nil
	}
	f := Fact{Matter: m, State: Lifecycle.Start}
	if access.May(actor.From(ctx), access.CreditRecord, f.object()) != nil {
		return nil, nil
	}
	return deskLinks(m.ShortNo), nil
}

// rows are the facts of a fact.
func (v view) rows(ctx context.Context) []ui.SummaryRow {
	rows := []ui.SummaryRow{{Key: t(ctx, "row.kind"), Value: t(ctx, "kind."+string(v.Kind))}, {Key: t(ctx, "row.item"), Value: v.Matter.ItemName}}
	at := "/cases/" + v.Matter.ShortNo
	if v.desk {
		at = "/desk" + at
	}
	rows = append(rows,
		ui.SummaryRow{Key: t(ctx, "row.case"), Body: ui.TextLink(ui.Link{Text: v.Matter.ShortNo, URL: at})},
		ui.SummaryRow{Key: t(ctx, "row.day"), Value: message.Date(ctx, v.HappenedOn.Start())},
		ui.SummaryRow{Key: t(ctx, "row.what"), Value: v.What}, ui.SummaryRow{Key: t(ctx, "row.evidence"), Value: v.Evidence},
		ui.SummaryRow{Key: t(ctx, "row.recorded"), Value: message.DateTime(ctx, v.RecordedAt)},
		ui.SummaryRow{Key: t(ctx, "row.grade"), Value: t(ctx, "grade."+string(v.Grade))}, ui.SummaryRow{Key: t(ctx, "row.until"), Value: message.Date(ctx, v.Until.Start())})
	if v.Objection != "" {
		rows = append(rows, ui.SummaryRow{Key: t(ctx, "row.objection"), Value: v.Objection})
	}
	if v.Decision != "" {
		rows = append(rows, ui.SummaryRow{Key: t(ctx, "row.decision"), Value: v.Decision, Body: ui.Muted(message.DateTime(ctx, v.DecidedAt))})
	}
	return rows
}
