package catalogue

import (
	"context"

	"tongban/kernel/fault"
)

// Entries returns a page of the editors' list. Who is neither editor nor publisher
// is told nothing of it: NotFound.
func (s *Service) Entries(ctx context.Context, q EntryQuery) (EntryPage, error) {
	return EntryPage{}, nil
}

// Counts returns the totals beside the editors' list.
func (s *Service) Counts(ctx context.Context) (Counts, error) {
	return Counts{}, nil
}

// Entry returns an item as editors see it, by any of its own codes.
func (s *Service) Entry(ctx context.Context, code string) (*Entry, error) {
	return nil, fault.New(fault.NotFound, "catalogue.unknown")
}

// Standing returns the state of an item's newest version that was ever published,
// by any of the item's own codes, with the reason of its suspension or retirement.
func (s *Service) Standing(ctx context.Context, code string) (State, string, error) {
	return "", "", fault.New(fault.NotFound, "catalogue.unknown")
}
