package window

import (
	"context"

	"tongban/capability/catalogue"
)

// Finder finds items by their names, everyday words, codes and the initials of their
// sounds.
type Finder interface {
	Items(ctx context.Context, text string, most int) ([]catalogue.Summary, error)
}
