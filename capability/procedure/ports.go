package procedure

import (
	"context"

	"tongban/capability/catalogue"
	"tongban/capability/workflow"
)

// Items tells of what a procedure belongs to.
type Items interface {
	// Published returns the version of an item in force; NotFound if there is none.
	Published(ctx context.Context, code string) (*catalogue.Item, error)
	// Search returns the items in force that have some words, the best first.
	Search(ctx context.Context, q catalogue.Query) (catalogue.Page, error)
}

// Steps says which steps an item's cases take as long as nobody has drawn its procedure.
type Steps func(item *catalogue.Item) []workflow.Task
