package bundlecase

import (
	"context"
	"fmt"
	"sync"
	"time"

	"tongban/capability/bundle"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// lately is how far figures look back, and mostPast how many of the latest cases they are
// made of at most.
const (
	lately   = 365 * 24 * time.Hour
	mostPast = 500
)

// figuresFor is how long figures are shown before they are counted anew.
const figuresFor = 5 * time.Minute

// counted are the figures of bundles that were counted lately, by code.
type counted struct {
	sync.Mutex
	by map[string]*Figures
}

// Figures returns what the real cases of the last year say of a bundle, as they were some
// minutes ago at most.
func (s *Service) Figures(ctx context.Context, j *bundle.Joint) (*Figures, error) {
	now := s.Clock.Now()
	s.counted.Lock()
	f := s.counted.by[j.Code]
	s.counted.Unlock()
	if f != nil && now.Sub(f.At) < figuresFor && !now.Before(f.At) {
		return f, nil
	}
	f, err := s.count(ctx, j, now)
	if err != nil {
		return nil, fmt.Errorf("figures of %s: %w", j.Code, err)
	}
	s.counted.Lock()
	defer s.counted.Unlock()
	if s.counted.by == nil {
		s.counted.by = map[string]*Figures{}
	}
	s.counted.by[j.Code] = f
	return f, nil
}

// count counts the figures of a bundle.
func (s *Service) count(ctx context.Context, j *bundle.Joint, now time.Time) (*Figures, error) {
	var runs []ended
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		runs, err = listResults(ctx, tx, j.Code, now.Add(-lately), mostPast)
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(runs) < fewest {
		return &Figures{At: now, Runs: len(runs)}, nil
	}
	var cases []id.ID
	for _, r := range runs {
		for _, key := range r.cases {
			cases = append(cases, key)
		}
	}
	past, err := s.Statistics.Went(ctx, cases)
	if err != nil {
		return nil, err
	}
	went := map[id.ID]Past{}
	for _, c := range past {
		went[c.Case] = c
	}
	singly := map[string][]Past{}
	for _, p := range j.Parts {
		if p.Item == nil {
			continue
		}
		if singly[p.Code()], err = s.alone(ctx, p.Code(), now.Add(-lately)); err != nil {
			return nil, err
		}
	}
	f := figures(j, runs, went, singly)
	f.At = now
	return f, nil
}

// alone are the cases of an item that were no part of a bundle.
func (s *Service) alone(ctx context.Context, item string, since time.Time) (list []Past, err error) {
	all, err := s.Statistics.Lately(ctx, item, since, mostPast)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	var bundled map[id.ID]bool
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		bundled, err = listBundled(ctx, tx, all)
		return err
	})
	for _, c := range all {
		if !bundled[c.Case] {
			list = append(list, c)
		}
	}
	return list, err
}
