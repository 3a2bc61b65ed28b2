package announcement

import (
	"context"
	"encoding/xml"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"tongban/capability/catalogue"
	"tongban/capability/place"
	"tongban/kernel/calendar"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// pages are the pages of announcements.
type pages struct{ *Service }

func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "announcement."+key, args...)
}

// parameters are what the address of a list may hold.
var parameters = []string{"q", "kind", "department", "region", "item"}

// filters keeps what narrows a list out of an address.
func filters(input url.Values) url.Values {
	kept := url.Values{}
	for _, name := range parameters {
		if value := strings.TrimSpace(input.Get(name)); value != "" {
			kept.Set(name, value)
		}
	}
	return kept
}

func queryOf(kept url.Values) Query {
	return Query{
		Text: kept.Get("q"), Kind: Kind(kept.Get("kind")), Department: kept.Get("department"),
		Region: kept.Get("region"), Item: kept.Get("item"),
	}
}

// shownList is a list as its page shows it.
type shownList struct {
	Query
	kept        url.Values
	cards       []ui.Card
	departments []place.Department
	chooser     ui.CascadeProps
	item        string // name of the item the list is about
	next        string
}

// list lists what was published.
func (p pages) list(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	l := shownList{kept: filters(r.URL.Query())}
	l.Query = queryOf(l.kept)
	l.Before = parseCursor(r.FormValue("before"))
	found, err := p.List(ctx, l.Query)
	if err != nil {
		return err
	}
	l.cards = p.cards(ctx, found.Versions)
	if l.departments, err = p.Departments(ctx); err != nil {
		return err
	}
	if l.chooser, err = p.places.Chooser(ctx, "/announcements", "region", l.kept); err != nil {
		return err
	}
	if item, err := p.items.Published(ctx, l.Item); err == nil {
		l.item = item.Name
	}
	if next := found.Next.String(); next != "" {
		l.next = address("/announcements", l.kept, "before", next)
	}
	return web.Render(w, r, http.StatusOK, listPage(l))
}

// address returns path with a query and one more parameter.
func address(path string, query url.Values, name, value string) string {
	all := url.Values{name: {value}}
	for key, values := range query {
		all[key] = values
	}
	return path + "?" + all.Encode()
}

// cards show versions in a list.
func (p pages) cards(ctx context.Context, versions []Version) []ui.Card {
	today := calendar.DateOf(p.now.Now())
	cards := make([]ui.Card, len(versions))
	for i, v := range versions {
		title, _ := v.In(ctx)
		cards[i] = ui.Card{
			Title: title, URL: v.URL(), Tags: p.tags(ctx, v, today),
			Facts: []string{p.department(ctx, v.Department), message.Date(ctx, v.PublishedAt)},
		}
	}
	return cards
}

// tags say what sort of announcement it is and how it stands.
func (p pages) tags(ctx context.Context, v Version, today calendar.Date) []ui.TagProps {
	tags := []ui.TagProps{kindTag(ctx, v.Kind)}
	if v.Revision > 1 {
		tags = append(tags, ui.TagProps{Tone: ui.Warn, Text: t(ctx, "corrected"), Icon: "pencil"})
	}
	switch {
	case v.State == Withdrawn:
		return append(tags, ui.TagProps{Tone: ui.Bad, Text: t(ctx, "state.withdrawn")})
	case v.Expired(today):
		return append(tags, ui.TagProps{Tone: ui.Mute, Text: t(ctx, "over")})
	case v.Kind == Publicity:
		return append(tags, p.periodTag(ctx, v, today))
	}
	return tags
}

func kindTag(ctx context.Context, k Kind) ui.TagProps {
	return ui.TagProps{Tone: ui.Info, Text: t(ctx, "kind."+string(k)), Icon: "bell"}
}

func (p pages) periodTag(ctx context.Context, v Version, today calendar.Date) ui.TagProps {
	switch stand, left := v.PeriodOn(p.days(), today); {
	case stand == Ahead:
		return ui.TagProps{Tone: ui.Mute, Text: t(ctx, "period.ahead"), Icon: "clock"}
	case stand == Over:
		return ui.TagProps{Tone: ui.Mute, Text: t(ctx, "period.over")}
	case today == v.To:
		return ui.TagProps{Tone: ui.Warn, Text: t(ctx, "period.last"), Icon: "clock"}
	default:
		return ui.TagProps{Tone: ui.OK, Text: t(ctx, "period.left", left), Icon: "clock"}
	}
}

// department returns the name of a department, its code if there is no such one any
// more.
func (p pages) department(ctx context.Context, code string) string {
	d, err := p.places.Department(ctx, code)
	if err != nil {
		return code
	}
	return d.In(ctx)
}

func (p pages) region(ctx context.Context, code string) string {
	path, err := p.places.Path(ctx, code)
	if err != nil {
		return code
	}
	names := make([]string, len(path))
	for i, r := range path {
		names[i] = r.In(ctx)
	}
	return strings.Join(names, " › ")
}

// shown is an announcement as its page shows it.
type shown struct {
	Announcement
	tags  []ui.TagProps
	rows  []ui.SummaryRow
	items []*catalogue.Item // those of its items that are published now
}

func (p pages) show(ctx context.Context, a Announcement) (shown, error) {
	today := calendar.DateOf(p.now.Now())
	s := shown{Announcement: a, tags: p.tags(ctx, a.Version, today), rows: p.rows(ctx, a.Version)}
	for _, code := range a.Items {
		item, err := p.items.Published(ctx, code)
		if known(err) != nil {
			return shown{}, err
		}
		if err == nil {
			s.items = append(s.items, item)
		}
	}
	return s, nil
}

// rows are the facts of an announcement.
func (p pages) rows(ctx context.Context, v Version) []ui.SummaryRow {
	rows := []ui.SummaryRow{
		{Key: t(ctx, "department"), Value: p.department(ctx, v.Department)},
		{Key: t(ctx, "region"), Value: p.region(ctx, v.Region)},
	}
	add := func(key, value string) {
		if value != "" {
			rows = append(rows, ui.SummaryRow{Key: t(ctx, key), Value: value})
		}
	}
	if !v.PublishedAt.IsZero() {
		add("published", message.DateTime(ctx, v.PublishedAt))
	}
	if v.Kind == Publicity {
		add("objection-days", t(ctx, "period.days", dateIn(ctx, v.From), dateIn(ctx, v.To)))
		rows = append(rows, ui.SummaryRow{Key: t(ctx, "objections"), Body: chinese(v.Objections)})
	}
	add("valid", dateIn(ctx, v.ValidUntil))
	return rows
}

// dateIn writes a date in full, "" for none.
func dateIn(ctx context.Context, d calendar.Date) string {
	if d == 0 {
		return ""
	}
	return message.Date(ctx, d.Start())
}

// idOf reads the id in a path; what is none is nobody's.
func idOf(text string) (id.ID, error) {
	key, err := id.Parse(text)
	if err != nil {
		return 0, errUnknown
	}
	return key, nil
}

// announcement shows one.
func (p pages) announcement(w http.ResponseWriter, r *http.Request) error {
	key, err := idOf(r.PathValue("id"))
	if err != nil {
		return err
	}
	a, err := p.Find(r.Context(), key)
	if err != nil {
		return err
	}
	s, err := p.show(r.Context(), a)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, announcementPage(s))
}

// onHome is how many announcements the home page and an item's page show.
const onHome = 3

// home shows the newest announcements on the home page.
func (p pages) home(ctx context.Context) (templ.Component, error) {
	return p.panel(ctx, "", "/announcements")
}

// ofItem shows the newest announcements about the item at hand.
func (p pages) ofItem(ctx context.Context) (templ.Component, error) {
	item, ok := catalogue.Shown(ctx)
	if !ok {
		return nil, nil
	}
	return p.panel(ctx, item.Code, "/announcements?item="+url.QueryEscape(item.Code))
}

func (p pages) panel(ctx context.Context, item, more string) (templ.Component, error) {
	newest, err := p.Current(ctx, item, onHome)
	if err != nil || len(newest) == 0 {
		return nil, err
	}
	return newsPanel(p.cards(ctx, newest), more), nil
}

// feedLength is how many announcements the feed holds.
const feedLength = 50

// The feed. Basis: RFC 4287.
type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID        string   `xml:"id"`
	Title     string   `xml:"title"`
	Published string   `xml:"published"`
	Updated   string   `xml:"updated"`
	Author    string   `xml:"author>name"`
	Link      atomLink `xml:"link"`
	Category  atomTerm `xml:"category"`
	Content   atomText `xml:"content"`
}

type atomTerm struct {
	Term  string `xml:"term,attr"`
	Label string `xml:"label,attr"`
}

type atomText struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

// feed is what people subscribe to: the newest announcements, narrowed as the list.
func (p pages) feed(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	kept := filters(r.URL.Query())
	q := queryOf(kept)
	q.Limit = feedLength
	found, err := p.List(ctx, q)
	if err != nil {
		return err
	}
	at := func(path string) string {
		if len(kept) > 0 {
			path += "?" + kept.Encode()
		}
		return p.address + path
	}
	feed := atomFeed{
		Lang: message.In(ctx).Tag(), ID: at("/announcements"), Title: t(ctx, "title") + " - " + message.T(ctx, "ui.site"),
		Updated: time.Unix(0, 0).UTC().Format(time.RFC3339),
		Links:   []atomLink{{"self", at("/announcements.atom")}, {"alternate", at("/announcements")}},
	}
	for i, v := range found.Versions {
		feed.Entries = append(feed.Entries, p.entry(ctx, v))
		if i == 0 {
			feed.Updated = feed.Entries[0].Updated
		}
	}
	w.Header().Set("Content-Type", "application/atom+xml; charset=utf-8")
	if _, err := w.Write([]byte(xml.Header)); err != nil {
		return err
	}
	return xml.NewEncoder(w).Encode(feed)
}

func (p pages) entry(ctx context.Context, v Version) atomEntry {
	title, _ := v.In(ctx)
	text, _ := v.Text(ctx)
	when := v.PublishedAt.UTC().Format(time.RFC3339)
	return atomEntry{
		ID: p.address + v.URL(), Title: title, Published: when, Updated: when,
		Author: p.department(ctx, v.Department), Link: atomLink{"alternate", p.address + v.URL()},
		Category: atomTerm{string(v.Kind), t(ctx, "kind."+string(v.Kind))}, Content: atomText{"text", text},
	}
}
