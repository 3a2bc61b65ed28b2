package deferral

import (
	"context"

	"tongban/kernel/calendar"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// Credit knows what applicants have promised and not kept.
type Credit interface {
	// Against returns, in the reader's words, why an account may promise nothing now; none if
	// it may.
	Against(ctx context.Context, account string) ([]string, error)
	// Broken puts a promise that was not kept into the record of whom the case is for, in the
	// unit that ends the case.
	Broken(ctx context.Context, tx *db.Tx, b Breach) error
}

// Breach is a promise that was not kept.
type Breach struct {
	Case Case
	Ref  string // names it once and for all
	On   calendar.Date
	What string // in words

	Evidence string // by what it can be proved
	Told     []id.ID
}

// Informer tells people what has happened. It inserts its own rows only.
type Informer interface {
	Inform(ctx context.Context, tx *db.Tx, account id.ID, key string, args []string, link string) error
}
