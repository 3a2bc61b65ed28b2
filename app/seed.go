package app

import (
	"context"
	"fmt"

	"tongban/capability/catalogue"
	"tongban/kernel/actor"
)

// Seed fills the demo city: places, people, their licences, the catalogue and
// announcements.
// Seeding twice changes nothing; nodes that start at once take turns.
func (a *App) Seed(ctx context.Context) error {
	return a.DB.Alone(actor.With(ctx, actor.AsSystem("seed")), "app.seed", a.seed)
}

func (a *App) seed(ctx context.Context) error {
	if err := a.Place.Seed(ctx); err != nil {
		return err
	}
	if err := a.Identity.Seed(ctx); err != nil {
		return err
	}
	if err := a.seedLicences(ctx); err != nil {
		return err
	}
	report, err := a.Catalogue.Import(ctx, catalogue.NewReader(catalogue.Demo()), catalogue.Options{Format: "catalogue", File: "sample-catalog.json", Strict: true})
	if err != nil {
		return err
	}
	if n := report.Count(catalogue.Refused); n > 0 {
		return fmt.Errorf("%d items of the demo catalogue were refused", n)
	}
	return a.Announcements.Seed(ctx)
}
