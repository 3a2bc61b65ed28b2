package assistant

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"tongban/capability/catalogue"
	"tongban/kernel/fault"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

type pages struct{ service *Service }

func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "assistant."+key, args...)
}

// search lists items by words.
func (p pages) search(w http.ResponseWriter, r *http.Request) error {
	found, err := p.service.results(r.Context(), queryOf(r.URL.Query()))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, searchPage(found))
}

// queryOf reads a search from an address.
func queryOf(input url.Values) catalogue.Query {
	limit, _ := strconv.Atoi(input.Get("limit")) // what is no number is no limit
	return catalogue.Query{
		Text: input.Get("q"), Theme: input.Get("theme"), Department: input.Get("department"),
		Cursor: input.Get("cursor"), Limit: limit,
	}
}

// themes lists the life events.
func (p pages) themes(w http.ResponseWriter, r *http.Request) error {
	all, err := p.service.Search(r.Context(), catalogue.Query{Count: true, Limit: 1})
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, themesPage(all.Tally.Themes))
}

// theme lists the items of one life event.
func (p pages) theme(w http.ResponseWriter, r *http.Request) error {
	theme := catalogue.ThemeOf(r.PathValue("theme"))
	found, err := p.service.results(r.Context(), catalogue.Query{Theme: theme.Slug(), Cursor: r.URL.Query().Get("cursor")})
	if err != nil {
		return err
	}
	if found.Total == 0 {
		return fault.New(fault.NotFound, "assistant.unknown-theme")
	}
	found.Theme = &theme
	return web.Render(w, r, http.StatusOK, searchPage(found))
}

// results are items as a page shows them.
type results struct {
	catalogue.Page
	Query catalogue.Query
	Theme *catalogue.Theme // of the page of a theme
}

// results returns a page of found items.
func (s *Service) results(ctx context.Context, q catalogue.Query) (results, error) {
	page, err := s.Search(ctx, q)
	return results{Page: page, Query: q}, err
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

// cards are items as lists show them.
func cards(ctx context.Context, items []catalogue.Summary) []ui.Card {
	cards := make([]ui.Card, len(items))
	for i, s := range items {
		cards[i] = ui.Card{
			Title: s.Name, URL: "/items/" + s.Code, Text: t(ctx, "card.result", s.Result),
			Facts: facts(ctx, s), Tags: []ui.TagProps{catalogue.OnlineTag(ctx, s.Online)},
		}
	}
	return cards
}

func facts(ctx context.Context, s catalogue.Summary) []string {
	return []string{s.Department.Name, t(ctx, "fact.promised", s.PromisedLimit.Words(ctx)), t(ctx, "fact.visits", s.OnSiteVisits)}
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
	online, err := p.service.Search(ctx, catalogue.Query{Online: true, Limit: mostAtHome})
	if err != nil || online.Total == 0 {
		return nil, err
	}
	return homeServices(online.Items), nil
}

func likely(ctx context.Context) []ui.Link {
	var links []ui.Link
	for _, key := range []string{"first", "second", "third"} {
		words := t(ctx, "search.likely."+key)
		links = append(links, ui.Link{Text: words, URL: "/search?q=" + url.QueryEscape(words)})
	}
	return links
}
