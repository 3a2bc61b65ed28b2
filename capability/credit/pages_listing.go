package credit

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"tongban/capability/access"
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

// shown is the public list as its page shows it.
type shown struct {
	list   List
	text   string
	cards  []ui.Card
	next   string
	manage bool // the reader works on lists
}

func mayManage(ctx context.Context) bool {
	by := actor.From(ctx)
	return by.Kind == actor.Staff && access.Has(by, access.CreditPublish)
}

// listings shows everybody what is published.
func (p pages) listings(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v := shown{list: List(r.FormValue("list")), text: r.FormValue("q"), manage: mayManage(ctx)}
	before, _ := id.Parse(r.FormValue("before")) // what is no id begins at the top
	found, err := p.Listings(ctx, v.list, v.text, before, perPage+1)
	if err != nil {
		return err
	}
	if len(found) > perPage {
		found = found[:perPage]
		v.next = "/credit?" + url.Values{"list": {string(v.list)}, "q": {v.text}, "before": {found[perPage-1].ID.String()}}.Encode()
	}
	for _, l := range found {
		v.cards = append(v.cards, ui.Card{
			Title: l.Name, URL: "/credit/" + l.ID.String(), Text: l.Matter, Tags: []ui.TagProps{listTag(ctx, l)},
			Facts: []string{l.Body, t(ctx, "listing-period", message.Date(ctx, l.DecidedOn.Start()), message.Date(ctx, l.Until.Start()))},
		})
	}
	return web.Render(w, r, http.StatusOK, listingsPage(v))
}

func listTag(ctx context.Context, l *Listing) ui.TagProps {
	return ui.TagProps{Tone: map[List]ui.Tone{RedList: ui.OK, BlackList: ui.Bad, Penalties: ui.Warn}[l.List], Text: t(ctx, "list."+string(l.List))}
}

// listingView is a listing with what its reader may do.
type listingView struct {
	*Listing
	today  calendar.Date
	manage bool
	why    string
	errs   ui.FieldErrors
}

func (p pages) listingView(r *http.Request) (listingView, error) {
	key, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return listingView{}, errList
	}
	l, err := p.Listing(r.Context(), key)
	return listingView{l, calendar.DateOf(p.Clock.Now()), mayManage(r.Context()), r.PostFormValue("why"), nil}, err
}

func (p pages) listing(w http.ResponseWriter, r *http.Request) error {
	v, err := p.listingView(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, listingPage(v))
}

func (p pages) remove(w http.ResponseWriter, r *http.Request) error {
	v, err := p.listingView(r)
	if err != nil {
		return err
	}
	why := p.Remove(keyed(r), v.ID, v.why)
	if why == nil {
		return web.Redirect(w, r, "/credit/"+v.ID.String())
	}
	if kind := fault.KindOf(why); kind != fault.Invalid && kind != fault.Conflict {
		return why
	}
	v.errs = ui.ErrorsOf(r.Context(), why)
	return web.Render(w, r, web.StatusOf(why), listingPage(v))
}

// rows are the facts of a listing.
func (v listingView) rows(ctx context.Context) []ui.SummaryRow {
	rows := []ui.SummaryRow{
		{Key: t(ctx, "row.uscc"), Body: ui.Code(v.USCC)}, {Key: t(ctx, "row.list"), Value: t(ctx, "list."+string(v.List))},
		{Key: t(ctx, "row.matter"), Value: v.Matter}, {Key: t(ctx, "row.body"), Value: v.Body}, {Key: t(ctx, "row.number"), Value: v.Number},
		{Key: t(ctx, "row.basis"), Value: v.Basis},
	}
	if v.List == Penalties {
		rows = append(rows, ui.SummaryRow{Key: t(ctx, "row.grade"), Value: t(ctx, "grade."+string(v.Grade))})
	}
	return append(rows,
		ui.SummaryRow{Key: t(ctx, "row.decided"), Value: message.Date(ctx, v.DecidedOn.Start())},
		ui.SummaryRow{Key: t(ctx, "row.published"), Value: message.Date(ctx, v.Until.Start())},
		ui.SummaryRow{Key: t(ctx, "row.source"), Value: v.Source})
}

// batchesView is the page of those who take lists in.
type batchesView struct {
	batches []*Batch
	next    string
	form    func(string) string
	errs    ui.FieldErrors
}

func (p pages) batchesView(r *http.Request) (batchesView, error) {
	before, _ := id.Parse(r.FormValue("before")) // what is no id begins at the top
	found, err := p.Batches(r.Context(), before, perPage+1)
	v := batchesView{batches: found, form: func(string) string { return "" }}
	if len(found) > perPage {
		v.batches = found[:perPage]
		v.next = "/admin/credit?before=" + found[perPage-1].ID.String()
	}
	return v, err
}

func (p pages) batches(w http.ResponseWriter, r *http.Request) error {
	v, err := p.batchesView(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, batchesPage(v))
}

// bring takes a list in.
func (p pages) bring(w http.ResponseWriter, r *http.Request) error {
	if err := mayPublish(r.Context()); err != nil {
		return err
	}
	part, err := document.FromMultipart(r, "file", maxImport)
	said := part.Values
	var made id.ID
	if err == nil {
		var content []byte
		if content, err = io.ReadAll(part.Body); err == nil {
			made, err = p.Import(once.WithKey(r.Context(), said.Get(web.FormKey)), Import{
				List: List(said.Get("list")), Source: said.Get("source"), FileName: part.Name, Content: content, Complete: said.Get("complete") != "",
			})
		}
	}
	if err == nil {
		return web.Redirect(w, r, "/admin/credit/imports/"+made.String())
	}
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.Invalid && f.Kind != fault.TooLarge {
		return err
	}
	if len(f.Fields) == 0 { // of the file itself
		err = fault.InvalidFields([]fault.Field{{Name: "file", Key: f.Key, Args: f.Args}})
	}
	v, unknown := p.batchesView(r)
	if unknown != nil {
		return unknown
	}
	v.form, v.errs = said.Get, ui.ErrorsOf(r.Context(), err)
	return web.Render(w, r, web.StatusOf(err), batchesPage(v))
}

func (p pages) batch(w http.ResponseWriter, r *http.Request) error {
	key, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return errList
	}
	b, err := p.Batch(r.Context(), key)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, batchPage(b))
}

func batchCards(ctx context.Context, list []*Batch) []ui.Card {
	cards := make([]ui.Card, len(list))
	for i, b := range list {
		cards[i] = ui.Card{
			Title: t(ctx, "list."+string(b.List)), URL: "/admin/credit/imports/" + b.ID.String(), Text: b.Source,
			Facts: []string{message.DateTime(ctx, b.At), t(ctx, "batch-counts", b.Total, b.Added, b.Renewed, b.Total-b.Added-b.Renewed)},
		}
	}
	return cards
}

// batchRows are what became of an import.
func batchRows(ctx context.Context, b *Batch) []ui.SummaryRow {
	return []ui.SummaryRow{
		{Key: t(ctx, "row.list"), Value: t(ctx, "list."+string(b.List))}, {Key: t(ctx, "row.source"), Value: b.Source},
		{Key: t(ctx, "row.file-name"), Value: b.FileName}, {Key: t(ctx, "row.encoding"), Body: ui.Code(b.Encoding)},
		{Key: t(ctx, "row.total"), Value: strconv.Itoa(b.Total)}, {Key: t(ctx, "row.added"), Value: strconv.Itoa(b.Added)},
		{Key: t(ctx, "row.renewed"), Value: strconv.Itoa(b.Renewed)}, {Key: t(ctx, "row.ended"), Value: strconv.Itoa(b.Ended)},
		{Key: t(ctx, "row.left-out"), Value: strconv.Itoa(b.Total - b.Added - b.Renewed)},
	}
}

func faultTable(ctx context.Context, faults []RowFault) ui.TableProps {
	table := ui.TableProps{Caption: t(ctx, "faults"), Columns: []ui.Column{{Title: t(ctx, "fault-line")}, {Title: t(ctx, "fault-why"), Main: true}}}
	for _, f := range faults {
		table.Rows = append(table.Rows, ui.TableRow{Cells: []templ.Component{ui.Plain(strconv.Itoa(f.Line)), ui.Plain(message.T(ctx, f.Key))}})
	}
	return table
}

func listOptions(ctx context.Context) []ui.Option {
	options := make([]ui.Option, len(Lists))
	for i, l := range Lists {
		options[i] = ui.Option{Value: string(l), Label: t(ctx, "list."+string(l))}
	}
	return options
}
