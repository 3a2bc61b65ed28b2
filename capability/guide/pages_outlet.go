package guide

import (
	"context"

	"github.com/a-h/templ"

	"tongban/capability/catalogue"
	"tongban/capability/place"
)

// outletItems lists what the outlet at hand takes, the first twenty of it.
func (p pages) outletItems(ctx context.Context) (templ.Component, error) {
	outlet, ok := place.Shown(ctx)
	if !ok {
		return nil, nil
	}
	found, err := p.service.catalogue.Search(ctx, catalogue.Query{
		Region: outlet.Region, Only: func(s *catalogue.Summary) bool { return s.Accepts(outlet.Level) },
	})
	if err != nil || found.Total == 0 {
		return nil, err
	}
	return outletItemsPanel(outlet, found), nil
}
