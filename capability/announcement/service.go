package announcement

import (
	"context"
	"errors"
	"fmt"

	"tongban/capability/catalogue"
	"tongban/capability/place"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Config is what the installation decides.
type Config struct {
	// Address is where the public reaches the pages, e.g. "https://zwfw.example.cn".
	// The feed's links begin with it.
	Address string
}

// Service tells the public.
type Service struct {
	db      *db.DB
	now     clock.Clock
	days    func() *calendar.Calendar
	places  *place.Service
	items   *catalogue.Service
	address string
}

// New returns the service. Days say how many working days are left of a period.
func New(d *db.DB, now clock.Clock, days func() *calendar.Calendar, places *place.Service, items *catalogue.Service, c Config) *Service {
	return &Service{db: d, now: now, days: days, places: places, items: items, address: c.Address}
}

// List returns published announcements, newest first.
func (s *Service) List(ctx context.Context, q Query) (Page, error) {
	limit := 20
	if q.Limit > 0 {
		limit = min(q.Limit, 100)
	}
	r, err := s.reach(ctx, q.Region)
	if err != nil {
		return Page{}, fmt.Errorf("list announcements: %w", err)
	}
	var found []Version
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		found, err = listPublished(ctx, tx, q, r, limit+1)
		return err
	})
	if err != nil {
		return Page{}, fmt.Errorf("list announcements: %w", err)
	}
	return cut(found, limit, func(v Version) Cursor { return Cursor{v.PublishedAt, v.ID} }), nil
}

// cut makes a page of one row more than it may have.
func cut(found []Version, limit int, cursor func(Version) Cursor) Page {
	if len(found) <= limit {
		return Page{Versions: found}
	}
	return Page{Versions: found[:limit], Next: cursor(found[limit-1])}
}

// reach returns what a query for a region looks for. A region nobody knows narrows
// nothing.
func (s *Service) reach(ctx context.Context, region string) (reach, error) {
	path, err := s.places.Path(ctx, region)
	if fault.KindOf(err) == fault.NotFound {
		return reach{}, nil
	}
	if err != nil {
		return reach{}, err
	}
	r := reach{prefix: place.Prefix(region)}
	for _, p := range path {
		r.up = append(r.up, p.Code)
	}
	return r, nil
}

// Current returns the newest announcements that still hold, for all or about one
// item.
func (s *Service) Current(ctx context.Context, item string, most int) ([]Version, error) {
	page, err := s.List(ctx, Query{Item: item, Limit: 4 * most})
	if err != nil {
		return nil, err
	}
	var current []Version
	today := calendar.DateOf(s.now.Now())
	for _, v := range page.Versions {
		if !v.Expired(today) && len(current) < most {
			current = append(current, v)
		}
	}
	return current, nil
}

// Find returns what the public sees of an announcement. A withdrawn one keeps its
// title and the reason, nothing else.
func (s *Service) Find(ctx context.Context, announcement id.ID) (Announcement, error) {
	var a Announcement
	err := s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if a.Version, err = findPublic(ctx, tx, announcement); err != nil {
			return err
		}
		a.Corrections, err = listCorrections(ctx, tx, announcement)
		return err
	})
	if err != nil {
		return Announcement{}, fmt.Errorf("find announcement %s: %w", announcement, err)
	}
	if a.State == Withdrawn {
		a.Body, a.BodyEn, a.Items, a.Corrections = "", "", nil, nil
	}
	return a, nil
}

// Departments returns who has published anything, in the order of their codes.
func (s *Service) Departments(ctx context.Context) ([]place.Department, error) {
	var codes []string
	err := s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		codes, err = listDepartments(ctx, tx)
		return err
	})
	var departments []place.Department
	for _, code := range codes {
		d, missing := s.places.Department(ctx, code)
		if missing == nil {
			departments = append(departments, d)
		}
		err = errors.Join(err, known(missing))
	}
	if err != nil {
		return nil, fmt.Errorf("list departments with announcements: %w", err)
	}
	return departments, nil
}

// known returns err unless it says only that there is no such thing.
func known(err error) error {
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	return err
}
