package catalogue

import (
	"context"

	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Revise stores changed as the author's draft of the item and returns its version.
// Base is the version the author has changed: the current one, or the author's own
// draft, which is replaced. An item has one open version at a time; anything else
// that has happened to it in between is a Conflict.
func (s *Service) Revise(ctx context.Context, code string, base id.ID, changed *Item) (id.ID, error) {
	return 0, fault.New(fault.NotFound, "catalogue.unknown")
}

// Submit hands the author's draft to those who review it.
func (s *Service) Submit(ctx context.Context, version id.ID, reason string) error {
	return s.move(ctx, version, Submit, reason)
}

// Return gives a version back to its author, who is told the reason.
func (s *Service) Return(ctx context.Context, version id.ID, reason string) error {
	return s.move(ctx, version, Return, reason)
}

// Review says that a submitted version is lawful and complete.
func (s *Service) Review(ctx context.Context, version id.ID, reason string) error {
	return s.move(ctx, version, Review, reason)
}

// Publish makes a reviewed version the current one.
func (s *Service) Publish(ctx context.Context, version id.ID, reason string) error {
	return s.move(ctx, version, Publish, reason)
}

// Suspend stops new applications; the reason is shown to the public.
func (s *Service) Suspend(ctx context.Context, version id.ID, reason string) error {
	return s.move(ctx, version, Suspend, reason)
}

// Resume ends a suspension.
func (s *Service) Resume(ctx context.Context, version id.ID, reason string) error {
	return s.move(ctx, version, Resume, reason)
}

// Retire ends the item for good; the reason is shown to the public.
func (s *Service) Retire(ctx context.Context, version id.ID, reason string) error {
	return s.move(ctx, version, Retire, reason)
}

// Discard throws an open version away.
func (s *Service) Discard(ctx context.Context, version id.ID) error {
	return fault.New(fault.NotFound, "catalogue.unknown")
}

func (s *Service) move(ctx context.Context, version id.ID, event Event, reason string) error {
	return fault.New(fault.NotFound, "catalogue.unknown")
}
