package app

import (
	"context"
	_ "embed"
	"fmt"

	"tongban/capability/procedure"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
)

// jointReview is how a restaurant's licence is worked on: food, fire and drainage are looked
// at side by side, and who looks goes there together.
//
//go:embed demo/restaurant.bpmn
var jointReview string

// seedProcedures draws the procedure of the demo city's one licence for a trade and puts it in
// force, by two people as everywhere. Where somebody has drawn one before, theirs stays.
func (a *App) seedProcedures(ctx context.Context) error {
	const item = "restaurant"
	editor, err := a.asPersona(ctx, "editor")
	if err != nil {
		return err
	}
	p, err := a.Procedures.Find(editor, item)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return nil // an editor's own catalogue has no such item
	}
	if err != nil {
		return err
	}
	published, _, err := a.Procedures.Versions(editor, item, 0, 1)
	if err != nil || p.Draft != nil || len(published) > 0 {
		return err
	}
	draft, err := a.Procedures.Begin(editor, item, procedure.File, jointReview)
	if err != nil {
		return err
	}
	publisher, err := a.asPersona(ctx, "publisher")
	if err != nil {
		return err
	}
	if _, err := a.Procedures.Publish(publisher, item, procedure.Seen{Edits: draft.Edits}, ""); err != nil {
		return fmt.Errorf("seed the procedure of %s: %w", item, err)
	}
	return nil
}

// asPersona is ctx of somebody of the demo city's staff.
func (a *App) asPersona(ctx context.Context, key string) (context.Context, error) {
	p, err := a.Identity.Persona(ctx, key)
	if err != nil {
		return ctx, err
	}
	m, err := a.Identity.Staff(ctx, p.Subject)
	if err != nil {
		return ctx, err
	}
	return actor.With(ctx, staff(m)), nil
}
