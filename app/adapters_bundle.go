package app

import (
	"context"

	"tongban/capability/bundle"
	"tongban/capability/catalogue"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// bundling is what bundles stand on.
func (a *App) bundling() bundle.Deps {
	return bundle.Deps{DB: a.DB, Clock: a.Clock, Once: a.once, Items: a.Catalogue, Forms: a.Casework}
}

// offered are the items of the catalogue, and bundles as one item each.
type offered struct {
	catalogue *catalogue.Service
	bundles   *bundle.Service
}

func (o offered) Published(ctx context.Context, code string) (*catalogue.Item, error) {
	item, err := o.catalogue.Published(ctx, code)
	if err == nil || fault.KindOf(err) != fault.NotFound {
		return item, err
	}
	if joint, none := o.bundles.Published(ctx, code); none == nil || fault.KindOf(none) != fault.NotFound {
		return joint, none
	}
	return nil, err
}

func (o offered) Version(ctx context.Context, version id.ID) (*catalogue.Item, error) {
	item, err := o.catalogue.Version(ctx, version)
	if err == nil || fault.KindOf(err) != fault.NotFound {
		return item, err
	}
	if joint, none := o.bundles.Version(ctx, version); none == nil || fault.KindOf(none) != fault.NotFound {
		return joint, none
	}
	return nil, err
}

func (o offered) Ended(ctx context.Context, code string) (*catalogue.Ended, error) {
	ended, err := o.catalogue.Ended(ctx, code)
	if err != nil || ended != nil {
		return ended, err
	}
	return o.bundles.Ended(ctx, code)
}

// seedBundles puts the bundles of the demo city in force.
func (a *App) seedBundles(ctx context.Context) error {
	list, err := bundle.Demo()
	if err != nil {
		return err
	}
	for _, b := range list {
		if err := a.Bundles.Install(ctx, b); err != nil {
			return err
		}
	}
	return nil
}
