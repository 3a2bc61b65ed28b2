package desk

import (
	"context"

	"tongban/capability/place"
	"tongban/kernel/actor"
)

// Offices knows the departments there are.
type Offices interface {
	Departments(ctx context.Context) ([]place.Department, error)
}

// Team knows who works where.
type Team interface {
	// Team returns who works on the cases of a department, by name: of a hall's windows
	// only those of the outlet.
	Team(ctx context.Context, department, outlet string) ([]actor.Actor, error)
}
