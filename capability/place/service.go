package place

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/db"
)

// Service answers where things are.
type Service struct {
	d      *db.DB
	now    clock.Clock
	days   func() *calendar.Calendar
	mu     sync.Mutex
	atlas  *atlas    // as read last, nil before
	looked time.Time // when it was last seen to be current
}

// New returns the service on d. Outlets open on the working days of days.
func New(d *db.DB, now clock.Clock, days func() *calendar.Calendar) *Service {
	return &Service{d: d, now: now, days: days}
}

// Region returns the region with this code.
func (s *Service) Region(ctx context.Context, code string) (Region, error) {
	a, err := s.current(ctx)
	if err != nil {
		return Region{}, err
	}
	r, ok := a.region[code]
	if !ok {
		return Region{}, errRegion
	}
	return r, nil
}

// Children returns the regions directly below a region, "" for the topmost ones,
// in the order of their codes. The slice is shared: it must not be changed.
func (s *Service) Children(ctx context.Context, code string) ([]Region, error) {
	a, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	if _, ok := a.region[code]; !ok && code != "" {
		return nil, errRegion
	}
	return a.children[code], nil
}

// Path returns the regions from the topmost down to the one with this code.
func (s *Service) Path(ctx context.Context, code string) ([]Region, error) {
	a, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	path := a.up(code)
	if len(path) == 0 {
		return nil, errRegion
	}
	slices.Reverse(path)
	return path, nil
}

// OutletsFor returns the outlets of these levels that serve somebody of a region:
// those of the region itself and of every region above it, nearest first. Without
// levels it returns those of every level.
func (s *Service) OutletsFor(ctx context.Context, region string, levels []int) ([]Outlet, error) {
	a, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	path := a.up(region)
	if len(path) == 0 {
		return nil, errRegion
	}
	var found []Outlet
	for _, r := range path {
		if len(levels) == 0 || slices.Contains(levels, r.Level) {
			found = append(found, a.serving[r.Code]...)
		}
	}
	return found, nil
}

// Department returns the department with this code.
func (s *Service) Department(ctx context.Context, code string) (Department, error) {
	a, err := s.current(ctx)
	if err != nil {
		return Department{}, err
	}
	d, ok := a.department[code]
	if !ok {
		return Department{}, errDepartment
	}
	return d, nil
}

// Departments returns every department. The slice is shared: it must not be changed.
func (s *Service) Departments(ctx context.Context) ([]Department, error) {
	a, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	return a.departments, nil
}

// Outlet returns the outlet with this id.
func (s *Service) Outlet(ctx context.Context, id string) (Outlet, error) {
	a, err := s.current(ctx)
	if err != nil {
		return Outlet{}, err
	}
	i := slices.IndexFunc(a.outlets, func(o Outlet) bool { return o.ID == id })
	if i < 0 {
		return Outlet{}, errOutlet
	}
	return a.outlets[i], nil
}

// Outlets returns every outlet in the order of its position. The slice is shared:
// it must not be changed.
func (s *Service) Outlets(ctx context.Context) ([]Outlet, error) {
	a, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	return a.outlets, nil
}

// OutletsWithin returns the outlets that serve regions below a region, "" for every
// outlet, in the order of their position.
func (s *Service) OutletsWithin(ctx context.Context, region string) ([]Outlet, error) {
	a, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	if region == "" {
		return a.outlets, nil
	}
	var found []Outlet
	for _, o := range a.outlets {
		if o.Region != region && slices.ContainsFunc(a.up(o.Region), func(r Region) bool { return r.Code == region }) {
			found = append(found, o)
		}
	}
	return found, nil
}

// Hours returns when the outlet with this id is open on a working day.
func (s *Service) Hours(ctx context.Context, outlet string) (Hours, error) {
	o, err := s.Outlet(ctx, outlet)
	return o.Hours, err
}

// Main returns the outlet that handles what region receives online: its own main
// outlet, else that of the region above it.
func (s *Service) Main(ctx context.Context, region string) (Outlet, error) {
	serving, err := s.OutletsFor(ctx, region, nil)
	if err != nil {
		return Outlet{}, err
	}
	i := slices.IndexFunc(serving, func(o Outlet) bool { return o.Main })
	if i < 0 {
		return Outlet{}, errOutlet
	}
	return serving[i], nil
}

// fresh is how long what was read may be used without asking: what one node
// changes, the others know two seconds later.
const fresh = 2 * time.Second

// current returns the atlas, read again if another edition is out. Whoever comes
// meanwhile waits for the same reading.
func (s *Service) current(ctx context.Context) (*atlas, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := clock.Real.Now()
	if s.atlas != nil && now.Sub(s.looked) < fresh {
		return s.atlas, nil
	}
	a := s.atlas
	err := s.d.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		edition, err := findEdition(ctx, tx)
		if err == nil && (a == nil || a.edition != edition) {
			a, err = readAtlas(ctx, tx, edition)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read places: %w", err)
	}
	s.atlas, s.looked = a, now
	return a, nil
}

// forget makes the next question look for a new edition.
func (s *Service) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.looked = time.Time{}
}
