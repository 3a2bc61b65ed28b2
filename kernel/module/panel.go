package module

import (
	"cmp"
	"context"
	"slices"

	"github.com/a-h/templ"
)

// Panel fills a named place on a page of another capability or of the shell, e.g.
// "home.todo". The host names its places and says in its ports.go what ctx holds
// for them.
type Panel struct {
	Place string
	Order int // smaller comes first
	// Render returns nil when it has nothing to say to this reader.
	Render func(ctx context.Context) (templ.Component, error)
}

// Panels are what all capabilities offer.
type Panels []Panel

// PanelsOf collects the panels of modules, in the order they stand on a page.
func PanelsOf(modules []Module) Panels {
	var all Panels
	for _, m := range modules {
		all = append(all, m.Panels...)
	}
	slices.SortStableFunc(all, func(a, b Panel) int { return cmp.Compare(a.Order, b.Order) })
	return all
}

type panelsKey struct{}

// With returns ctx for pages whose places p fills.
func (p Panels) With(ctx context.Context) context.Context {
	return context.WithValue(ctx, panelsKey{}, p)
}

// Fill renders the panels of a place that have something to say to ctx's reader.
func Fill(ctx context.Context, place string) ([]templ.Component, error) {
	all, _ := ctx.Value(panelsKey{}).(Panels)
	var filled []templ.Component
	for _, panel := range all {
		if panel.Place != place {
			continue
		}
		c, err := panel.Render(ctx)
		if err != nil {
			return nil, err
		}
		if c != nil {
			filled = append(filled, c)
		}
	}
	return filled, nil
}
