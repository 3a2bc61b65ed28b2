package objection

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"tongban/capability/access"
	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/mask"
	"tongban/kernel/message"
	"tongban/kernel/once"
	"tongban/kernel/web"
	"tongban/ui"
)

// pages are the pages of the register.
type pages struct{ *Service }

func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "objection."+key, args...)
}

// perPage is how many rows a list shows.
const perPage = 20

// mine lists the reader's objections.
func (p pages) mine(w http.ResponseWriter, r *http.Request) error {
	before, _ := id.Parse(r.FormValue("before")) // what is no id begins at the top
	list, err := p.Mine(r.Context(), before, perPage+1)
	if err != nil {
		return err
	}
	next := ""
	if len(list) > perPage {
		list = list[:perPage]
		next = "/objections?before=" + list[perPage-1].ID.String()
	}
	return web.Render(w, r, http.StatusOK, minePage(p.cards(r.Context(), list), next))
}

func (p pages) cards(ctx context.Context, list []Objection) []ui.Card {
	cards := make([]ui.Card, len(list))
	for i := range list {
		o := &list[i]
		cards[i] = ui.Card{
			Title: o.Subject.Title, URL: o.URL(), Tags: []ui.TagProps{p.tag(ctx, o)},
			Facts: []string{t(ctx, "kind."+string(o.Kind)), o.Number, message.Date(ctx, o.CreatedAt)},
		}
	}
	return cards
}

// tag says how an objection stands.
func (p pages) tag(ctx context.Context, o *Objection) ui.TagProps {
	today := calendar.DateOf(p.Clock.Now())
	left := p.Calendar().WorkdaysBetween(today, o.DueOn)
	switch {
	case !o.Open():
		return ui.TagProps{Tone: ui.OK, Text: t(ctx, "outcome."+string(o.Outcome))}
	case o.Late(today):
		return ui.TagProps{Tone: ui.Bad, Text: t(ctx, "late", -left), Icon: "clock"}
	}
	return ui.TagProps{Tone: ui.Info, Text: t(ctx, "left", left), Icon: "clock"}
}

// asking is the form of a new objection.
type asking struct {
	Filing
	subject Subject
	errs    ui.FieldErrors
}

// filingOf reads what a form or its address says.
func filingOf(r *http.Request) Filing {
	f := Filing{Kind: Kind(r.FormValue("kind")), About: About(r.FormValue("about")), Ref: r.FormValue("ref"), Text: r.FormValue("text")}
	for _, about := range []About{OfCase, OfNotice, OfPublicity} {
		if ref := r.FormValue(string(about)); ref != "" {
			f.About, f.Ref = about, ref
		}
	}
	if f.Kind == "" && r.Method == http.MethodGet {
		f.Kind = Objecting
	}
	return f
}

func (p pages) ask(w http.ResponseWriter, r *http.Request) error {
	a := asking{Filing: filingOf(r)}
	var err error
	if a.subject, err = p.Subject(r.Context(), a.About, a.Ref); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, newPage(a))
}

func (p pages) file(w http.ResponseWriter, r *http.Request) error {
	a := asking{Filing: filingOf(r)}
	o, err := p.File(once.WithKey(r.Context(), r.PostFormValue(web.FormKey)), a.Filing)
	if kind := fault.KindOf(err); err != nil && (kind == fault.Invalid || kind == fault.TooMany) {
		var unknown error
		if a.subject, unknown = p.Subject(r.Context(), a.About, a.Ref); unknown != nil {
			return unknown
		}
		a.errs = ui.ErrorsOf(r.Context(), err)
		return web.Render(w, r, web.StatusOf(err), newPage(a))
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, o.URL())
}

func (p pages) find(r *http.Request) (*Objection, error) {
	key, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return nil, errUnknown
	}
	return p.Find(r.Context(), key)
}

func (p pages) show(w http.ResponseWriter, r *http.Request) error {
	o, err := p.find(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, showPage(o, p.tag(r.Context(), o)))
}

// rows are the facts of an objection as its reader may see them.
func rows(ctx context.Context, o *Objection, desk bool) []ui.SummaryRow {
	list := []ui.SummaryRow{{Key: t(ctx, "row.number"), Body: ui.Code(o.Number)}, {Key: t(ctx, "row.about"), Value: t(ctx, "about."+string(o.Subject.About), o.Subject.Title)}}
	if desk {
		list = append(list, ui.SummaryRow{Key: t(ctx, "row.by"), Value: mask.Name(o.OwnerName)})
		if o.Subject.CaseNo != "" {
			list = append(list, ui.SummaryRow{Key: t(ctx, "row.case"), Body: ui.TextLink(ui.Link{Text: o.Subject.CaseNo, URL: "/desk/cases/" + o.Subject.CaseNo})})
		}
	}
	if o.Subject.About == OfPublicity {
		list = append(list, ui.SummaryRow{Key: t(ctx, "row.published"), Body: ui.TextLink(ui.Link{Text: o.Subject.Title, URL: "/publicity/" + o.Subject.Ref})})
	}
	return append(list,
		ui.SummaryRow{Key: t(ctx, "row.at"), Value: message.DateTime(ctx, o.CreatedAt)},
		ui.SummaryRow{Key: t(ctx, "row.due"), Value: message.Date(ctx, o.DueOn.Start())},
		ui.SummaryRow{Key: t(ctx, "row.text"), Value: o.Text})
}

// ofCase offers on the applicant's page of a case to object to it or to one of its papers.
func (p pages) ofCase(ctx context.Context) (templ.Component, error) {
	shown, ok := casework.Shown(ctx)
	if !ok || shown.Desk {
		return nil, nil
	}
	return ofCasePanel(shown.Case.ShortNo), nil
}

// officeList is the office's list as its page shows it.
type officeList struct {
	answered bool
	rows     []ui.TableRow
	next     string
}

func (p pages) office(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	l := officeList{answered: r.FormValue("show") == "answered"}
	list, err := p.Office(ctx, l.answered, parseCursor(r.FormValue("after")), perPage+1)
	if err != nil {
		return err
	}
	if len(list) > perPage {
		list = list[:perPage]
		last := list[perPage-1]
		l.next = "/desk/objections?show=" + r.FormValue("show") + "&after=" + Cursor{last.DueOn, last.ID}.String()
	}
	for i := range list {
		o := &list[i]
		l.rows = append(l.rows, ui.TableRow{Cells: []templ.Component{
			ui.TextLink(ui.Link{Text: o.Number, URL: "/desk/objections/" + o.ID.String()}), ui.Plain(t(ctx, "kind."+string(o.Kind))),
			ui.Plain(t(ctx, "about."+string(o.Subject.About), o.Subject.Title)), ui.Plain(message.Stamp(o.CreatedAt)), ui.Tag(p.tag(ctx, o)),
		}})
	}
	return web.Render(w, r, http.StatusOK, officePage(l))
}

// answering is an objection with the answer somebody writes.
type answering struct {
	*Objection
	tag   ui.TagProps
	may   bool
	reply Reply
	errs  ui.FieldErrors
}

func (p pages) answering(r *http.Request) (answering, error) {
	o, err := p.find(r)
	if err != nil {
		return answering{}, err
	}
	may := o.Open() && access.May(actor.From(r.Context()), access.ObjectionAnswer, o.object()) == nil
	return answering{Objection: o, tag: p.tag(r.Context(), o), may: may}, nil
}

func (p pages) read(w http.ResponseWriter, r *http.Request) error {
	a, err := p.answering(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, answerPage(a))
}

func (p pages) answer(w http.ResponseWriter, r *http.Request) error {
	a, err := p.answering(r)
	if err != nil {
		return err
	}
	a.reply = Reply{Outcome(r.PostFormValue("outcome")), r.PostFormValue("answer")}
	err = p.Answer(r.Context(), a.ID, a.reply)
	if kind := fault.KindOf(err); err != nil && (kind == fault.Invalid || kind == fault.Conflict) {
		a.errs = ui.ErrorsOf(r.Context(), err)
		return web.Render(w, r, web.StatusOf(err), answerPage(a))
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, "/desk/objections/"+a.ID.String())
}
