package window

import (
	"context"

	"tongban/capability/catalogue"
	"tongban/capability/place"
)

// Finder finds items by their names, everyday words, codes and the initials of their
// sounds.
type Finder interface {
	Items(ctx context.Context, text string, most int) ([]catalogue.Summary, error)
}

// Places knows whose papers a counter issues, and what its hall is called.
type Places interface {
	Department(ctx context.Context, code string) (place.Department, error)
	Outlet(ctx context.Context, outlet string) (place.Outlet, error)
}
