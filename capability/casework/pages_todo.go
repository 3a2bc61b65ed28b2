package casework

import (
	"context"
	"fmt"

	"github.com/a-h/templ"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/id"
	"tongban/ui"
)

// TodoPlace is the first place on the home page: what its reader has to do now.
const TodoPlace = "home.todo"

// waiting are the statuses in which it is the applicant's turn.
var waiting = []Status{InCorrection, Approved, Issuing, Denied}

// Waiting returns the actor's cases in which it is their turn, what is due first before.
func (s *Service) Waiting(ctx context.Context, limit int) (files []*File, err error) {
	by := actor.From(ctx)
	owner, err := id.Parse(by.Owner())
	if err != nil {
		return nil, nil // the system and guests have none
	}
	cases, err := s.listWaiting(ctx, access.Scope(by, access.CaseList), owner, limit)
	if err != nil {
		return nil, fmt.Errorf("list what waits: %w", err)
	}
	for _, f := range cases {
		if err := s.understand(ctx, f); err != nil {
			return nil, err
		}
	}
	return cases, nil
}

// todoPanel fills the home page's first place: corrections to answer, results to collect.
func (s *Service) todoPanel(ctx context.Context) (templ.Component, error) {
	if actor.From(ctx).Kind != actor.Citizen {
		return nil, nil
	}
	files, err := s.Waiting(ctx, onHome)
	if err != nil || len(files) == 0 {
		return nil, err
	}
	return ui.Cards(todoCards(ctx, files)), nil
}

// todoCards say what to do with each case, and lead there.
func todoCards(ctx context.Context, files []*File) []ui.Card {
	var cards []ui.Card
	for _, f := range files {
		at := "/cases/" + f.Case.ShortNo
		card := ui.Card{Title: f.Case.ItemName, URL: at, Text: t(ctx, "todo.collect"), Facts: []string{f.Case.ShortNo}, Due: f.Badge(ctx),
			Action: &ui.LinkBtnProps{Text: t(ctx, "todo.see"), URL: at, What: f.Case.ItemName}}
		if f.Case.Status == InCorrection {
			card.Text = t(ctx, "todo.correct")
			card.Action = &ui.LinkBtnProps{Text: t(ctx, "correction.go"), URL: at + "/correction", Kind: ui.Primary, What: f.Case.ItemName}
		}
		cards = append(cards, card)
	}
	return cards
}
