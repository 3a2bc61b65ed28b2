package window

import (
	"context"
	"fmt"

	"tongban/capability/casework"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Bundles knows which cases were handed in as one matter.
type Bundles interface {
	// Parts returns the numbers of the cases of a whole and how many of its parts have no result
	// yet; false if that is the number of no whole.
	Parts(ctx context.Context, no string) (cases []string, open int, is bool, err error)
	// Wholes returns of which whole a case is a part, by its number; others are left out.
	Wholes(ctx context.Context, cases []id.ID) (map[id.ID]string, error)
}

// Join has results of what was handed in as one given out together from now on. It is for the
// start only.
func (s *Service) Join(b Bundles) { s.bundles = b }

// Whole is what was handed in as one matter, as the counter sees it.
type Whole struct {
	No    string
	Ready []*casework.Case // that wait here
	Open  int              // parts without a result
}

// Whole finds what lies ready here of one matter by its number, so that it is given out at once;
// nil if that is the number of none.
func (s *Service) Whole(ctx context.Context, no string) (*Whole, error) {
	if _, _, err := clerk(ctx); err != nil || s.bundles == nil {
		return nil, err
	}
	numbers, open, is, err := s.bundles.Parts(ctx, no)
	if err != nil || !is {
		return nil, err
	}
	w, seen := &Whole{No: no, Open: open}, 0
	for _, one := range numbers {
		c, err := s.Cases.Case(ctx, one)
		if kind := fault.KindOf(err); err != nil && (kind == fault.NotFound || kind == fault.Forbidden) {
			continue // it is elsewhere
		}
		if err != nil {
			return nil, fmt.Errorf("results of %s: %w", no, err)
		}
		if seen++; isWaiting(c) {
			w.Ready = append(w.Ready, c)
		}
	}
	if seen == 0 {
		return nil, nil // whoever may see none of its cases does not learn that there is such
	}
	return w, nil
}

// wholesOf are the numbers of the matters that cases are parts of.
func (s *Service) wholesOf(ctx context.Context, cases []*casework.Case) (map[id.ID]string, error) {
	if s.bundles == nil || len(cases) == 0 {
		return nil, nil
	}
	keys := make([]id.ID, len(cases))
	for i, c := range cases {
		keys[i] = c.ID
	}
	return s.bundles.Wholes(ctx, keys)
}
