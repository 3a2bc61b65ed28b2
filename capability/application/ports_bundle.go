package application

import (
	"context"
	"time"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Items finds what can be applied for: items of the catalogue, and several that are applied
// for as one (高效办成一件事), which are drawn as one item too.
type Items interface {
	// Published returns what can be applied for under a code now, NotFound if nothing.
	Published(ctx context.Context, code string) (*catalogue.Item, error)
	// Version returns a version by its key, whatever has become of it since.
	Version(ctx context.Context, version id.ID) (*catalogue.Item, error)
	// Ended returns what has become of what cannot be applied for any more, nil if it can or
	// is not known.
	Ended(ctx context.Context, code string) (*catalogue.Ended, error)
}

// Bundles takes what is handed in for several items as one, in the place of casework.
type Bundles interface {
	// Faults returns what is wrong with w besides what its form says.
	Faults(w *Work, now time.Time) []fault.Field
	// May says why w may not be handed in as a whole: the same matter is running already.
	May(ctx context.Context, w *Work) error
	// Handover works out what handing w in stores. Signer is who signs it.
	Handover(ctx context.Context, w *Work, signer casework.Person) (BundleHandover, error)
	// Page is where is shown what became of an application that was handed in.
	Page(ctx context.Context, application id.ID) (string, error)
	// Advance starts what can start, after the unit that received it, and waits for it no
	// longer than ctx. Doing so twice changes nothing.
	Advance(ctx context.Context, no string)
}

// BundleHandover is what is handed in for several items, worked out: all that is left is to
// store it.
type BundleHandover interface {
	ID() id.ID // of what it becomes
	// Receive stores it within the unit that hands it in and returns its number. Like every
	// unit it may run again.
	Receive(ctx context.Context, tx *db.Tx) (no string, err error)
}

// Bundle has b take what is handed in for several items as one, from now on. It is for the
// start only.
func (s *Service) Bundle(b Bundles) { s.bundles = b }
