package bundlecase

import (
	"context"
	"time"

	"tongban/capability/application"
	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/rating"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// Items finds the versions of bundles.
type Items interface {
	Version(ctx context.Context, version id.ID) (*catalogue.Item, error)
}

// Applications keeps what was handed in, and hands shares of it in.
type Applications interface {
	// HandedIn returns what was handed in with a joint application.
	HandedIn(ctx context.Context, joint id.ID) (casework.Submission, error)
	// PrepareShare works out what handing a share in stores; Invalid if it cannot be handed in
	// as it is.
	PrepareShare(ctx context.Context, share application.Share) (*application.ShareHandover, error)
	// ReceiveShare stores it, and returns the number and the id of its case.
	ReceiveShare(ctx context.Context, tx *db.Tx, h *application.ShareHandover) (no string, caseID id.ID, err error)
	// DraftShare leaves it to the applicant as a draft.
	DraftShare(ctx context.Context, tx *db.Tx, share application.Share) (application id.ID, err error)
}

// Cases are the cases of parts.
type Cases interface {
	// Case returns the case no itself to whoever may see it.
	Case(ctx context.Context, no string) (*casework.Case, error)
	// File returns everything about it.
	File(ctx context.Context, no string) (*casework.File, error)
	// Step does what somebody may do to it: here its applicant takes it back.
	Step(ctx context.Context, no string, e casework.Event, in casework.Input) (*casework.File, error)
	// Workers returns who has worked on cases, once each.
	Workers(ctx context.Context, tx *db.Tx, cases []id.ID) ([]casework.Worker, error)
}

// Licence is a licence as a run looks at it.
type Licence struct {
	ID     string // its identifier
	Number string
	CaseNo string            // that it came of, empty if it was taken over
	Values map[string]string // by data element
}

// Licences knows what applicants hold.
type Licences interface {
	// InForce returns an account's licences of a kind that hold now, newest first.
	InForce(ctx context.Context, account id.ID, kind string) ([]Licence, error)
}

// Statistics knows how cases went, for figures.
type Statistics interface {
	// Lately returns the cases of an item that have had a result since, the latest first, at
	// most limit.
	Lately(ctx context.Context, item string, since time.Time, limit int) ([]Past, error)
	// Went returns how cases went, in no order.
	Went(ctx context.Context, cases []id.ID) ([]Past, error)
}

// Ratings keeps what applicants think of what has ended: of the whole, which they are asked for
// once, and of parts if they like.
type Ratings interface {
	Invite(ctx context.Context, tx *db.Tx, m rating.Matter) error
	Offer(ctx context.Context, tx *db.Tx, m rating.Matter) (*rating.Rating, error)
	OfMatters(ctx context.Context, keys []id.ID) (map[id.ID]*rating.Rating, error)
}

// People tells who an applicant is.
type People interface {
	Person(ctx context.Context, account string) (casework.Person, error)
	// Elements returns what the registers know of them by data element.
	Elements(ctx context.Context, account string) (map[string]any, error)
}

// Informer tells the applicant what has happened. It inserts its own rows only.
type Informer interface {
	Inform(ctx context.Context, tx *db.Tx, account id.ID, key string, args []string, link string) error
}

type startingKey struct{}

// starting returns ctx in which the case of p begins. Its applicant is not told of every case
// that begins: they are told of the whole.
func starting(ctx context.Context, p *Part) context.Context {
	return context.WithValue(ctx, startingKey{}, p)
}

// Quiet reports whether the cases that begin in ctx are parts of a run, whose applicant has been
// told of the whole.
func Quiet(ctx context.Context) bool { return ctx.Value(startingKey{}) != nil }
