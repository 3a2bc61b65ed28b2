package publicity

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"tongban/capability/casework"
	"tongban/capability/place"
	"tongban/kernel/calendar"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// pages are the pages of publicity.
type pages struct{ *Service }

func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "publicity."+key, args...)
}

// parameters are what the address of the public list may hold.
var parameters = []string{"q", "kind", "item", "department", "from", "to"}

// shownList is the public list as its page shows it.
type shownList struct {
	kept        url.Values
	records     []Record
	departments []place.Department
	counts      Counts
	year        int
	next        string
}

// list lists what is public.
func (p pages) list(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	l := shownList{kept: url.Values{}}
	for _, name := range parameters {
		if value := strings.TrimSpace(r.FormValue(name)); value != "" {
			l.kept.Set(name, value)
		}
	}
	found, err := p.List(ctx, queryOf(l.kept, r.FormValue("before")))
	if err != nil {
		return err
	}
	l.records = found.Records
	if l.departments, err = p.Departments(ctx); err != nil {
		return err
	}
	if l.counts, l.year, err = p.Counts(ctx, l.kept.Get("department")); err != nil {
		return err
	}
	if next := found.Next.String(); next != "" {
		l.next = address("/publicity", l.kept, "before", next)
	}
	return web.Render(w, r, http.StatusOK, listPage(l))
}

// queryOf reads what narrows the list. What is no day narrows nothing.
func queryOf(kept url.Values, before string) Query {
	from, _ := calendar.ParseDate(kept.Get("from"))
	to, _ := calendar.ParseDate(kept.Get("to"))
	return Query{
		Name: kept.Get("q"), Kind: Kind(kept.Get("kind")), Item: kept.Get("item"), Department: kept.Get("department"),
		From: from, To: to, Before: parseCursor(before),
	}
}

// address returns path with a query and one more parameter.
func address(path string, query url.Values, name, value string) string {
	all := url.Values{name: {value}}
	for key, values := range query {
		all[key] = values
	}
	return path + "?" + all.Encode()
}

func cards(ctx context.Context, records []Record) []ui.Card {
	list := make([]ui.Card, len(records))
	for i, r := range records {
		list[i] = ui.Card{
			Title: r.Content.ItemName, URL: r.URL(), Text: r.Content.Subject, Tags: tags(ctx, &records[i]),
			Facts: []string{r.Content.Authority, message.Date(ctx, r.PublishedAt)},
		}
	}
	return list
}

// tags say what was decided and how it stands.
func tags(ctx context.Context, r *Record) []ui.TagProps {
	list := []ui.TagProps{{Tone: ui.OK, Text: t(ctx, "kind.grant")}}
	if r.Kind == Denial {
		list[0] = ui.TagProps{Tone: ui.Bad, Text: t(ctx, "kind.denial")}
	}
	switch {
	case r.State == Withdrawn:
		list = append(list, ui.TagProps{Tone: ui.Mute, Text: t(ctx, "state.withdrawn")})
	case r.Revision > 1:
		list = append(list, ui.TagProps{Tone: ui.Warn, Text: t(ctx, "corrected"), Icon: "pencil"})
	}
	return list
}

func (p pages) show(w http.ResponseWriter, r *http.Request) error {
	key, err := idOf(r)
	if err != nil {
		return err
	}
	record, versions, err := p.Find(r.Context(), key)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, recordPage(record, versions))
}

// idOf reads the id in a path; what is none is nobody's.
func idOf(r *http.Request) (id.ID, error) {
	key, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return 0, errUnknown
	}
	return key, nil
}

// rows are what the public reads of a decision.
func rows(ctx context.Context, r *Record) []ui.SummaryRow {
	c := r.Content
	var list []ui.SummaryRow
	add := func(key, value string) {
		if value != "" {
			list = append(list, ui.SummaryRow{Key: t(ctx, "row."+key), Value: value})
		}
	}
	add("subject", c.Subject)
	add("uscc", c.USCC)
	add("item", c.ItemName)
	add("outcome", t(ctx, "kind."+string(r.Kind)))
	add("document", c.Document)
	add("decided", message.Date(ctx, r.DecidedOn.Start()))
	add("certificate", c.Certificate)
	add("certificateNo", c.CertificateNo)
	if day, err := calendar.ParseDate(c.ValidTo); err == nil {
		add("validTo", message.Date(ctx, day.Start()))
	}
	add("ground", c.Ground)
	add("authority", c.Authority)
	add("authorityCode", c.AuthorityCode)
	if !r.PublishedAt.IsZero() {
		add("published", message.DateTime(ctx, r.PublishedAt))
	}
	return list
}

// history tells the corrections, newest first.
func history(ctx context.Context, versions []Version) []ui.TimelineEvent {
	var events []ui.TimelineEvent
	for _, v := range versions {
		if v.Revision > 1 {
			events = append(events, ui.TimelineEvent{Title: t(ctx, "correction", v.Revision), Time: message.DateTime(ctx, v.At), Note: v.Reason, Tone: ui.Warn})
		}
	}
	return events
}

// ofCase says on the applicant's page of a case that its decision is public, or when it
// will be.
func (p pages) ofCase(ctx context.Context) (templ.Component, error) {
	shown, ok := casework.Shown(ctx)
	if !ok || shown.Desk {
		return nil, nil
	}
	r, err := p.OfCase(ctx, shown.Case.No)
	if err != nil || r == nil || r.State == Dropped {
		return nil, err
	}
	return ofCasePanel(r), nil
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
