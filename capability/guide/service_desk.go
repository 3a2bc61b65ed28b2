package guide

import (
	"context"
	"fmt"
	"slices"

	"tongban/capability/catalogue"
	"tongban/capability/place"
	"tongban/kernel/fault"
)

// Desks are where an item is accepted, seen from a region.
type Desks struct {
	Path    []place.Region // the region, below those of the item's that it lies in; the item's first
	Within  []place.Region // the regions in it, to choose from
	Outlets []place.Outlet // nearest first
}

// Desks returns the desks that accept the item from people of a region of the item's
// own; without one, or with one that is not, of the item's region itself. An item of
// a region that nobody has told the platform about has none, nor has one that no desk
// takes.
func (s *Service) Desks(ctx context.Context, item *catalogue.Item, region string) (d Desks, err error) {
	if !item.AtWindow() {
		return Desks{}, nil
	}
	home := item.Region.Code
	path, err := s.places.Path(ctx, region)
	at := slices.IndexFunc(path, func(r place.Region) bool { return r.Code == home })
	if err != nil || at < 0 {
		if path, err = s.places.Path(ctx, home); fault.KindOf(err) == fault.NotFound || err == nil && len(path) == 0 {
			return Desks{}, nil
		}
		at = len(path) - 1
	}
	if err != nil {
		return Desks{}, fmt.Errorf("find desks for %s: %w", item.Code, err)
	}
	d.Path = path[at:]
	here := path[len(path)-1].Code
	if d.Within, err = s.places.Children(ctx, here); err != nil {
		return Desks{}, fmt.Errorf("find desks for %s: %w", item.Code, err)
	}
	if levels := acceptingLevels(item); len(levels) > 0 {
		d.Outlets, err = s.places.OutletsFor(ctx, here, levels)
	}
	return d, err
}

// acceptingLevels returns the levels whose desks take applications.
func acceptingLevels(i *catalogue.Item) (levels []int) {
	for level := range place.Village + 1 {
		if i.Accepts(level) {
			levels = append(levels, level)
		}
	}
	return levels
}
