package wallet

import (
	"tongban/capability/licence"
	"tongban/kernel/clock"
)

// Service is what a holder does with licences.
type Service struct {
	licences *licence.Service
	now      clock.Clock
}

// New returns the service.
func New(licences *licence.Service, now clock.Clock) *Service {
	return &Service{licences: licences, now: now}
}
