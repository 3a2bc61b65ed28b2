package desk

import (
	"tongban/capability/casework"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
)

// Deps are what the desk stands on. All are required.
type Deps struct {
	Clock    clock.Clock
	Calendar func() *calendar.Calendar
	Casework *casework.Service
}

// Service is the use cases of the desk.
type Service struct{ Deps }

// New returns the service.
func New(d Deps) *Service { return &Service{d} }
