package inspection

import (
	"context"

	"tongban/capability/place"
)

// Roster knows who can be sent.
type Roster interface {
	// Inspectors returns the names of those of a department who may inspect, by account.
	Inspectors(ctx context.Context, department string) (map[string]string, error)
}

// Departments knows who can take part.
type Departments interface {
	Departments(ctx context.Context) ([]place.Department, error)
}
