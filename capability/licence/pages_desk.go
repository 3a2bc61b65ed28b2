package licence

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"tongban/capability/licence/verify"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/once"
	"tongban/kernel/web"
	"tongban/ui"
)

// deskPage is how many licences a page of the office's list shows.
const deskPage = 20

// officeList is the office's list as its page shows it.
type officeList struct {
	words   string
	rows    []ui.TableRow
	next    string
	waiting []ui.Entry
}

// search lists the licences of the office, and first what waits for a second person.
func (s *Service) search(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	before, err := CursorOf(r.URL.Query().Get("cursor"))
	if err != nil {
		return err
	}
	l := officeList{words: r.URL.Query().Get("q")}
	found, err := s.Search(ctx, Search{Words: l.words, Before: before, Limit: deskPage})
	if err != nil {
		return err
	}
	for _, one := range found.Licences {
		l.rows = append(l.rows, s.row(ctx, one))
	}
	if found.Next != 0 {
		l.next = "/desk/licences?q=" + url.QueryEscape(l.words) + "&cursor=" + found.Next.String()
	}
	if before == 0 && l.words == "" {
		proposals, err := s.Waiting(ctx)
		if err != nil {
			return err
		}
		for _, p := range proposals {
			l.waiting = append(l.waiting, ui.Entry{
				Title: t(ctx, "desk.waits", t(ctx, "event."+string(p.Event)), message.Stamp(p.At)), URL: deskURL(p.Licence),
				Tags: []ui.TagProps{{Tone: ui.Warn, Text: t(ctx, "desk.second")}}, Body: ui.Muted(p.Reason),
			})
		}
	}
	return web.Render(w, r, http.StatusOK, officePage(l))
}

func deskURL(key id.ID) string { return "/desk/licences/" + key.String() }

func (s *Service) row(ctx context.Context, l Licence) ui.TableRow {
	until := t(ctx, "endless")
	if l.ValidTo != "" {
		until = string(l.ValidTo)
	}
	return ui.TableRow{Cells: []templ.Component{
		ui.TextLink(ui.Link{Text: l.Type.Name, URL: deskURL(l.ID)}), ui.Plain(l.MaskedNumber()), ui.Plain(l.MaskedHolder()),
		ui.Tag(StatusTag(ctx, l.StatusAt(s.now.Now()))), ui.Plain(until),
	}}
}

// officeEntry is one licence as its page shows it to the office.
type officeEntry struct {
	Entry
	status Status
	by     string // account of the reader
	full   bool   // not masked: the look was recorded
	errs   ui.FieldErrors
	why    string
	note   string
	due    verify.Date
	late   bool
}

func (s *Service) entryOf(ctx context.Context, e Entry) officeEntry {
	now := s.now.Now()
	_, late := e.Kind.ReviewDue(e.Licence, now)
	return officeEntry{Entry: e, status: e.Licence.StatusAt(now), by: actor.From(ctx).ID, due: e.Kind.ReviewBy(e.Licence), late: late}
}

// entry shows one licence of the office, its holder masked.
func (s *Service) entry(w http.ResponseWriter, r *http.Request) error {
	e, err := s.Entry(r.Context(), KeyOf(r.PathValue("id")))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, entryPage(s.entryOf(r.Context(), e)))
}

// reveal shows it in full, and that is recorded.
func (s *Service) reveal(w http.ResponseWriter, r *http.Request) error {
	key, why := KeyOf(r.PathValue("id")), r.PostFormValue("why")
	e, err := s.Reveal(r.Context(), key, why)
	if fault.KindOf(err) == fault.Invalid && err != nil {
		return s.again(w, r, key, err, func(o *officeEntry) { o.why = why })
	}
	if err != nil {
		return err
	}
	o := s.entryOf(r.Context(), e)
	o.full = true
	return web.Render(w, r, http.StatusOK, entryPage(o))
}

// again shows a licence's page with what was typed and why it was not taken.
func (s *Service) again(w http.ResponseWriter, r *http.Request, key id.ID, mistake error, typed func(*officeEntry)) error {
	e, err := s.Entry(r.Context(), key)
	if err != nil {
		return err
	}
	o := s.entryOf(r.Context(), e)
	o.errs = ui.ErrorsOf(r.Context(), mistake)
	typed(&o)
	return web.Render(w, r, web.StatusOf(mistake), entryPage(o))
}

// asking is an event about to change a licence.
type asking struct {
	officeEntry
	event      Event
	grounds    Grounds
	correction Correction
}

func (s *Service) askingOf(r *http.Request) (asking, error) {
	e, err := s.Entry(r.Context(), KeyOf(r.PathValue("id")))
	if err != nil {
		return asking{}, err
	}
	a := asking{officeEntry: s.entryOf(r.Context(), e), event: Event(r.PathValue("event"))}
	a.grounds.Version = e.Licence.Version
	if !slices.Contains(asked, a.event) {
		return a, fault.New(fault.NotFound, "licence.unknown")
	}
	return a, nil
}

// asked are the events a person may cause.
var asked = []Event{Amend, Review, Suspend, Resume, Withdraw, Revoke, Cancel, Transfer, Supersede}

// ask says what an event does before it happens.
func (s *Service) ask(w http.ResponseWriter, r *http.Request) error {
	a, err := s.askingOf(r)
	if err != nil {
		return err
	}
	if !slices.Contains(a.Next, a.event) {
		return fault.New(fault.Conflict, "licence.over", statusText(r.Context(), a.status))
	}
	return web.Render(w, r, http.StatusOK, askPage(a))
}

// act does it, or shows again what was typed. What needs a second person is proposed.
func (s *Service) act(w http.ResponseWriter, r *http.Request) error {
	a, err := s.askingOf(r)
	if err != nil {
		return err
	}
	version, _ := strconv.Atoi(r.PostFormValue("version")) // what is no number is whichever is newest
	a.grounds = Grounds{Reason: r.PostFormValue("reason"), LegalBasis: r.PostFormValue("legalBasis"), Version: version}
	a.correction = Correction{Values: map[string]string{}, ValidTo: verify.Date(strings.TrimSpace(r.PostFormValue("validTo")))}
	for _, e := range a.Kind.Elements {
		if e.amendable() {
			a.correction.Values[e.Key] = r.PostFormValue("values." + e.Key)
		}
	}
	err = s.take(keyed(r), a)
	if kind := fault.KindOf(err); err != nil && (kind == fault.Invalid || kind == fault.Conflict) {
		a.errs = ui.ErrorsOf(r.Context(), err)
		a.grounds.Version = a.Licence.Version // they have seen what it says now
		return web.Render(w, r, web.StatusOf(err), askPage(a))
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, deskURL(a.Licence.ID))
}

// keyed returns r's context with the idempotency key its form carries.
func keyed(r *http.Request) context.Context {
	return once.WithKey(r.Context(), r.PostFormValue(web.FormKey))
}

// take carries out what was asked for.
func (s *Service) take(ctx context.Context, a asking) (err error) {
	switch {
	case a.event == Amend:
		_, err = s.Amend(ctx, a.Licence.ID, a.correction, a.grounds)
	case slices.Contains(penal, a.event):
		_, err = s.Propose(ctx, a.Licence.ID, a.event, a.grounds)
	default:
		_, err = s.Change(ctx, a.Licence.ID, a.event, a.grounds)
	}
	return err
}

// settle agrees to a proposal or refuses it.
func (s *Service) settle(w http.ResponseWriter, r *http.Request) error {
	key, note := KeyOf(r.PathValue("id")), r.PostFormValue("note")
	_, err := s.Settle(keyed(r), key, KeyOf(r.PathValue("proposal")), r.PostFormValue("agree") == "yes", note)
	if kind := fault.KindOf(err); err != nil && (kind == fault.Invalid || kind == fault.Conflict) {
		return s.again(w, r, key, err, func(o *officeEntry) { o.note = note })
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, deskURL(key))
}

// types lists the kinds of licences.
func (s *Service) types(w http.ResponseWriter, r *http.Request) error {
	list, err := s.Types(r.Context())
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, typesPage(list))
}

// sample sends a drawing of a kind of licence.
func (s *Service) sample(w http.ResponseWriter, r *http.Request) error {
	data, err := s.Sample(r.Context(), r.PathValue("code"))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Disposition", "inline")
	w.Header().Set("Cache-Control", "no-store")
	_, err = w.Write(data)
	return err
}
