package place

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"tongban/kernel/calendar"
	"tongban/kernel/fault"
	"tongban/kernel/message"
	"tongban/kernel/module"
	"tongban/kernel/web"
	"tongban/ui"
)

// pages are place's pages.
type pages struct{ *Service }

// perPage is how many outlets a page lists.
const perPage = 20

// outletList is what the list of outlets shows.
type outletList struct {
	chooser ui.CascadeProps
	region  Region   // as chosen; zero is none
	serving []Outlet // those for somebody of the region, nearest first
	within  []Outlet // those of the regions below it, or all
	next    string   // address of the next page
	at      time.Time
	days    *calendar.Calendar
}

func (p pages) outlets(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	query := url.Values{}
	if code := r.FormValue("region"); code != "" {
		query.Set("region", code)
	}
	list := outletList{at: p.now.Now(), days: p.days()}
	var err error
	if list.chooser, err = p.Chooser(ctx, "/halls", "region", query); err != nil {
		return err
	}
	list.region, err = p.Region(ctx, query.Get("region"))
	switch {
	case err == nil:
		if list.serving, err = p.OutletsFor(ctx, list.region.Code, nil); err != nil {
			return err
		}
	case fault.KindOf(err) != fault.NotFound:
		return err
	}
	if list.within, err = p.OutletsWithin(ctx, list.region.Code); err != nil {
		return err
	}
	list.cut(r.FormValue("after"), query)
	return web.Render(w, r, http.StatusOK, outletsPage(list))
}

// cut leaves one page of the outlets within the region: those after a cursor.
func (l *outletList) cut(after string, query url.Values) {
	if at := slices.IndexFunc(l.within, func(o Outlet) bool { return o.ID == after }); at >= 0 {
		l.serving, l.within = nil, l.within[at+1:]
	}
	if len(l.within) > perPage {
		l.within = l.within[:perPage]
		l.next = with("/halls", query, "after", l.within[perPage-1].ID)
	}
}

func (p pages) outlet(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	o, err := p.Outlet(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	path, err := p.Path(ctx, o.Region)
	if err != nil {
		return err
	}
	items, err := module.Fill(withShown(ctx, o), ItemsPlace)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, outletPage(o, path, o.Hours.At(p.days(), p.now.Now()), p.now.Now(), items))
}

func (l outletList) cards(ctx context.Context, outlets []Outlet) []ui.Card {
	cards := make([]ui.Card, len(outlets))
	for i, o := range outlets {
		opening := o.Hours.At(l.days, l.at)
		cards[i] = ui.Card{
			Title: o.In(ctx), URL: o.URL(), Facts: []string{o.Address, openingText(ctx, opening, l.at), levelName(ctx, o.Level), message.Join(ctx, facilityNames(ctx, o))},
			Tags: []ui.TagProps{openTag(ctx, opening)},
		}
	}
	return cards
}

// outletRows are what one wants to know before going there.
func outletRows(ctx context.Context, o Outlet, path []Region, opening Opening, now time.Time) []ui.SummaryRow {
	names := make([]string, len(path))
	for i, r := range path {
		names[i] = r.In(ctx)
	}
	return []ui.SummaryRow{
		{Key: message.T(ctx, "place.address"), Body: chinese(o.Address)},
		{Key: message.T(ctx, "place.hours"), Value: o.Hours.Words(ctx), Body: ui.Muted(openingText(ctx, opening, now))},
		{Key: message.T(ctx, "place.phone"), Body: ui.TextLink(ui.Link{Text: o.Phone, URL: "tel:" + o.Phone, Icon: "phone"})},
		{Key: message.T(ctx, "place.serves"), Value: strings.Join(names, " › ")},
		{Key: message.T(ctx, "place.level-of"), Value: levelName(ctx, o.Level)},
		{Key: message.T(ctx, "place.facilities"), Value: message.Join(ctx, facilityNames(ctx, o))},
	}
}

func levelName(ctx context.Context, level int) string {
	return message.T(ctx, "place.level."+strconv.Itoa(level))
}

func facilityNames(ctx context.Context, o Outlet) []string {
	names := make([]string, len(o.Facilities))
	for i, f := range o.Facilities {
		names[i] = message.T(ctx, "place.facility."+string(f))
	}
	return names
}

func openTag(ctx context.Context, o Opening) ui.TagProps {
	if o.Open {
		return ui.TagProps{Tone: ui.OK, Text: message.T(ctx, "place.open")}
	}
	return ui.TagProps{Tone: ui.Mute, Text: message.T(ctx, "place.closed"), Icon: "clock"}
}

// openingText says until when an outlet is open or when it opens, with the day
// unless it is today.
func openingText(ctx context.Context, o Opening, now time.Time) string {
	at := o.Until.Format("15:04")
	switch days := calendar.DateOf(o.Until) - calendar.DateOf(now); {
	case o.Until.IsZero():
		return message.T(ctx, "place.hours-unknown")
	case o.Open:
		return message.T(ctx, "place.open-until", at)
	case days == 0:
		return message.T(ctx, "place.opens-today", at)
	case days == 1:
		return message.T(ctx, "place.opens-tomorrow", at)
	}
	return message.T(ctx, "place.opens-on", message.Date(ctx, o.Until), at)
}
