package application

import (
	"context"
	"fmt"
	"net/http"
	"tongban/capability/catalogue"

	"github.com/a-h/templ"

	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/once"
	"tongban/kernel/web"
	"tongban/ui"
)

// pages are the handlers of the applicant's pages.
type pages struct{ *Service }

// t is how the pages look up application's texts.
func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "application."+key, args...)
}

// keyed returns r's context with the idempotency key its form carries.
func keyed(r *http.Request) context.Context {
	return once.WithKey(r.Context(), r.PostFormValue(web.FormKey))
}

// applicationID reads the id of the address. What is no id is nobody's application.
func applicationID(r *http.Request) (id.ID, error) {
	v, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return 0, fault.New(fault.NotFound, "application.unknown-application")
	}
	return v, nil
}

// work returns the application of the address.
func (p pages) work(r *http.Request) (*Work, error) {
	applicationID, err := applicationID(r)
	if err != nil {
		return nil, err
	}
	work, err := p.Work(r.Context(), applicationID)
	if err == nil && work.Joint != "" {
		err = work.already()
	}
	return work, err
}

// leading leads whoever opens a page of what was handed in for several items to where is shown
// what became of it.
func leading(next web.Handler) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		err := next(w, r)
		if f, is := fault.As(err); is && f.Key == keyJoint && len(f.Args) == 1 {
			return web.Redirect(w, r, fmt.Sprint(f.Args[0]))
		}
		return err
	}
}

// draft is an open draft with the name of its service.
type draft struct {
	*Application
	title string
}

// draftsPanel fills the place above the list of cases.
func (s *Service) draftsPanel(ctx context.Context) (templ.Component, error) {
	if actor.From(ctx).Kind != actor.Citizen {
		return nil, nil
	}
	drafts, err := s.Drafts(ctx)
	if err != nil || len(drafts) == 0 {
		return nil, err
	}
	return draftsList(s.titled(ctx, drafts)), nil
}

// titled names the service of every draft; one that is gone keeps its code's entry
// in the list, so that nobody thinks the draft is lost.
func (s *Service) titled(ctx context.Context, drafts []*Application) []draft {
	var list []draft
	for _, d := range drafts {
		title := t(ctx, "draft.gone")
		if item, err := s.Catalogue.Version(ctx, d.VersionID); err == nil {
			title = inWords(ctx, item, item.Name)
		}
		list = append(list, draft{d, title})
	}
	return list
}

// draftCards lists what was begun and not handed in.
func draftCards(ctx context.Context, drafts []draft) []ui.Card {
	var cards []ui.Card
	for _, d := range drafts {
		at := "/apply/" + d.ID.String()
		cards = append(cards, ui.Card{
			Title: d.title, URL: at, Facts: []string{t(ctx, "draft.until", message.Date(ctx, d.ExpiresAt))},
			Tags: []ui.TagProps{ui.TagProps{Tone: ui.Mute, Text: t(ctx, "draft.tag")}}, Action: &ui.LinkBtnProps{Text: t(ctx, "draft.go"), URL: at, What: d.title},
		})
	}
	return cards
}

// inWords is a text of the item in the reader's language, in Chinese where there is no other.
func inWords(ctx context.Context, item *catalogue.Item, text string) string {
	words, _ := item.In(ctx, text)
	return words
}
