package app

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"github.com/BurntSushi/toml"

	"tongban/adapter/registry"
	"tongban/capability/identity"
	"tongban/capability/licence"
	"tongban/kernel/actor"
	"tongban/kernel/check"
	"tongban/kernel/clock"
)

// Types of licence that people and firms of the demo city hold by who they are.
const (
	idCard          = "居民身份证"
	drivingLicence  = "机动车驾驶证"
	businessLicence = "营业执照"
)

// police issues the first two.
var police = licence.Issuer{Department: "PSB", Name: "云岫市公安局", USCC: "11990100MDEM0002XL"}

// heldFile lists what else they hold.
//
//go:embed demo/licences.toml
var heldFile string

// heldLicence is a licence of the demo city as the file has it.
type heldLicence struct {
	Type       string
	Owner      string // persona or USCC
	Number     string
	Department string
	ValidFrom  string
	Holder     struct{ Name, IDNumber string } // empty is the owner
	Values     map[string]any
}

// seedLicences gives every citizen of the demo city an identity card, drivers their
// driving licence, firms their business licence, and all what the file says, marked
// as simulated.
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
	owners := map[string]licence.Holder{}
	for _, p := range personas {
		if p.Kind != actor.Citizen {
			continue
		}
		person, err := a.Identity.Person(ctx, p.Subject)
		if err != nil {
			return err
		}
		owners[p.Key] = licence.Holder{Name: person.Name, IDNumber: person.IDNumber, Kind: licence.Person, ActorID: person.ID.String()}
		held, err := heldBy(ctx, person, drivers)
		if err != nil {
			return err
		}
		orders = append(orders, held...)
		firms, err := a.firmsOf(ctx, person, owners)
		if err != nil {
			return err
		}
		orders = append(orders, firms...)
	}
	others, err := a.othersHeld(ctx, owners)
	if err != nil {
		return err
	}
	return a.Licences.SeedHeld(ctx, append(orders, others...))
}

// firmsOf returns the orders for the business licences of the firms a citizen
// represents, and notes the firms among owners.
func (a *App) firmsOf(ctx context.Context, p identity.Person, owners map[string]licence.Holder) (orders []licence.Order, err error) {
	mandates, err := a.Identity.Held(ctx, actor.Actor{ID: p.ID.String(), Kind: actor.Citizen})
	if err != nil {
		return nil, err
	}
	for _, m := range mandates {
		if m.Relation != identity.Representative {
			continue
		}
		firm, err := a.Identity.Firm(ctx, m.Principal)
		if err != nil {
			return nil, err
		}
		market, err := a.issuer(ctx, "SAMR")
		if err != nil {
			return nil, err
		}
		founded, err := demoDay(firm.FoundedOn)
		if err != nil {
			return nil, fmt.Errorf("founding of %s: %w", firm.USCC, err)
		}
		holder := licence.Holder{Name: firm.Name, IDNumber: firm.USCC, Kind: licence.Organisation, ActorID: firm.ID.String()}
		owners[firm.USCC] = holder
		orders = append(orders, licence.Order{
			Type: businessLicence, Number: firm.USCC, Holder: holder, Issuer: market, ValidFrom: founded,
			Values: map[string]any{
				"kind": firm.Kind, "legalRep": firm.Representative, "capital": firm.Capital, "founded": firm.FoundedOn,
				"address": firm.Address, "scope": firm.Scope,
			},
		})
	}
	return orders, nil
}

// othersHeld returns the orders of the file. What belongs to nobody who lives here is
// left out: an older data folder may lack some people.
func (a *App) othersHeld(ctx context.Context, owners map[string]licence.Holder) (orders []licence.Order, err error) {
	var file struct{ Licences []heldLicence }
	if _, err := toml.Decode(heldFile, &file); err != nil {
		return nil, fmt.Errorf("demo/licences.toml: %w", err)
	}
	for _, l := range file.Licences {
		holder, known := owners[l.Owner]
		if !known {
			continue
		}
		if l.Holder.Name != "" {
			holder.Name, holder.IDNumber, holder.Kind = l.Holder.Name, l.Holder.IDNumber, licence.Person
		}
		issuer, err := a.issuer(ctx, l.Department)
		if err != nil {
			return nil, err
		}
		from, err := demoDay(l.ValidFrom)
		if err != nil {
			return nil, fmt.Errorf("%s %s: %w", l.Type, l.Number, err)
		}
		orders = append(orders, licence.Order{Type: l.Type, Number: l.Number, Holder: holder, Issuer: issuer, ValidFrom: from, Values: l.Values})
	}
	return orders, nil
}

// issuer is a department as it signs licences.
func (a *App) issuer(ctx context.Context, department string) (licence.Issuer, error) {
	d, err := a.Place.Department(ctx, department)
	return licence.Issuer{Department: d.Code, Name: d.Name, USCC: d.USCC}, err
}

// demoDay reads a day of the demo city. A firm from before we kept its founding has
// none, and its licence begins today.
func demoDay(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	return time.ParseInLocation(time.DateOnly, text, clock.Shanghai)
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
