package app

import (
	"context"
	"fmt"
	"time"

	"tongban/adapter/registry"
	"tongban/capability/identity"
	"tongban/capability/licence"
	"tongban/kernel/actor"
	"tongban/kernel/check"
)

// Types of licence that people of the demo city hold from the start.
const (
	idCard         = "居民身份证"
	drivingLicence = "机动车驾驶证"
)

// police issues both.
var police = licence.Issuer{Department: "PSB", Name: "云岫市公安局", USCC: "11990100MDEM0002XL"}

// seedLicences gives every citizen of the demo city an identity card and drivers
// their driving licence, all marked as simulated.
func (a *App) seedLicences(ctx context.Context) error {
	if err := a.Licences.Seed(ctx); err != nil {
		return err
	}
	drivers, err := registry.NewFake()
	if err != nil {
		return err
	}
	personas, err := a.Identity.Personas(ctx)
	if err != nil {
		return err
	}
	var orders []licence.Order
	for _, p := range personas {
		if p.Kind != actor.Citizen {
			continue
		}
		person, err := a.Identity.Person(ctx, p.Subject)
		if err != nil {
			return err
		}
		held, err := heldBy(ctx, person, drivers)
		if err != nil {
			return err
		}
		orders = append(orders, held...)
	}
	return a.Licences.SeedHeld(ctx, orders)
}

// heldBy returns the orders for what one citizen holds.
func heldBy(ctx context.Context, p identity.Person, drivers registry.Registry) ([]licence.Order, error) {
	holder := licence.Holder{Name: p.Name, IDNumber: p.IDNumber, Kind: licence.Person, ActorID: p.ID.String()}
	born, _ := check.Birth(p.IDNumber)
	orders := []licence.Order{{
		Type: idCard, Number: p.IDNumber, Holder: holder, Issuer: police,
		Values: map[string]any{"nation": "汉", "address": p.Address}, ValidFrom: latestAnniversary(born, 20),
	}}
	answer, err := drivers.Ask(ctx, registry.Driver, registry.Person{Name: p.Name, IDNumber: p.IDNumber})
	if err != nil || !answer.Found {
		return orders, err
	}
	until, err := time.Parse(time.DateOnly, answer.Values["validUntil"])
	if err != nil {
		return nil, fmt.Errorf("driving licence of %s: %w", p.ID, err)
	}
	return append(orders, licence.Order{
		Type: drivingLicence, Number: p.IDNumber, Holder: holder, Issuer: police, ValidFrom: until.AddDate(-10, 0, 0),
		Values: map[string]any{
			"licenceClass": answer.Values["licenceClass"], "fileNo": answer.Values["dlNo"], "firstIssued": answer.Values["firstIssued"],
		},
	}), nil
}

// latestAnniversary returns the last birthday before the demo's present from which
// an identity card of the given years still runs.
func latestAnniversary(born time.Time, years int) time.Time {
	from := born
	for from.AddDate(years, 0, 0).Before(demoNow) {
		from = from.AddDate(years, 0, 0)
	}
	return from
}
