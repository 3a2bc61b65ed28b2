package publicity

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/fault"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

func deskURL(r *Record) string { return "/desk/publicity/" + r.ID.String() }

// officeList is the office's list as its page shows it.
type officeList struct {
	show  Show
	rows  []ui.TableRow
	next  string
	count Counts
	year  int
}

// office lists what waits, what is late and what became of the rest.
func (p pages) office(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	l := officeList{show: Show(r.FormValue("show"))}
	if !slices.Contains(Shows, l.show) {
		l.show = ShowWaiting
	}
	found, err := p.Office(ctx, l.show, parseCursor(r.FormValue("after")), 20)
	if err != nil {
		return err
	}
	today := calendar.DateOf(p.now.Now())
	for i := range found.Records {
		l.rows = append(l.rows, p.row(ctx, &found.Records[i], today))
	}
	if next := found.Next.String(); next != "" {
		l.next = "/desk/publicity?show=" + string(l.show) + "&after=" + next
	}
	department := actor.From(ctx).Department
	if access.Has(actor.From(ctx), access.PublicityRead) && actor.From(ctx).Is(actor.Supervisor) {
		department = ""
	}
	if l.count, l.year, err = p.Counts(ctx, department); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, officePage(l))
}

func (p pages) row(ctx context.Context, r *Record, today calendar.Date) ui.TableRow {
	return ui.TableRow{Cells: []templ.Component{
		ui.TextLink(ui.Link{Text: r.Content.ItemName, URL: deskURL(r)}), ui.Plain(r.Content.Subject),
		ui.Plain(t(ctx, "kind."+string(r.Kind))), ui.Plain(r.DecidedOn.String()), ui.Tag(p.stand(ctx, r, today)),
	}}
}

// stand says how a record stands: what is due shows the days left.
func (p pages) stand(ctx context.Context, r *Record, today calendar.Date) ui.TagProps {
	left := p.days().WorkdaysBetween(today, r.DueOn)
	switch {
	case r.Late(today):
		return ui.TagProps{Tone: ui.Bad, Text: t(ctx, "late", -left), Icon: "clock"}
	case r.State == Held:
		return ui.TagProps{Tone: ui.Warn, Text: t(ctx, "held", left), Icon: "clock"}
	case r.State == Waiting:
		return ui.TagProps{Tone: ui.Info, Text: t(ctx, "waiting", left), Icon: "clock"}
	case r.State == Published:
		return ui.TagProps{Tone: ui.OK, Text: message.Stamp(r.PublishedAt)}
	}
	return ui.TagProps{Tone: ui.Mute, Text: t(ctx, "state."+string(r.State))}
}

// officeRecord is one record as the office sees it.
type officeRecord struct {
	*Record
	versions []Version
	tag      ui.TagProps
	next     []Event
}

func (p pages) read(r *http.Request) (officeRecord, error) {
	key, err := idOf(r)
	if err != nil {
		return officeRecord{}, err
	}
	record, versions, err := p.Record(r.Context(), key)
	if err != nil {
		return officeRecord{}, err
	}
	return officeRecord{record, versions, p.stand(r.Context(), record, calendar.DateOf(p.now.Now())), p.Next(r.Context(), record)}, nil
}

func (p pages) record(w http.ResponseWriter, r *http.Request) error {
	o, err := p.read(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, officeRecordPage(o))
}

// asking is an event about to change a record.
type asking struct {
	officeRecord
	event  Event
	change Change
	errs   ui.FieldErrors
}

func (p pages) asking(r *http.Request) (asking, error) {
	o, err := p.read(r)
	if err != nil {
		return asking{}, err
	}
	a := asking{officeRecord: o, event: Event(r.PathValue("event"))}
	if !slices.Contains(asked, a.event) {
		return a, errUnknown
	}
	a.change = Change{Version: o.Version, Content: o.Content}
	return a, nil
}

// ask says what an event does before it happens.
func (p pages) ask(w http.ResponseWriter, r *http.Request) error {
	a, err := p.asking(r)
	if err != nil {
		return err
	}
	if !slices.Contains(a.next, a.event) {
		if err := mayEdit(r.Context(), a.Record); err != nil {
			return err
		}
		return errNotNow
	}
	return web.Render(w, r, http.StatusOK, askPage(a))
}

// change does it, or shows again what was typed.
func (p pages) change(w http.ResponseWriter, r *http.Request) error {
	a, err := p.asking(r)
	if err != nil {
		return err
	}
	a.change = changeOf(r, a.Content)
	err = p.Change(r.Context(), a.ID, a.event, a.change)
	if kind := fault.KindOf(err); err != nil && (kind == fault.Invalid || kind == fault.Conflict) {
		a.errs = ui.ErrorsOf(r.Context(), err)
		a.change.Version = a.Version // they have seen what it says now
		return web.Render(w, r, web.StatusOf(err), askPage(a))
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, deskURL(a.Record))
}

// changeOf reads a form. What it does not hold stays as it is.
func changeOf(r *http.Request, now Content) Change {
	version, _ := strconv.ParseInt(r.PostFormValue("version"), 10, 64) // what is no number is stale
	now.Subject, now.Document, now.Certificate = r.PostFormValue("subject"), r.PostFormValue("document"), r.PostFormValue("certificate")
	now.CertificateNo, now.ValidTo, now.Ground = r.PostFormValue("certificateNo"), r.PostFormValue("validTo"), r.PostFormValue("ground")
	return Change{Version: version, Reason: r.PostFormValue("reason"), Exception: Exception(r.PostFormValue("exception")), Content: now}
}
