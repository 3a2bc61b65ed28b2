package integration

import (
	"context"

	"tongban/capability/place"
)

// Places knows the departments.
type Places interface {
	Departments(ctx context.Context) ([]place.Department, error)
}
