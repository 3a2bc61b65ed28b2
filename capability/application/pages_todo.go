package application

import (
	"context"
	"time"

	"github.com/a-h/templ"

	"tongban/kernel/actor"
	"tongban/kernel/message"
	"tongban/ui"
)

// soon is how long before it expires a draft is shown among what is to be done.
const soon = 14 * 24 * time.Hour

// expiringPanel names on the home page the reader's drafts that expire soon.
func (s *Service) expiringPanel(ctx context.Context) (templ.Component, error) {
	if actor.From(ctx).Kind != actor.Citizen {
		return nil, nil
	}
	drafts, err := s.Drafts(ctx)
	if err != nil {
		return nil, err
	}
	var expiring []*Application
	for _, d := range drafts {
		if d.ExpiresAt.Sub(s.Clock.Now()) <= soon {
			expiring = append(expiring, d)
		}
	}
	if len(expiring) == 0 {
		return nil, nil
	}
	var cards []ui.Card
	for _, d := range s.titled(ctx, expiring) {
		at := "/apply/" + d.ID.String()
		cards = append(cards, ui.Card{
			Title: d.title, URL: at, Text: t(ctx, "draft.until", message.Date(ctx, d.ExpiresAt)),
			Action: &ui.LinkBtnProps{Text: t(ctx, "draft.go"), URL: at, What: d.title},
		})
	}
	return ui.Cards(cards), nil
}
