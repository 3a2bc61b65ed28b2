package assistant

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
)

// tally is what this node has counted and not stored yet. It holds words and numbers,
// nothing of who asked.
type tally struct {
	mu      sync.Mutex
	queries map[counter]Demand
	clicks  map[counter]int64
	stored  time.Time // when it was last stored, in real time
}

// counter is what one number counts: a query, or an item, on a day.
type counter struct{ day, name string }

const (
	mostCounted = 500         // different queries, and different items, between two storings
	storeEvery  = time.Minute // and at the end of the program
	chunk       = 100         // rows one unit stores
)

// Searched counts a search that found something or nothing.
func (s *Service) Searched(ctx context.Context, query string, found bool) {
	d := Demand{Searches: 1}
	if found {
		d.Results = 1
	}
	s.count(ctx, counted(query), d, "")
}

// Opened counts that a service was opened from what a search found.
func (s *Service) Opened(ctx context.Context, query, item string) {
	s.count(ctx, counted(query), Demand{Clicks: 1}, item)
}

// count adds to what is counted. Once a minute the request that counts stores it; that
// it cannot is no reason not to answer.
func (s *Service) count(ctx context.Context, query string, d Demand, item string) {
	if s.tally.add(dayOf(s.now.Now()), query, d, item) {
		if err := s.Store(ctx); err != nil {
			slog.WarnContext(ctx, "searches are not stored yet", "error", err)
		}
	}
}

// add reports whether it is time to store what was counted.
func (t *tally) add(day, query string, d Demand, item string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.queries == nil {
		t.queries, t.clicks = map[counter]Demand{}, map[counter]int64{}
	}
	t.addQuery(counter{day, query}, d)
	key := counter{day, item}
	if _, known := t.clicks[key]; item != "" && (known || len(t.clicks) < mostCounted) {
		t.clicks[key]++
	}
	now := clock.Real.Now()
	if t.stored.IsZero() {
		t.stored = now
	}
	due := now.Sub(t.stored) >= storeEvery
	if due {
		t.stored = now
	}
	return due
}

// addQuery adds to a query's counts; if there are too many, to those of the others.
func (t *tally) addQuery(key counter, d Demand) {
	sum, known := t.queries[key]
	if !known && len(t.queries) >= mostCounted {
		key.name = others
		sum = t.queries[key]
	}
	t.queries[key] = sum.plus(d)
}

func (d Demand) plus(more Demand) Demand {
	return Demand{d.Query, d.Searches + more.Searches, d.Results + more.Results, d.Clicks + more.Clicks}
}

// take empties the tally.
func (t *tally) take() (queries map[counter]Demand, clicks map[counter]int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	queries, clicks = t.queries, t.clicks
	t.queries, t.clicks = map[counter]Demand{}, map[counter]int64{}
	return queries, clicks
}

// back puts counts back that could not be stored.
func (t *tally) back(queries map[counter]Demand, clicks map[counter]int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for key, d := range queries {
		t.addQuery(key, d)
	}
	for key, n := range clicks {
		t.clicks[key] += n
	}
}

// Store writes what this node has counted.
func (s *Service) Store(ctx context.Context) error {
	queries, clicks := s.tally.take()
	for keys := range slices.Chunk(slices.Collect(maps.Keys(queries)), chunk) {
		err := s.db.Write(ctx, "assistant", func(ctx context.Context, tx *db.Tx) error {
			for _, key := range keys {
				d := queries[key]
				d.Query = key.name
				if err := addDemand(ctx, tx, key.day, d); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			s.tally.back(queries, clicks)
			return fmt.Errorf("store searches: %w", err)
		}
		for _, key := range keys {
			delete(queries, key)
		}
	}
	return s.storeClicks(ctx, clicks)
}

func (s *Service) storeClicks(ctx context.Context, clicks map[counter]int64) error {
	if len(clicks) == 0 {
		return nil
	}
	err := s.db.Write(ctx, "assistant", func(ctx context.Context, tx *db.Tx) error {
		for key, n := range clicks {
			if err := addClicks(ctx, tx, key.day, key.name, n); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.tally.back(nil, clicks)
		return fmt.Errorf("store clicks: %w", err)
	}
	return nil
}

// How long counts are kept by their words, and at all.
const (
	rareDays = 7
	keptDays = 400
)

// Sweep stores what was counted, forgets the words of queries that were asked only
// once a day, and deletes what is too old.
//
// Basis: 个人信息保护法, art. 19 (no longer than the purpose needs).
func (s *Service) Sweep(ctx context.Context) error {
	if err := s.Store(ctx); err != nil {
		return err
	}
	err := s.db.Write(ctx, "assistant", func(ctx context.Context, tx *db.Tx) error {
		if err := mergeRare(ctx, tx, s.daysAgo(rareDays)); err != nil {
			return err
		}
		return deleteBefore(ctx, tx, s.daysAgo(keptDays))
	})
	if err != nil {
		return fmt.Errorf("sweep searches: %w", err)
	}
	return nil
}

// Demands returns what was looked for in the last days, today included, for those who
// may do something about it.
func (s *Service) Demands(ctx context.Context, days int) (Demands, error) {
	if err := mayEdit(ctx); err != nil {
		return Demands{}, err
	}
	if err := s.Store(ctx); err != nil {
		return Demands{}, err
	}
	var all Demands
	since := s.daysAgo(days - 1)
	err := s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		totals, err := listTotals(ctx, tx, since)
		if err != nil {
			return err
		}
		for _, d := range totals {
			if d.Query == others {
				all.Others = d
			}
			all.Total = all.Total.plus(d)
		}
		if all.Missing, err = listMissing(ctx, tx, since); err != nil {
			return err
		}
		all.Ignored, err = listIgnored(ctx, tx, since)
		return err
	})
	if err != nil {
		return Demands{}, fmt.Errorf("demands: %w", err)
	}
	return all, nil
}
