package catalogue

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"tongban/kernel/fault"
	"tongban/kernel/web"
	"tongban/ui"
)

// search lists items by words.
func (p pages) search(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r.URL.Query())
	found, err := p.service.results(r.Context(), q)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, searchPage(found))
}

// queryOf reads a search from an address.
func queryOf(input url.Values) Query {
	limit, _ := strconv.Atoi(input.Get("limit")) // what is no number is no limit
	return Query{
		Text: input.Get("q"), Theme: input.Get("theme"), Department: input.Get("department"),
		Cursor: input.Get("cursor"), Limit: limit,
	}
}

// themes lists the life events.
func (p pages) themes(w http.ResponseWriter, r *http.Request) error {
	themes, err := p.service.Themes(r.Context())
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, themesPage(themes))
}

// theme lists the items of one life event.
func (p pages) theme(w http.ResponseWriter, r *http.Request) error {
	theme := themeOf(r.PathValue("theme"))
	found, err := p.service.results(r.Context(), Query{Theme: theme.Slug(), Cursor: r.URL.Query().Get("cursor")})
	if err != nil {
		return err
	}
	if len(found.Found) == 0 {
		return fault.New(fault.NotFound, "catalogue.unknown-theme")
	}
	found.Theme = &theme
	return web.Render(w, r, http.StatusOK, searchPage(found))
}

// results are items as a page shows them.
type results struct {
	Query Query
	Found []found
	Next  string
	Theme *Theme // of the page of a theme
}

// found is an item with what only its own document tells.
type found struct {
	Summary
	Online bool
}

// results returns a page of found items.
func (s *Service) results(ctx context.Context, q Query) (results, error) {
	page, err := s.Search(ctx, q)
	if err != nil {
		return results{}, err
	}
	r := results{Query: q, Next: page.Next}
	for _, summary := range page.Items {
		item, err := s.Version(ctx, summary.VersionID)
		if err != nil {
			return results{}, err
		}
		r.Found = append(r.Found, found{summary, s.Online(item)})
	}
	return r, nil
}

func (r results) title(ctx context.Context) string {
	switch {
	case r.Theme != nil:
		return r.Theme.Title(ctx)
	case r.Query.Text != "":
		return t(ctx, "search.title", r.Query.Text)
	}
	return t(ctx, "search.all")
}

func (r results) cards(ctx context.Context) []ui.Card {
	cards := make([]ui.Card, len(r.Found))
	for i, f := range r.Found {
		cards[i] = ui.Card{
			Title: f.Name, URL: "/items/" + f.Code, Text: t(ctx, "card.result", f.Result),
			Facts: facts(ctx, f.Summary), Tags: tags(ctx, f.Summary, f.Online),
		}
	}
	return cards
}

// next is the address of the next page, empty if there is none.
func (r results) next() string {
	if r.Next == "" {
		return ""
	}
	if r.Theme != nil {
		return "/themes/" + r.Theme.Slug() + "?" + url.Values{"cursor": {r.Next}}.Encode()
	}
	input := url.Values{"cursor": {r.Next}}
	for name, value := range map[string]string{"q": r.Query.Text, "theme": r.Query.Theme, "department": r.Query.Department} {
		if value != "" {
			input.Set(name, value)
		}
	}
	return "/search?" + input.Encode()
}

// homeSearch fills the head of the home page.
func (p pages) homeSearch(context.Context) (templ.Component, error) { return homeSearch(), nil }

// mostAtHome is how many services the home page offers.
const mostAtHome = 6

// homeServices offers what can be applied for at once.
func (p pages) homeServices(ctx context.Context) (templ.Component, error) {
	all, err := p.service.results(ctx, Query{Limit: 100})
	if err != nil {
		return nil, err
	}
	var online results
	for _, f := range all.Found {
		if f.Online && len(online.Found) < mostAtHome {
			online.Found = append(online.Found, f)
		}
	}
	if len(online.Found) == 0 {
		return nil, nil
	}
	return homeServices(online), nil
}

func likely(ctx context.Context) []ui.Link {
	var links []ui.Link
	for _, key := range []string{"first", "second", "third"} {
		words := t(ctx, "search.likely."+key)
		links = append(links, ui.Link{Text: words, URL: "/search?q=" + url.QueryEscape(words)})
	}
	return links
}

func themeTiles(ctx context.Context, themes []Theme, group string) (tiles []ui.Tile) {
	for _, theme := range themes {
		tile := ui.Tile{Title: theme.Title(ctx), Note: t(ctx, "themes.items", theme.Items), URL: "/themes/" + theme.Slug()}
		if theme.Group != group {
			continue
		}
		tile.Icon = theme.icon()
		tiles = append(tiles, tile)
	}
	return tiles
}

// icon returns the picture of a theme: the life events most people know have their
// own.
func (theme Theme) icon() string {
	if theme.Group == Legal {
		return iconName("building")
	}
	switch theme.Code {
	case "005":
		return iconName("baby-carriage")
	case "010", "075":
		return iconName("home")
	case "030", "035", "040":
		return iconName("briefcase")
	case "050":
		return iconName("certificate")
	case "065", "085":
		return iconName("umbrella")
	case "095":
		return iconName("car")
	case "145":
		return iconName("stethoscope")
	}
	return iconName("user")
}

// iconName marks a name for the sprite, as in ui.
func iconName(name string) string { return name }
