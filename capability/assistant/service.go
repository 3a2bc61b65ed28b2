package assistant

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"tongban/capability/catalogue"
	"tongban/capability/place"
	"tongban/kernel/clock"
	"tongban/kernel/db"
)

// Service finds services.
type Service struct {
	db        *db.DB
	now       clock.Clock
	catalogue *catalogue.Service
	place     *place.Service
	tally     tally

	mu      sync.Mutex
	known   known
	popular popular
}

// New returns the service.
func New(d *db.DB, now clock.Clock, c *catalogue.Service, p *place.Service) *Service {
	return &Service{db: d, now: now, catalogue: c, place: p}
}

// Find answers a search, best first; without words everything in the order in which
// it came to the catalogue. Pages and API ask the same.
func (s *Service) Find(ctx context.Context, q catalogue.Query) (Found, error) {
	f, err := s.find(ctx, q)
	if err != nil {
		return Found{}, fmt.Errorf("find services: %w", err)
	}
	return f, nil
}

func (s *Service) find(ctx context.Context, q catalogue.Query) (Found, error) {
	q.Text = clean(q.Text)
	synonyms, err := s.Synonyms(ctx)
	if err != nil {
		return Found{}, err
	}
	f := Found{Query: q, Also: alternatives(q.Text, synonyms)}
	for _, a := range f.Also {
		f.Query.Also = append(f.Query.Also, a.Text)
	}
	if f.Page, err = s.catalogue.Search(ctx, f.Query); err != nil {
		return Found{}, err
	}
	if f.Total > 0 || q.Text == "" {
		return f, nil
	}
	if f.Nearest, err = s.nearest(ctx, q.Text, f.Also); err != nil {
		return Found{}, err
	}
	f.Popular, err = s.Popular(ctx, mostPopular)
	return f, err
}

// How many other queries are offered, and how long they are looked for: a reader who
// found nothing must not keep the others waiting.
const (
	mostNearest = 3
	longestLook = 50 * time.Millisecond
)

// nearest returns the official names of everyday words in a query, and parts of it, that
// stand as they are in the name or the keywords of a service.
func (s *Service) nearest(ctx context.Context, query string, also []Alternative) (near []Nearest, err error) {
	var tries []string
	for _, a := range also {
		tries = append(tries, a.Means)
	}
	watch := clock.Start()
	for _, text := range append(tries, shorter(query)...) {
		page, err := s.catalogue.Search(ctx, catalogue.Query{Text: text, Limit: 1})
		if err != nil {
			return nil, err
		}
		inside := slices.ContainsFunc(near, func(n Nearest) bool { return strings.Contains(n.Text, text) })
		if page.Total > 0 && !inside && says(page.Items[0], text) {
			near = append(near, Nearest{text, page.Total})
		}
		if len(near) == mostNearest || watch.Elapsed() > longestLook {
			break
		}
	}
	return near, nil
}

// says reports whether a service's name or keywords have a text in them.
func says(s catalogue.Summary, text string) bool {
	return strings.Contains(normal(s.Name+"\n"+strings.Join(s.Keywords, "\n")), normal(text))
}

// mostPopular is how many services are offered without being asked for.
const mostPopular = 6

// popular are the services opened most, as last read.
type popular struct {
	codes  []string
	looked time.Time
}

// popularFor is how long what is popular stays so, and popularDays from when on it
// is counted.
const (
	popularFor  = 10 * time.Minute
	popularDays = 30
)

// Popular returns the services opened most in the last thirty days; until there are
// any, those that can be applied for at once.
func (s *Service) Popular(ctx context.Context, most int) (Offer, error) {
	codes, err := s.popularCodes(ctx)
	if err != nil {
		return Offer{}, fmt.Errorf("popular services: %w", err)
	}
	items, err := s.catalogue.Summaries(ctx, codes)
	if err != nil || len(items) > 0 {
		return Offer{items[:min(most, len(items))], true}, err
	}
	page, err := s.catalogue.Search(ctx, catalogue.Query{Online: true, Limit: most})
	return Offer{page.Items, false}, err
}

func (s *Service) popularCodes(ctx context.Context) ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now := clock.Real.Now(); now.Sub(s.popular.looked) > popularFor {
		err := s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			s.popular.codes, err = listPopular(ctx, tx, s.daysAgo(popularDays-1), 2*mostPopular)
			return err
		})
		if err != nil {
			return nil, err
		}
		s.popular.looked = now
	}
	return s.popular.codes, nil
}

// daysAgo returns the day some days before today.
func (s *Service) daysAgo(days int) string { return dayOf(s.now.Now().AddDate(0, 0, -days)) }
