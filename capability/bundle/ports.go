package bundle

import (
	"context"

	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/kernel/id"
)

// Items finds the items that bundles are made of.
type Items interface {
	// Published returns the version of an item that is offered now; NotFound if none is.
	Published(ctx context.Context, code string) (*catalogue.Item, error)
	// Version returns a version, whatever has become of it since.
	Version(ctx context.Context, version id.ID) (*catalogue.Item, error)
	// Ended returns why an item is not offered any more; nil if it is, or never was.
	Ended(ctx context.Context, code string) (*catalogue.Ended, error)
}

// Forms reads the forms of items.
type Forms interface {
	Form(item *catalogue.Item) (*form.Definition, error)
}
