package catalogue

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// Service keeps the catalogue.
type Service struct {
	db    *db.DB
	now   clock.Clock
	forms Forms
	lint  func(*Item) []Finding
	demo  bool

	published atomic.Pointer[listing]
	checked   atomic.Int64 // when the edition was last looked at, in real milliseconds
	reloading sync.Mutex
	versions  versions
	totals    totals
}

// Deps is what the catalogue stands on.
type Deps struct {
	DB    *db.DB
	Clock clock.Clock
	Forms Forms
	Lint  func(*Item) []Finding // what an editor should look at in a version: package lint
	Demo  bool                  // admits the region codes of the demo city
}

// New returns the service.
func New(d Deps) *Service {
	return &Service{db: d.DB, now: d.Clock, forms: d.Forms, lint: d.Lint, demo: d.Demo}
}

// Published returns the newest published version of an item by its slug or one of
// its official codes, in capitals or not. An item nobody knows is NotFound; so is one
// that was suspended or retired, with words that say so.
func (s *Service) Published(ctx context.Context, code string) (*Item, error) {
	l, err := s.current(ctx)
	if err != nil {
		return nil, fmt.Errorf("find item %s: %w", code, err)
	}
	i, ok := l.byCode[fold(code)]
	if !ok {
		return nil, s.absent(ctx, code)
	}
	return s.Version(ctx, l.items[i].VersionID)
}

// Version returns a version by its key, whatever has become of it since. The item
// is shared: it must not be changed.
func (s *Service) Version(ctx context.Context, version id.ID) (*Item, error) {
	if k, ok := s.versions.get(version); ok {
		return k.item, nil
	}
	var item *Item
	err := s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		item, err = findVersion(ctx, tx, version)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("find version %s: %w", version, err)
	}
	s.versions.put(kept{item, s.forms.Online(item)})
	return item, nil
}

// Search returns published items, best first; without words in the order in which
// they came to the catalogue.
func (s *Service) Search(ctx context.Context, q Query) (Page, error) {
	l, err := s.current(ctx)
	if err != nil {
		return Page{}, fmt.Errorf("search items: %w", err)
	}
	return l.search(q), nil
}

// Summaries returns the published items of codes in their order, without those that
// are unknown.
func (s *Service) Summaries(ctx context.Context, codes []string) ([]Summary, error) {
	l, err := s.current(ctx)
	if err != nil {
		return nil, fmt.Errorf("list items: %w", err)
	}
	var items []Summary
	for _, code := range codes {
		if i, ok := l.byCode[fold(code)]; ok {
			items = append(items, l.items[i])
		}
	}
	return items, nil
}

// Online reports whether the item can be applied for on this platform.
func (s *Service) Online(item *Item) bool {
	k, ok := s.versions.get(item.VersionID)
	return ok && k.online || !ok && s.forms.Online(item)
}

// fresh is how long a node goes on without asking whether another has published
// something.
const fresh = time.Second

// largest is up to how many items one caller waits while the listing is made anew,
// which takes it some milliseconds. A larger one is made aside.
const largest = 5_000

// current returns what is published. One caller a second looks whether it is still
// that; the others do not wait for the answer. Only the first ever waits for a large
// listing to be made.
func (s *Service) current(ctx context.Context) (*listing, error) {
	l := s.published.Load()
	if l == nil {
		s.reloading.Lock()
		defer s.reloading.Unlock()
		return s.reload(ctx)
	}
	age := clock.Millis(clock.Real.Now()) - s.checked.Load()
	if age < fresh.Milliseconds() || !s.reloading.TryLock() {
		return l, nil
	}
	if len(l.items) <= largest {
		defer s.reloading.Unlock()
		return s.reload(ctx)
	}
	go func() {
		defer s.reloading.Unlock()
		if _, err := s.reload(context.WithoutCancel(ctx)); err != nil {
			slog.ErrorContext(ctx, "reload the catalogue", "error", err)
		}
	}()
	return l, nil
}

// refresh takes over what this node has just published. Its caller waits; others go
// on with the listing before.
func (s *Service) refresh(ctx context.Context) error {
	s.reloading.Lock()
	defer s.reloading.Unlock()
	_, err := s.reload(ctx)
	return err
}

// reload reads what has changed since the edition in memory. Its caller holds
// reloading.
func (s *Service) reload(ctx context.Context) (*listing, error) {
	l, known := s.published.Load(), int64(-1)
	if l == nil {
		l = &listing{}
	} else {
		known = l.edition
	}
	var edition int64
	var changes []listed
	err := s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if edition, err = findEdition(ctx, tx); err != nil || edition == known {
			return err
		}
		changes, err = listChanges(ctx, tx, known)
		return err
	})
	if err != nil {
		return nil, err
	}
	for i, c := range changes {
		changes[i].summary.Online = c.form != nil && s.Online(c.form)
	}
	if edition != known {
		l = l.with(edition, changes)
		s.published.Store(l)
	}
	s.checked.Store(clock.Millis(clock.Real.Now()))
	return l, nil
}

// versions keeps versions that were read. They never change, so nothing is ever
// thrown away but for room.
type versions struct {
	mu  sync.RWMutex
	all map[id.ID]kept
}

type kept struct {
	item   *Item
	online bool
}

// mostVersions bounds what is kept; a large city has a few thousand items.
const mostVersions = 10_000

func (v *versions) get(version id.ID) (kept, bool) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	k, ok := v.all[version]
	return k, ok
}

func (v *versions) put(k kept) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.all == nil || len(v.all) >= mostVersions {
		v.all = map[id.ID]kept{}
	}
	v.all[k.item.VersionID] = k
}
