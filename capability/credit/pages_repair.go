package credit

import (
	"context"
	"net/http"
	"slices"

	"tongban/capability/document"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/once"
	"tongban/kernel/web"
	"tongban/ui"
)

// maxEvidence is the most a form with evidence may hold: the file and what is around it.
const maxEvidence = document.MaxBytes + 64<<10

// repaired lists repairs below base.
func (p pages) repaired(r *http.Request, base string, open bool) (repairList, error) {
	ctx := r.Context()
	before, _ := id.Parse(r.FormValue("before")) // what is no id begins at the top
	found, err := p.Repairs(ctx, open, before, perPage+1)
	l := repairList{open: open}
	if len(found) > perPage {
		found = found[:perPage]
		l.next = base + "?show=" + r.FormValue("show") + "&before=" + found[perPage-1].ID.String()
	}
	today := calendar.DateOf(p.Clock.Now())
	for _, one := range found {
		l.cards = append(l.cards, ui.Card{
			Title: t(ctx, "repair-of", t(ctx, "kind."+string(one.Kind))), URL: base + "/" + one.ID.String(), Tags: []ui.TagProps{repairTag(ctx, one, today)},
			Facts: []string{one.Matter.ItemName, t(ctx, "repair-due", message.Date(ctx, one.DueOn.Start()))},
		})
	}
	return l, err
}

func (p pages) repairs(w http.ResponseWriter, r *http.Request) error {
	l, err := p.repaired(r, "/me/credit/repairs", false)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, repairsPage(l))
}

func (p pages) officeRepairs(w http.ResponseWriter, r *http.Request) error {
	l, err := p.repaired(r, "/desk/repairs", r.FormValue("show") != "all")
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, officeRepairsPage(l))
}

// asking is the form of a new repair.
type asking struct {
	*Fact
	why  string
	errs ui.FieldErrors
}

// askRepair shows the form of a new repair.
func (p pages) askRepair(w http.ResponseWriter, r *http.Request) error {
	key, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return errUnknown
	}
	f, err := p.Repairable(r.Context(), key)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, askRepairPage(asking{Fact: f}))
}

// fileRepair takes in a new repair.
func (p pages) fileRepair(w http.ResponseWriter, r *http.Request) error {
	key, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return errUnknown
	}
	part, err := document.FromMultipart(r, "evidence", document.MaxBytes)
	a := Asking{Why: part.Values.Get("why")}
	switch f, ok := fault.As(err); {
	case err == nil:
		a.Evidence = &document.Upload{Name: part.Name, Size: part.Size, Body: part.Body}
	case ok && f.Key == "document.absent": // it is optional
		err = nil
	}
	var made id.ID
	if err == nil {
		made, err = p.AskRepair(once.WithKey(r.Context(), part.Values.Get(web.FormKey)), key, a)
	}
	if err == nil {
		return web.Redirect(w, r, "/me/credit/repairs/"+made.String())
	}
	if kind := fault.KindOf(err); kind != fault.Invalid && kind != fault.TooLarge {
		return err
	}
	f, unknown := p.Repairable(r.Context(), key)
	if unknown != nil {
		return unknown
	}
	return web.Render(w, r, web.StatusOf(err), askRepairPage(asking{f, a.Why, evidenceErrors(r.Context(), err)}))
}

// evidenceErrors puts what is wrong with the file itself at its field.
func evidenceErrors(ctx context.Context, err error) ui.FieldErrors {
	if f, ok := fault.As(err); ok && len(f.Fields) == 0 {
		return ui.ErrorsOf(ctx, fault.InvalidFields([]fault.Field{{Name: "evidence", Key: f.Key, Args: f.Args}}))
	}
	return ui.ErrorsOf(ctx, err)
}

// repairView is a repair with what its reader may do.
type repairView struct {
	*Repair
	desk  bool
	today calendar.Date
	next  []RepairEvent
	form  func(string) string
	errs  ui.FieldErrors
}

func (p pages) repairView(r *http.Request) (repairView, error) {
	key, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return repairView{}, errUnknown
	}
	one, err := p.FindRepair(r.Context(), key)
	if err != nil {
		return repairView{}, err
	}
	by := actor.From(r.Context())
	return repairView{one, by.Kind == actor.Staff, calendar.DateOf(p.Clock.Now()), one.next(by), r.PostFormValue, nil}, nil
}

func (p pages) repair(w http.ResponseWriter, r *http.Request) error {
	v, err := p.repairView(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, repairPage(v))
}

func (p pages) dropRepair(w http.ResponseWriter, r *http.Request) error {
	return p.decidedRepair(w, r, DropRepair, "/me/credit/repairs/")
}

func (p pages) decideRepair(w http.ResponseWriter, r *http.Request) error {
	return p.decidedRepair(w, r, RepairEvent(r.PostFormValue("decision")), "/desk/repairs/")
}

// decidedRepair does e, and leads to the repair or shows what was wrong.
func (p pages) decidedRepair(w http.ResponseWriter, r *http.Request, e RepairEvent, base string) error {
	key, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return errUnknown
	}
	why := p.DecideRepair(keyed(r), key, e, r.PostFormValue("why"))
	if why == nil {
		return web.Redirect(w, r, base+key.String())
	}
	if kind := fault.KindOf(why); kind != fault.Invalid && kind != fault.Conflict {
		return why
	}
	v, err := p.repairView(r)
	if err != nil {
		return err
	}
	v.errs = ui.ErrorsOf(r.Context(), why)
	return web.Render(w, r, web.StatusOf(why), repairPage(v))
}

func (p pages) evidence(w http.ResponseWriter, r *http.Request) error {
	key, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return errUnknown
	}
	file, body, err := p.Evidence(r.Context(), key)
	if err != nil {
		return err
	}
	defer body.Close()
	return document.ServePreview(w, file, body)
}

// base is below which address v's pages are.
func (v repairView) base() string {
	if v.desk {
		return "/desk/repairs/" + v.ID.String()
	}
	return "/me/credit/repairs/" + v.ID.String()
}

func (v repairView) may(e RepairEvent) bool { return slices.Contains(v.next, e) }

// decisions are what the reader may decide.
func (v repairView) decisions(ctx context.Context) []ui.Option {
	var options []ui.Option
	for _, e := range v.next {
		if e != DropRepair {
			options = append(options, ui.Option{Value: string(e), Label: t(ctx, "repair-event."+string(e)), Hint: t(ctx, "repair-event-hint."+string(e))})
		}
	}
	return options
}

// rows are the facts of a repair.
func (v repairView) rows(ctx context.Context) []ui.SummaryRow {
	fact := "/me/record/"
	if v.desk {
		fact = "/desk/records/"
	}
	rows := []ui.SummaryRow{
		{Key: t(ctx, "row.fact"), Body: ui.TextLink(ui.Link{Text: t(ctx, "kind."+string(v.Kind)), URL: fact + v.Fact.String()})},
		{Key: t(ctx, "row.grade"), Value: t(ctx, "grade."+string(v.Grade))},
		{Key: t(ctx, "row.item"), Value: v.Matter.ItemName},
		{Key: t(ctx, "row.asked"), Value: message.DateTime(ctx, v.AskedAt)},
		{Key: t(ctx, "row.mended"), Value: v.Why},
	}
	if v.File != 0 {
		rows = append(rows, ui.SummaryRow{Key: t(ctx, "row.file"), Body: ui.TextLink(ui.Link{Text: v.FileName, URL: v.base() + "/evidence"})})
	}
	if v.State == Asked {
		rows = append(rows, ui.SummaryRow{Key: t(ctx, "row.due"), Value: message.Date(ctx, v.DueOn.Start())})
	}
	if !v.DecidedAt.IsZero() {
		rows = append(rows, ui.SummaryRow{Key: t(ctx, "row.decision"), Value: v.Decision, Body: ui.Muted(message.DateTime(ctx, v.DecidedAt))})
	}
	return rows
}
