package assistant

import (
	"context"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"tongban/ui"
)

// homeSearch fills the head of the home page.
func (p pages) homeSearch(context.Context) (templ.Component, error) { return homeSearch(), nil }

// homeServices leads on by theme, department and region, and to what many open.
func (p pages) homeServices(ctx context.Context) (templ.Component, error) {
	offer, err := p.service.Popular(ctx, mostPopular)
	if err != nil {
		return nil, err
	}
	v, err := p.service.view(ctx)
	if err != nil {
		return nil, err
	}
	return homeServices(offer, v.cards(ctx, offer.Items, plainly)), nil
}

// homeWays are the ways to browse without the stages of life, which the home page shows.
func homeWays(ctx context.Context) []ui.Link {
	return slices.DeleteFunc(ways(ctx), func(l ui.Link) bool { return l.URL == stagesOfLife })
}

// likely are searches that many begin with.
func likely(ctx context.Context) []ui.Link {
	var links []ui.Link
	for _, key := range []string{"first", "second", "third"} {
		words := t(ctx, "search.likely."+key)
		links = append(links, ui.Link{Text: words, URL: "/search?q=" + url.QueryEscape(words)})
	}
	return links
}
