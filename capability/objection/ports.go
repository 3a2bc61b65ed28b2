package objection

import (
	"context"

	"tongban/kernel/db"
	"tongban/kernel/id"
)

// Published knows what was published.
type Published interface {
	// Subject returns a published decision as something to object to.
	Subject(ctx context.Context, record id.ID) (Subject, error)
}

// Informer tells people what has happened. It inserts its own rows only.
type Informer interface {
	Inform(ctx context.Context, tx *db.Tx, account id.ID, key string, args []string, link string) error
}
