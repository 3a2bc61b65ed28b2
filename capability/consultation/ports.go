package consultation

import (
	"context"

	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// Department is one that can be asked.
type Department struct{ Code, Name string }

// Departments knows the departments of the city.
type Departments interface {
	// Departments returns all of them, by name.
	Departments(ctx context.Context) ([]Department, error)
}

// Colleagues knows who works where.
type Colleagues interface {
	// Of returns who is at work in a department, by name; nobody of one that does not exist.
	Of(ctx context.Context, department string) ([]actor.Actor, error)
	// Colleague returns a member of staff who is at work; NotFound if there is none.
	Colleague(ctx context.Context, account string) (actor.Actor, error)
}

// Informer tells people what has happened. It inserts its own rows only.
type Informer interface {
	Inform(ctx context.Context, tx *db.Tx, account id.ID, key string, args []string, link string) error
}
