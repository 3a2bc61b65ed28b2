package guide

import (
	"tongban/capability/catalogue"
	"tongban/capability/place"
	"tongban/kernel/clock"
	"tongban/kernel/db"
)

// Service shows the public what to do about an item, and keeps plans.
type Service struct {
	db        *db.DB
	now       clock.Clock
	catalogue *catalogue.Service
	places    *place.Service
}

// New returns the service.
func New(d *db.DB, now clock.Clock, items *catalogue.Service, places *place.Service) *Service {
	return &Service{d, now, items, places}
}
