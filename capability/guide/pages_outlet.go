package catalogue

import (
	"context"

	"github.com/a-h/templ"

	"tongban/capability/place"
)

// outletItems lists what the outlet at hand takes, the first twenty of it.
func (p pages) outletItems(ctx context.Context) (templ.Component, error) {
	outlet, ok := place.Shown(ctx)
	if !ok {
		return nil, nil
	}
	found, err := p.service.Search(ctx, Query{
		Region: outlet.Region, Only: func(s *Summary) bool { return s.accepts(outlet.Level) },
	})
	if err != nil || found.Total == 0 {
		return nil, err
	}
	return outletItemsPanel(outlet, found), nil
}
