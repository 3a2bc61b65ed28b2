package catalogue

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"tongban/kernel/fault"
)

// BasicEntry is an entry of the basic catalogue (基本目录) and what is published under
// it: who implements it where (实施清单), each with its handling items (业务办理项).
type BasicEntry struct {
	Code            string
	Basic           // the name is that of an item where the lists give none
	ItemType        ItemType
	Implementations []Implementation // by region, then level
}

// Implementation is what one body does of a basic item.
type Implementation struct {
	Code       string
	Region     Region
	Level      int // as Item.ExerciseLevel
	Department Department
	Items      []Summary
}

// Handled returns how many items are published under the entry.
func (b *BasicEntry) Handled() (n int) {
	for _, i := range b.Implementations {
		n += len(i.Items)
	}
	return n
}

// BasicPage is a part of the basic catalogue, by code.
type BasicPage struct {
	Entries []BasicEntry
	Next    string // code to go on after; empty at the end
	Total   int
}

// Sharing returns the published items that have a basic or implementation code, in
// the order they came.
func (s *Service) Sharing(ctx context.Context, code string) ([]Summary, error) {
	l, err := s.current(ctx)
	if err != nil {
		return nil, fmt.Errorf("list items of %s: %w", code, err)
	}
	return l.share(code), nil
}

// Basic returns an entry of the basic catalogue that has published items.
func (s *Service) Basic(ctx context.Context, code string) (*BasicEntry, error) {
	l, err := s.current(ctx)
	if err != nil {
		return nil, fmt.Errorf("find basic item %s: %w", code, err)
	}
	if _, found := slices.BinarySearch(l.basics(), fold(code)); !found {
		return nil, fault.New(fault.NotFound, "catalogue.unknown")
	}
	entry := l.basic(code)
	return &entry, nil
}

// Basics returns the entries after a code, by code.
func (s *Service) Basics(ctx context.Context, after string, limit int) (BasicPage, error) {
	l, err := s.current(ctx)
	if err != nil {
		return BasicPage{}, fmt.Errorf("list basic items: %w", err)
	}
	codes := l.basics()
	page := BasicPage{Total: len(codes)}
	at, found := slices.BinarySearch(codes, fold(after))
	if found {
		at++
	}
	codes = codes[at:]
	limit = min(cmp.Or(max(limit, 0), 20), 100, len(codes))
	for _, code := range codes[:limit] {
		page.Entries = append(page.Entries, l.basic(code))
	}
	if len(codes) > limit {
		page.Next = codes[limit-1]
	}
	return page, nil
}

// share returns the items that have a basic or implementation code.
func (l *listing) share(code string) []Summary {
	var items []Summary
	for _, i := range l.sharing[fold(code)] {
		items = append(items, l.items[i])
	}
	return items
}

// basicCodes returns the basic codes of the listing, sorted.
func (l *listing) basicCodes() []string {
	codes := map[string]bool{}
	for _, s := range l.items {
		codes[fold(s.BasicCode)] = true
	}
	delete(codes, "")
	return slices.Sorted(maps.Keys(codes))
}

// basic puts the items of a basic code under the bodies that implement it.
func (l *listing) basic(code string) BasicEntry {
	items := l.share(code)
	first := items[0]
	entry := BasicEntry{Code: first.BasicCode, Basic: first.Basic, ItemType: first.ItemType}
	entry.Name = cmp.Or(entry.Name, first.Name)
	places := map[string]int{}
	for _, s := range items {
		key := cmp.Or(s.ImplementationCode, s.Code)
		at, known := places[key]
		if !known {
			at = len(entry.Implementations)
			places[key] = at
			entry.Implementations = append(entry.Implementations, Implementation{
				Code: s.ImplementationCode, Region: s.Region, Level: s.ExerciseLevel, Department: s.Department,
			})
		}
		entry.Implementations[at].Items = append(entry.Implementations[at].Items, s)
	}
	slices.SortStableFunc(entry.Implementations, func(a, b Implementation) int {
		return cmp.Or(cmp.Compare(a.Region.Code, b.Region.Code), cmp.Compare(a.Level, b.Level), cmp.Compare(a.Code, b.Code))
	})
	return entry
}
