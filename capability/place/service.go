package place

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
)

// Service answers where things are.
type Service struct {
	d    *db.DB
	mu   sync.Mutex
	city *city // as read last, nil before
}

// New returns the service on d.
func New(d *db.DB) *Service { return &Service{d: d} }

// fresh is how long what was read may be used: what one node changes, the others
// know two seconds later.
const fresh = 2 * time.Second

// city is everything, as it was at a time. It is never changed.
type city struct {
	read        time.Time
	regions     []Region
	departments []Department
	outlets     []Outlet
}

// Region returns the region with this code.
func (s *Service) Region(ctx context.Context, code string) (Region, error) {
	c, err := s.all(ctx)
	if err != nil {
		return Region{}, err
	}
	i := slices.IndexFunc(c.regions, func(r Region) bool { return r.Code == code })
	if i < 0 {
		return Region{}, errRegion
	}
	return c.regions[i], nil
}

// Regions returns the regions directly below parent, "" for the topmost.
func (s *Service) Regions(ctx context.Context, parent string) ([]Region, error) {
	c, err := s.all(ctx)
	if err != nil {
		return nil, err
	}
	var below []Region
	for _, r := range c.regions {
		if r.Parent == parent {
			below = append(below, r)
		}
	}
	return below, nil
}

// Department returns the department with this code.
func (s *Service) Department(ctx context.Context, code string) (Department, error) {
	c, err := s.all(ctx)
	if err != nil {
		return Department{}, err
	}
	i := slices.IndexFunc(c.departments, func(d Department) bool { return d.Code == code })
	if i < 0 {
		return Department{}, errDepartment
	}
	return c.departments[i], nil
}

// Departments returns every department.
func (s *Service) Departments(ctx context.Context) ([]Department, error) {
	c, err := s.all(ctx)
	if err != nil {
		return nil, err
	}
	return slices.Clone(c.departments), nil
}

// Outlet returns the outlet with this id.
func (s *Service) Outlet(ctx context.Context, id string) (Outlet, error) {
	c, err := s.all(ctx)
	if err != nil {
		return Outlet{}, err
	}
	i := slices.IndexFunc(c.outlets, func(o Outlet) bool { return o.ID == id })
	if i < 0 {
		return Outlet{}, errOutlet
	}
	return c.outlets[i], nil
}

// Outlets returns every outlet in the order of its position.
func (s *Service) Outlets(ctx context.Context) ([]Outlet, error) {
	c, err := s.all(ctx)
	if err != nil {
		return nil, err
	}
	return slices.Clone(c.outlets), nil
}

// Hours returns when the outlet with this id is open on a working day.
func (s *Service) Hours(ctx context.Context, outlet string) (Hours, error) {
	o, err := s.Outlet(ctx, outlet)
	return o.Hours, err
}

// Main returns the outlet that handles what region receives online: its own main
// outlet, else that of the region above it.
func (s *Service) Main(ctx context.Context, region string) (Outlet, error) {
	c, err := s.all(ctx)
	if err != nil {
		return Outlet{}, err
	}
	for code := region; code != ""; {
		if i := slices.IndexFunc(c.outlets, func(o Outlet) bool { return o.Main && o.Region == code }); i >= 0 {
			return c.outlets[i], nil
		}
		above, err := s.Region(ctx, code)
		if err != nil {
			return Outlet{}, err
		}
		code = above.Parent
	}
	return Outlet{}, errOutlet
}

// all returns the city, read again if it is no longer fresh. Whoever comes
// meanwhile waits for the same reading.
func (s *Service) all(ctx context.Context) (*city, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := clock.Real.Now()
	if s.city != nil && now.Sub(s.city.read) < fresh {
		return s.city, nil
	}
	c := &city{read: now}
	err := s.d.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if c.regions, err = listRegions(ctx, tx); err != nil {
			return err
		}
		if c.departments, err = listDepartments(ctx, tx); err != nil {
			return err
		}
		c.outlets, err = listOutlets(ctx, tx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read places: %w", err)
	}
	s.city = c
	return c, nil
}
