package place

import (
	"context"
	"net/http"
	"strings"

	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

func (s *Service) hallsPage(w http.ResponseWriter, r *http.Request) error {
	outlets, err := s.Outlets(r.Context())
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, halls(outlets))
}

// outletRows are what one wants to know before going there.
func outletRows(ctx context.Context, o Outlet) []ui.SummaryRow {
	hours := make([]string, len(o.Hours))
	for i, span := range o.Hours {
		hours[i] = span.From.String() + "–" + span.To.String()
	}
	facilities := make([]string, len(o.Facilities))
	for i, f := range o.Facilities {
		facilities[i] = message.T(ctx, "place.facility."+string(f))
	}
	comma := message.T(ctx, "place.comma")
	return []ui.SummaryRow{
		{Key: message.T(ctx, "place.address"), Value: o.Address},
		{Key: message.T(ctx, "place.hours"), Value: message.T(ctx, "place.hours-on", strings.Join(hours, comma))},
		{Key: message.T(ctx, "place.phone"), Body: ui.TextLink(ui.Link{Text: o.Phone, URL: "tel:" + o.Phone, Icon: "phone"})},
		{Key: message.T(ctx, "place.facilities"), Value: strings.Join(facilities, comma)},
	}
}
