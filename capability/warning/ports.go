package warning

import (
	"context"
	"image"

	"tongban/kernel/id"
)

// Papers knows what applicants have uploaded.
type Papers interface {
	// Pictures returns the pictures of the pages of a file, the first few, nil for a page
	// without one or with one that is too large to look at.
	Pictures(ctx context.Context, file id.ID) ([]image.Image, error)
	// Said returns what was read on a file by data element, nothing where nothing was read.
	Said(ctx context.Context, file id.ID) (map[string]string, error)
}

// Licence is what a licence says by data element, and what it is called.
type Licence struct {
	Name string
	Says map[string]string
}

// Licences knows what applicants hold.
type Licences interface {
	Held(ctx context.Context, account id.ID) ([]Licence, error)
}
