package lifestage

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"tongban/capability/catalogue"
	"tongban/kernel/actor"
	"tongban/kernel/web"
	"tongban/ui"
)

// pages are the handlers of the pages.
type pages struct{ *Service }

// How many things a stage shows on the page of a life, and the home page suggests.
const (
	mostListed = 5
	onHome     = 3
)

// kindOf is whose life a reader looks at first.
func kindOf(ctx context.Context) Kind {
	if by := actor.From(ctx); by.Acting() && by.For.Kind == actor.Firm {
		return Firm
	}
	return Person
}

// life leads to the reader's own.
func (p pages) life(w http.ResponseWriter, r *http.Request) error {
	return web.Redirect(w, r, kindOf(r.Context()).url())
}

// stages is the page of a life.
func (p pages) stages(w http.ResponseWriter, r *http.Request) error {
	ctx, kind := r.Context(), Kind(r.PathValue("kind"))
	shelves, err := p.Stages(ctx, kind, mostListed)
	if err != nil {
		return err
	}
	var offer Offer
	if kind == kindOf(ctx) {
		if offer, err = p.Offer(ctx); err != nil {
			return err
		}
	}
	return web.Render(w, r, http.StatusOK, lifePage(kind, shelves, offer))
}

// stage is the page of one stage.
func (p pages) stage(w http.ResponseWriter, r *http.Request) error {
	shelf, err := p.Stage(r.Context(), Kind(r.PathValue("kind")), r.PathValue("stage"), r.URL.Query().Get("cursor"))
	if err != nil {
		return err
	}
	first := ""
	if r.URL.Query().Get("cursor") != "" {
		first = shelf.URL()
	}
	return web.Render(w, r, http.StatusOK, stagePage(shelf, first))
}

// formerly leads from an address that stages once had.
func (p pages) formerly(w http.ResponseWriter, r *http.Request) error {
	code := r.PathValue("stage")
	for _, s := range p.guidance.Stages {
		if s.Code == code {
			return web.Redirect(w, r, s.URL())
		}
	}
	if code != "" {
		return errStage
	}
	return web.Redirect(w, r, "/life")
}

// mine is the page of what is suggested, with the switch.
func (p pages) mine(w http.ResponseWriter, r *http.Request) error {
	offer, err := p.Offer(r.Context())
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, minePage(offer))
}

// turn switches suggestions on or off.
func (p pages) turn(w http.ResponseWriter, r *http.Request) error {
	if err := p.Switch(r.Context(), r.PostFormValue("on") == "1"); err != nil {
		return err
	}
	return web.Redirect(w, r, minePath)
}

// restore brings back what was dismissed.
func (p pages) restore(w http.ResponseWriter, r *http.Request) error {
	if err := p.Restore(r.Context()); err != nil {
		return err
	}
	return web.Redirect(w, r, minePath)
}

// dismiss takes a suggestion away.
func (p pages) dismiss(w http.ResponseWriter, r *http.Request) error {
	if err := p.Dismiss(r.Context(), r.PathValue("id")); err != nil {
		return err
	}
	back := r.PostFormValue("back")
	if !slices.Contains(dismissedOn, back) {
		back = minePath
	}
	return web.Redirect(w, r, back)
}

const minePath = "/me/suggestions"

// dismissedOn are the pages on which suggestions are shown.
var dismissedOn = []string{"/", minePath, Person.url(), Firm.url()}

// homeStages fills the home page's place for services: the stages of both lives, the reader's
// own before.
func (p pages) homeStages(ctx context.Context) (templ.Component, error) {
	kinds := slices.Clone(Kinds)
	if kindOf(ctx) == Firm {
		slices.Reverse(kinds)
	}
	return homeStages(p.guidance, kinds), nil
}

// homeNext fills the home page's place for what is the reader's own.
func (p pages) homeNext(ctx context.Context) (templ.Component, error) {
	if actor.From(ctx).Kind != actor.Citizen {
		return nil, nil
	}
	offer, err := p.Offer(ctx)
	if err != nil || len(offer.List) == 0 {
		return nil, err
	}
	return suggestions(offer.List[:min(len(offer.List), onHome)], "/"), nil
}

// ways are a life's stages as links.
func (g Guidance) ways(ctx context.Context, kind Kind) (links []ui.Link) {
	for _, s := range g.of(kind) {
		links = append(links, ui.Link{Text: s.Name.In(ctx), URL: s.URL(), Icon: icons[s.Code]})
	}
	return links
}

// tabs lead from one life to the other.
func tabs(ctx context.Context) (links []ui.Link) {
	for _, kind := range Kinds {
		links = append(links, ui.Link{Text: kind.title(ctx), URL: kind.url(), Icon: kindIcon(kind)})
	}
	return links
}

func kindIcon(kind Kind) string {
	if kind == Firm {
		return iconName("building")
	}
	return iconName("user")
}

// entries are what a stage holds.
func (s Shelf) entries(ctx context.Context) (list []ui.Entry) {
	for _, b := range s.Bundles {
		list = append(list, ui.Entry{Title: b.In(ctx), URL: b.URL(), Tags: []ui.TagProps{{Tone: ui.Info, Text: t(ctx, "bundle"), Icon: "apps"}}})
	}
	for i := range s.Items {
		one := &s.Items[i]
		list = append(list, ui.Entry{
			Title: one.In(ctx), Lang: langOf(ctx, one), URL: "/items/" + one.Code, Tags: []ui.TagProps{catalogue.StartTag(ctx, one.Online, one.Elsewhere)},
		})
	}
	return list
}

// more leads to the whole stage, where the page of its life does not show all of it.
func (s Shelf) more(ctx context.Context) *ui.Link {
	if s.Next == "" {
		return nil
	}
	return &ui.Link{Text: t(ctx, "stage.more", s.Total), URL: s.URL()}
}

func (s Shelf) next() string {
	if s.Next == "" {
		return ""
	}
	return s.URL() + "?" + url.Values{"cursor": {s.Next}}.Encode()
}

// suggested are suggestions with why, where from, and a way to be rid of them.
func suggested(ctx context.Context, list []Suggestion, back string) (entries []ui.Entry) {
	for _, s := range list {
		e := ui.Entry{Title: s.Title(ctx), URL: s.URL(), Body: reason(s, back)}
		if s.Bundle != nil {
			e.Tags = []ui.TagProps{{Tone: ui.Info, Text: t(ctx, "bundle"), Icon: "apps"}}
		} else {
			e.Lang = langOf(ctx, s.Item)
		}
		entries = append(entries, e)
	}
	return entries
}
