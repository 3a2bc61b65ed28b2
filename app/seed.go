package app

import (
	"context"
	"fmt"
	"io"
	"io/fs"

	"tongban/capability/catalogue"
	"tongban/kernel/actor"
	"tongban/kernel/message"
)

// Seed fills the demo city: places, people, their licences and the catalogue.
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
	report, err := a.Catalogue.Import(ctx, catalogue.NewReader(catalogue.Demo()), catalogue.Options{Format: "catalogue", File: "sample-catalog.json"})
	if err != nil {
		return err
	}
	if n := report.Count(catalogue.Refused); n > 0 {
		return fmt.Errorf("%d items of the demo catalogue were refused", n)
	}
	return nil
}

// Import reads a catalogue document and returns its report in words.
func (a *App) Import(ctx context.Context, document io.Reader) (string, error) {
	report, err := a.Catalogue.Import(actor.With(ctx, actor.AsSystem("import")), catalogue.NewReader(document), catalogue.Options{Format: "catalogue"})
	if err != nil {
		return "", err
	}
	return report.Text(message.With(ctx, a.Texts, message.Chinese)), nil
}

// ImportDivisions reads the lists of divisions in a folder and says in words what
// became of them.
func (a *App) ImportDivisions(ctx context.Context, folder fs.FS) (string, error) {
	report, err := a.Place.ImportDivisions(actor.With(ctx, actor.AsSystem("import")), folder)
	if err != nil {
		return "", err
	}
	return report.Text(message.With(ctx, a.Texts, message.Chinese)), nil
}
