package progress

import (
	"context"

	"tongban/capability/casework"
)

// Service is what an applicant sees of a case.
type Service struct {
	Cases   *casework.Service
	Offices Offices
}

// Offices names a department for whoever reads, "" if there is none of that code.
type Offices func(ctx context.Context, code string) string

// New returns the service.
func New(cases *casework.Service, offices Offices) *Service { return &Service{cases, offices} }
