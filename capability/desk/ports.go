package desk

import (
	"context"

	"tongban/kernel/actor"
)

// Team knows who works where.
type Team interface {
	// Team returns who works on the cases of a department, by name: of a hall's windows
	// only those of the outlet.
	Team(ctx context.Context, department, outlet string) ([]actor.Actor, error)
}
