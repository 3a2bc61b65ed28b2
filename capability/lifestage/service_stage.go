package lifestage

import (
	"context"
	"fmt"
	"slices"

	"tongban/capability/catalogue"
)

// Shelf is a stage with what the city offers in it.
type Shelf struct {
	Stage
	Bundles []Bundle
	Items   []catalogue.Summary
	Total   int    // of the items, on all pages
	Next    string // cursor of the next page
}

// Empty reports whether the city has nothing there.
func (s Shelf) Empty() bool { return s.Total == 0 && len(s.Bundles) == 0 }

// Stages returns the stages of one life with the first most items of each.
func (s *Service) Stages(ctx context.Context, kind Kind, most int) ([]Shelf, error) {
	if !slices.Contains(Kinds, kind) {
		return nil, errStage
	}
	bundles, err := s.bundles(ctx)
	if err != nil {
		return nil, fmt.Errorf("stages: %w", err)
	}
	var list []Shelf
	for _, stage := range s.guidance.of(kind) {
		shelf, err := s.shelf(ctx, stage, bundles, catalogue.Query{Limit: most})
		if err != nil {
			return nil, err
		}
		list = append(list, shelf)
	}
	return list, nil
}

// Stage returns one stage with a page of its items.
func (s *Service) Stage(ctx context.Context, kind Kind, code, cursor string) (Shelf, error) {
	stage, known := s.guidance.stage(kind, code)
	if !known {
		return Shelf{}, errStage
	}
	bundles, err := s.bundles(ctx)
	if err != nil {
		return Shelf{}, fmt.Errorf("stage %s: %w", code, err)
	}
	return s.shelf(ctx, stage, bundles, catalogue.Query{Cursor: cursor})
}

func (s *Service) shelf(ctx context.Context, stage Stage, bundles []Bundle, q catalogue.Query) (Shelf, error) {
	q.Only = stage.Has
	page, err := s.Catalogue.Search(ctx, q)
	if err != nil {
		return Shelf{}, fmt.Errorf("stage %s: %w", stage.Code, err)
	}
	shelf := Shelf{Stage: stage, Items: page.Items, Total: page.Total, Next: page.Next}
	for _, b := range bundles {
		in, err := s.has(ctx, stage, b)
		if err != nil {
			return Shelf{}, err
		}
		if in {
			shelf.Bundles = append(shelf.Bundles, b)
		}
	}
	return shelf, nil
}

// has reports whether a bundle belongs to a stage: by its code, or because that is where its
// first item is.
func (s *Service) has(ctx context.Context, stage Stage, b Bundle) (bool, error) {
	for _, other := range s.guidance.Stages {
		if slices.Contains(other.Bundles, b.Code) {
			return slices.Contains(stage.Bundles, b.Code), nil // wherever somebody has put it
		}
	}
	var codes []string
	for _, c := range b.Components {
		codes = append(codes, c.Item)
	}
	items, err := s.Catalogue.Summaries(ctx, codes)
	if err != nil {
		return false, fmt.Errorf("bundle %s: %w", b.Code, err)
	}
	return len(items) > 0 && stage.Kind.fits(b.ServiceObjects) && stage.Has(&items[0]), nil
}
