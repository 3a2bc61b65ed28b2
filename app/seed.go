package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"io"
	"log/slog"

	"tongban/capability/catalogue"
	"tongban/capability/intake"
	"tongban/kernel/actor"
	"tongban/kernel/message"
)

// Seed fills the demo city: places, people, their licences, the catalogue, procedures
// and announcements.
// Seeding twice changes nothing; nodes that start at once take turns.
func (a *App) Seed(ctx context.Context) error {
	return a.DB.Alone(actor.With(ctx, actor.AsSystem("seed")), "app.seed", a.seed)
}

func (a *App) seed(ctx context.Context) error {
	if err := a.Found(ctx); err != nil {
		return err
	}
	if err := a.Announcements.Seed(ctx); err != nil {
		return err
	}
	return a.seedRulebooks(ctx)
}

// Found gives the demo city what it has had for long: all but announcements and rules that
// approve at once, which are news.
func (a *App) Found(ctx context.Context) error {
	if err := a.Place.Seed(ctx); err != nil {
		return err
	}
	if err := a.Office.Assume(ctx, demoOffice); err != nil {
		return err
	}
	if err := a.Identity.Seed(ctx); err != nil {
		return err
	}
	if err := a.seedLicences(ctx); err != nil {
		return err
	}
	if err := a.Visits.Seed(ctx); err != nil {
		return err
	}
	if err := a.seedItems(ctx); err != nil {
		return err
	}
	if err := a.seedProcedures(ctx); err != nil {
		return err
	}
	return a.seedBundles(ctx)
}

// seedItems imports the catalogue of the demo city. One that was taken over as it is now
// need not be read again, which is most of what starting again would take.
func (a *App) seedItems(ctx context.Context) error {
	list, err := io.ReadAll(catalogue.Demo())
	if err != nil {
		return err
	}
	digest := sha256.Sum256(list)
	if took, err := a.Intake.Took(ctx, digest[:]); err != nil || took {
		return err
	}
	report, err := a.Intake.Import(ctx, intake.NewReader(bytes.NewReader(list)), intake.Options{Format: "catalogue", File: "sample-catalog.json", Strict: true})
	if err != nil {
		return err
	}
	a.sayRefused(ctx, report)
	return nil
}

// sayRefused tells the operator of demo items that were not taken over, because an
// editor has revised them since or an older demo knew them by other codes. What is
// published stays; it keeps nobody from starting.
func (a *App) sayRefused(ctx context.Context, report *intake.Report) {
	ctx = message.With(ctx, a.Texts, message.English)
	for _, row := range report.Rows {
		for _, f := range row.Faults {
			slog.Warn("demo item refused", "item", row.Code, "why", message.T(ctx, f.Key, f.Args...))
		}
	}
}
