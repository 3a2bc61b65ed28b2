package notice

import (
	"context"

	"tongban/capability/place"
	"tongban/kernel/id"
)

// Source hands over the paper with a key, for the job that draws it.
type Source interface {
	Paper(ctx context.Context, key id.ID) (Paper, error)
}

// Places knows the departments and which government each belongs to.
type Places interface {
	Departments(ctx context.Context) ([]place.Department, error)
	Department(ctx context.Context, code string) (place.Department, error)
	Region(ctx context.Context, code string) (place.Region, error)
}
