package window

import (
	"context"

	"github.com/a-h/templ"

	"tongban/capability/casework"
)

// parcelPanel says on the pages of a case where its result is; to whom it goes only where
// the applicant or staff look, in part.
func (s *Service) parcelPanel(full bool) func(context.Context) (templ.Component, error) {
	return func(ctx context.Context) (templ.Component, error) {
		shown, ok := casework.Shown(ctx)
		if !ok {
			return nil, nil
		}
		parcels, err := s.Parcels.Of(ctx, shown.Case.No)
		if err != nil || len(parcels) == 0 {
			return nil, err
		}
		return parcelsPanel(parcels, full), nil
	}
}
