package consultation

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// view is a question as its page shows it.
type view struct {
	*Consultation
	names       names
	days        days
	next        []Event
	departments []ui.Option // it can be forwarded to
	typed       func(string) string
	failed      Event // that was asked for and refused
	errs        ui.FieldErrors
}

func (v view) may(e Event) bool { return slices.Contains(v.next, e) }

// errsOf is what was wrong with one of the page's forms.
func (v view) errsOf(e Event) ui.FieldErrors {
	if v.failed != e {
		return nil
	}
	return v.errs
}

func (p pages) view(r *http.Request) (view, error) {
	key, err := keyOf(r)
	if err != nil {
		return view{}, err
	}
	ctx := r.Context()
	c, err := p.Find(ctx, key)
	if err != nil {
		return view{}, err
	}
	v := view{Consultation: c, days: p.days(), next: c.next(actor.From(ctx), p.today()), typed: r.PostFormValue}
	all, err := p.Departments.Departments(ctx)
	v.names = names{}
	for _, d := range all {
		v.names[d.Code] = d.Name
		if d.Code != c.Whom.Department && d.Code != c.Asker.Department {
			v.departments = append(v.departments, ui.Option{Value: d.Code, Label: d.Name})
		}
	}
	return v, err
}

func (p pages) show(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, showPage(v))
}

// steps are what somebody can do on the page, by the end of its address.
var steps = map[Event]func(pages, context.Context, id.ID, func(string) string) error{
	Claim:   func(p pages, ctx context.Context, key id.ID, _ func(string) string) error { return p.Claim(ctx, key) },
	Release: func(p pages, ctx context.Context, key id.ID, _ func(string) string) error { return p.Release(ctx, key) },
	Answer: func(p pages, ctx context.Context, key id.ID, form func(string) string) error {
		return p.Answer(ctx, key, Reply{Opinion(form("opinion")), form("answer"), versionOf(form("version"))})
	},
	Forward: func(p pages, ctx context.Context, key id.ID, form func(string) string) error {
		return p.Forward(ctx, key, Whom{Department: form("whom"), Role: actor.Role(form("role"))}, form("forward-why"))
	},
	Remark: func(p pages, ctx context.Context, key id.ID, form func(string) string) error {
		return p.Remark(ctx, key, form("words"))
	},
	Proceed: func(p pages, ctx context.Context, key id.ID, form func(string) string) error {
		return p.Proceed(ctx, key, form("proceed-why"))
	},
	Withdraw: func(p pages, ctx context.Context, key id.ID, form func(string) string) error {
		return p.Withdraw(ctx, key, form("withdraw-why"))
	},
}

func (p pages) step(w http.ResponseWriter, r *http.Request) error {
	key, err := keyOf(r)
	if err != nil {
		return err
	}
	e := Event(r.PathValue("event"))
	do, known := steps[e]
	if !known {
		return errUnknown
	}
	err = do(p, keyed(r), key, r.PostFormValue)
	if err != nil && isShown(err) {
		v, unknown := p.view(r)
		if unknown != nil {
			return unknown
		}
		v.failed, v.errs = e, errorsOf(r.Context(), e, err)
		return web.Render(w, r, web.StatusOf(err), showPage(v))
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, "/desk/consultations/"+key.String())
}

// versionOf reads which version of a question was read; zero is none.
func versionOf(text string) int64 {
	version, _ := strconv.ParseInt(text, 10, 64) // what is no number says nothing
	return version
}

// errorsOf names the fields of one of the page's forms: several ask why.
func errorsOf(ctx context.Context, e Event, err error) ui.FieldErrors {
	if f, ok := fault.As(err); ok {
		for i := range f.Fields {
			if f.Fields[i].Name == "why" {
				f.Fields[i].Name = string(e) + "-why"
			}
		}
	}
	return ui.ErrorsOf(ctx, err)
}

// rows are what was asked, by whom, whom, and what was added.
func (v view) rows(ctx context.Context) []ui.SummaryRow {
	f := v.Forwarding
	rows := []ui.SummaryRow{
		{Key: t(ctx, "row.question"), Value: v.Question},
		{Key: t(ctx, "row.case"), Value: v.Case.ItemName, Body: ui.TextLink(ui.Link{Text: v.Case.ShortNo, URL: casework.DeskURL(v.Case.ShortNo)})},
		{Key: t(ctx, "row.asker"), Value: v.names.person(ctx, v.Asker), Body: ui.Muted(message.DateTime(ctx, v.AskedAt))},
		{Key: t(ctx, "row.whom"), Value: v.names.whom(ctx, v.Consultation)},
	}
	if v.State == Taken && v.Whom.Colleague == "" {
		rows = append(rows, ui.SummaryRow{Key: t(ctx, "row.holder"), Value: v.Holder.Name})
	}
	if !f.At.IsZero() {
		rows = append(rows, ui.SummaryRow{Key: t(ctx, "row.forwarded"), Value: t(ctx, "forwarded", v.names.of(f.From), f.By, f.Why), Body: ui.Muted(message.DateTime(ctx, f.At))})
	}
	rows = append(rows, ui.SummaryRow{Key: t(ctx, "row.due"), Value: message.Date(ctx, v.DueOn.Start())})
	if v.Blocking {
		rows = append(rows, ui.SummaryRow{Key: t(ctx, "row.blocking"), Value: v.holding(ctx)})
	}
	for _, n := range v.Remarks {
		rows = append(rows, ui.SummaryRow{Key: t(ctx, "row.remark"), Value: n.Words, Body: ui.Muted(t(ctx, "remarked", n.By, message.DateTime(ctx, n.At)))})
	}
	return rows
}

// holding says whether the asker's task waits.
func (v view) holding(ctx context.Context) string {
	switch {
	case !v.WaivedAt.IsZero():
		return t(ctx, "blocking.waived", v.WaivedWhy)
	case v.Holds():
		return t(ctx, "blocking.holds")
	}
	return t(ctx, "blocking.over")
}

// outcome is what came of a question.
func (v view) outcome(ctx context.Context) []ui.SummaryRow {
	when := ui.SummaryRow{Key: t(ctx, "row.over"), Value: message.DateTime(ctx, v.OverAt)}
	switch v.State {
	case Answered:
		rows := []ui.SummaryRow{{Key: t(ctx, "row.opinion"), Body: ui.Tag(stand(ctx, v.Consultation))}}
		if v.Words != "" {
			rows = append(rows, ui.SummaryRow{Key: t(ctx, "row.answer"), Value: v.Words})
		}
		return append(rows, ui.SummaryRow{Key: t(ctx, "row.answerer"), Value: v.names.person(ctx, Person{"", v.Holder.Name, v.Whom.Department})}, when)
	case Withdrawn:
		return []ui.SummaryRow{{Key: t(ctx, "row.withdrawn"), Value: v.Words}, when}
	}
	return []ui.SummaryRow{{Key: t(ctx, "row.ended"), Value: t(ctx, "ended")}, when}
}
