package progress

import (
	"cmp"
	"context"
	"slices"

	"github.com/a-h/templ"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/kernel/actor"
	"tongban/ui"
)

// todoPanel fills the home page's first place: corrections to answer, results to collect.
func (s *Service) todoPanel(ctx context.Context) (templ.Component, error) {
	if actor.From(ctx).Kind != actor.Citizen {
		return nil, nil
	}
	files, err := s.Cases.Waiting(ctx, mostTodo)
	if err != nil || len(files) == 0 {
		return nil, err
	}
	return ui.Cards(todoCards(ctx, files)), nil
}

// homePanel fills the home page's place for what is the reader's own: what waits
// for them first, then what runs.
func (s *Service) homePanel(ctx context.Context) (templ.Component, error) {
	if actor.From(ctx).Kind != actor.Citizen {
		return nil, nil
	}
	files, err := s.Cases.Mine(ctx, 0, onHome)
	if err != nil || len(files) == 0 {
		return nil, err
	}
	slices.SortStableFunc(files, func(a, b *casework.File) int { return cmp.Compare(urgency(a), urgency(b)) })
	return homeCards(files), nil
}

// How many cases the home page shows: of those that wait for their applicant, and of all.
const (
	mostTodo = 5
	onHome   = 3
)

// urgency orders cases on the home page: the applicant's turn, running, ended.
func urgency(f *casework.File) int {
	switch {
	case f.Waits():
		return 0
	case f.Case.Status.IsOpen():
		return 1
	}
	return 2
}

// historyPanel fills the place on an item's page for how long past cases took.
func (s *Service) historyPanel(ctx context.Context) (templ.Component, error) {
	item, ok := catalogue.Shown(ctx)
	if !ok {
		return nil, nil
	}
	h, enough, err := s.Cases.History(ctx, item.Code)
	if err != nil || !enough {
		return nil, err
	}
	return history(h), nil
}
