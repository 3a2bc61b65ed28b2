package procedure

import (
	"context"

	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/capability/workflow"
	"tongban/kernel/deadline"
)

// Items tells of what a procedure belongs to.
type Items interface {
	// Published returns the version of an item in force; NotFound if there is none.
	Published(ctx context.Context, code string) (*catalogue.Item, error)
}

// Steps says which steps an item's cases take as long as nobody has drawn its procedure.
type Steps func(item *catalogue.Item) []workflow.Task

// Law is the law of time that an item puts its cases under.
type Law func(item *catalogue.Item) deadline.Law

// Form is what an item asks its applicants.
type Form func(item *catalogue.Item) (*form.Definition, error)
