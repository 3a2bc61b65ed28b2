package recheck

import (
	"context"

	"tongban/kernel/db"
	"tongban/kernel/id"
)

// Rules are those by which cases are approved at once.
type Rules interface {
	// Share returns how many per cent of the approvals on an item are looked at again, by the
	// rulebook in force; false if there is none.
	Share(ctx context.Context, item string) (percent int, ok bool, err error)
	// Items returns the codes of the items that have rules in force.
	Items(ctx context.Context) ([]string, error)
	// Outcomes returns what they came to lately with cases of an item, newest first.
	Outcomes(ctx context.Context, item string, limit int) ([]Outcome, error)
	// Stop stops them for an item until somebody starts them again.
	Stop(ctx context.Context, item string) error
}

// Credit is the record of facts about applicants.
type Credit interface {
	// Raised returns how many per cent of what account is granted are looked at because of
	// facts that count; 0 if none raises it.
	Raised(ctx context.Context, account id.ID) (percent int, err error)
}

// Named is an item as people know it.
type Named struct{ Name, Department string }

// Items tells what items are called.
type Items interface {
	Named(ctx context.Context, item string) (Named, error)
}

// Heads knows who answers for a department.
type Heads interface {
	Heads(ctx context.Context, department string) ([]id.ID, error)
}

// Informer tells people what has happened. It inserts its own rows only.
type Informer interface {
	Inform(ctx context.Context, tx *db.Tx, account id.ID, key string, args []string, link string) error
}
