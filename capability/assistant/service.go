package assistant

import (
	"context"
	"fmt"

	"tongban/capability/catalogue"
)

// Service finds services.
type Service struct {
	catalogue *catalogue.Service
}

// New returns the service.
func New(c *catalogue.Service) *Service { return &Service{catalogue: c} }

// Search returns published items for q, best first; without words in the order in
// which they came to the catalogue. Pages and API ask the same.
func (s *Service) Search(ctx context.Context, q catalogue.Query) (catalogue.Page, error) {
	page, err := s.catalogue.Search(ctx, q)
	if err != nil {
		return catalogue.Page{}, fmt.Errorf("search services: %w", err)
	}
	return page, nil
}
