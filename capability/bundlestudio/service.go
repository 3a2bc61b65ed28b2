package bundlestudio

import (
	"context"

	"tongban/capability/bundle"
	"tongban/capability/catalogue"
	"tongban/capability/place"
)

// Items is the catalogue, as far as components are picked from it.
type Items interface {
	// Published returns the version of an item in force; NotFound if there is none.
	Published(ctx context.Context, code string) (*catalogue.Item, error)
	// Search returns the items in force that have some words, the best first.
	Search(ctx context.Context, q catalogue.Query) (catalogue.Page, error)
}

// Service shows editors and publishers their work on bundles.
type Service struct {
	bundles *bundle.Service
	items   Items
	places  *place.Service
}

// New returns the service.
func New(bundles *bundle.Service, items Items, places *place.Service) *Service {
	return &Service{bundles, items, places}
}
