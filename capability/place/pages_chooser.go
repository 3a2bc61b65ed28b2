package place

import (
	"context"
	"net/url"

	"tongban/kernel/fault"
	"tongban/kernel/message"
	"tongban/ui"
)

// Chooser returns the choice of a region for a page at action whose parameter name
// carries the region's code. The rest of query is kept; leave out what belongs to
// the old choice, such as a cursor. A code nobody knows is no choice.
func (s *Service) Chooser(ctx context.Context, action, name string, query url.Values) (ui.CascadeProps, error) {
	code := query.Get(name)
	path, err := s.Path(ctx, code)
	if fault.KindOf(err) == fault.NotFound {
		code, err = "", nil
	}
	if err != nil {
		return ui.CascadeProps{}, err
	}
	below, err := s.Children(ctx, code)
	if err != nil {
		return ui.CascadeProps{}, err
	}
	c := ui.CascadeProps{Action: action, Name: name, Label: message.T(ctx, "place.region"), Below: belowLabel(ctx, path)}
	for _, r := range path {
		c.Path = append(c.Path, ui.Link{Text: r.In(ctx), URL: with(action, query, name, r.Code)})
	}
	if len(path) > 0 {
		c.Clear = &ui.Link{Text: message.T(ctx, "place.region-any"), URL: with(action, query, name, "")}
	}
	for _, r := range below {
		c.Options = append(c.Options, ui.Option{Value: r.Code, Label: r.In(ctx)})
	}
	for key, values := range query {
		for _, value := range values {
			if key != name {
				c.Hidden = append(c.Hidden, ui.Hidden{Name: key, Value: value})
			}
		}
	}
	return c, nil
}

func belowLabel(ctx context.Context, path []Region) string {
	if len(path) == 0 {
		return message.T(ctx, "place.region-top")
	}
	return message.T(ctx, "place.region-below", path[len(path)-1].In(ctx))
}

// with returns action with one parameter of query changed, or left out if value is "".
func with(action string, query url.Values, name, value string) string {
	changed := url.Values{}
	for key, values := range query {
		if key != name {
			changed[key] = values
		}
	}
	if value != "" {
		changed.Set(name, value)
	}
	if len(changed) == 0 {
		return action
	}
	return action + "?" + changed.Encode()
}
