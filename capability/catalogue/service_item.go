package catalogue

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tongban/capability/place"
	"tongban/kernel/db"
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
func (s *Service) Desks(ctx context.Context, item *Item, region string) (d Desks, err error) {
	if !item.atWindow() {
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
	if levels := item.acceptingLevels(); len(levels) > 0 {
		d.Outlets, err = s.places.OutletsFor(ctx, here, levels)
	}
	return d, err
}

// acceptingLevels returns the levels whose desks take applications.
func (i *Item) acceptingLevels() (levels []int) {
	for level := range place.Village + 1 {
		if i.Accepts(level) {
			levels = append(levels, level)
		}
	}
	return levels
}

// Siblings returns the other published items that handle the same implementation
// item (业务办理项 of one 实施清单).
func (s *Service) Siblings(ctx context.Context, item *Item) (siblings []Summary, err error) {
	l, err := s.current(ctx)
	if err != nil {
		return nil, fmt.Errorf("list siblings of %s: %w", item.Code, err)
	}
	return slices.DeleteFunc(l.share(item.ImplementationCode), func(s Summary) bool { return s.Code == item.Code }), nil
}

// Provenance returns where a version of an item comes from.
func (s *Service) Provenance(ctx context.Context, item *Item) (p Provenance, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		p, err = findProvenance(ctx, tx, item.VersionID)
		return err
	})
	if err != nil {
		return p, fmt.Errorf("find source of %s: %w", item.Code, err)
	}
	return p, nil
}

// Ended is an item that cannot be applied for now.
type Ended struct {
	Item   *Item // its last version
	State  State // Suspended or Retired
	Reason string
	Since  time.Time
}

// Ended returns what has become of an item that is suspended or retired, by one of its
// own codes; nil if it is neither.
func (s *Service) Ended(ctx context.Context, code string) (*Ended, error) {
	r, err := s.standing(ctx, code)
	if fault.KindOf(err) == fault.NotFound || err == nil && r.State != Suspended && r.State != Retired {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find end of %s: %w", code, err)
	}
	item, err := s.Version(ctx, r.VersionID)
	return &Ended{Item: item, State: r.State, Reason: r.Reason, Since: r.Moved}, err
}
