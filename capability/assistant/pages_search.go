package assistant

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"tongban/capability/catalogue"
	"tongban/kernel/web"
	"tongban/ui"
)

type pages struct {
	service  *Service
	counting *web.Limiter // beyond it searches are answered and not counted
}

func (p pages) counts(r *http.Request) bool { return p.counting.Allow(r.RemoteAddr) == nil }

// search lists services by words. The code of one leads straight to it.
func (p pages) search(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r.URL.Query())
	if utf8.RuneCountInString(r.URL.Query().Get("q")) > 2*longestQuery { // the whole page would repeat it
		return web.Redirect(w, r, addressOf(q))
	}
	found, err := p.service.Find(r.Context(), q)
	if err != nil {
		return err
	}
	if found.byCode() {
		return web.Redirect(w, r, plainly(found.Items[0].Code))
	}
	if q.Text != "" && !narrowed(q) && q.Cursor == "" && p.counts(r) {
		p.service.Searched(r.Context(), q.Text, found.Total > 0)
	}
	shown, err := p.results(r.Context(), found)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, searchPage(shown))
}

// byCode reports whether the query is the code of the one service found.
func (f Found) byCode() bool {
	if f.Total != 1 || len(f.Items) != 1 {
		return false
	}
	s := f.Items[0]
	for _, code := range []string{s.Code, s.BasicCode, s.ImplementationCode, s.HandlingItemCode} {
		if code != "" && strings.EqualFold(code, f.Query.Text) {
			return true
		}
	}
	return false
}

// queryOf reads a search from an address. What is no number narrows nothing.
func queryOf(input url.Values) catalogue.Query {
	limit, _ := strconv.Atoi(input.Get("limit"))
	object, _ := strconv.Atoi(input.Get("object"))
	return catalogue.Query{
		Text: clean(input.Get("q")), Object: object, Theme: input.Get("theme"), Type: input.Get("type"),
		Department: input.Get("department"), Region: input.Get("region"), Online: input.Get("online") != "",
		Cursor: input.Get("cursor"), Limit: limit, Count: true,
	}
}

// addressOf writes a search into an address.
func addressOf(q catalogue.Query) string {
	input := url.Values{}
	for name, value := range map[string]string{
		"q": q.Text, "theme": q.Theme, "type": q.Type, "department": q.Department, "region": q.Region, "cursor": q.Cursor,
	} {
		if value != "" {
			input.Set(name, value)
		}
	}
	for name, value := range map[string]int{"object": q.Object, "limit": q.Limit} {
		if value != 0 {
			input.Set(name, strconv.Itoa(value))
		}
	}
	if q.Online {
		input.Set("online", "1")
	}
	if len(input) == 0 {
		return "/search"
	}
	return "/search?" + input.Encode()
}

// results are found services as a page shows them.
type results struct {
	view
	Found
	regions []regionChoice
	labels  map[string]string // of what narrows the query
}

func (p pages) results(ctx context.Context, found Found) (r results, err error) {
	r.Found = found
	if r.view, err = p.service.view(ctx); err != nil {
		return results{}, err
	}
	if r.regions, err = p.service.regionChoices(ctx, found.Query.Region, found.Tally); err != nil || !narrowed(found.Query) {
		return r, err
	}
	all, err := p.service.catalogue.Search(ctx, catalogue.Query{Count: true, Limit: 1})
	r.labels = r.namesOf(ctx, all.Tally)
	return r, err
}

func (r results) title(ctx context.Context) string {
	if r.Query.Text != "" {
		return t(ctx, "search.title", r.Query.Text)
	}
	var names []string
	for _, link := range r.chosen() {
		names = append(names, link.Text)
	}
	if len(names) == 0 {
		return t(ctx, "search.all")
	}
	return t(ctx, "search.narrowed", strings.Join(names, t(ctx, "comma")))
}

// also says by which other words was searched.
func (r results) also(ctx context.Context) string {
	words := make([]string, len(r.Also))
	for i, a := range r.Also {
		words[i] = t(ctx, "search.quoted", a.Means)
	}
	return t(ctx, "search.also", strings.Join(words, t(ctx, "comma")))
}

func (r results) found(ctx context.Context) []ui.Card {
	queries := []string{r.Query.Text}
	for _, a := range r.Also {
		queries = append(queries, a.Means)
	}
	link := plainly
	if r.Query.Text != "" {
		link = func(code string) string { return opened(code, r.Query.Text) }
	}
	return r.cards(ctx, r.Items, link, queries...)
}

// next is the address of the next page, empty if there is none.
func (r results) next() string {
	if r.Next == "" {
		return ""
	}
	q := r.Query
	q.Cursor = r.Next
	return addressOf(q)
}

// first is the address of the first page, empty if this is it.
func (r results) first() string {
	if r.Query.Cursor == "" {
		return ""
	}
	q := r.Query
	q.Cursor = ""
	return addressOf(q)
}

// nearestLinks lead to queries that find something.
func (r results) nearestLinks(ctx context.Context) (links []ui.Link) {
	for _, n := range r.Nearest {
		links = append(links, ui.Link{Text: t(ctx, "search.nearest-one", n.Text, n.Total), URL: addressOf(catalogue.Query{Text: n.Text})})
	}
	return links
}

// unfiltered is the address of the search without what narrows it.
func (r results) unfiltered() string { return addressOf(catalogue.Query{Text: r.Query.Text}) }

// opened is the address that counts that a service was opened from a search and leads
// to it. A query too long to be counted by its words is left out.
func opened(code, query string) string {
	address := "/search/go/" + url.PathEscape(code)
	if query = counted(query); query == others {
		return address
	}
	return address + "?" + url.Values{"q": {query}}.Encode()
}

// open counts that somebody went on from a search and shows the service. It leads to
// services only.
func (p pages) open(w http.ResponseWriter, r *http.Request) error {
	items, err := p.service.catalogue.Summaries(r.Context(), []string{r.PathValue("code")})
	if err != nil {
		return err
	}
	if len(items) == 0 { // it was retired meanwhile; its own page says so
		return web.Redirect(w, r, plainly(url.PathEscape(r.PathValue("code"))))
	}
	if p.counts(r) {
		p.service.Opened(r.Context(), r.URL.Query().Get("q"), items[0].Code)
	}
	w.Header().Set("Cache-Control", "no-store")
	return web.Redirect(w, r, plainly(items[0].Code))
}

// mostSuggested is how many names are suggested while somebody types.
const mostSuggested = 8

// suggest answers with the names that begin to match.
func (p pages) suggest(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	q := catalogue.Query{Text: clean(r.URL.Query().Get("q")), Limit: mostSuggested}
	var list []ui.Suggestion
	if q.Text != "" {
		found, err := p.service.Find(ctx, q)
		if err != nil {
			return err
		}
		shown, err := p.service.view(ctx)
		if err != nil {
			return err
		}
		for _, card := range shown.cards(ctx, found.Items, func(code string) string { return opened(code, "") }, q.Text) {
			list = append(list, ui.Suggestion{Text: card.Title, Marks: card.Marks, Note: card.Facts[0], URL: card.URL})
		}
	}
	return web.Render(w, r, http.StatusOK, ui.Suggestions(list))
}
