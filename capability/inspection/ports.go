package inspection

import (
	"context"

	"tongban/capability/place"
	"tongban/kernel/id"
)

// Roster knows who can be sent.
type Roster interface {
	// Inspectors returns the names of those of a department who may inspect, by account.
	Inspectors(ctx context.Context, department string) (map[string]string, error)
}

// Siblings knows which cases belong to one matter of their applicant.
type Siblings interface {
	// Siblings returns the other open cases that a case is settled with as one, none for most.
	Siblings(ctx context.Context, caseID id.ID) ([]id.ID, error)
}

// Departments knows who can take part.
type Departments interface {
	Departments(ctx context.Context) ([]place.Department, error)
}
