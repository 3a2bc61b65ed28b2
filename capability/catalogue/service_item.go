package catalogue

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tongban/kernel/db"
	"tongban/kernel/fault"
)

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
